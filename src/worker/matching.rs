//! A round as it was last matched, kept so that every pair of it can be explained.

use std::{rc::Rc, sync::Arc};

use crate::{
    app::{
        matching::{self, Finished, Made, Steps, Wanted, WhyLine},
        policies::Rulebook,
        workspace::Workspace,
    },
    policy::decision::Text,
};

use super::context::in_steps;

/// A run, and by which rules.
pub(super) struct Matched {
    finished: Finished,
    workspace: Arc<Workspace>,
    rulebook: Rc<Rulebook>,
}

/// Steps of milliseconds, as long as nothing newer is asked.
pub(super) struct Paced<'a> {
    pub progress: &'a dyn Fn(usize, usize),
    pub is_wanted: &'a dyn Fn() -> bool,
}

impl Steps for Paced<'_> {
    async fn go(&self, more: &mut dyn FnMut() -> Option<(usize, usize)>) -> bool {
        in_steps(more, self.progress, self.is_wanted).await
    }
}

impl Matched {
    /// Runs a round; nothing when something newer was asked.
    pub async fn of(
        workspace: Arc<Workspace>,
        rulebook: Rc<Rulebook>,
        wanted: &Wanted,
        paced: &Paced<'_>,
    ) -> Result<Option<Self>, Text> {
        let finished = matching::work_out(&workspace, &rulebook, wanted, paced).await?;
        Ok(finished.map(|finished| Self { finished, workspace, rulebook }))
    }

    pub const fn made(&self) -> &Made {
        &self.finished.made
    }

    /// Why a need has whom it has.
    pub fn explain(&self, need: &str) -> Result<Vec<WhyLine>, Text> {
        matching::explain(&self.finished, &self.workspace, &self.rulebook, need)
    }
}
