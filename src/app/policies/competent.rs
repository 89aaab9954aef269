//! Who may put a pack in force. A pack belongs to the division whose organs issued it: its `pack.toml` names it, or that of
//! the pack that it extends. Only the head of the education bureau or of the association of that division puts a
//! version of it in force, goes back to an earlier one, or lets the pack govern. Drafts are open to everybody.

use crate::{
    app::{Actor, workspace::Workspace},
    domain::{division, side::OrganizationKind, tree::Unit, workflow::Role},
    policy::{self, Manifest},
};

use super::{PackFiles, PolicyFault};

/// Whether somebody is the head of a competent organ: asked by whatever changes which policy governs, and by a page before it
/// offers to.
///
/// # Errors
/// [`PolicyFault::NotCompetent`], with the organs whose heads are.
pub fn competence(
    shipped: &PackFiles,
    workspace: &Workspace,
    actor: &Actor,
    pack: &str,
) -> Result<(), PolicyFault> {
    let organs = organs(shipped, workspace, pack);
    let sits_there = |unit: &&Unit| {
        actor.seat.as_ref().is_some_and(|seat| seat.unit == unit.id && seat.role == Role::Leader)
    };
    if organs.iter().any(sits_there) {
        return Ok(());
    }
    let names = organs.iter().map(|unit| unit.name.clone()).collect();
    Err(PolicyFault::NotCompetent { title: super::title(shipped, pack), organs: names })
}

/// The organs of the division to which a pack belongs, as far as they are on file.
fn organs<'a>(shipped: &PackFiles, workspace: &'a Workspace, pack: &str) -> Vec<&'a Unit> {
    let Some(division) = division_of(shipped, pack) else { return Vec::new() };
    // In the demo an invented province stands in the place of the real one.
    let invented = division::in_the_demo(&division).filter(|_| workspace.settings.demo);
    let is_organ = |unit: &&Unit| {
        (unit.division == division || Some(&unit.division) == invented.as_ref())
            && matches!(unit.kind, Some(OrganizationKind::Bureau | OrganizationKind::Association))
    };
    workspace.tree().all().filter(is_organ).collect()
}

/// The division to which a pack belongs: its own, else that of the pack that it extends. What the program ships says so;
/// no draft gives itself to another.
fn division_of(shipped: &PackFiles, pack: &str) -> Option<String> {
    let manifests: Vec<(String, Manifest)> = policy::packs(shipped)
        .into_iter()
        .filter_map(|source| Some((source.id.clone(), source.manifest().ok()?)))
        .collect();
    let mut at = pack;
    // Each pack once: one that extends itself belongs to nobody.
    for _ in &manifests {
        let (_, manifest) = manifests.iter().find(|(id, _)| id == at)?;
        if manifest.division.is_some() {
            return manifest.division.clone();
        }
        at = manifest.extends.as_deref()?;
    }
    None
}
