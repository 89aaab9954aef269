//! Moving records along their workflows: the one door for pages and the inbox; a file moves nothing.
//!
//! A move is one commit: the step on the record, and whatever follows from it on other records (a forwarded document makes
//! its dispatches). What a workflow's table cannot say, the guards of the packs in force say; one that holds whatever the
//! policy says stands here.

use jiff::civil::Date;
use serde_json::{Map, Value, json};

use crate::{
    domain::{
        Declared as _, Dispatch, Document, Envelope, Kind, Label, Lang, Localized, Meeting,
        field::{Field, FieldProblem, is_blank},
        workflow::{self, Manner, Progress, Seat, Step, Subject, TransitionRefusal, UNDO},
    },
    policy::{
        Hook,
        decision::{Decision, Outcome, Text},
    },
    say,
    store::{self, Commit, Store, StoreError},
};

use super::{
    Actor, facts, records,
    workspace::{RecordView, Workspace},
};

/// Why a record was not moved. Everything is as it was.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum TransitionError {
    #[error("there is no such record")]
    Missing,
    #[error("no seat has been taken")]
    NoSeat,
    #[error(transparent)]
    Refused(#[from] TransitionRefusal),
    #[error("{0:?}")]
    Guarded(Label),
    #[error("the policy in force refuses: {}", why.en)]
    Ruled { why: Text, remedy: Option<Text> },
    #[error("the policy in force could not say: {}", .0.en)]
    Faulty(Text),
    #[error("no policy is in force")]
    NoPolicy,
    #[error("what would follow from it is not a sound record: {0:?}")]
    Unsound(Vec<FieldProblem>),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Localized for TransitionError {
    fn text(&self, lang: Lang) -> String {
        match self {
            Self::Missing => Label::new(
                "找不到这条记录，可能已被清除",
                "There is no such record; it may have been removed",
            )
            .text(lang)
            .to_owned(),
            Self::NoSeat => Label::new("请先在右上角选择席位", "Choose a seat first, at the top right")
                .text(lang)
                .to_owned(),
            Self::Refused(refusal) => refusal.text(lang),
            Self::Guarded(label) => label.text(lang).to_owned(),
            Self::Ruled { why, remedy } => {
                let remedy = remedy.as_ref().map_or("", |remedy| remedy.get(lang));
                let why = why.get(lang);
                match (lang, remedy) {
                    (_, "") => why.to_owned(),
                    (Lang::Zh, remedy) => format!("{why}。{remedy}"),
                    (Lang::En, remedy) => format!("{why}. {remedy}"),
                }
            }
            Self::Faulty(why) => say!(
                lang,
                "规则运行出错，未办理：{why}",
                "the rules failed, so nothing was done: {why}",
                why = why.get(lang)
            ),
            Self::NoPolicy => Label::new(
                "政策未能生效，暂不能办理；请到“政策”页查看",
                "No policy is in force, so nothing can be done; see the policy page",
            )
            .text(lang)
            .to_owned(),
            Self::Unsound(problems) => {
                let list: Vec<_> = problems.iter().map(|problem| problem.fault.text(lang)).collect();
                list.join(match lang {
                    Lang::Zh => "；",
                    Lang::En => "; ",
                })
            }
            Self::Store(error) => error.text(lang),
        }
    }
}

/// Makes a move. Returns the journal sequence.
///
/// # Errors
/// [`TransitionError`].
pub async fn make(
    store: &impl Store,
    workspace: &Workspace,
    actor: &Actor,
    (kind, id): (Kind, &str),
    (verb, note): (&str, &str),
) -> Result<u64, TransitionError> {
    make_all(store, workspace, actor, (kind, &[id.to_owned()]), (verb, note)).await
}

/// Makes the same move on several records, on all of them or on none: one commit.
///
/// # Errors
/// The [`TransitionError`] of the first record that cannot be moved.
pub async fn make_all(
    store: &impl Store,
    workspace: &Workspace,
    actor: &Actor,
    (kind, ids): (Kind, &[String]),
    (verb, note): (&str, &str),
) -> Result<u64, TransitionError> {
    let (changes, mut titles) = transition_changes(workspace, actor, (kind, ids), (verb, note))?;
    titles.dedup();
    let mut operation = actor
        .operation(&format!("move:{}:{verb}", kind.code()), format!("{} {note}", titles.join("、")).trim());
    operation.policy = actor.policy_hash();
    Ok(store.commit(Commit::new(operation, changes)).await?)
}

/// What a move of these records writes, and what they are called.
pub(super) fn transition_changes(
    workspace: &Workspace,
    actor: &Actor,
    (kind, ids): (Kind, &[String]),
    (verb, note): (&str, &str),
) -> Result<(Vec<store::Change>, Vec<String>), TransitionError> {
    let seat = actor.seat.as_ref().ok_or(TransitionError::NoSeat)?;
    let (mut changes, mut titles) = (Vec::new(), Vec::new());
    for id in ids {
        let record = workspace.find(kind, id).ok_or(TransitionError::Missing)?;
        check(workspace, actor, &record, (verb, note))?;
        changes.push(stepped(workspace, &record, step(actor, seat, verb, note))?);
        for (kind, values) in consequences(workspace, &record, verb, actor.now.today) {
            let checked = (kind.declaration().check)(values).map_err(TransitionError::Unsound)?;
            if workspace.table(kind).place(&checked.id).is_none() {
                changes.push(records::change(kind, &checked, &Envelope::default(), None)?);
            }
        }
        titles.push(record.title);
    }
    Ok((changes, titles))
}

/// Whether a move could be made now.
///
/// # Errors
/// Why not.
pub fn check(
    workspace: &Workspace,
    actor: &Actor,
    record: &RecordView<'_>,
    (verb, note): (&str, &str),
) -> Result<(), TransitionError> {
    let seat = actor.seat.as_ref().ok_or(TransitionError::NoSeat)?;
    let Some(table) = record.kind.workflow() else {
        return Err(TransitionRefusal::NoSuchTransition { verb: verb.to_owned() }.into());
    };
    let label_of = |key: &str| workspace.fields().get(record.kind, key).map(|field| field.label);
    workflow::permit(table, &label_of, record.subject(), seat, workspace, (verb, note))?;
    complete(workspace, record, verb)?;
    invariant(workspace, record, verb).map_err(TransitionError::Guarded)?;
    ruled(workspace, actor, record, verb)
}

/// Takes back the last step, while nobody has gone on from it.
///
/// # Errors
/// [`TransitionError`].
pub async fn take_back(
    store: &impl Store,
    workspace: &Workspace,
    actor: &Actor,
    (kind, id): (Kind, &str),
) -> Result<u64, TransitionError> {
    let record = workspace.find(kind, id).ok_or(TransitionError::Missing)?;
    let seat = actor.seat.as_ref().ok_or(TransitionError::NoSeat)?;
    let last = may_take_back(workspace, seat, &record)?;
    // What may no longer be done may no longer be undone: a filing after the round has closed.
    ruled(workspace, actor, &record, &last.verb)?;
    let changes = vec![stepped(workspace, &record, step(actor, seat, UNDO, ""))?];
    let mut operation = actor.operation(&format!("move:{}:{UNDO}", kind.code()), record.title);
    operation.policy = actor.policy_hash();
    Ok(store.commit(Commit::new(operation, changes)).await?)
}

/// Whether the seat could take back the last step.
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
    let made = match (record.kind, last.verb.as_str()) {
        (Kind::Document, "forward") => {
            workspace.dispatches.all().iter().any(|dispatch| dispatch.document == record.id)
        }
        (Kind::Dispatch, "acknowledge") => workspace.documents.all().iter().any(|document| {
            document.unit == record.text("recipient")
                && document.parent.as_deref() == Some(record.text("document"))
        }),
        (Kind::Meeting, "issue") => workspace.action_items.all().iter().any(|item| item.meeting == record.id),
        _ => false,
    };
    if made {
        return Err(TransitionError::Guarded(Label::new(
            "这一步已产生其他记录，不能撤回；请到那些记录上分别撤回或退回",
            "Other records have come of this step, so it cannot be taken back; withdraw or return those instead",
        )));
    }
    Ok(last)
}

