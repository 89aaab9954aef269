//! Workflows: a table a kind of record says who may take it from which state to which, and what that needs.
//!
//! The state of a record is never stored. A record carries the [`Step`]s taken, and [`Progress::of`] follows them through
//! the table. So a record that travels as a file brings its history along, and a state without the steps that lead to
//! it cannot be written.

pub mod diagram;
mod permit;
mod progress;
mod relation;
mod seat;
mod shared;
mod step;
pub mod table;
#[cfg(test)]
mod tests;
mod word;

use super::lang::Label;

pub use permit::{TransitionRefusal, open_transitions, permit, permit_undo, waited_for};
pub use progress::Progress;
pub use relation::{Relation, Subject, Surroundings};
pub use seat::{Role, Seat};
pub use shared::Shared;
pub use step::{ERASE, Remarks, Step, UNDO, WRITE, called};
pub use word::Word;

/// The way of one kind of record: the first state is the one in which a new record stands. Written with
/// [`workflow!`](crate::workflow!).
#[derive(Debug)]
pub struct Workflow {
    pub states: &'static [State],
    pub transitions: &'static [Transition],
}

/// A state that a record can be in.
#[derive(Debug, PartialEq, Eq)]
pub struct State {
    pub code: &'static str,
    pub label: Label,
    pub stage: Stage,
    /// Who may edit the fields of the record while it is here.
    pub editor: Option<Relation>,
    /// The fields that may be edited then; all when none is named.
    pub open: &'static [&'static str],
    /// By when the next transition is due.
    pub deadline: Option<Deadline>,
}

/// By when a record should leave a state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deadline {
    /// Within as many working days of entering the state as this parameter says.
    Within(&'static str),
    /// The same, of a state in which records begin too: counted from the day that a field names until a step has led there.
    Since(&'static str, &'static str),
    /// On the day that this field names.
    On(&'static str),
    /// As [`Deadline::On`], and before that day nobody need do anything: the record is in nobody's inbox.
    From(&'static str),
}

/// How far along a state is, for badges and counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    Draft,
    Underway,
    /// In effect or finished well.
    Done,
    /// Ended without effect: withdrawn, declined.
    Void,
}

/// One arrow of the table.
#[derive(Debug, PartialEq, Eq)]
pub struct Transition {
    pub verb: &'static str,
    pub label: Label,
    pub from: &'static [&'static str],
    pub to: &'static str,
    pub who: Who,
    pub manner: Manner,
    /// Fields, optional otherwise, that must be filled before.
    pub needs: &'static [&'static str],
    /// Fields of which each signer says itself what they are.
    pub states: &'static [&'static str],
    /// Fields that the step works out by itself.
    pub works: &'static [&'static str],
    /// The column of a sheet whose 是 asks for this step, made with the sheet as its paper.
    pub column: Option<Label>,
}

/// Who may make a transition.
#[derive(Debug, PartialEq, Eq)]
pub enum Who {
    /// One unit of this relation, at a seat of at least this role.
    One(Relation, Role),
    /// All of these sign, in any order; the record goes on when the last has. A relation in which no unit stands, a field
    /// that was left empty, is not waited for. Of nobody: what only a migration writes.
    All(&'static [(Relation, Role)]),
}

impl Who {
    /// How those who make it, or sign it, stand to the record.
    pub fn relations(&self) -> Vec<Relation> {
        match self {
            Self::One(relation, _) => vec![*relation],
            Self::All(signers) => signers.iter().map(|(relation, _)| *relation).collect(),
        }
    }
}

/// What kind of step a transition is; decides what the person is asked and how urgent it is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// The work goes on.
    Forward,
    /// Back to whoever sent it; a reason is needed.
    Return,
    /// Taken back or ended before its time; a reason is needed.
    Withdraw,
    /// Ended since nobody has answered by the day; a reason is needed. An answer made without knowing of it is kept beside it.
    Lapse,
    /// Possible, and waited for by nobody.
    Optional,
    /// Decides on an answer that was made in time and came after the lapse: it counts once the record is led back, or the lapse stays.
    Late,
}

impl State {
    /// Whether a field may be edited by whoever edits here.
    pub fn opens(&self, field: &str) -> bool {
        self.open.is_empty() || self.open.contains(&field)
    }
}

impl Workflow {
    /// The state in which a new record stands.
    pub fn first(&self) -> &'static State {
        &self.states[0]
    }

    pub fn state(&self, code: &str) -> Option<&'static State> {
        self.states.iter().find(|state| state.code == code)
    }

    /// What a step is called that stands in a record's history.
    pub fn called(&self, verb: &str) -> Label {
        let made = self.transitions.iter().find(|transition| transition.verb == verb);
        made.map_or_else(|| step::called(verb), |transition| transition.label)
    }

    /// The transition of this verb that leads on from a state.
    pub fn transition(&self, from: &State, verb: &str) -> Option<&'static Transition> {
        self.transitions.iter().find(|transition| transition.verb == verb && transition.leaves(from))
    }
}

impl Transition {
    /// Whether it leads on from this state.
    pub fn leaves(&self, state: &State) -> bool {
        self.from.contains(&state.code)
    }

    /// Whether a reason must be given.
    pub const fn needs_reason(&self) -> bool {
        matches!(self.manner, Manner::Return | Manner::Withdraw | Manner::Lapse)
    }

    /// Whether several must sign.
    pub const fn is_joint(&self) -> bool {
        matches!(self.who, Who::All(_))
    }

    /// Whether whoever makes it answers for it by name: one of several, a head, or whoever signed the paper that it is made with.
    pub fn is_signature(&self) -> bool {
        let by_a_head = self.manner == Manner::Forward && matches!(self.who, Who::One(_, Role::Leader));
        self.is_joint() || by_a_head || self.column.is_some()
    }

    /// The seats that may make it, or must sign it, as the record and the tree are now; a unit once, at the higher role.
    pub fn seats(&self, subject: Subject<'_>, around: &dyn Surroundings) -> Vec<Seat> {
        let one;
        let signers = match &self.who {
            Who::One(relation, role) => {
                one = [(*relation, *role)];
                &one[..]
            }
            Who::All(signers) => signers,
        };
        let mut seats: Vec<Seat> = Vec::new();
        for (relation, role) in signers {
            let Some(unit) = relation.unit(subject, around) else { continue };
            match seats.iter_mut().find(|seat| seat.unit == unit) {
                Some(seat) => seat.role = seat.role.max(*role),
                None => seats.push(Seat { unit, role: *role }),
            }
        }
        seats
    }
}
