//! What has happened to a record: the steps that it carries, followed through the table.

use serde::{Deserialize, Serialize};

use super::{Role, State, Who, Workflow};

/// One move that was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    pub verb: String,
    /// RFC 3339, UTC.
    pub when: String,
    /// The civil day where the seat stands: what deadlines count from.
    pub day: jiff::civil::Date,
    /// The unit whose seat made it.
    pub unit: String,
    pub role: Role,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// Content hash of the policy in force, where a rule or a deadline of it mattered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy: Option<String>,
}

/// The verb of the step that takes back the one before it.
pub const UNDO: &str = "undo";

/// Where a record stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Progress<'a> {
    pub state: &'static State,
    /// The steps that count: taken and not undone.
    pub steps: Vec<&'a Step>,
    /// Units that have signed the joint move under way.
    pub signed: Vec<&'a str>,
    /// The day on which the present state was entered; `None` before the first step.
    pub since: Option<jiff::civil::Date>,
}

/// A record as the table sees it.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    /// The unit that keeps the record.
    pub keeper: &'a str,
    /// Its fields, as JSON.
    pub values: &'a serde_json::Map<String, serde_json::Value>,
    pub steps: &'a [Step],
}

/// The unit and role of whoever asks to move a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seat {
    pub unit: String,
    pub role: Role,
}

impl<'a> Progress<'a> {
    /// Follows the steps through the table. A step that the table does not know where it was taken is passed over: a
    /// record of another version of the program never lands in a state that it did not reach.
    pub fn of(workflow: &Workflow, steps: &'a [Step]) -> Self {
        let mut counted: Vec<&Step> = Vec::new();
        for step in steps {
            if step.verb == UNDO {
                counted.pop();
            } else {
                counted.push(step);
            }
        }
        Self::of_counted(workflow, &counted)
    }

    /// As [`Progress::of`], of steps that all count.
    pub(super) fn of_counted(workflow: &Workflow, counted: &[&'a Step]) -> Self {
        let mut progress = Self {
            state: workflow.first(),
            steps: Vec::with_capacity(counted.len()),
            signed: Vec::new(),
            since: None,
        };
        for step in counted {
            let Some(made) = workflow.step(progress.state, &step.verb) else {
                continue;
            };
            progress.steps.push(step);
            if matches!(made.who, Who::Both(..)) {
                if !progress.signed.contains(&step.unit.as_str()) {
                    progress.signed.push(&step.unit);
                }
                if progress.signed.len() < 2 {
                    continue;
                }
            }
            progress.signed.clear();
            // A step that stays where it is, a reminder, gives no new time.
            if made.to != progress.state.code {
                progress.since = Some(step.day);
            }
            if let Some(next) = workflow.state(made.to) {
                progress.state = next;
            }
        }
        progress
    }
}
