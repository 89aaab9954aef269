//! Mending what is stored and cannot be read.

use crate::store::{self, Commit, Store, StoreError, Written};

use super::{Actor, workspace::Workspace};

/// Writes settings that cannot be read anew, as far as they could be made out.
///
/// # Errors
/// [`StoreError`]; the settings are as they were then.
pub async fn settings(
    store: &impl Store,
    workspace: &Workspace,
    actor: &Actor,
) -> Result<Written, StoreError> {
    let changes = vec![store::put(&workspace.settings, workspace.settings_revision())?];
    store.commit(Commit::new(actor.operation("mend-settings", ""), changes)).await
}
