//! What each who was there says of a record: the steps of a joint signature state figures of their own, which stand side by side until all
//! say the same. What counts is what the record says, as its keeper stated it (五.7); what the others say is settled with it.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{
    Actor, records,
    transitions::{self, Doing, TransitionError},
    workspace::{RecordView, Workspace},
};
use crate::{
    domain::{
        Lang,
        field::Field,
        workflow::{Manner, Relation, Seat, Step, Transition, Who, Workflow},
    },
    say,
    store::{Store, Written},
};

/// See the module.
#[derive(Debug)]
pub struct Said<'a> {
    /// Of what each says something.
    pub fields: Vec<&'static Field>,
    /// What the record says of them.
    pub counts: Vec<Value>,
    /// In the order in which they were stated, since the record was last put right.
    pub statements: Vec<Statement<'a>>,
    /// Whether any says otherwise than the record.
    pub differs: bool,
}

/// What one of them stated.
#[derive(Debug)]
pub struct Statement<'a> {
    pub step: &'a Step,
    pub made: &'static Transition,
    pub values: Vec<&'a Value>,
    pub differs: bool,
}

/// How a difference is settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Ways {
    /// The joint signature.
    signs: &'static Transition,
    /// By which the keeper states the figures.
    states: &'static Transition,
}

impl Ways {
    fn of(table: &'static Workflow) -> Option<Self> {
        let signs = table.transitions.iter().find(|made| made.is_joint() && !made.states.is_empty())?;
        let states = table.transitions.iter().find(|made| {
            matches!(made.who, Who::One(Relation::Keeper, _))
                && made.states == signs.states
                && signs.from.contains(&made.to)
        })?;
        Some(Self { signs, states })
    }

    /// By which the keeper puts the record right where it stands.
    fn corrects(self, table: &'static Workflow, record: &RecordView<'_>) -> Option<&'static Transition> {
        let state = record.state?;
        table.transitions.iter().find(|made| {
            made.manner == Manner::Withdraw
                && matches!(made.who, Who::One(Relation::Keeper, _))
                && self.states.from.contains(&made.to)
                && made.leaves(state)
        })
    }
}

/// What was stated of a record; nothing where nobody but its keeper has said anything yet.
pub fn said<'a>(workspace: &Workspace, record: &'a RecordView<'_>) -> Option<Said<'a>> {
    let table = record.kind.workflow()?;
    let ways = Ways::of(table)?;
    let fields: Vec<_> =
        ways.signs.states.iter().filter_map(|key| workspace.fields().get(record.kind, key)).collect();
    let counts: Vec<_> =
        fields.iter().map(|field| record.values.get(field.key).cloned().unwrap_or_default()).collect();
    let steps = record.progress()?.steps;
    let since = steps.iter().rposition(|step| step.values.is_empty()).map_or(0, |last| last + 1);
    let stated = steps.into_iter().skip(since).filter_map(|step| {
        let made = [ways.states, ways.signs].into_iter().find(|made| made.verb == step.verb)?;
        let of = |field: &&'static Field| step.values.get(field.key).unwrap_or(&Value::Null);
        let values: Vec<_> = fields.iter().map(of).collect();
        let differs = values.iter().zip(&counts).any(|(own, counts)| *own != counts);
        Some(Statement { step, made, values, differs })
    });
    let statements: Vec<_> = stated.collect();
    let differs = statements.iter().any(|stated| stated.differs);
    statements.iter().any(|stated| stated.made == ways.signs).then_some(Said {
        fields,
        counts,
        statements,
        differs,
    })
}

/// The step by which a seat would put the record right by what another has stated: it keeps the record.
pub fn corrects(record: &RecordView<'_>, seat: &Seat) -> Option<&'static Transition> {
    let table = record.kind.workflow().filter(|_| record.keeper() == seat.unit)?;
    Ways::of(table)?.corrects(table, record)
}

/// Whether a seat may sign anew what the record says: the last step is its own signature, which said otherwise.
pub fn may_agree(workspace: &Workspace, record: &RecordView<'_>, seat: &Seat) -> bool {
    let last = transitions::may_take_back(workspace, seat, record);
    let said = said(workspace, record);
    last.is_ok_and(|last| {
        said.is_some_and(|said| said.statements.iter().any(|stated| stated.differs && stated.step == last))
    })
}

/// Puts the record right by what another has stated, `by` as people call them: it is corrected, for a reason in the language of whoever does
/// it, and stated anew, and all sign again.
///
/// # Errors
/// [`TransitionError`], with nothing written, where either step cannot be made: what is stated does not fit what else the record says.
pub async fn adopt(
    store: &impl Store,
    workspace: &Workspace,
    actor: &Actor,
    record: &RecordView<'_>,
    (stated, by): (&BTreeMap<String, String>, &str),
    lang: Lang,
) -> Result<Written, TransitionError> {
    let table = record.kind.workflow().ok_or(TransitionError::Missing)?;
    let ways = Ways::of(table).ok_or(TransitionError::Missing)?;
    let corrects = ways.corrects(table, record).ok_or(TransitionError::Missing)?;
    let place = (record.kind, record.id.as_str());
    let figures = stated.iter().filter_map(|(key, text)| {
        let field = record.kind.field(key)?;
        let shown = records::shown_with_unit(workspace, field.kind, &field.read(text).ok()?, lang);
        Some(format!("{} {shown}", field.called().text(lang)))
    });
    let figures = lang.list(figures);
    let note = say!(lang, "按{by}所填更正：{figures}", "Corrected as {by} states: {figures}");
    let correcting = Doing::from((corrects.verb, note.as_str()));
    let stating = Doing { verb: ways.states.verb, stated: stated.clone(), ..Doing::default() };
    let corrected = transitions::one(workspace, actor, place, &correcting)?;
    transitions::one(&workspace.after(&corrected.changes), actor, place, &stating)?;
    let written = transitions::make(store, workspace, actor, place, correcting).await?;
    let mut after = workspace.clone();
    after.apply(&written);
    transitions::make(store, &after, actor, place, stating).await
}

/// Takes the seat's signature back and gives it anew to what the record says. What could not be signed again is not taken back either.
///
/// # Errors
/// [`TransitionError`]; where another writes between the two, the signature is taken back, to be given by hand.
pub async fn agree(
    store: &impl Store,
    workspace: &Workspace,
    actor: &Actor,
    record: &RecordView<'_>,
) -> Result<Written, TransitionError> {
    let table = record.kind.workflow().ok_or(TransitionError::Missing)?;
    let ways = Ways::of(table).ok_or(TransitionError::Missing)?;
    let place = (record.kind, record.id.as_str());
    let written = transitions::take_back(store, workspace, actor, place).await?;
    let mut after = workspace.clone();
    after.apply(&written);
    transitions::make(store, &after, actor, place, (ways.signs.verb, "")).await
}
