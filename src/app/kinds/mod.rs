//! What is particular to a kind of record, one file a kind: what its declaration and its workflow cannot say.
//!
//! Everything generic, transitions, what a seat sees, forms, the roll-over, the search, walks [`ALL`] and knows no kind.

mod appointment;
mod batch;
mod behaviour;
mod certificate;
mod clashes;
mod column;
mod contact;
mod dispatch;
mod document;
pub mod forwarding;
pub mod gap;
pub(super) mod instructor;
mod meeting;
pub(super) mod need;
mod needs_round;
mod nomination;
mod offer;
mod pay_slip;
mod payee_account;
mod programme;
mod proposal;
mod pupil_survey;
mod resource;
pub mod series;
pub mod session;
mod supply;
mod task_force;

use crate::domain::{
    Kind, Label,
    field::{Factual, FieldProblem},
};

use super::{
    reading::Reading,
    workspace::{RecordView, Workspace},
};

pub(super) use behaviour::values;
pub use behaviour::{Asked, Behaviour, Card, Effect, Line, RollOver, WorkOut};
pub use clashes::{Clashes, Others};
pub use column::{Column, Source};

/// The kinds with anything particular about them.
pub static ALL: &[&Behaviour] = &[
    &programme::BEHAVIOUR,
    &appointment::BEHAVIOUR,
    &appointment::DECISION,
    &series::BEHAVIOUR,
    &session::BEHAVIOUR,
    &document::BEHAVIOUR,
    &dispatch::BEHAVIOUR,
    &task_force::BEHAVIOUR,
    &meeting::BEHAVIOUR,
    &contact::BEHAVIOUR,
    &needs_round::BEHAVIOUR,
    &need::BEHAVIOUR,
    &supply::BEHAVIOUR,
    &proposal::BEHAVIOUR,
    &proposal::PAIRING,
    &offer::BEHAVIOUR,
    &resource::BEHAVIOUR,
    &resource::REVIEW,
    &resource::USE,
    &instructor::BEHAVIOUR,
    &nomination::OF_A_PERSON,
    &nomination::OF_A_BASE,
    &batch::BEHAVIOUR,
    &batch::STATEMENT,
    &pay_slip::BEHAVIOUR,
    &payee_account::BEHAVIOUR,
    &certificate::BEHAVIOUR,
    &pupil_survey::BEHAVIOUR,
    #[cfg(test)]
    &survey::BEHAVIOUR,
];

/// What is particular to a kind; nothing for most.
pub fn of(kind: Kind) -> Option<&'static Behaviour> {
    ALL.iter().copied().find(|behaviour| behaviour.kind == kind)
}

/// The effects of a transition.
pub fn effects(kind: Kind, verb: &str) -> impl Iterator<Item = &'static Effect> {
    of(kind).into_iter().flat_map(|behaviour| behaviour.effects).filter(move |effect| effect.on == verb)
}

/// How a transition works out fields of the record by itself.
pub fn works_out(kind: Kind, verb: &str) -> Option<WorkOut> {
    let works_out = of(kind).into_iter().flat_map(|behaviour| behaviour.works_out);
    works_out.into_iter().find(|(on, _)| *on == verb).map(|(_, work_out)| *work_out)
}

/// What holds before a transition, whatever the policy says.
///
/// # Errors
/// Why it does not.
pub fn check(reading: &Reading, record: &RecordView<'_>, verb: &str) -> Result<(), Label> {
    let checks = of(record.kind).into_iter().flat_map(|behaviour| behaviour.checks);
    checks.filter(|(on, _)| *on == verb).try_for_each(|(_, check)| check(reading, record))
}

/// Which records of a kind cannot stand beside each other.
pub fn clashes(kind: Kind) -> Option<&'static Clashes> {
    of(kind)?.clashes.as_ref()
}

/// Whether a record can stand beside the others that are there, and says nothing against those that it names.
///
/// # Errors
/// What is wrong with it.
pub fn stands(
    workspace: &Workspace,
    kind: Kind,
    id: &str,
    record: &dyn Factual,
) -> Result<(), Vec<FieldProblem>> {
    let clash = clashes(kind).and_then(|clashes| clashes.beside(workspace.table(kind), id, record));
    let problems: Vec<_> = clash.into_iter().chain(contradicts(workspace, kind, record)).collect();
    if problems.is_empty() { Ok(()) } else { Err(problems) }
}

/// What a record says against one that it names.
pub fn contradicts(workspace: &Workspace, kind: Kind, record: &dyn Factual) -> Option<FieldProblem> {
    of(kind)?.contradicts.and_then(|contradicts| contradicts(workspace, record))
}

#[cfg(test)]
mod survey;
#[cfg(test)]
mod survey_story;
