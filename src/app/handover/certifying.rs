//! Which keys speak for the desks of other offices, and of this one: what is claimed, certified, and ended by another.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::{
    incoming,
    joining::{DeskKeys, certificate, change, is_alone, issue, trusting},
};
use crate::{
    app::{
        Actor, records,
        workspace::{RecordView, Workspace},
    },
    domain::{
        Certificate, Kind, Record as _,
        certificate::{ISSUE, PROXIES, REPLACE, UNTIL, certified},
        seal::Key,
        signing::{Desk, Statement},
        workflow::{Seat, Step, WRITE},
    },
    store::{Change, Commit, Store, StoreError, Written},
};

/// The certificates that desks below, and of an office that began alone its own, have claimed and nobody who counts has issued, each as
/// the desk's own key signed it; and of desks below those that were handed on, which this office has not certified itself yet.
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
        let of_itself = says && step.unit == certificate.unit && certificate.issuer == certificate.unit;
        let is_issued = trust.desk(&key).is_some_and(|desk| desk.is_issued);
        let by_itself = step.seal.as_ref()?.key == key && !is_issued;
        let handed_on =
            certificate.unit != unit && is_issued && hands_on(workspace, unit, (&key, &certificate));
        let is_claim = of_itself && is_ours(&certificate.unit) && (by_itself || handed_on);
        is_claim.then_some((key, (by_itself, certificate)))
    });
    let claimed: BTreeMap<Key, (bool, Certificate)> = claimed.collect();
    // Whoever was invited anew takes the place of all before, also of somebody to whom the desk was handed on.
    let desk = |certificate: &Certificate| (certificate.unit.clone(), certificate.role);
    let anew: Vec<_> =
        claimed.values().filter(|(by_itself, _)| *by_itself).map(|(_, one)| desk(one)).collect();
    let counts = |(by_itself, one): &(bool, Certificate)| *by_itself || !anew.contains(&desk(one));
    claimed.into_values().filter(counts).map(|(_, certificate)| certificate).collect()
}

/// Whether a key that counts was certified by the desk before it alone, whose own key this office has certified, and is still the last.
fn hands_on(workspace: &Workspace, unit: &str, (key, certificate): (&Key, &Certificate)) -> bool {
    let of_the_desk =
        |other: &&Certificate| (&other.unit, other.role) == (&certificate.unit, certificate.role);
    let of_it = || workspace.certificates.all().filter(of_the_desk);
    let is_its = |other: &Certificate| other.key() == Some(*key);
    let is_last = !of_it().any(|other| is_its(other) && (other.issuer == unit || other.last_step.is_some()));
    is_last && of_it().any(|other| other.issuer == unit && other.last_step.is_none())
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

/// The steps by which another key takes the place of those that stand: each counts for what has come of it.
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
    let end = |key: Option<Key>| {
        let last = Value::from(last_of(workspace, key));
        let mut step = Step::new(seat, REPLACE, actor.now.timestamp.clone(), actor.now.today);
        step.values = Map::from_iter([(UNTIL.to_owned(), last.clone())]).into();
        (last, step)
    };
    let mut changes = Vec::new();
    for former in workspace.certificates.all().filter(is_former) {
        let there = workspace.find(Kind::Certificate, &former.id());
        // One that the office itself has only claimed whoever issued it ends.
        let Some(there) =
            there.filter(|there| there.state.is_some_and(|state| state.code == certified::valid))
        else {
            continue;
        };
        let (last, step) = end(former.key());
        let (mut envelope, mut values) = (there.envelope.clone(), there.values.clone());
        envelope.steps.push(step);
        values.insert(UNTIL.to_owned(), last);
        changes.push(records::change_values(there.kind, &there.id, &values, &envelope, there.revision)?);
    }
    // To whom the desk has been handed on meanwhile, which nobody told here or nobody agreed to.
    let trust = super::trust(workspace);
    let is_certified = |key: &Key| {
        let by_it = |other: &Certificate| other.issuer == seat.unit && other.key() == Some(*key);
        workspace.certificates.all().any(by_it)
    };
    let of = Seat { unit: claim.unit.clone(), role: claim.role.into() };
    let handed_on = trust.desks().filter(|(key, desk)| {
        let is_its = (&desk.unit, desk.role) == (&of.unit, of.role) && of.unit != seat.unit;
        is_its && desk.is_issued && desk.speaks() && claim.key() != Some(**key) && !is_certified(key)
    });
    for (key, desk) in handed_on {
        let keys = DeskKeys { key: *key, sealed_to: desk.sealed_to.clone().unwrap_or_default() };
        let ended = certificate(workspace, &seat.unit, (&of, desk.person.clone()), &keys, actor);
        let (last, step) = end(Some(*key));
        let ended = Certificate { last_step: last.as_u64().and_then(|last| last.try_into().ok()), ..ended };
        changes.push(change(&ended, vec![issue(seat, actor), step])?);
    }
    Ok(changes)
}

/// The number of the last step that is known of a key.
fn last_of(workspace: &Workspace, key: Option<Key>) -> u64 {
    let records = Kind::ALL.iter().flat_map(|kind| workspace.records_of(*kind));
    let of_it = |record: RecordView<'_>| {
        record.envelope.sealed().filter(|seal| Some(seal.key) == key).map(|seal| seal.number).max()
    };
    records.filter_map(of_it).max().unwrap_or(0)
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

/// Somebody else sits down at a desk, with keys of their own: the desk that hands on certifies the next one, as long as it still has its
/// key. Of an office that was invited the one above does so too, with the next package ([`claims`]), and ends the former key.
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
    let Some(office) = workspace.settings.office.as_ref().filter(|_| may_certify(workspace, seat)) else {
        return Ok(None);
    };
    let next = certificate(workspace, &seat.unit, (seat, person), keys, actor);
    let changes = vec![trusting(workspace, office, seat, keys)?, change(&next, vec![issue(seat, actor)])?];
    let operation = actor.operation("hand-on", workspace.tree().name(&seat.unit));
    Ok(Some(store.commit(Commit::new(operation, changes)).await?))
}

/// The key of the desk before counts for what has come of it, and no further, where its office has certified it itself.
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
