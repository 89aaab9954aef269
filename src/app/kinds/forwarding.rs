//! A document on its way down: the covering letter, and what each subordinate has made of it (0.2).

use jiff::civil::Date;

use crate::domain::{Kind, Record as _, dispatch::receipt, workflow::Stage};

use crate::app::{
    inbox::{self, Days},
    workspace::Workspace,
};

/// What one recipient has done with a document.
#[derive(Debug, Clone, PartialEq)]
pub struct RollUp {
    pub unit: String,
    /// Id of the dispatch.
    pub dispatch: String,
    /// The code of the state of the dispatch.
    pub state: &'static str,
    pub acknowledged: Option<Date>,
    /// By when the next step is due.
    pub due: Option<Date>,
    /// What the unit passed on in turn.
    pub passed_on: Option<PassedOn>,
}

impl RollUp {
    /// What the sender can remind of, when the recipient is late: the verb of the move.
    pub fn reminder(&self, today: Date) -> Option<&'static str> {
        let late = self.due.is_some_and(|due| due < today);
        match self.state {
            receipt::sent if late => Some("remind_acknowledge"),
            receipt::acknowledged if late => Some("remind_report"),
            _ => None,
        }
    }
}

/// How far the units below a recipient are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PassedOn {
    pub recipients: usize,
    pub acknowledged: usize,
    pub accepted: usize,
}

/// The dispatches of a document, in the order of the dispatch list, with what each recipient passed on itself.
pub fn roll_up(workspace: &Workspace, document: &str, days: Days<'_>) -> Vec<RollUp> {
    let mut rows: Vec<_> = workspace
        .records_of(Kind::Dispatch)
        .filter(|record| record.text("document") == document)
        .filter_map(|record| {
            let progress = record.progress()?;
            if progress.state.stage == Stage::Void {
                return None;
            }
            let unit = record.text("recipient").to_owned();
            let acknowledged =
                progress.steps.iter().find(|step| step.verb == "acknowledge").map(|step| step.day);
            Some(RollUp {
                passed_on: passed_on(workspace, document, &unit),
                due: inbox::due(&record, &progress, days, workspace.calendar()),
                dispatch: record.id.clone(),
                state: progress.state.code,
                acknowledged,
                unit,
            })
        })
        .collect();
    let order = workspace.documents.get(document).map(|document| &document.recipients);
    rows.sort_by_key(|row| {
        order.and_then(|order| order.iter().position(|unit| *unit == row.unit)).unwrap_or(usize::MAX)
    });
    rows
}

fn passed_on(workspace: &Workspace, document: &str, unit: &str) -> Option<PassedOn> {
    let own = workspace
        .documents
        .all()
        .find(|own| own.unit == unit && own.parent.as_deref() == Some(document))?
        .id();
    let mut counts = PassedOn { recipients: 0, acknowledged: 0, accepted: 0 };
    for record in workspace.records_of(Kind::Dispatch).filter(|record| record.text("document") == own) {
        let Some(state) = record.state.filter(|state| state.stage != Stage::Void) else { continue };
        counts.recipients += 1;
        match state.code {
            receipt::accepted => {
                counts.acknowledged += 1;
                counts.accepted += 1;
            }
            receipt::acknowledged | receipt::reported => counts.acknowledged += 1,
            _ => {}
        }
    }
    (counts.recipients > 0).then_some(counts)
}
