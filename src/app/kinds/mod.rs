//! What is particular to a kind of record, one file a kind: what its declaration and its workflow cannot say.
//!
//! Everything generic, transitions, what a seat sees, forms, the roll-over, the search, walks [`ALL`] and knows no kind.

mod appointment;
mod behaviour;
mod clashes;
mod column;
mod contact;
mod dispatch;
mod document;
pub mod forwarding;
pub mod gap;
mod meeting;
mod need;
mod needs_round;
pub mod session;
mod supply;
mod task_force;

use crate::domain::{
    Checked, Kind, Label,
    field::{FieldProblem, Values},
};

use super::workspace::{RecordView, Workspace};

pub use behaviour::{Behaviour, Card, Effect, Line, RollOver};
pub use clashes::Clashes;
pub use column::{Column, Source};

/// The kinds with anything particular about them.
pub static ALL: &[&Behaviour] = &[
    &appointment::BEHAVIOUR,
    &session::BEHAVIOUR,
    &document::BEHAVIOUR,
    &dispatch::BEHAVIOUR,
    &task_force::BEHAVIOUR,
    &meeting::BEHAVIOUR,
    &contact::BEHAVIOUR,
    &needs_round::BEHAVIOUR,
    &need::BEHAVIOUR,
    &supply::BEHAVIOUR,
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

/// What holds before a transition, whatever the policy says.
///
/// # Errors
/// Why it does not.
pub fn check(workspace: &Workspace, record: &RecordView<'_>, verb: &str) -> Result<(), Label> {
    let checks = of(record.kind).into_iter().flat_map(|behaviour| behaviour.checks);
    checks.filter(|(on, _)| *on == verb).try_for_each(|(_, check)| check(workspace, record))
}

/// Which records of a kind cannot stand beside each other.
pub fn clashes(kind: Kind) -> Option<&'static Clashes> {
    of(kind)?.clashes.as_ref()
}

/// Whether a record can stand beside the others that are there.
///
/// # Errors
/// What is wrong with it.
pub fn beside(workspace: &Workspace, kind: Kind, record: &Checked) -> Result<(), Vec<FieldProblem>> {
    let values = Values(kind, &record.values);
    match clashes(kind).and_then(|clashes| clashes.beside(workspace.table(kind), &record.id, &values)) {
        None => Ok(()),
        Some(problem) => Err(vec![problem]),
    }
}

#[cfg(test)]
mod survey;
#[cfg(test)]
mod survey_story;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::workflow::Relation;

    #[test]
    fn every_verb_and_field_named_is_there() {
        for behaviour in ALL {
            let kind = behaviour.kind;
            let transitions = kind.workflow().map(|table| table.transitions).unwrap_or_default();
            let checked = behaviour.checks.iter().map(|(on, _)| *on);
            let archived = behaviour.roll_over.iter().filter_map(|roll_over| roll_over.archive);
            for verb in checked.chain(behaviour.effects.iter().map(|effect| effect.on)).chain(archived) {
                assert!(transitions.iter().any(|transition| transition.verb == verb), "{kind:?} {verb}");
            }
            let listed = behaviour.columns.iter().filter_map(|column| match column {
                Column::Field(key) | Column::Called(key, _) => Some(*key),
                Column::Computed(..) | Column::Filter(..) => None,
            });
            let ordered = behaviour.in_order_of.iter().chain(&behaviour.day).copied();
            let among = behaviour.clashes.iter().flat_map(|clashes| clashes.among).copied();
            for key in listed.chain(ordered).chain(among).chain(behaviour.begins_anew.iter().copied()) {
                assert!(kind.field(key).is_some(), "{kind:?} {key}");
            }
            for relation in behaviour.also_seen_by {
                let (Relation::Named(key) | Relation::PeerOfNamed(key) | Relation::Via(key, _)) = relation
                else {
                    continue;
                };
                assert!(kind.field(key).is_some(), "{kind:?} {key}");
            }
            assert_eq!(ALL.iter().filter(|other| other.kind == kind).count(), 1, "{kind:?}");
        }
    }
}
