//! What the overview and the subsidy page show to whoever looks, worked out once and kept while nothing that it was worked out of has
//! changed.

use std::sync::Arc;

use leptos::prelude::*;

use super::{Same, State};
use crate::{
    app::{
        account::Account,
        clause_status::{self, ClauseStatus},
        equity::{self, Equity},
        outcomes::{self as surveys, Results},
        overview::{self, Overview},
        payments::Payment,
        report,
        scope::View,
        workspace::Workspace,
    },
    domain::{Kind, Month, Term, Tree, workflow::Seat},
    exchange::payment_list::SchoolRow,
};

/// The workspace, its account and who looks.
type Seen = (Same<Workspace>, Same<Account>, Option<Seat>);

/// Payments of a term, or of one of its months.
type Wanted = (Term, Option<Month>);

impl State {
    /// The terms that have sessions, latest first.
    pub fn terms(self) -> Vec<Term> {
        let workspace = self.workspace.of(&[&[Kind::BULK], Tree::KINDS].concat());
        let seat = self.seat();
        overview::terms(View { workspace: &workspace, seat: seat.as_ref() }, &mut self.sums.write_value())
    }

    /// What a term comes to; `None` until its sessions are decided.
    pub fn term(self, term: Term) -> Option<Arc<Overview>> {
        Some(self.kept.of("term", (self.seen()?, term), |(seen, term)| {
            overview::of_term(view(seen), &seen.1.0, *term, &mut self.sums.write_value())
        }))
    }

    /// The payments; `None` until the sessions are decided.
    pub fn payments(self, wanted: Wanted) -> Option<Arc<Vec<Payment>>> {
        Some(self.kept.of("payments", (self.seen()?, wanted), |(seen, (term, month))| {
            let wanted =
                |of: Month| Term::of(of.first_day()) == *term && month.is_none_or(|month| month == of);
            overview::payments(view(seen), &seen.1.0, &mut self.sums.write_value(), wanted)
        }))
    }

    /// The same by school.
    pub fn by_school(self, wanted: Wanted) -> Option<Arc<Vec<SchoolRow>>> {
        let payments = self.payments(wanted)?;
        Some(self.kept.of("by-school", (self.seen()?, Same(payments)), |(seen, payments)| {
            report::by_school(view(seen), &seen.1.0, &payments.0)
        }))
    }

    /// What came of a term, and to whom.
    pub fn equity(self, term: Term) -> Arc<Equity> {
        let of = (Same(self.workspace.get()), self.seat(), term, self.today.get());
        self.kept.of("equity", of, |(workspace, seat, term, today)| {
            let view = View { workspace: &workspace.0, seat: seat.as_ref() };
            equity::of_term(view, *term, *today, &mut self.sums.write_value())
        })
    }

    /// The terms of which pupils were asked, latest first, and the one with which a page begins.
    pub fn surveyed_terms(self) -> (Vec<Term>, Option<Term>) {
        let (workspace, seat) = (self.workspace.get(), self.seat());
        let view = View { workspace: &workspace, seat: seat.as_ref() };
        (surveys::terms(view), surveys::latest(view))
    }

    /// What pupils said in a term, before and after.
    pub fn surveyed(self, term: Term) -> Arc<Results> {
        let least = self.days(surveys::LEAST).and_then(|least| u32::try_from(least).ok());
        let of = (Same(self.workspace.get()), self.seat(), term, least);
        self.kept.of("surveyed", of, |(workspace, seat, term, least)| {
            let view = View { workspace: &workspace.0, seat: seat.as_ref() };
            surveys::results(view, *term, *least)
        })
    }

    /// The terms of which there is anything to be said about it, latest first.
    pub fn equity_terms(self) -> Vec<Term> {
        let (workspace, seat) = (self.workspace.get(), self.seat());
        equity::terms(View { workspace: &workspace, seat: seat.as_ref() }, &mut self.sums.write_value())
    }

    /// Every row of the notice with what the seat has to show for it.
    pub fn clauses(self) -> Arc<Vec<ClauseStatus>> {
        let of = (Same(self.workspace.get()), self.seat());
        self.kept.of("clauses", of, |(workspace, seat)| {
            let view = View { workspace: &workspace.0, seat: seat.as_ref() };
            clause_status::clauses(view, &mut self.sums.write_value())
        })
    }

    /// What there is to be seen. Whatever bears on it has the account drawn up anew.
    fn seen(self) -> Option<Seen> {
        let account = self.account.get()?;
        Some((Same(self.workspace.get_untracked()), Same(account), self.seat()))
    }
}

fn view((workspace, _, seat): &Seen) -> View<'_> {
    View { workspace: &workspace.0, seat: seat.as_ref() }
}
