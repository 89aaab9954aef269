//! What a policy says of one session, in words that pass through a message: the page has no policy of a draft.

use std::{rc::Rc, sync::Arc};

use serde::{Deserialize, Serialize};

use crate::{domain::Money, policy::decision::Text};

use super::{
    account::{Ruling, explain, paid_hours_before, ruling},
    policies::Rulebook,
    workspace::Workspace,
};

/// See the module.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Explained {
    /// The lines' codes and texts, and the sum of each.
    pub lines: Vec<(String, Text, Money)>,
    /// What it comes to, or why to nothing.
    pub total: Result<Money, Text>,
}

/// Explains one session by any rulebook, with what the same rulebook has paid of the half-day before; `None` of one that is
/// not judged.
pub fn explained(workspace: &Arc<Workspace>, rulebook: &Rc<Rulebook>, session: &str) -> Option<Explained> {
    let session = workspace.sessions.get(session)?;
    let paid_hours = paid_hours_before(workspace, rulebook, session)?;
    let (decision, policy) = match explain(workspace, rulebook, session, paid_hours) {
        Ok(explained) => explained,
        Err(why) => return Some(Explained { lines: Vec::new(), total: Err(why) }),
    };
    let mut lines: Vec<(String, Text, Money)> = Vec::new();
    for line in &decision.lines {
        match lines.iter_mut().find(|(code, ..)| *code == line.label) {
            Some((.., sum)) => *sum += line.amount(),
            None => lines.push((line.label.clone(), policy.line_text(&line.label), line.amount())),
        }
    }
    let total = match ruling(decision) {
        Ruling::Amount(amount) => Ok(amount),
        Ruling::Refused(reason) => Err(policy.reason_text(&reason)),
        Ruling::Undecided(why) => Err(why),
    };
    Some(Explained { lines, total })
}
