//! An office that began alone is taken in by the one above it (并入): it vouches for the keys of that one, so that they count here and
//! at those below, who trust whoever invited them.

use std::collections::BTreeMap;

use super::joining::{DeskKeys, certificate, change, issue};
use crate::{
    app::{Actor, workspace::Workspace},
    domain::{Kind, certificate::Certificate, seal::Key},
    exchange::package::{Joining, Package},
    store::{Commit, Store, StoreError, Written},
};

/// Whether an invitation is one by which this office, which works already, is taken in or answers anew: it is for it, and comes from a unit
/// above or beside.
pub fn takes_in(workspace: &Workspace, package: &Package) -> bool {
    let manifest = &package.manifest;
    let is_invitation = matches!(manifest.joining, Some(Joining::Invitation { .. }));
    let office = workspace.settings.office.as_ref().map(|office| &*office.unit);
    let from = &manifest.from.unit;
    is_invitation && office.is_some_and(|unit| manifest.to == unit && workspace.tree().oversees(from, unit))
}

/// Vouches for the keys that an invitation names as those to trust.
///
/// # Errors
/// What the store says.
pub async fn vouch(
    store: &impl Store,
    workspace: &Workspace,
    actor: &Actor,
    package: &Package,
) -> Result<Option<Written>, StoreError> {
    let manifest = &package.manifest;
    let (Some(seat), Some(Joining::Invitation { roots })) = (&actor.seat, &manifest.joining) else {
        return Ok(None);
    };
    let (written_to, trust) = (written_to(package), super::trust(workspace));
    let mut changes = Vec::new();
    let unknown = roots.iter().filter(|(key, of)| of.unit != seat.unit && trust.desk(key).is_none());
    for (key, of) in unknown {
        let Some(sealed_to) = written_to.get(key) else { continue };
        let keys = DeskKeys { key: *key, sealed_to: sealed_to.clone() };
        let mut vouched = certificate(workspace, &seat.unit, (of, None), &keys, actor);
        // Whatever stands under that id did not count.
        while workspace.find(Kind::Certificate, &vouched.code).is_some() {
            vouched.code.push('2');
        }
        changes.push(change(&vouched, vec![issue(seat, actor)])?);
    }
    if changes.is_empty() {
        return Ok(None);
    }
    let operation = actor.operation("adopt", workspace.tree().name(&manifest.from.unit));
    Ok(Some(store.commit(Commit::new(operation, changes)).await?))
}

/// Where the desks of a package are written to: its maker says so of itself, and certificates in it of others.
fn written_to(package: &Package) -> BTreeMap<Key, String> {
    let manifest = &package.manifest;
    let contents = package.load.records.iter().flat_map(|record| &record.contents);
    let certificates = contents
        .filter_map(|content| serde_json::from_value::<Certificate>(content.values.clone().into()).ok());
    let mut known: BTreeMap<_, _> =
        certificates.filter_map(|certificate| Some((certificate.key()?, certificate.sealed_to))).collect();
    known.insert(manifest.key, manifest.sealed_to.clone());
    known
}
