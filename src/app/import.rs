//! Taking in what a file or the demo generator brings: one commit, one journal entry.

use serde_json::Value;

use super::{Actor, settings::Settings, workspace::Workspace};
use crate::{
    domain::{Kind, Record},
    exchange::Sheet,
    exchange::import::{Batch, Existing, Preview, preview},
    store::{self, Change, Commit, Store, StoreError, Stored},
};

/// Checks a file against the workspace.
pub fn check(workspace: &Workspace, sheets: &[Sheet]) -> Preview {
    let find = |kind: Kind, id: &str| match kind {
        Kind::School => json(workspace.schools.get(id)),
        Kind::Tutor => json(workspace.tutors.get(id)),
        Kind::Appointment => json(workspace.appointments.get(id)),
        Kind::Session => json(workspace.sessions.get(id)),
    };
    preview(
        sheets,
        &Existing {
            find: &find,
            sessions: workspace.sessions.all(),
        },
    )
}

fn json<R: Record>(record: Option<&R>) -> Option<Value> {
    serde_json::to_value(record?).ok()
}

/// All records of a kind as JSON, for an export.
pub fn records(workspace: &Workspace, kind: Kind) -> Vec<Value> {
    fn all<R: Record>(records: &[R]) -> Vec<Value> {
        records.iter().filter_map(|record| json(Some(record))).collect()
    }
    match kind {
        Kind::School => all(workspace.schools.all()),
        Kind::Tutor => all(workspace.tutors.all()),
        Kind::Appointment => all(workspace.appointments.all()),
        Kind::Session => all(workspace.sessions.all()),
    }
}

/// Stores a checked batch. Returns the journal sequence, by which it can be undone.
///
/// # Errors
/// [`StoreError`]; a conflict when another tab changed one of the records since the check.
pub async fn import(
    store: &impl Store,
    workspace: &Workspace,
    actor: &Actor,
    batch: &Batch,
    note: &str,
) -> Result<u64, StoreError> {
    let changes = changes(workspace, batch)?;
    store
        .commit(Commit {
            deed: actor.deed("import", note),
            changes,
            chunks: Vec::new(),
        })
        .await
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
) -> Result<u64, StoreError> {
    let mut changes = changes(workspace, batch)?;
    let settings = Settings {
        demo: true,
        desk: actor.desk.clone(),
        ..workspace.settings.clone()
    };
    changes.push(store::put(&settings, workspace.settings_revision())?);
    store
        .commit(Commit {
            deed: actor.deed("demo", ""),
            changes,
            chunks: Vec::new(),
        })
        .await
}

fn changes(workspace: &Workspace, batch: &Batch) -> Result<Vec<Change>, StoreError> {
    fn all<T: Stored>(
        changes: &mut Vec<Change>,
        records: &[T],
        table: &super::workspace::Table<T>,
    ) -> Result<(), StoreError> {
        for record in records {
            changes.push(store::put(record, table.revision(&record.key()))?);
        }
        Ok(())
    }
    let mut changes = Vec::with_capacity(batch.len() + 1);
    all(&mut changes, &batch.schools, &workspace.schools)?;
    all(&mut changes, &batch.tutors, &workspace.tutors)?;
    all(&mut changes, &batch.appointments, &workspace.appointments)?;
    all(&mut changes, &batch.sessions, &workspace.sessions)?;
    Ok(changes)
}
