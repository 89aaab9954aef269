//! How an account differs from the one before it, and saying so in messages of bounded size: a province's account is too much for
//! one.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{Account, Basis, Verdict};
use crate::{
    app::{ordered::Key, payments::Payment, workspace::Table},
    domain::{Month, Session},
};

/// How an account differs from the one before it.
#[derive(Debug, Clone)]
pub struct Difference {
    /// The account before; `None` of a first one, which differs in everything.
    pub(super) since: Option<Basis>,
    /// The sessions of which it says something else, or nothing any more, by id.
    pub(super) sessions: Vec<Key>,
    /// The months and instructors that were settled anew; all where there is none.
    pub(super) settled: Option<BTreeSet<(Month, String)>>,
}

/// What a newer account says otherwise than the one before it: as much of it as one message carries.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct AccountChange {
    /// The account that it changes: the newer one itself, where it goes on saying. `None` when it begins a whole account.
    pub since: Option<Basis>,
    pub basis: Basis,
    /// By id; `None` for a session that is not there any more.
    pub verdicts: Vec<(Key, Option<Verdict>)>,
    /// Whether there is more to say, of sessions after these.
    pub more: bool,
    /// The payments, said at the end.
    pub payments: Option<Payments>,
}

/// Payments in the place of earlier ones.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Payments {
    /// The months and instructors that were settled anew; all where there is none.
    settled: Option<BTreeSet<(Month, String)>>,
    now: Vec<Payment>,
}

impl Account {
    /// How it differs from the account of a basis: as it was found when it was drawn up, or in everything.
    pub fn difference(&self, found: &Difference, have: Option<Basis>) -> Difference {
        match have {
            Some(basis) if basis == self.basis => {
                Difference { since: Some(basis), sessions: Vec::new(), settled: Some(BTreeSet::new()) }
            }
            Some(_) if have == found.since => found.clone(),
            _ => Difference { since: None, sessions: self.verdicts.keys().cloned().collect(), settled: None },
        }
    }

    /// A difference in words, of no more than so many sessions after the one that was said last.
    pub fn change(&self, difference: &Difference, after: Option<&str>, most: usize) -> AccountChange {
        let begun = after.map_or(0, |after| difference.sessions.partition_point(|id| **id <= *after));
        let rest = difference.sessions.get(begun..).unwrap_or_default();
        let (now, later) = rest.split_at(rest.len().min(most));
        let settled = &difference.settled;
        let is_new = |payment: &&Payment| settled.as_ref().is_none_or(|settled| payment.is_of(settled));
        let payments = || Payments {
            settled: settled.clone(),
            now: self.payments.iter().filter(is_new).cloned().collect(),
        };
        AccountChange {
            since: if after.is_none() { difference.since.clone() } else { Some(self.basis.clone()) },
            basis: self.basis.clone(),
            verdicts: now.iter().map(|id| (Key::clone(id), self.verdicts.get(id).cloned())).collect(),
            more: !later.is_empty(),
            payments: later.is_empty().then(payments),
        }
    }

    /// Takes what a newer account says otherwise, under the keys of the sessions; false when that was said of another
    /// account than this.
    pub fn apply(&mut self, change: AccountChange, sessions: &Table<Session>) -> bool {
        match change.since {
            None => *self = Self::default(),
            Some(since) if since != self.basis => return false,
            Some(_) => {}
        }
        self.basis = change.basis;
        for (id, verdict) in change.verdicts {
            match verdict {
                Some(verdict) => {
                    let own = sessions.held().entry(&id).map(|(own, _)| Key::clone(own));
                    self.verdicts.insert(own.unwrap_or(id), verdict)
                }
                None => self.verdicts.remove(&id),
            };
        }
        if let Some(Payments { settled, now }) = change.payments {
            self.pay(settled.as_ref(), now);
        }
        true
    }

    /// Puts these payments in the place of those that were settled before.
    pub(super) fn pay(&mut self, settled: Option<&BTreeSet<(Month, String)>>, payments: Vec<Payment>) {
        self.payments.retain(|payment| settled.is_some_and(|settled| !payment.is_of(settled)));
        self.payments.extend(payments);
        self.payments.sort_by(|a, b| a.together().cmp(&b.together()));
    }
}
