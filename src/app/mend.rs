//! Mending what is stored and cannot be read.

use crate::store::{self, Commit, Store, StoreError, Written};

use super::{Actor, settings::Settings, workspace::Workspace};

/// Writes settings that cannot be read anew, as far as they could be made out. Whether the records are a demo's the journal
/// says: the demo was loaded and not undone.
///
/// # Errors
/// [`StoreError`]; the settings are as they were then.
pub async fn settings(
    store: &impl Store,
    workspace: &Workspace,
    actor: &Actor,
) -> Result<Written, StoreError> {
    let journal = store.journal(usize::MAX).await?;
    let undone = |sequence| journal.iter().any(|entry| entry.operation.undoes == Some(sequence));
    let demo = journal.iter().any(|entry| entry.operation.verb == "demo" && !undone(entry.sequence));
    let settings = Settings { demo, ..workspace.settings.clone() };
    let changes = vec![store::put(&settings, workspace.settings_revision())?];
    store.commit(Commit::new(actor.operation("mend-settings", ""), changes)).await
}
