//! Reading and summing up large tables ahead of the pages that ask for it, a little at a time, while nobody waits.

use gloo_timers::future::TimeoutFuture;
use leptos::{prelude::*, task::spawn_local};

use super::State;
use crate::{
    app::scope::View,
    domain::{Kind, Term},
};

/// Of so many rows a page reads and sums up everything within a frame.
pub const QUICK: usize = 5_000;

/// Runs of a table at a time: a few milliseconds.
const RUNS: usize = 24;

/// How long the page has for others between two times.
const PAUSE_MS: u32 = 8;

/// How long after a change: the page shows it first, and whoever made it goes on.
pub const AFTER_A_CHANGE_MS: u32 = 300;

impl State {
    /// Begins after so many milliseconds and goes on until everything is read as it stands by then, and what the overview shows
    /// is worked out; whoever begins anew takes over.
    pub(super) fn work_ahead(self, after_ms: u32) {
        let number = self.ahead.with_value(|last| last.wrapping_add(1));
        self.ahead.set_value(number);
        spawn_local(async move {
            TimeoutFuture::new(after_ms).await;
            while self.ahead.get_value() == number && !self.work_ahead_a_little() {
                TimeoutFuture::new(PAUSE_MS).await;
            }
            let latest = |state: Self| state.terms().first().copied();
            let of_the_overview: [fn(Self, Option<Term>); 3] = [
                |state, term| drop(term.and_then(|term| state.term(term))),
                |state, term| drop(term.map(|term| state.equity(term))),
                |state, _| drop(state.clauses()),
            ];
            for work in of_the_overview {
                TimeoutFuture::new(PAUSE_MS).await;
                if self.ahead.get_value() == number && self.account.with_untracked(Option::is_some) {
                    untrack(|| work(self, latest(self)));
                }
            }
        });
    }

    /// Whether there is nothing left to do.
    fn work_ahead_a_little(self) -> bool {
        let workspace = self.workspace.get_untracked();
        let account = self.account.get_untracked();
        let account = account.as_deref();
        let seat = self.seat_untracked();
        let view = View { workspace: &workspace, seat: seat.as_ref() };
        if !self.sums.write_value().sum_ahead(view, account, RUNS) {
            return false;
        }
        let as_seen = (self.today.get_untracked(), self.lang().get_untracked());
        let large = Kind::ALL.iter().filter(|kind| workspace.table(**kind).len() > QUICK);
        self.codes.with_value(|codes| {
            large.copied().all(|kind| codes.read_ahead(view, account, kind, as_seen, RUNS))
        })
    }
}
