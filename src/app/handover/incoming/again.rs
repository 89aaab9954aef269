//! Records that are here, when other keys are trusted than before.

use super::{TAKE_OVER, effects, record::Record};
use crate::{
    app::{
        Actor, erasure,
        handover::{Verify, trust},
        late::has_any_beside,
        workspace::Workspace,
    },
    domain::Kind,
    store::{Commit, Store, StoreError},
};

/// Steps that did not count for want of a certificate that this office has made just now, or since it had let the record lapse.
///
/// # Errors
/// What the store says.
pub async fn judge_again(store: &impl Store, workspace: &Workspace, actor: &Actor) -> Result<(), StoreError> {
    let (mut workspace, mut changes) = (workspace.clone(), Vec::new());
    workspace.catch_up(store).await?;
    let before = workspace.clone();
    let trust = trust(&workspace);
    // Every seal that is here was looked at when it came.
    let verify: Verify<'_> = &|_, _, _, _| false;
    for kind in Kind::ALL {
        let table = workspace.table(*kind);
        let waits = table.each().filter(|(_, record)| has_any_beside(record.envelope()));
        let waiting: Vec<_> = waits.map(|(id, _)| id.to_string()).collect();
        for id in waiting {
            let here = &workspace;
            let record = Record { workspace: here, around: here, trust: &trust, verify, from: "" };
            if let Some((_, change)) = record.again(*kind, &id) {
                let stood = effects::standing(&workspace, (*kind, &id));
                workspace = workspace.after(std::slice::from_ref(&change));
                changes.push(change);
                // What steps made that count no more goes with them.
                for change in effects::void(&workspace, (*kind, &id), &stood)
                    .into_iter()
                    .filter_map(|(_, change)| change)
                {
                    workspace = workspace.after(std::slice::from_ref(&change));
                    changes.push(change);
                }
            }
        }
    }
    if !changes.is_empty() {
        let written: Vec<_> =
            changes.iter().map(|change| (change.table.clone(), change.key.clone())).collect();
        let redactions = erasure::redactions(&before, &workspace, &written);
        let operation = actor.operation(TAKE_OVER, &*actor.seat_name);
        store.commit(Commit { redactions, ..Commit::new(operation, changes) }).await?;
    }
    Ok(())
}
