//! Which pack governs a workspace, and changing it.

use crate::{
    policy::{PackSource, Policy},
    store::{self, Commit, Store, Written},
};

use super::{
    Actor,
    policies::{self, PackFiles, PolicyFault},
    workspace::Workspace,
};

/// Lets a pack govern from now on. Both what is in force of it and the text of it that the person has before them must
/// compile: a pack that decides nothing would leave every session undecided.
///
/// # Errors
/// [`PolicyFault::Pack`] when there is no such pack or none of it is in force today, [`PolicyFault::Broken`] when it
/// does not compile, and what the store says.
pub async fn govern(
    store: &impl Store,
    workspace: &Workspace,
    shipped: &PackFiles,
    actor: &Actor,
    before_them: &PackSource,
) -> Result<Written, PolicyFault> {
    let (pack, today) = (&before_them.id, actor.now.today);
    let library = policies::library(shipped, workspace).map_err(PolicyFault::Broken)?;
    let policy = Policy::compile(&library.chain(pack, today)?).map_err(PolicyFault::Broken)?;
    policies::try_out(&library, before_them, today)?;
    let mut settings = workspace.settings.clone();
    settings.pack.clone_from(pack);
    let mut operation = actor.operation("switch-pack", policies::title(shipped, pack).get(actor.lang));
    operation.policy = Some(policy.hash().to_owned());
    let changes = vec![store::put(&settings, workspace.settings_revision())?];
    Ok(store.commit(Commit::new(operation, changes)).await?)
}
