//! What is planned by the policies in force: a payment batch, the matching of a round.

use std::rc::Rc;

use jiff::civil::Date;

use crate::{
    app::{
        batches,
        matching::{Made, WhyLine},
        policies::{PackFiles, Rulebook},
        workspace::Workspace,
    },
    policy::decision::Text,
};

use super::{
    clock::clock,
    decisions::{Decisions, ExplainMatch, MatchRound, PlanBatch, PlannedBatch, Progress, Request, library},
    matching::{Matched, Paced},
};

impl Decisions {
    /// What an organ would owe, with what it was worked out from; nothing when something newer was asked.
    pub(super) async fn plan_batch(
        &self,
        request: Request,
        PlanBatch { shipped, unit, since, through }: PlanBatch,
        progress: Progress<'_>,
    ) -> Result<Option<PlannedBatch>, Text> {
        let Some(drawn) = self.drawn(request, shipped.clone(), None, progress).await? else {
            return Ok(None);
        };
        // The account stands as long as nothing is written that bears on it; slips and budgets do not.
        let newest = self.context.workspace().await?;
        let workspace = if drawn.account.is_of(&newest) { &newest } else { &drawn.workspace };
        let rulebook = rulebook(&shipped, workspace)?;
        let text = |code: &str, day: Date| match rulebook.on(day) {
            Ok(policy) => policy.reason_text(code),
            Err(why) => why,
        };
        let plan = batches::plan(workspace, &drawn.account, (&unit, since, through), &text);
        let basis = batches::basis(workspace, &rulebook, &drawn.account, &plan)?;
        let refused = plan.refused.iter().map(|(code, sessions)| (text(code, through), sessions.len()));
        let mut refused: Vec<_> = refused.collect();
        refused.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        Ok(Some(PlannedBatch { plan, basis, refused }))
    }

    /// Runs a round; nothing when something newer was asked.
    pub(super) async fn match_round(
        &self,
        request: Request,
        MatchRound { shipped, wanted }: MatchRound,
        progress: Progress<'_>,
    ) -> Result<Option<Made>, Text> {
        let workspace = self.context.workspace().await?;
        let rulebook = rulebook(&shipped, &workspace)?;
        let is_wanted = || self.is_wanted(request);
        let paced = Paced { progress, is_wanted: &is_wanted };
        let matched = Matched::of(workspace, rulebook, &wanted, &paced).await?;
        let made = matched.as_ref().map(|matched| matched.made().clone());
        if matched.is_some() {
            *self.matched.borrow_mut() = matched;
        }
        Ok(made)
    }

    /// Of the run last made.
    pub(super) fn explain_match(
        &self,
        ExplainMatch { wanted, need }: &ExplainMatch,
    ) -> Result<Vec<WhyLine>, Text> {
        match &*self.matched.borrow() {
            Some(matched) if matched.made().wanted == *wanted => matched.explain(need),
            _ => Err(Text {
                zh: "后台已经重新启动，请重新匹配后再看。".to_owned(),
                en: "The program in the background has been started anew; run the matching again.".to_owned(),
            }),
        }
    }
}

/// The policies in force, by day.
fn rulebook(shipped: &PackFiles, workspace: &Workspace) -> Result<Rc<Rulebook>, Text> {
    let packs = library(shipped, workspace)?;
    Ok(Rc::new(Rulebook::of(packs, workspace.settings.pack.clone()).timed(clock)))
}
