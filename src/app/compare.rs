//! Two accounts of the same sessions, side by side: what an edit of the policy would change.

use serde::{Deserialize, Serialize};

use crate::domain::Money;

use super::account::{Account, Ruling};

/// What changes between two accounts.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    pub sessions: usize,
    /// Places of the sessions whose ruling changes, the largest difference first.
    pub changed: Vec<usize>,
    /// Sums after tax.
    pub before: Money,
    pub after: Money,
    /// Sessions that could be decided before and cannot any more.
    pub newly_undecided: usize,
}

/// Compares two accounts of one workspace.
pub fn compare(before: &Account, after: &Account) -> Comparison {
    let pairs = || before.sessions.iter().zip(&after.sessions);
    let mut changed: Vec<(usize, u64)> = pairs()
        .enumerate()
        .filter(|(_, (old, new))| old.ruling != new.ruling)
        .map(|(place, (old, new))| (place, (new.amount() - old.amount()).as_fen().unsigned_abs()))
        .collect();
    changed.sort_by_key(|(place, difference)| (std::cmp::Reverse(*difference), *place));
    let undecided = |ruling: &Ruling| matches!(ruling, Ruling::Undecided(_));
    Comparison {
        sessions: after.sessions.len(),
        changed: changed.into_iter().map(|(place, _)| place).collect(),
        before: before.sessions.iter().map(super::account::Verdict::amount).sum(),
        after: after.sessions.iter().map(super::account::Verdict::amount).sum(),
        newly_undecided: pairs()
            .filter(|(old, new)| !undecided(&old.ruling) && undecided(&new.ruling))
            .count(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::account::Verdict;
    use rust_decimal::Decimal;

    fn account(rulings: Vec<Ruling>) -> Account {
        let verdict = |ruling| Verdict {
            ruling,
            paid_hours_before: Decimal::ZERO,
            paid_hours: Decimal::ONE,
            reads: Default::default(),
        };
        Account { sessions: rulings.into_iter().map(verdict).collect(), payments: Vec::new() }
    }

    #[test]
    fn the_largest_difference_comes_first_and_sums_are_of_everything() {
        let amount = |fen| Ruling::Amount(Money::fen(fen));
        let before = account(vec![amount(100), amount(200), Ruling::Refused("online".into()), amount(5)]);
        let after =
            account(vec![amount(90), amount(200), amount(700), Ruling::Undecided(Default::default())]);
        let comparison = compare(&before, &after);
        assert_eq!(comparison.changed, [2, 0, 3]);
        assert_eq!((comparison.before, comparison.after), (Money::fen(305), Money::fen(990)));
        assert_eq!(comparison.newly_undecided, 1);
    }
}
