//! Two accounts of the same sessions, side by side: what an edit of the policy would change.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::domain::{Kind, Money};

use super::{
    account::{Account, Ruling, Verdict},
    ordered::Key,
    payments::{Payment, Together},
    scope::{Sight, View},
};

/// What changes between two accounts, of the sessions that somebody sees.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    pub sessions: usize,
    /// Ids of the sessions whose ruling changes, the largest difference first.
    pub changed: Vec<Key>,
    /// What is paid in all, after tax, once months are settled: with caps. To who sees some sessions only, what these earn.
    pub before: Money,
    pub after: Money,
    /// Payments of a person's month by a payer that become more or less, for who sees all of them.
    pub payments: Option<usize>,
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
    let paid = match sight.sees_all() {
        true => Paid::of(before, after),
        // What others' sessions are settled with is not theirs to know.
        false => Paid {
            before: pairs.iter().map(|(_, old, _)| old.amount()).sum(),
            after: pairs.iter().map(|(.., new)| new.amount()).sum(),
            payments: None,
        },
    };
    Comparison {
        sessions: pairs.len(),
        changed: changed.into_iter().map(|(id, _)| Key::clone(id)).collect(),
        before: paid.before,
        after: paid.after,
        payments: paid.payments,
        newly_undecided: pairs
            .iter()
            .filter(|(_, old, new)| !undecided(&old.ruling) && undecided(&new.ruling))
            .count(),
    }
}

/// What is paid in all.
struct Paid {
    before: Money,
    after: Money,
    payments: Option<usize>,
}

impl Paid {
    fn of(before: &Account, after: &Account) -> Self {
        let (old, new) = (after_tax(before), after_tax(after));
        let all: BTreeSet<_> = old.keys().chain(new.keys()).collect();
        Self {
            before: old.values().copied().sum(),
            after: new.values().copied().sum(),
            payments: Some(all.into_iter().filter(|paid| old.get(paid) != new.get(paid)).count()),
        }
    }
}

fn after_tax(account: &Account) -> BTreeMap<Together<'_>, Money> {
    let paid = |payment: &Payment| {
        let [after_tax, ..] = payment.sums();
        after_tax
    };
    account.payments.iter().map(|payment| (payment.together(), paid(payment))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        app::{payments::Settled, workspace::Workspace},
        domain::Month,
    };
    use rust_decimal::Decimal;

    fn account(rulings: Vec<Ruling>, paid: &[(&str, i64)]) -> Account {
        let payment = |(instructor, fen): &(&str, i64)| Payment {
            month: Month::of(jiff::civil::date(2026, 3, 5)),
            payer: "县教育局".into(),
            instructor: (*instructor).to_owned(),
            sessions: 1,
            paid_hours: Decimal::ONE,
            earned: Money::fen(1_000),
            settled: Settled::Sum { after_tax: Money::fen(*fen), tax: Money::ZERO, gross: Money::fen(*fen) },
        };
        let verdict = |ruling| Verdict {
            ruling,
            paid_hours_before: Decimal::ZERO,
            paid_hours: Decimal::ONE,
            reads: Default::default(),
        };
        let verdicts = ["a", "b", "c", "d"].map(Key::from).into_iter().zip(rulings.into_iter().map(verdict));
        let payments = paid.iter().map(payment).collect();
        Account { verdicts: verdicts.collect(), payments, ..Account::default() }
    }

    #[test]
    fn the_largest_difference_comes_first() {
        let amount = |fen| Ruling::Amount(Money::fen(fen));
        let refused = || Ruling::Refused("online".into());
        let before = account(vec![amount(100), amount(200), refused(), amount(5)], &[]);
        let undecided = Ruling::Undecided(Default::default());
        let after = account(vec![amount(90), amount(200), amount(700), undecided], &[]);
        let comparison = compare(View { workspace: &Workspace::default(), seat: None }, &before, &after);
        assert_eq!(comparison.changed, ["c", "a", "d"].map(Key::from));
        assert_eq!(comparison.newly_undecided, 1);
    }

    #[test]
    fn sums_are_of_what_is_paid_so_that_a_cap_shows() {
        let same = || vec![Ruling::Amount(Money::fen(1_000))];
        let before = account(same(), &[("A", 1_000), ("B", 1_000), ("C", 10)]);
        let after = account(same(), &[("A", 1_000), ("B", 300), ("D", 10)]);
        let view = View { workspace: &Workspace::default(), seat: None };
        let Comparison { changed, before, after, payments, .. } = compare(view, &before, &after);
        assert_eq!((before, after), (Money::fen(2_010), Money::fen(1_310)));
        assert_eq!((changed.len(), payments), (0, Some(3)), "B gets less, C nothing, D is new");
    }
}
