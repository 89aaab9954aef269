//! How offices find each other: one file down, one file up. An office invites those below it; each makes keys of its own, and the
//! office certifies them when its answer knows the code of its letter.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    app::{
        Actor, records,
        settings::{Office, Settings},
        workspace::Workspace,
    },
    domain::{
        Certificate, Envelope, Record as _,
        certificate::ISSUE,
        seal::{Digest, Key},
        workflow::{Seat, Step},
    },
    exchange::package::{Joining, Manifest},
    store::{self, Change, Commit, Store, StoreError, Stored, Written},
    stored_as_json,
};

/// An invitation that was made: the code of its letter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Invited {
    pub unit: String,
    pub code: String,
    /// RFC 3339, UTC.
    pub when: String,
    /// What the file is called.
    pub file: String,
}

impl Stored for Invited {
    const TABLE: &'static str = "invited";
    const SCHEMA: u32 = 1;

    fn key(&self) -> String {
        self.unit.clone()
    }

    stored_as_json!();
}

/// What shows that a key belongs to whoever holds the letter.
pub fn proof(code: &str, key: &Key) -> Digest {
    Digest::of(&[b"keqiao join\0", code.as_bytes(), b"\0", &key.0])
}

/// Whether the answer to an invitation knows the code of its letter.
pub fn is_invited(invited: &[Invited], manifest: &Manifest) -> bool {
    let Some(Joining::Answer { proof: said, .. }) = &manifest.joining else { return false };
    invited
        .iter()
        .any(|invited| invited.unit == manifest.from.unit && proof(&invited.code, &manifest.key) == *said)
}

/// The keys of a desk, as others know them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DeskKeys {
    pub key: Key,
    pub sealed_to: String,
}

/// What an office says of itself when it begins, alone or invited.
#[derive(Debug, Clone)]
pub struct Beginning {
    pub seat: Seat,
    pub person: Option<String>,
    pub keys: DeskKeys,
    pub installation: Digest,
    /// Beside its own key those of whoever invited it.
    pub roots: BTreeMap<Key, Seat>,
}

/// The office begins to work here: its own desk claims its certificate.
///
/// # Errors
/// What the store says.
pub async fn begin(
    store: &impl Store,
    workspace: &Workspace,
    actor: &Actor,
    beginning: Beginning,
) -> Result<Written, StoreError> {
    let Beginning { seat, person, keys, installation, mut roots } = beginning;
    let is_alone = roots.is_empty();
    roots.insert(keys.key, seat.clone());
    let unit = seat.unit.clone();
    let office = Office { unit: unit.clone(), installation, roots };
    let settings = Settings {
        office: Some(office),
        seat: Some(seat.clone()),
        seat_name: actor.seat_name.clone(),
        ..workspace.settings.clone()
    };
    let claim = certificate(workspace, &unit, (&seat, person), &keys, actor);
    // Whoever begins alone answers for itself.
    let steps = if is_alone { vec![issue(&seat, actor)] } else { Vec::new() };
    let changes = vec![store::put(&settings, workspace.settings_revision())?, change(&claim, steps)?];
    // Where it was invited, there is no tree yet to name its unit.
    store.commit(Commit::new(actor.operation("join", actor.seat_name.clone()), changes)).await
}

/// Another desk of the office works here too: its head, or whoever follows. It claims its certificate.
///
/// # Errors
/// What the store says.
pub async fn claim(
    store: &impl Store,
    workspace: &Workspace,
    actor: &Actor,
    (seat, person): (&Seat, Option<String>),
    keys: &DeskKeys,
) -> Result<Option<Written>, StoreError> {
    let Some(office) = &workspace.settings.office else { return Ok(None) };
    let claim = certificate(workspace, &seat.unit, (seat, person), keys, actor);
    if workspace.certificates.has(&claim.id()) {
        return Ok(None);
    }
    let changes = vec![trusting(workspace, office, seat, keys)?, change(&claim, Vec::new())?];
    let operation = actor.operation("claim", workspace.tree().name(&seat.unit));
    Ok(Some(store.commit(Commit::new(operation, changes)).await?))
}

/// The settings with another desk of the office, which is trusted here from the beginning.
pub(super) fn trusting(
    workspace: &Workspace,
    office: &Office,
    seat: &Seat,
    keys: &DeskKeys,
) -> Result<Change, StoreError> {
    let mut office = office.clone();
    office.roots.insert(keys.key, seat.clone());
    let settings = Settings { office: Some(office), ..workspace.settings.clone() };
    store::put(&settings, workspace.settings_revision())
}

/// Whether an office was invited by nobody, and so answers for itself.
pub(super) fn is_alone(office: &Office) -> bool {
    office.roots.values().all(|root| root.unit == office.unit)
}

pub(super) fn issue(seat: &Seat, actor: &Actor) -> Step {
    Step::new(seat, ISSUE, actor.now.timestamp.clone(), actor.now.today)
}

pub(super) fn certificate(
    workspace: &Workspace,
    issuer: &str,
    (of, person): (&Seat, Option<String>),
    keys: &DeskKeys,
    actor: &Actor,
) -> Certificate {
    let tree = workspace.tree();
    let own = |unit: Option<&str>| unit.map(str::to_owned);
    let short = keys.key.to_string();
    Certificate {
        code: format!("{}-{}-{}", of.unit, issuer, short.get(..20).unwrap_or(&short)),
        issuer: issuer.to_owned(),
        unit: of.unit.clone(),
        role: of.role.into(),
        person,
        issued: actor.now.today,
        superior: own(tree.superior(&of.unit)),
        peer: own(tree.peer(&of.unit)),
        key: short,
        sealed_to: keys.sealed_to.clone(),
        first_step: 1,
        last_step: None,
    }
}

pub(super) fn change(certificate: &Certificate, steps: Vec<Step>) -> Result<Change, StoreError> {
    let envelope = Envelope { steps, ..Envelope::default() };
    records::drawn_up(certificate, &envelope)
}