fn step(actor: &Actor, seat: &Seat, verb: &str, note: &str) -> Step {
    Step {
        note: note.trim().to_owned(),
        policy: actor.policy_hash(),
        ..Step::new(seat, verb, &actor.now.timestamp, actor.now.today)
    }
}

/// The record with one step more. The step fixes who signs next.
fn stepped(workspace: &Workspace, record: &RecordView<'_>, step: Step) -> Result<store::Change, StoreError> {
    let mut envelope = record.envelope.clone();
    envelope.steps.push(step);
    if let Some(table) = record.kind.workflow() {
        let subject = Subject { steps: &envelope.steps, ..record.subject() };
        let signers = Progress::of(table, &envelope.steps).signers(table, subject, workspace);
        if let Some(step) = envelope.steps.last_mut() {
            step.signers = signers;
        }
    }
    records::change_values(record.kind, &record.id, &record.values, &envelope, record.revision)
}

/// What a pack requires is filled in before the work goes on, where it could have been.
fn complete(workspace: &Workspace, record: &RecordView<'_>, verb: &str) -> Result<(), TransitionRefusal> {
    let Some((progress, table)) = record.progress().zip(record.kind.workflow()) else {
        return Ok(());
    };
    let onward = table.transition(progress.state, verb).filter(|onward| onward.manner == Manner::Forward);
    let Some(onward) = onward.filter(|_| progress.state.editor.is_some()) else {
        return Ok(());
    };
    let blank = |field: &&&'static Field| {
        field.required
            && progress.state.opens(field.key)
            && is_blank(record.values.get(field.key).unwrap_or(&Value::Null))
    };
    match workspace.fields().added(record.kind).iter().find(blank) {
        None => Ok(()),
        Some(field) => Err(TransitionRefusal::NeedsField { verb: onward.label, field: field.label }),
    }
}

