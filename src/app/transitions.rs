//! Taking records along their workflows: the one door for pages, the inbox and the column of a sheet that asks for a step.
//!
//! A transition is one commit: the step on the record, and the records that follow from it (a forwarded document makes its
//! dispatches), which carry where they come from and go with the step when it is taken back. What a workflow's table
//! cannot say, the guards of the packs in force say, and [`kinds`] what holds whatever the policy says.

mod before;
mod doing;
mod error;
mod ruling;

use std::{borrow::Cow, collections::BTreeMap, rc::Rc};

use serde_json::Value;

use crate::{
    domain::{
        Envelope, Kind, Origin,
        field::{Factual, Field, Values, is_blank},
        workflow::{
            self, Manner, Progress, Relation, Seat, Stage, State, Step, Subject, Transition,
            TransitionRefusal, UNDO, Who,
        },
    },
    policy::decision::Text,
    say,
    store::{Change, Commit, Store, Written},
};

use super::{
    Actor, followers,
    handover::incoming::judge_again,
    kinds,
    late::has_any_beside,
    reading::{Read, Reading},
    records, references,
    stepping::step,
    workspace::{RecordView, Workspace},
};

use self::ruling::{found_sound, ruled};
pub use self::{
    before::{Before, Unpaid, before, missing, unpaid},
    doing::{Doing, for_others},
    error::TransitionError,
};

/// Makes a transition. Returns what was written.
///
/// # Errors
/// [`TransitionError`].
pub async fn make(
    store: &impl Store,
    workspace: &Workspace,
    actor: &Actor,
    (kind, id): (Kind, &str),
    doing: impl Into<Doing<'_>>,
) -> Result<Written, TransitionError> {
    make_all(store, workspace, actor, (kind, &[id.to_owned()]), doing).await
}

/// Makes the same transition on several records, on all of them or on none: one commit.
///
/// # Errors
/// The [`TransitionError`] of the first record that cannot be taken on, which says which one it is.
pub async fn make_all(
    store: &impl Store,
    workspace: &Workspace,
    actor: &Actor,
    (kind, ids): (Kind, &[String]),
    doing: impl Into<Doing<'_>>,
) -> Result<Written, TransitionError> {
    let doing = doing.into();
    let each: Vec<_> = ids.iter().map(|id| (id.as_str(), &doing)).collect();
    make_each(store, workspace, actor, kind, &each).await
}

