//! How an empty workspace begins with a real unit: the organs of the province's divisions are known, so whoever sits at one of them
//! need enter neither its superiors nor its subordinates.

use crate::{
    domain::{
        Tree,
        division::{HENAN, nation_with},
        organs,
    },
    exchange::import::Batch,
    store::{Commit, Store, StoreError, Written},
};

use super::{Actor, import, workspace::Workspace};

/// The units with which a workspace can begin: the code and the name of each.
pub fn units() -> Vec<(String, String)> {
    let organs = nation_with(&HENAN).into_iter().flat_map(|division| organs::organs(&division));
    organs.map(|organ| (organ.code, organ.name)).collect()
}

/// Brings in a unit of [`units`] with its peer, those above the two and those below.
///
/// # Errors
/// [`StoreError`].
pub async fn begin(
    store: &impl Store,
    workspace: &Workspace,
    actor: &Actor,
    unit: &str,
) -> Result<Written, StoreError> {
    let organs: Vec<_> = nation_with(&HENAN).iter().flat_map(organs::organs).collect();
    let tree = Tree::of(&organs, [], []);
    let mut batch = Batch::default();
    for other in &organs {
        if tree.oversees(unit, &other.code) || tree.oversees(&other.code, unit) {
            batch.add(other);
        }
    }
    let changes = import::changes(workspace, &batch)?;
    store.commit(Commit::new(actor.operation("add", tree.name(unit)), changes)).await
}
