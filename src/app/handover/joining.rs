//! How offices find each other: one file down, one file up. An office invites those below it; each makes keys of its own, and the
//! office certifies them when its answer knows the code of its letter.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::incoming;
use crate::{
    app::{
        Actor, records,
        settings::{Office, Settings},
        workspace::{RecordView, Workspace},
    },
    domain::{
        Certificate, Envelope, Kind, Record as _,
        certificate::{ISSUE, PROXIES, REPLACE, UNTIL},
        seal::{Digest, Key},
        signing::{Desk, Statement},
        workflow::{Role, Seat, Step, WRITE},
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
fn trusting(
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

/// Somebody else sits down at the officer's desk of an office that answers for itself, with keys of their own: the desk that hands on
/// certifies the next one, as long as it still has its key.
///
/// # Errors
/// What the store says.
pub async fn hand_on(
    store: &impl Store,
    workspace: &Workspace,
    actor: &Actor,
    (seat, person): (&Seat, Option<String>),
    keys: &DeskKeys,
) -> Result<Option<Written>, StoreError> {
    let Some(office) = workspace.settings.office.as_ref().filter(|_| hands_on(workspace, seat)) else {
        return Ok(None);
    };
    let next = certificate(workspace, &seat.unit, (seat, person), keys, actor);
    let changes = vec![trusting(workspace, office, seat, keys)?, change(&next, vec![issue(seat, actor)])?];
    let operation = actor.operation("hand-on", workspace.tree().name(&seat.unit));
    Ok(Some(store.commit(Commit::new(operation, changes)).await?))
}

/// The key of the desk before counts for what has come of it, and no further.
///
/// # Errors
/// What the store says.
pub async fn end_former(
    store: &impl Store,
    workspace: &Workspace,
    actor: &Actor,
    (seat, key): (&Seat, &Key),
) -> Result<(), StoreError> {
    let is_next = |one: &&Certificate| one.key() == Some(*key) && one.issuer == seat.unit;
    let Some(next) = workspace.certificates.all().find(is_next) else { return Ok(()) };
    let changes = replacements(workspace, next, seat, actor)?;
    if !changes.is_empty() {
        let operation = actor.operation("hand-on", workspace.tree().name(&seat.unit));
        store.commit(Commit::new(operation, changes)).await?;
    }
    Ok(())
}

/// Whether a desk can be handed on where it stands: its office answers for itself, and nobody above goes by the key that it has. Elsewhere
/// whoever follows is invited anew by the office above.
pub fn hands_on(workspace: &Workspace, seat: &Seat) -> bool {
    let answers = workspace.settings.office.as_ref().is_some_and(is_alone);
    let by_others = workspace.certificates.all().any(|certificate| {
        certificate.unit == seat.unit && certificate.issuer != seat.unit && certificate.last_step.is_none()
    });
    answers && !by_others && seat.role == Role::Officer
}

/// Whether an office was invited by nobody, and so answers for itself.
fn is_alone(office: &Office) -> bool {
    office.roots.values().all(|root| root.unit == office.unit)
}

/// The certificates that desks below, and of an office that began alone its own, have claimed and nobody who counts has issued: each as
/// the desk's own key signed it.
pub fn claims(workspace: &Workspace, unit: &str) -> Vec<Certificate> {
    let (trust, tree) = (super::trust(workspace), workspace.tree());
    // Of an office that was invited whoever invited it certifies every desk.
    let office = workspace.settings.office.as_ref();
    let is_alone = office.is_some_and(|office| office.unit == unit && is_alone(office));
    let is_ours = |of: &str| if of == unit { is_alone } else { tree.oversees(unit, of) };
    let claimed = super::stated(workspace).filter_map(|Statement { certificate, step }| {
        let key = certificate.key()?;
        // One that began alone has issued its own.
        let says = step.verb == WRITE || step.verb == ISSUE;
        let by_itself = says && step.seal.as_ref()?.key == key && step.unit == certificate.unit;
        let is_claim = by_itself && certificate.issuer == certificate.unit && is_ours(&certificate.unit);
        let is_issued = trust.desk(&key).is_some_and(|desk| desk.is_issued);
        (is_claim && !is_issued).then_some((key, certificate))
    });
    let claimed: BTreeMap<Key, Certificate> = claimed.collect();
    claimed.into_values().collect()
}

/// Whether another key speaks for the desk that a claim is for, whose place it takes.
pub fn is_anew(workspace: &Workspace, claim: &Certificate) -> bool {
    let trust = super::trust(workspace);
    let is_its = |desk: &Desk| desk.unit == claim.unit && desk.role == claim.role.into();
    trust.desks().any(|(_, desk)| is_its(desk) && desk.is_issued)
}

/// Whether the key of a seat's desk here has a certificate that others trust, and not one before it: only then does it certify others.
pub fn may_certify(workspace: &Workspace, seat: &Seat) -> bool {
    let trust = super::trust(workspace);
    let roots = workspace.settings.office.iter().flat_map(|office| &office.roots);
    let own = roots.filter(|(_, of)| *of == seat);
    own.filter_map(|(key, _)| trust.desk(key)).any(|desk| desk.is_issued && desk.speaks())
}

/// The step by which another key takes the place of one that stands: the old one counts for what has come of it.
fn replacements(
    workspace: &Workspace,
    claim: &Certificate,
    seat: &Seat,
    actor: &Actor,
) -> Result<Vec<Change>, StoreError> {
    let is_former = |former: &&Certificate| {
        (&former.unit, former.role, &former.issuer) == (&claim.unit, claim.role, &seat.unit)
            && former.key != claim.key
            && former.last_step.is_none()
    };
    let mut changes = Vec::new();
    for former in workspace.certificates.all().filter(is_former) {
        let Some(there) = workspace.find(Kind::Certificate, &former.id()) else { continue };
        let of_it = |record: RecordView<'_>| {
            record
                .envelope
                .sealed()
                .filter(|seal| Some(seal.key) == former.key())
                .map(|seal| seal.number)
                .max()
        };
        let last = Kind::ALL.iter().flat_map(|kind| workspace.records_of(*kind)).filter_map(of_it).max();
        let last = Value::from(last.unwrap_or(0));
        let mut step = Step::new(seat, REPLACE, actor.now.timestamp.clone(), actor.now.today);
        step.values = Map::from_iter([(UNTIL.to_owned(), last.clone())]).into();
        let (mut envelope, mut values) = (there.envelope.clone(), there.values.clone());
        envelope.steps.push(step);
        values.insert(UNTIL.to_owned(), last);
        changes.push(records::change_values(there.kind, &there.id, &values, &envelope, there.revision)?);
    }
    Ok(changes)
}

/// Certifies desks that have claimed it; of each another key than before takes the former's place.
///
/// # Errors
/// What the store says.
pub async fn certify(
    store: &impl Store,
    workspace: &Workspace,
    actor: &Actor,
    claims: &[Certificate],
) -> Result<Option<Written>, StoreError> {
    let Some(seat) = actor.seat.as_ref().filter(|_| !claims.is_empty()) else { return Ok(None) };
    let mut changes = Vec::new();
    for claim in claims {
        let Some(key) = claim.key() else { continue };
        changes.extend(replacements(workspace, claim, seat, actor)?);
        let of = Seat { unit: claim.unit.clone(), role: claim.role.into() };
        let keys = DeskKeys { key, sealed_to: claim.sealed_to.clone() };
        let mut issued = certificate(workspace, &seat.unit, (&of, claim.person.clone()), &keys, actor);
        // An office's own desk has claimed what is issued; of any other it is a record of its own, whatever stands under that id.
        while let Some(there) = workspace.find(Kind::Certificate, &issued.id()) {
            let is_it = workspace.certificates.get(&there.id) == Some(claim) && *claim == issued;
            if is_it {
                let mut envelope = there.envelope.clone();
                envelope.steps.push(issue_for(workspace, claim, seat, actor));
                let values = &there.values;
                changes.push(records::change_values(
                    there.kind,
                    &there.id,
                    values,
                    &envelope,
                    there.revision,
                )?);
                break;
            }
            issued.code.push('2');
        }
        if !workspace.certificates.has(&issued.id()) {
            changes.push(change(&issued, vec![issue_for(workspace, claim, seat, actor)])?);
        }
    }
    let names: Vec<_> = claims.iter().map(|claim| workspace.tree().name(&claim.unit).to_owned()).collect();
    let operation = actor.operation("certify", crate::policy::decision::Text::both(|lang| lang.list(&names)));
    let written = store.commit(Commit::new(operation, changes)).await?;
    incoming::judge_again(store, workspace, actor).await?;
    Ok(Some(written))
}

/// The step that certifies a desk; with it 代办 for its unit ends, after the steps that are known here.
fn issue_for(workspace: &Workspace, claim: &Certificate, seat: &Seat, actor: &Actor) -> Step {
    let mut step = issue(seat, actor);
    if claim.unit == seat.unit {
        return step;
    }
    let mut last = BTreeMap::<Key, u64>::new();
    for record in Kind::ALL.iter().flat_map(|kind| workspace.records_of(*kind)) {
        let for_it =
            record.envelope.steps.iter().filter(|step| step.on_behalf_of.as_ref() == Some(&claim.unit));
        for seal in for_it.filter_map(|step| step.seal.as_ref()) {
            let known = last.entry(seal.key).or_default();
            *known = seal.number.max(*known);
        }
    }
    let proxies = last.into_iter().map(|(key, number)| (key.to_string(), Value::from(number)));
    step.values = Map::from_iter([(PROXIES.to_owned(), Value::Object(proxies.collect()))]).into();
    step
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
    let checked = crate::domain::record::check_as::<Certificate>(match serde_json::to_value(certificate) {
        Ok(Value::Object(values)) => values,
        _ => Map::new(),
    });
    let checked = checked.map_err(|_| StoreError::Failed(certificate.id()))?;
    let envelope = Envelope { steps, ..Envelope::default() };
    records::change(Kind::Certificate, &checked, &envelope, None)
}
