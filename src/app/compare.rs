//! Two accounts of the same sessions, side by side: what an edit of the policy would change.

use serde::{Deserialize, Serialize};

use crate::domain::{Kind, Money};

use super::{
    account::{Account, Ruling, Verdict},
    ordered::Key,
    scope::{Sight, View},
};

/// What changes between two accounts, of the sessions that somebody sees.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    pub sessions: usize,
    /// Ids of the sessions whose ruling changes, the largest difference first.
    pub changed: Vec<Key>,
    /// Sums after tax.
    pub before: Money,
    pub after: Money,
    /// Sessions that could be decided before and cannot any more.
    pub newly_undecided: usize,
}

/// Compares two accounts of one workspace.
pub fn compare(view: View<'_>, before: &Account, after: &Account) -> Comparison {
    let (mut sight, table) = (Sight::of(view, Kind::BULK), view.workspace.table(Kind::BULK));
    let mut seen =
        |id: &Key| sight.sees_all() || table.get(id).is_some_and(|session| sight.sees(id, session));
    let beside = before.verdicts.beside(&after.verdicts);
    let pairs: Vec<(&Key, &Verdict, &Verdict)> =
        beside.filter_map(|(id, old, new)| Some((id, old, new?))).filter(|(id, ..)| seen(id)).collect();
    let mut changed: Vec<(&Key, u64)> = pairs
        .iter()
        .filter(|(_, old, new)| old.ruling != new.ruling)
        .map(|(id, old, new)| (*id, (new.amount() - old.amount()).as_fen().unsigned_abs()))
        .collect();
    changed.sort_by_key(|(id, difference)| (std::cmp::Reverse(*difference), *id));
    let undecided = |ruling: &Ruling| matches!(ruling, Ruling::Undecided(_));
    Comparison {
        sessions: pairs.len(),
        changed: changed.into_iter().map(|(id, _)| Key::clone(id)).collect(),
        before: pairs.iter().map(|(_, old, _)| old.amount()).sum(),
        after: pairs.iter().map(|(.., new)| new.amount()).sum(),
        newly_undecided: pairs
            .iter()
            .filter(|(_, old, new)| !undecided(&old.ruling) && undecided(&new.ruling))
            .count(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::workspace::Workspace;
    use rust_decimal::Decimal;

    fn account(rulings: Vec<Ruling>) -> Account {
        let verdict = |ruling| Verdict {
            ruling,
            paid_hours_before: Decimal::ZERO,
            paid_hours: Decimal::ONE,
            reads: Default::default(),
        };
        let verdicts = ["a", "b", "c", "d"].map(Key::from).into_iter().zip(rulings.into_iter().map(verdict));
        Account { verdicts: verdicts.collect(), ..Account::default() }
    }

    #[test]
    fn the_largest_difference_comes_first_and_sums_are_of_everything() {
        let amount = |fen| Ruling::Amount(Money::fen(fen));
        let before = account(vec![amount(100), amount(200), Ruling::Refused("online".into()), amount(5)]);
        let after =
            account(vec![amount(90), amount(200), amount(700), Ruling::Undecided(Default::default())]);
        let workspace = Workspace::default();
        let comparison = compare(View { workspace: &workspace, seat: None }, &before, &after);
        assert_eq!(comparison.changed, ["c", "a", "d"].map(Key::from));
        assert_eq!((comparison.before, comparison.after), (Money::fen(305), Money::fen(990)));
        assert_eq!(comparison.newly_undecided, 1);
    }
}
