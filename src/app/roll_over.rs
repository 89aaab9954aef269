//! 学期结转: what a unit takes over into the next term, and what it files away, in one commit (五.6).
//!
//! Which kinds, and how, [`kinds`] says: a needs-and-supply round that has run its course begins anew for the term that
//! follows, a school's needs and a unit's supplies in the round that is open. What is taken over is a draft that its keeper
//! can still change. Records that span terms, task forces and responsibilities, stay as they are.

use std::collections::HashMap;

use crate::{
    domain::{
        Checked, Envelope, Kind, Label, Lang, Localized, Term,
        field::{Fault, FieldProblem},
        workflow::Seat,
    },
    policy::decision::Text,
    say,
    store::{Commit, Store, StoreError, Written},
};

use super::{
    Actor, ids,
    inbox::Days,
    kinds::{self, RollOver},
    reading::Read,
    records, scope,
    transitions::{self, TransitionError},
    workspace::{RecordView, Workspace},
};

/// What could be taken over and filed away.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Plan {
    pub items: Vec<Item>,
    /// What has run its course and is not yet filed away.
    pub archive: Vec<Archived>,
}

/// One record that would be filed away.
#[derive(Debug, Clone, PartialEq)]
pub struct Archived {
    pub kind: Kind,
    pub id: String,
    pub title: String,
}

/// One record that would begin anew.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    pub kind: Kind,
    pub id: String,
    pub title: String,
    /// The term it is taken over into.
    pub into: Term,
}

/// Why nothing was taken over. Everything is as it was.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum RollOverError {
    #[error("no seat has been taken")]
    NoSeat,
    #[error("{0} is not this seat's to take over")]
    NotYours(String),
    /// What the record is called; of each problem the field's label and what is wrong.
    #[error("a record cannot begin anew: {0}: {1:?}")]
    Faulty(String, Vec<(Label, Fault)>),
    #[error(transparent)]
    Transition(#[from] TransitionError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Localized for RollOverError {
    fn text(&self, lang: Lang) -> String {
        match self {
            Self::NoSeat => TransitionError::NoSeat.text(lang),
            Self::NotYours(title) => {
                say!(lang, "“{title}”不由本单位结转", "“{title}” is not this seat's to take over")
            }
            Self::Faulty(title, problems) => {
                let one = |(label, fault): &(Label, Fault)| {
                    format!("{}{}{}", label.text(lang), lang.colon(), fault.text(lang))
                };
                say!(
                    lang,
                    "“{title}”不能结转：{why}",
                    "“{title}” cannot be taken over: {why}",
                    why = lang.statements(problems.iter().map(one))
                )
            }
            Self::Transition(error) => error.text(lang),
            Self::Store(error) => error.text(lang),
        }
    }
}

/// What the seat's unit could take over now.
pub fn plan(workspace: &Workspace, seat: &Seat) -> Plan {
    let mut plan = Plan::default();
    for (kind, rolls) in rolling() {
        for (id, into) in (rolls.due)(workspace, seat) {
            let title = workspace.find(kind, &id).map(|record| record.title).unwrap_or_default();
            plan.items.push(Item { kind, id, title, into });
        }
        let filed = |record: &RecordView<'_>| {
            let onward = kind.workflow().zip(record.progress()).zip(rolls.archive);
            record.keeper() == seat.unit
                && onward.is_some_and(|((table, at), verb)| table.transition(at.state, verb).is_some())
        };
        let own = workspace.records_of(kind).filter(filed);
        plan.archive.extend(own.map(|record| Archived { kind, id: record.id, title: record.title }));
    }
    plan
}

/// The kinds that are taken over, in the order in which they can be.
pub fn rolling() -> impl Iterator<Item = (Kind, &'static RollOver)> {
    Kind::ALL.iter().filter_map(|kind| Some((*kind, kinds::of(*kind)?.roll_over.as_ref()?)))
}

