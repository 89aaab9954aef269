//! What the overview shows, worked out once for whoever asks and kept while nothing that it was worked out of has changed.

use std::sync::Arc;

use leptos::prelude::*;

use super::{Same, State};
use crate::{
    app::{
        clause_status::{self, ClauseStatus, Outcomes},
        overview::{self, Overview},
    },
    domain::{Kind, Term},
};

impl State {
    /// The terms that have sessions, latest first.
    pub fn terms(self) -> Vec<Term> {
        let workspace = self.workspace.of(&[Kind::BULK]);
        overview::terms(&workspace, &mut self.sums.write_value())
    }

    /// What a term comes to; `None` until its sessions are decided.
    pub fn term(self, term: Term) -> Option<Arc<Overview>> {
        // Whatever bears on it has the account drawn up anew.
        let account = self.account.get()?;
        let of = (Same(self.workspace.get_untracked()), Same(account), term);
        Some(self.kept.of("term", of, |(workspace, account, term)| {
            overview::of_term(&workspace.0, &account.0, *term, &mut self.sums.write_value())
        }))
    }

    /// What came of the work.
    pub fn outcomes(self) -> Arc<Outcomes> {
        let of = (Same(self.workspace.get()), self.today.get());
        self.kept.of("outcomes", of, |(workspace, today)| {
            clause_status::outcomes(&workspace.0, *today, &mut self.sums.write_value())
        })
    }

    /// Every row of the notice with what the seat has to show for it.
    pub fn clauses(self) -> Arc<Vec<ClauseStatus>> {
        let of = (Same(self.workspace.get()), self.seat());
        self.kept.of("clauses", of, |(workspace, seat)| {
            clause_status::clauses(&workspace.0, seat.as_ref(), &mut self.sums.write_value())
        })
    }
}