/// What a move needs of the tree, whatever the policy says.
fn invariant(workspace: &Workspace, record: &RecordView<'_>, verb: &str) -> Result<(), Label> {
    if (record.kind, verb) != (Kind::Document, "forward") {
        return Ok(());
    }
    let (tree, keeper) = (workspace.tree(), record.keeper());
    let stranger = workspace.documents.get(&record.id).is_some_and(|document| {
        document.recipients.iter().any(|unit| !tree.oversees(keeper, unit) || unit == keeper)
    });
    if stranger {
        return Err(Label::new(
            "下发名单只能包括本单位、同级单位的下级",
            "Only subordinates of this unit and of its peer may be on the dispatch list",
        ));
    }
    Ok(())
}

/// What the packs in force say of a move. Without a policy nothing can be said, and so nothing is moved.
fn ruled(
    workspace: &Workspace,
    actor: &Actor,
    record: &RecordView<'_>,
    verb: &str,
) -> Result<(), TransitionError> {
    let policy = actor.policy.as_ref().ok_or(TransitionError::NoPolicy)?;
    let Some(guard) = Hook::guard(record.kind, verb).filter(|guard| policy.answers(guard)) else {
        return Ok(());
    };
    let Some(facts) = facts::of_record(policy, workspace, record, actor.now.today) else {
        return Ok(());
    };
    match policy.ask(guard, actor.now.today, &[facts]) {
        Ok(Decision { outcome: Outcome::Refused(refusal), .. }) => Err(TransitionError::Ruled {
            why: policy.reason_text(&refusal.reason),
            remedy: policy.remedy_text(&refusal.reason),
        }),
        Ok(_) => Ok(()),
        Err(fault) => Err(TransitionError::Faulty(Text::of(&fault))),
    }
}

/// The records that follow from a move.
fn consequences(
    workspace: &Workspace,
    record: &RecordView<'_>,
    verb: &str,
    today: Date,
) -> Vec<(Kind, Map<String, Value>)> {
    match (record.kind, verb) {
        (Kind::Document, "forward") => workspace
            .documents
            .get(&record.id)
            .map(|document| dispatches(document, &record.id, today))
            .unwrap_or_default(),
        (Kind::Dispatch, "acknowledge") => workspace
            .dispatches
            .get(&record.id)
            .and_then(|dispatch| registration(workspace, dispatch, today))
            .into_iter()
            .collect(),
        (Kind::Meeting, "issue") => workspace
            .meetings
            .get(&record.id)
            .map(|meeting| action_items(meeting, &record.id))
            .unwrap_or_default(),
        _ => Vec::new(),
    }
}

/// One dispatch a recipient (0.2), under the number and title of the covering letter.
fn dispatches(document: &Document, id: &str, today: Date) -> Vec<(Kind, Map<String, Value>)> {
    let subject = if document.title.starts_with("转发") {
        document.title.clone()
    } else {
        let whole = format!("转发《{}》", document.title.trim_matches(['《', '》']));
        whole.chars().take(120).collect()
    };
    let one = |recipient: &String| {
        let values = json!({
            "unit": document.unit, "recipient": recipient, "document": id, "sent": today,
            "number": document.letter_number.as_ref().unwrap_or(&document.number), "subject": subject,
            "measures": null, "evidence": null,
        });
        (Dispatch::KIND, object(values))
    };
    document.recipients.iter().map(one).collect()
}

/// Receiving a document registers it at the recipient, with a pointer to the document it came with.
fn registration(
    workspace: &Workspace,
    dispatch: &Dispatch,
    today: Date,
) -> Option<(Kind, Map<String, Value>)> {
    let above = workspace.documents.get(&dispatch.document)?;
    let values = json!({
        "unit": dispatch.recipient, "number": dispatch.number, "title": dispatch.subject,
        "issuer": workspace.tree().name(&dispatch.unit), "written": dispatch.sent, "issued": null, "received": today,
        "main_to": workspace.tree().name(&dispatch.recipient), "copy_to": null,
        "openness": above.openness, "original": above.original,
        "text": above.letter.clone().or_else(|| above.text.clone()),
        "parent": dispatch.document, "opinion": null, "recipients": [], "letter_number": null, "letter": null,
    });
    Some((Document::KIND, object(values)))
}

/// What the minutes ask for becomes the units' to-dos (五.2).
fn action_items(meeting: &Meeting, id: &str) -> Vec<(Kind, Map<String, Value>)> {
    let one = |(index, action): (usize, &crate::domain::task_force::Action)| {
        let values = json!({
            "code": format!("{}-{}-{:02}", meeting.task_force, meeting.date, index + 1),
            "meeting": id, "unit": meeting.unit, "responsible": action.unit, "what": action.what,
            "due": action.due, "result": null,
        });
        (Kind::ActionItem, object(values))
    };
    meeting.actions.iter().enumerate().map(one).collect()
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}
