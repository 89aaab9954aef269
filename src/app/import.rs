//! Taking in what a file or the demo generator brings: one commit, one journal entry.

use jiff::civil::Date;
use serde_json::Value;

use super::{Actor, records, scope, settings::Settings, workspace::Workspace};
use crate::{
    domain::{Checked, Kind, workflow::Seat},
    exchange::Sheet,
    exchange::import::{Batch, Existing, Preview, preview},
    policy::decision::Text,
    store::{self, Change, Commit, Store, StoreError, Written},
};

/// Checks a file against the workspace, as whoever sits at the seat may bring it in.
pub fn check(workspace: &Workspace, seat: Option<&Seat>, today: Date, sheets: &[Sheet]) -> Preview {
    let find = |kind: Kind, id: &str| workspace.find(kind, id).map(|record| Value::Object(record.values));
    preview(
        sheets,
        &Existing {
            fields: workspace.fields(),
            find: &find,
            admit: &|kind, record| admit(workspace, seat, kind, record),
            sessions: workspace.sessions.all().collect(),
            today,
        },
    )
}

/// A file can do no more than the form: it adds what the seat may add and changes what the seat may edit. Moves along a
/// workflow cannot be imported at all.
fn admit(workspace: &Workspace, seat: Option<&Seat>, kind: Kind, checked: &Checked) -> Result<(), Text> {
    let allowed = match (workspace.find(kind, &checked.id), seat) {
        (Some(record), _) => {
            scope::edits(workspace, seat, &record) && records::only_open_changed(&record, checked)
        }
        (None, None) => true,
        (None, Some(seat)) => {
            let keeper = kind.declaration().keeper.and_then(|key| checked.values.get(key)?.as_str());
            keeper.is_none_or(|keeper| scope::may_keep(workspace, seat, kind, keeper))
        }
    };
    if allowed { Ok(()) } else { Err(Text::of(&records::SaveError::NotYours)) }
}

/// All records of a kind that the seat sees, as JSON, for an export.
pub fn records(workspace: &Workspace, seat: Option<&Seat>, kind: Kind) -> Vec<Value> {
    workspace
        .records_of(kind)
        .filter(|record| scope::sees(workspace, seat, record))
        .map(|record| Value::Object(record.values))
        .collect()
}

/// Stores a checked batch. Returns what was written; by its sequence number it can be undone.
///
/// # Errors
/// [`StoreError`]; a conflict when another tab changed one of the records since the check.
pub async fn import(
    store: &impl Store,
    workspace: &Workspace,
    actor: &Actor,
    batch: &Batch,
    note: &str,
) -> Result<Written, StoreError> {
    let changes = changes(workspace, batch)?;
    store.commit(Commit::new(actor.operation("import", note), changes)).await
}

/// Stores the generated county in an empty workspace and marks the workspace as demo.
///
/// # Errors
/// [`StoreError`].
pub async fn load_demo(
    store: &impl Store,
    workspace: &Workspace,
    actor: &Actor,
    batch: &Batch,
) -> Result<Written, StoreError> {
    let mut changes = changes(workspace, batch)?;
    let settings = Settings {
        demo: true,
        seat_name: actor.seat_name.clone(),
        seat: actor.seat.clone(),
        ..workspace.settings.clone()
    };
    changes.push(store::put(&settings, workspace.settings_revision())?);
    store.commit(Commit::new(actor.operation("demo", ""), changes)).await
}

/// A record that is there keeps its history and its extra fields.
fn changes(workspace: &Workspace, batch: &Batch) -> Result<Vec<Change>, StoreError> {
    batch
        .iter()
        .map(|incoming| {
            let there = workspace.find(incoming.kind, &incoming.record.id);
            let envelope = there.as_ref().map_or(&incoming.envelope, |record| record.envelope);
            let revision = there.as_ref().and_then(|record| record.revision);
            records::change(incoming.kind, &incoming.record, envelope, revision)
        })
        .collect()
}