/// Takes over what was chosen, and files away what was, in one commit. Returns what was written.
///
/// # Errors
/// [`RollOverError`].
pub async fn make(
    store: &impl Store,
    workspace: &Workspace,
    actor: &Actor,
    plan: &Plan,
    days: Days<'_>,
) -> Result<Written, RollOverError> {
    let seat = actor.seat.as_ref().ok_or(RollOverError::NoSeat)?;
    let begun_beside = plan.items.iter().map(|item| item.kind).filter(|kind| kinds::clashes(*kind).is_some());
    let (mut changes, mut read) = (Vec::new(), Read::tables(begun_beside));
    let mut taken: HashMap<Kind, Vec<String>> = HashMap::new();
    for item in &plan.items {
        let earlier = workspace.find(item.kind, &item.id).ok_or(TransitionError::Missing)?;
        if earlier.keeper() != seat.unit || !scope::may_keep(workspace, seat, item.kind, &seat.unit) {
            return Err(RollOverError::NotYours(item.title.clone()));
        }
        let checked =
            begun(workspace, seat, (&earlier, item.into), taken.entry(item.kind).or_default(), actor, days)
                .map_err(|problems| {
                let named = |problem: FieldProblem| {
                    let field = workspace.fields().get(item.kind, problem.field);
                    (field.map_or(item.kind.one(), |field| field.label), problem.fault)
                };
                RollOverError::Faulty(item.title.clone(), problems.into_iter().map(named).collect())
            })?;
        read.references(workspace, item.kind, [&checked.values, &checked.extra]);
        changes.push(records::change(item.kind, &checked, &Envelope::default(), None)?);
    }
    for (kind, rolls) in rolling() {
        let closed = plan.archive.iter().filter(|archived| archived.kind == kind);
        let closed: Vec<_> = closed.map(|archived| archived.id.clone()).collect();
        if let Some(verb) = rolls.archive.filter(|_| !closed.is_empty()) {
            let filed =
                transitions::transition_changes(workspace, actor, (kind, &closed), &(verb, "").into())?;
            changes.extend(filed.changes);
            read.extend(filed.read);
        }
    }
    let mut operation = actor.operation(ROLL_OVER, Text::both(|lang| note(plan, lang)));
    operation.policy = actor.policy_hash();
    Ok(store.commit(Commit::new(operation, changes).expecting(read.expected(workspace))).await?)
}

/// What the journal calls it.
pub const ROLL_OVER: &str = "roll-over";

fn note(plan: &Plan, lang: Lang) -> String {
    let count = |kind: Kind| plan.items.iter().filter(|item| item.kind == kind).count();
    let mut parts: Vec<_> = rolling()
        .map(|(kind, _)| kind)
        .filter(|kind| count(*kind) > 0)
        .map(|kind| format!("{} {}", kind.label().text(lang), count(kind)))
        .collect();
    if !plan.archive.is_empty() {
        let filed = Label::new("归档", "filed away").text(lang);
        parts.push(format!("{filed} {}", plan.archive.len()));
    }
    lang.list(parts)
}

/// The record that follows an earlier one.
fn begun(
    workspace: &Workspace,
    seat: &Seat,
    (earlier, into): (&RecordView<'_>, Term),
    taken: &mut Vec<String>,
    actor: &Actor,
    days: Days<'_>,
) -> Result<Checked, Vec<FieldProblem>> {
    let kind = earlier.kind;
    let begun = records::beginnings(workspace, Some(seat), kind, actor.now.today, days);
    let mut filled = records::rolled_over(workspace, earlier, begun);
    if kind.field("code").is_some() {
        let code = ids::next_code(workspace, kind, &seat.unit, taken);
        taken.push(code.clone());
        filled.insert("code", code);
    }
    if let Some(rolls) = kinds::of(kind).and_then(|behaviour| behaviour.roll_over.as_ref()) {
        (rolls.fill)(workspace, seat, into, &mut filled);
    }
    records::read(workspace, kind, None, &filled)
}
