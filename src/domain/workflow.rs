//! Workflows: a table a kind of record says who may move it from which state to which, and what that needs.
//!
//! The state of a record is never stored. A record carries the [`Step`]s taken, and [`Progress::of`] follows them through
//! the table. So a record that travels as a file brings its history along, and a state without the steps that lead to
//! it cannot be written.

pub mod diagram;
mod permit;
mod progress;

use serde::{Deserialize, Serialize};

use super::{lang::Label, tree::Tree};

pub use permit::{TransitionRefusal, open_transitions, permit, permit_undo, waited_for};
pub use progress::{Progress, Seat, Step, Subject, UNDO};

/// The workflow of one kind of record: the first state is the one in which a new record stands.
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
    /// By when the next move is due.
    pub deadline: Option<Deadline>,
}

/// By when a record should leave a state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deadline {
    /// Within as many working days of entering the state as this parameter says.
    Within(&'static str),
    /// On the day that this field names.
    On(&'static str),
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
    /// Fields, optional otherwise, that must be filled before this move.
    pub needs: &'static [&'static str],
}

/// Who may make a move.
#[derive(Debug, PartialEq, Eq)]
pub enum Who {
    /// One unit of this relation, at a seat of at least this role.
    One(Relation, Role),
    /// Both units sign, in either order; the record moves when the second has.
    Both(Relation, Relation, Role),
}

/// What kind of step a move is; decides what the person is asked and how urgent it is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// The work goes on.
    Forward,
    /// Back to whoever sent it; a reason is needed.
    Return,
    /// Taken back or ended before its time; a reason is needed.
    Withdraw,
    /// Possible, and waited for by nobody.
    Optional,
}

/// How a unit stands to a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    /// The unit that keeps the record.
    Keeper,
    /// The other organ of the keeper's level.
    Peer,
    /// The unit to which the keeper reports.
    Superior,
    /// The other organ of the superior's level.
    SuperiorPeer,
    /// The unit named in this field.
    Named(&'static str),
    /// The peer of the unit named in this field.
    PeerOfNamed(&'static str),
}

/// What a person at a seat may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// 经办人.
    Officer,
    /// 负责人: signs; may do all an officer may.
    Leader,
}

impl State {
    pub const fn new(code: &'static str, label: (&'static str, &'static str), stage: Stage) -> Self {
        Self { code, label: Label::new(label.0, label.1), stage, editor: None, open: &[], deadline: None }
    }

    /// Lets only these fields be edited.
    pub const fn only(mut self, fields: &'static [&'static str]) -> Self {
        self.open = fields;
        self
    }

    /// Whether a field may be edited by whoever edits here.
    pub fn opens(&self, field: &str) -> bool {
        self.open.is_empty() || self.open.contains(&field)
    }

    pub const fn edited_by(mut self, relation: Relation) -> Self {
        self.editor = Some(relation);
        self
    }

    pub const fn due(mut self, deadline: Deadline) -> Self {
        self.deadline = Some(deadline);
        self
    }
}

impl Transition {
    /// A move by which the work goes on.
    pub const fn new(
        verb: &'static str,
        label: (&'static str, &'static str),
        from: &'static [&'static str],
        to: &'static str,
        who: Who,
    ) -> Self {
        Self { verb, label: Label::new(label.0, label.1), from, to, who, manner: Manner::Forward, needs: &[] }
    }

    pub const fn needs(mut self, fields: &'static [&'static str]) -> Self {
        self.needs = fields;
        self
    }

    pub const fn manner(mut self, manner: Manner) -> Self {
        self.manner = manner;
        self
    }
}

impl Role {
    pub const ALL: [Self; 2] = [Self::Officer, Self::Leader];

    pub const fn code(self) -> &'static str {
        match self {
            Self::Officer => "officer",
            Self::Leader => "leader",
        }
    }

    pub const fn label(self) -> Label {
        match self {
            Self::Officer => Label::new("经办人", "Officer"),
            Self::Leader => Label::new("负责人", "Head"),
        }
    }

    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.code() == code)
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

    pub fn step(&self, from: &State, verb: &str) -> Option<&'static Transition> {
        self.transitions.iter().find(|step| step.verb == verb && step.from.contains(&from.code))
    }
}

impl Relation {
    /// The unit that stands so to the record.
    pub fn unit<'a>(self, subject: Subject<'a>, tree: &'a Tree) -> Option<&'a str> {
        let named = |field: &str| subject.values.get(field).and_then(serde_json::Value::as_str);
        match self {
            Self::Keeper => Some(subject.keeper),
            Self::Peer => tree.peer(subject.keeper),
            Self::Superior => tree.superior(subject.keeper),
            Self::SuperiorPeer => tree.superior(subject.keeper).and_then(|unit| tree.peer(unit)),
            Self::Named(field) => named(field),
            Self::PeerOfNamed(field) => named(field).and_then(|unit| tree.peer(unit)),
        }
    }
}

impl Transition {
    /// The units that may make this move on the record, and the role that it takes.
    pub fn units<'a>(&self, subject: Subject<'a>, tree: &'a Tree) -> (Vec<&'a str>, Role) {
        match self.who {
            Who::One(relation, role) => (relation.unit(subject, tree).into_iter().collect(), role),
            Who::Both(one, other, role) => {
                ([one, other].into_iter().filter_map(|relation| relation.unit(subject, tree)).collect(), role)
            }
        }
    }

    /// Whether a reason must be given.
    pub const fn needs_reason(&self) -> bool {
        matches!(self.manner, Manner::Return | Manner::Withdraw)
    }
}