/// Makes the same transition on several records of which each says something else, on all of them or on none: one commit.
///
/// # Errors
/// As [`make_all`].
pub async fn make_each(
    store: &impl Store,
    workspace: &Workspace,
    actor: &Actor,
    kind: Kind,
    each: &[(&str, &Doing<'_>)],
) -> Result<Written, TransitionError> {
    let (_, first) = each.first().ok_or(TransitionError::Missing)?;
    let admits = first.admits(kind);
    let Made { changes, mut titles, there, read } = changes_of_each(workspace, actor, kind, each)?;
    titles.dedup();
    let mut notes: Vec<_> =
        each.iter().map(|(_, doing)| doing.note).filter(|note| !note.is_empty()).collect();
    notes.dedup();
    let said = Text::both(|lang| {
        let said = format!("{} {}", lang.list(&titles), lang.list(&notes)).trim().to_owned();
        let left = say!(
            lang,
            "（已有，未再生成：{there}）",
            " (there already, not made again: {there})",
            there = lang.list(&there)
        );
        if there.is_empty() { said } else { said + left.as_str() }
    });
    let mut operation = actor.operation(&format!("move:{}:{}", kind.code(), first.verb), said);
    operation.policy = actor.policy_hash();
    let papers = each.iter().filter_map(|(_, doing)| doing.paper.as_ref());
    let papers: BTreeMap<_, _> = papers.map(|(paper, bytes)| (paper.chunk(), bytes)).collect();
    let chunks = papers.into_iter().map(|(chunk, bytes)| (chunk, Some(bytes.clone()))).collect();
    let commit = Commit { chunks, ..Commit::new(operation, changes) };
    let written = store.commit(commit.expecting(read.expected(workspace))).await?;
    if admits {
        judge_again(store, workspace, actor).await?;
    }
    Ok(written)
}

/// What a transition of records comes to.
#[derive(Debug, Default)]
pub(super) struct Made {
    pub changes: Vec<Change>,
    /// What the records are called.
    pub titles: Vec<String>,
    /// What would have followed and is there already, as it is called.
    pub there: Vec<String>,
    /// What it was permitted by.
    pub read: Read,
}

/// What a transition of these records comes to. Each is checked with the former ones taken on already: where ten are the
/// limit, the eleventh of a batch is refused.
pub(super) fn transition_changes(
    workspace: &Workspace,
    actor: &Actor,
    (kind, ids): (Kind, &[String]),
    doing: &Doing<'_>,
) -> Result<Made, TransitionError> {
    let each: Vec<_> = ids.iter().map(|id| (id.as_str(), doing)).collect();
    changes_of_each(workspace, actor, kind, &each)
}

fn changes_of_each(
    workspace: &Workspace,
    actor: &Actor,
    kind: Kind,
    each: &[(&str, &Doing<'_>)],
) -> Result<Made, TransitionError> {
    let mut all = Made::default();
    let mut workspace = Cow::Borrowed(workspace);
    for (place, (id, doing)) in each.iter().enumerate() {
        let made = one(&workspace, actor, (kind, id), doing);
        let Made { changes, titles, there, read } = match made {
            Err(error) if each.len() > 1 => return Err(error.of_one(&workspace, (kind, id))),
            made => made?,
        };
        if place + 1 < each.len() {
            workspace = Cow::Owned(workspace.after(&changes));
        }
        all.changes.extend(changes);
        all.titles.extend(titles);
        all.there.extend(there);
        all.read.extend(read);
    }
    Ok(all)
}

/// What a transition of one record comes to.
pub(super) fn one(
    workspace: &Workspace,
    actor: &Actor,
    (kind, id): (Kind, &str),
    doing: &Doing<'_>,
) -> Result<Made, TransitionError> {
    let reading = Rc::new(Reading::of(workspace));
    let seat = actor.seat.as_ref().ok_or(TransitionError::NoSeat)?;
    let mut record = workspace.find(kind, id).ok_or(TransitionError::Missing)?;
    let transition = permitted(&reading, actor, &record, doing)?;
    if transition.column.is_some() && doing.paper.is_none() {
        return Err(TransitionError::NeedsPaper);
    }
    let values = doing.values(workspace, &record, transition).map_err(TransitionError::Unsound)?;
    if matches!(transition.who, Who::One(Relation::Keeper, _)) && !values.is_empty() {
        record.values.extend(values.clone());
        let own = |key: &str| kind.field(key).is_some();
        let fields = record.values.clone().into_iter().filter(|(key, _)| own(key)).collect();
        let own = (kind.declaration().check)(fields).map_err(TransitionError::Unsound)?;
        stands(&reading, kind, &own.id, &Values(kind, &own.values))?;
        // What it says of the record is judged as what the record already said.
        permitted(&reading, actor, &record, doing)?;
    }
    if let Some(work_out) = kinds::works_out(kind, doing.verb) {
        let policy = actor.policy.as_ref().ok_or(TransitionError::NoPolicy)?;
        let worked_out = work_out(&reading, &record, policy, actor.now.today);
        record.values.extend(worked_out.map_err(TransitionError::Faulty)?);
    }
    let mut step = step(actor, seat, &record, (doing.verb, doing.note));
    step.values = values.into();
    step.on_behalf_of = doing.on_behalf_of.map(str::to_owned);
    step.paper = doing.paper.as_ref().map(|(paper, _)| paper.clone());
    let day = step.day;
    let envelope = stepped(workspace, &record, step);
    let mut changes = vec![records::change_values(kind, id, &record.values, &envelope, record.revision)?];
    let mut there = Vec::new();
    for effect in kinds::effects(kind, doing.verb) {
        for values in (effect.run)(workspace, &record, day) {
            let made = (effect.makes.declaration().check)(values).map_err(TransitionError::Unsound)?;
            stands(&reading, effect.makes, &made.id, &Values(effect.makes, &made.values))?;
            if workspace.table(effect.makes).has(&made.id) {
                there.push(made.title);
                continue;
            }
            let origin = envelope.steps.last().map(|step| Origin::new(kind, id, step, &made));
            reading.note_made(effect.makes, &made);
            let envelope = Envelope { origin, ..Envelope::default() };
            changes.push(records::change(effect.makes, &made, &envelope, None)?);
        }
    }
    Ok(Made { changes, titles: vec![record.title], there, read: reading.read() })
}

/// Whether a record that had ended without effect stands again: another may have taken its place since.
fn comes_back(from: Option<&State>, to: Option<&State>) -> bool {
    let is_void = |state: Option<&State>| state.is_some_and(|state| state.stage == Stage::Void);
    is_void(from) && !is_void(to)
}

/// Whether a record can stand beside the others that are there.
fn stands(reading: &Reading, kind: Kind, id: &str, record: &dyn Factual) -> Result<(), TransitionError> {
    reading.note_tables(kinds::clashes(kind).map(|_| kind));
    kinds::stands(reading.workspace(), kind, id, record).map_err(TransitionError::Unsound)
}

/// Whether a transition could be made now.
///
/// # Errors
/// Why not.
pub fn check<'a>(
    workspace: &Workspace,
    actor: &Actor,
    record: &RecordView<'_>,
    doing: impl Into<Doing<'a>>,
) -> Result<(), TransitionError> {
    permitted(&Rc::new(Reading::of(workspace)), actor, record, &doing.into()).map(|_| ())
}

fn permitted(
    reading: &Rc<Reading>,
    actor: &Actor,
    record: &RecordView<'_>,
    doing: &Doing<'_>,
) -> Result<&'static Transition, TransitionError> {
    let Doing { verb, note, .. } = *doing;
    let workspace = reading.workspace();
    reading.note_references(record);
    let seat = actor.seat.as_ref().ok_or(TransitionError::NoSeat)?;
    let Some(table) = record.kind.workflow() else {
        return Err(TransitionRefusal::NoSuchTransition { verb: verb.to_owned() }.into());
    };
    let label_of = |key: &str| workspace.fields().get(record.kind, key).map(|field| field.label);
    let signer = doing.signer(workspace, seat, record)?;
    let transition = workflow::permit(table, &label_of, record.subject(), &signer, &**reading, (verb, note))?;
    complete(workspace, record, verb)?;
    kinds::check(reading, record, verb).map_err(TransitionError::Guarded)?;
    if comes_back(record.state, table.state(transition.to)) {
        stands(reading, record.kind, &record.id, record)?;
    }
    ruled(reading, actor, record, verb)?;
    found_sound(reading, actor, record, verb)?;
    Ok(transition)
}

/// Takes back the last step, while nobody has gone on from it, with the records that it made.
///
/// # Errors
/// [`TransitionError`].
pub async fn take_back(
    store: &impl Store,
    workspace: &Workspace,
    actor: &Actor,
    (kind, id): (Kind, &str),
) -> Result<Written, TransitionError> {
    let record = workspace.find(kind, id).ok_or(TransitionError::Missing)?;
    let seat = actor.seat.as_ref().ok_or(TransitionError::NoSeat)?;
    let last = may_take_back(workspace, seat, &record)?;
    let asked = Reading::of(workspace);
    kinds::check(&asked, &record, UNDO).map_err(TransitionError::Guarded)?;
    let followers = followers::of(workspace, &record, last);
    let mut changes: Vec<_> = followers.iter().map(followers::remove).collect();
    // What may no longer be done may no longer be undone: a filing after the round has closed. The guard is told how things
    // stood before the step, so that a count of what is filed does not refuse the undoing of what it counts.
    let mut envelope = record.envelope.clone();
    envelope.steps.retain(|step| step != last);
    let undone = records::change_values(kind, id, &record.values, &envelope, record.revision)?;
    let before = workspace.after(&[changes.clone(), vec![undone]].concat());
    let reading = Rc::new(Reading::of(&before));
    reading.note_references(&record);
    // Nobody has referred to what goes with the step.
    reading.note_tables(followers.iter().flat_map(|follower| references::kinds(workspace, follower.kind)));
    if let Some(former) = before.find(kind, id) {
        ruled(&reading, actor, &former, &last.verb)?;
        if comes_back(record.state, former.state) {
            stands(&reading, kind, id, &former)?;
        }
    }
    let envelope = stepped(workspace, &record, step(actor, seat, &record, (UNDO, "")));
    changes.push(records::change_values(kind, id, &record.values, &envelope, record.revision)?);
    let mut operation = actor.operation(&format!("move:{}:{UNDO}", kind.code()), record.title);
    operation.policy = actor.policy_hash();
    let mut read = reading.read();
    read.extend(asked.read());
    let written = store.commit(Commit::new(operation, changes).expecting(read.expected(workspace))).await?;
    if has_any_beside(&envelope) {
        judge_again(store, workspace, actor).await?;
    }
    Ok(written)
}

/// Whether the seat could take back the last step: it is its own, and what came of it is as it was made.
///
/// # Errors
/// Why not.
pub fn may_take_back<'a>(
    workspace: &Workspace,
    seat: &Seat,
    record: &'a RecordView<'_>,
) -> Result<&'a Step, TransitionError> {
    let nothing = TransitionError::Refused(TransitionRefusal::NothingToUndo);
    let table = record.kind.workflow().ok_or(nothing)?;
    let last = workflow::permit_undo(table, &record.envelope.steps, seat)?;
    let made = followers::of(workspace, record, last);
    let touched = made.iter().find(|follower| followers::is_touched(workspace, follower));
    let touched = touched.map(|follower| follower.title.clone());
    match touched.or_else(|| followers::of_unknown_origin(workspace, record, last)) {
        None => Ok(last),
        Some(follower) => Err(TransitionError::Touched { follower }),
    }
}

