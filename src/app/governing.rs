//! Which pack governs a workspace, and changing it.

use crate::{
    policy::PackSource,
    store::{self, Commit, Store, Written},
};

use super::{
    Actor,
    policies::{self, PackFiles, PolicyFault, Readiness},
    workspace::Workspace,
};

/// Lets a pack govern from now on, as the head of an organ to which it belongs and with what was found of what is in force
/// of it and of the text of it that the person has before them.
///
/// # Errors
/// [`PolicyFault::Pack`] when there is no such pack or none of it is in force today, [`PolicyFault::NotCompetent`],
/// [`PolicyFault::Broken`] when it does not compile, what [`Readiness`] says against it, and what the store says.
pub async fn govern(
    store: &impl Store,
    workspace: &Workspace,
    shipped: &PackFiles,
    actor: &Actor,
    (before_them, found): (&PackSource, &Readiness),
) -> Result<Written, PolicyFault> {
    let (pack, today) = (&before_them.id, actor.now.today);
    let library = policies::library(shipped, workspace).map_err(PolicyFault::Broken)?;
    let in_force = library.in_force(pack, today)?;
    policies::competence(shipped, workspace, actor, pack)?;
    found.allows(workspace, &[in_force, before_them], None)?;
    let mut settings = workspace.settings.clone();
    settings.pack.clone_from(pack);
    let mut operation = actor.operation("switch-pack", policies::title(shipped, pack));
    operation.policy = Some(library.chain(pack, today)?.hash());
    let changes = vec![store::put(&settings, workspace.settings_revision())?];
    let commit = Commit::new(operation, changes).expecting(found.expected(workspace));
    Ok(store.commit(commit).await?)
}