/// What would go with the seat's last step, were it taken back: the records that it made.
pub fn goes_with<'a>(workspace: &'a Workspace, seat: &Seat, record: &RecordView<'_>) -> Vec<RecordView<'a>> {
    let last = may_take_back(workspace, seat, record);
    last.map(|last| followers::of(workspace, record, last)).unwrap_or_default()
}

/// What the record carries with one step more. The step fixes who signs next.
fn stepped(workspace: &Workspace, record: &RecordView<'_>, step: Step) -> Envelope {
    let mut envelope = record.envelope.clone();
    envelope.steps.push(step);
    if let Some(table) = record.kind.workflow() {
        let progress = Progress::of(table, &envelope.steps);
        let state = Some(progress.state);
        let subject = Subject { steps: &envelope.steps, state, ..record.subject() };
        let signers = progress.signers(table, subject, workspace);
        if let Some(step) = envelope.steps.last_mut() {
            step.signers = signers.into();
        }
    }
    envelope
}

/// What a pack requires is filled in before the work goes on, where it could have been.
fn complete(workspace: &Workspace, record: &RecordView<'_>, verb: &str) -> Result<(), TransitionRefusal> {
    match required_by_packs(workspace, record, verb).next() {
        None => Ok(()),
        Some((onward, field)) => {
            Err(TransitionRefusal::NeedsField { verb: onward.label, field: field.label })
        }
    }
}

/// What a pack requires and is blank, with the step before which it is filled in.
fn required_by_packs(
    workspace: &Workspace,
    record: &RecordView<'_>,
    verb: &str,
) -> impl Iterator<Item = (&'static Transition, &'static Field)> {
    let goes_on = |onward: &&Transition| onward.manner == Manner::Forward || onward.column.is_some();
    let state = record.state.filter(|state| state.editor.is_some());
    let onward = state.zip(record.kind.workflow()).and_then(|(state, table)| {
        table.transition(state, verb).filter(goes_on).map(|onward| (state, onward))
    });
    onward.into_iter().flat_map(move |(state, onward)| {
        let blank = move |field: &&'static Field| {
            field.required
                && state.opens(field.key)
                && is_blank(record.values.get(field.key).unwrap_or(&Value::Null))
        };
        workspace.fields().added(record.kind).iter().copied().filter(blank).map(move |field| (onward, field))
    })
}
