//! Workflows: a table a kind of record says who may move it from which state to which, and what that needs.
//!
//! The state of a record is never stored. A record carries the [`Step`]s taken, and [`Course::of`] follows them through
//! the table. So a record that travels as a file brings its history along, and a state without the steps that lead to
//! it cannot be written.

use serde::{Deserialize, Serialize};

use super::{
    field::is_blank,
    lang::{Label, Lang, Localized},
    tree::Tree,
};
use crate::say;

/// The course of one kind of record: the first state is the one in which a new record stands.
#[derive(Debug)]
pub struct Workflow {
    pub states: &'static [State],
    pub moves: &'static [Move],
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
pub struct Move {
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
    /// One unit of this relation, at a desk of at least this role.
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

/// What a person at a desk may do.
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
        Self {
            code,
            label: Label::new(label.0, label.1),
            stage,
            editor: None,
            open: &[],
            deadline: None,
        }
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

impl Move {
    /// A move by which the work goes on.
    pub const fn new(
        verb: &'static str,
        label: (&'static str, &'static str),
        from: &'static [&'static str],
        to: &'static str,
        who: Who,
    ) -> Self {
        Self {
            verb,
            label: Label::new(label.0, label.1),
            from,
            to,
            who,
            manner: Manner::Forward,
            needs: &[],
        }
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

/// One move that was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    pub verb: String,
    /// RFC 3339, UTC.
    pub when: String,
    /// The civil day where the desk stands: what deadlines count from.
    pub day: jiff::civil::Date,
    /// The unit whose desk made it.
    pub unit: String,
    pub role: Role,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// Content hash of the policy in force, where a rule or a deadline of it mattered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy: Option<String>,
}

/// The verb of the step that takes back the one before it.
pub const UNDO: &str = "undo";

/// Where a record stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Course<'a> {
    pub state: &'static State,
    /// The steps that count: taken and not undone.
    pub steps: Vec<&'a Step>,
    /// Units that have signed the joint move under way.
    pub signed: Vec<&'a str>,
    /// The day on which the present state was entered; `None` before the first step.
    pub since: Option<jiff::civil::Date>,
}

/// A record as the table sees it.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    /// The unit that keeps the record.
    pub keeper: &'a str,
    /// Its fields, as JSON.
    pub values: &'a serde_json::Map<String, serde_json::Value>,
    pub steps: &'a [Step],
}

/// The unit and role of whoever asks to move a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Desk {
    pub unit: String,
    pub role: Role,
}

/// Why a move cannot be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MoveRefusal {
    #[error("there is no move {verb}")]
    NoSuchMove { verb: String },
    #[error("{verb} cannot be done while the record is {state:?}")]
    WrongState { verb: Label, state: Label },
    #[error("{verb} is not for this desk to do")]
    NotYours { verb: Label },
    #[error("{verb} needs the head of the unit")]
    NeedsLeader { verb: Label },
    #[error("this unit has signed already")]
    AlreadySigned,
    #[error("{verb} needs a reason")]
    NeedsReason { verb: Label },
    #[error("{verb} needs {field} filled in")]
    NeedsField { verb: Label, field: Label },
    #[error("there is nothing that this desk could take back")]
    NothingToUndo,
}

impl Localized for MoveRefusal {
    fn text(&self, lang: Lang) -> String {
        match self {
            Self::NoSuchMove { verb } => say!(lang, "没有“{verb}”这一步", "there is no step “{verb}”"),
            Self::WrongState { verb, state } => say!(
                lang,
                "当前状态为“{state}”，不能{verb}",
                "“{verb}” cannot be done while the record is “{state}”",
                state = state.text(lang),
                verb = verb.text(lang)
            ),
            Self::NotYours { verb } => say!(
                lang,
                "本席位不办理“{verb}”，请由对应单位办理",
                "“{verb}” is not for this desk; the unit concerned does it",
                verb = verb.text(lang)
            ),
            Self::NeedsLeader { verb } => say!(
                lang,
                "“{verb}”由单位负责人办理，请换到负责人席位",
                "“{verb}” is for the head of the unit; change to that desk",
                verb = verb.text(lang)
            ),
            Self::AlreadySigned => say!(
                lang,
                "本单位已会签，等待另一单位",
                "this unit has signed; the other has yet to"
            ),
            Self::NeedsReason { verb } => say!(
                lang,
                "“{verb}”须写明理由",
                "“{verb}” needs a reason",
                verb = verb.text(lang)
            ),
            Self::NeedsField { verb, field } => say!(
                lang,
                "“{verb}”之前请先填写“{field}”",
                "fill in “{field}” before “{verb}”",
                verb = verb.text(lang),
                field = field.text(lang)
            ),
            Self::NothingToUndo => say!(
                lang,
                "没有本席位可以撤回的步骤",
                "there is no step that this desk could take back"
            ),
        }
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

    fn step(&self, from: &State, verb: &str) -> Option<&'static Move> {
        self.moves
            .iter()
            .find(|step| step.verb == verb && step.from.contains(&from.code))
    }
}

impl<'a> Course<'a> {
    /// Follows the steps through the table. A step that the table does not know where it was taken is passed over: a
    /// record of another version of the program never lands in a state that it did not reach.
    pub fn of(workflow: &Workflow, steps: &'a [Step]) -> Self {
        let mut counted: Vec<&Step> = Vec::new();
        for step in steps {
            if step.verb == UNDO {
                counted.pop();
            } else {
                counted.push(step);
            }
        }
        let mut course = Self {
            state: workflow.first(),
            steps: Vec::with_capacity(counted.len()),
            signed: Vec::new(),
            since: None,
        };
        for step in counted {
            let Some(made) = workflow.step(course.state, &step.verb) else {
                continue;
            };
            course.steps.push(step);
            if matches!(made.who, Who::Both(..)) {
                if !course.signed.contains(&step.unit.as_str()) {
                    course.signed.push(&step.unit);
                }
                if course.signed.len() < 2 {
                    continue;
                }
            }
            course.signed.clear();
            // A step that stays where it is, a reminder, gives no new time.
            if made.to != course.state.code {
                course.since = Some(step.day);
            }
            if let Some(next) = workflow.state(made.to) {
                course.state = next;
            }
        }
        course
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

impl Move {
    /// The units that may make this move on the record, and the role that it takes.
    pub fn units<'a>(&self, subject: Subject<'a>, tree: &'a Tree) -> (Vec<&'a str>, Role) {
        match self.who {
            Who::One(relation, role) => (relation.unit(subject, tree).into_iter().collect(), role),
            Who::Both(one, other, role) => (
                [one, other]
                    .into_iter()
                    .filter_map(|relation| relation.unit(subject, tree))
                    .collect(),
                role,
            ),
        }
    }

    /// Whether a reason must be given.
    pub const fn needs_reason(&self) -> bool {
        matches!(self.manner, Manner::Return | Manner::Withdraw)
    }
}

/// The moves that a desk may make on a record now, in the order of the table. Whether all that a move needs is there,
/// [`permit`] says.
pub fn open_moves(
    workflow: &'static Workflow,
    subject: Subject<'_>,
    desk: &Desk,
    tree: &Tree,
) -> Vec<&'static Move> {
    let course = Course::of(workflow, subject.steps);
    workflow
        .moves
        .iter()
        .filter(|step| admits(step, &course, subject, desk, tree).is_ok())
        .collect()
}

/// The units whose move is waited for, with the move.
pub fn waited_for<'a>(
    workflow: &'static Workflow,
    subject: Subject<'a>,
    tree: &'a Tree,
) -> Vec<(&'static Move, &'a str)> {
    let course = Course::of(workflow, subject.steps);
    let here = |step: &&Move| step.manner == Manner::Forward && step.from.contains(&course.state.code);
    workflow
        .moves
        .iter()
        .filter(here)
        .flat_map(|step| {
            let units = step.units(subject, tree).0;
            units.into_iter().map(move |unit| (step, unit))
        })
        .filter(|(_, unit)| !course.signed.contains(unit))
        .collect()
}

/// Whether a desk may make a move now, with everything that it needs.
///
/// # Errors
/// The [`MoveRefusal`].
pub fn permit(
    workflow: &'static Workflow,
    label_of: &dyn Fn(&str) -> Option<Label>,
    subject: Subject<'_>,
    desk: &Desk,
    tree: &Tree,
    (verb, note): (&str, &str),
) -> Result<&'static Move, MoveRefusal> {
    let course = Course::of(workflow, subject.steps);
    let Some(step) = workflow.step(course.state, verb) else {
        let known = workflow.moves.iter().find(|step| step.verb == verb);
        return Err(known.map_or_else(
            || MoveRefusal::NoSuchMove {
                verb: verb.to_owned(),
            },
            |step| MoveRefusal::WrongState {
                verb: step.label,
                state: course.state.label,
            },
        ));
    };
    admits(step, &course, subject, desk, tree)?;
    if step.needs_reason() && note.trim().is_empty() {
        return Err(MoveRefusal::NeedsReason { verb: step.label });
    }
    let filled = |field: &str| subject.values.get(field).is_some_and(|value| !is_blank(value));
    match step.needs.iter().find(|field| !filled(field)) {
        None => Ok(step),
        Some(field) => Err(MoveRefusal::NeedsField {
            verb: step.label,
            field: label_of(field).unwrap_or(Label::new("必填项", "a required field")),
        }),
    }
}

/// The last step, when this desk took it and may take it back: its own, of its own unit, and nobody has gone on since.
///
/// # Errors
/// [`MoveRefusal::NothingToUndo`].
pub fn permit_undo<'a>(
    workflow: &'static Workflow,
    steps: &'a [Step],
    desk: &Desk,
) -> Result<&'a Step, MoveRefusal> {
    let course = Course::of(workflow, steps);
    course
        .steps
        .last()
        .copied()
        .filter(|step| step.unit == desk.unit && step.role <= desk.role)
        .ok_or(MoveRefusal::NothingToUndo)
}

fn admits(
    step: &Move,
    course: &Course<'_>,
    subject: Subject<'_>,
    desk: &Desk,
    tree: &Tree,
) -> Result<(), MoveRefusal> {
    if !step.from.contains(&course.state.code) {
        return Err(MoveRefusal::WrongState {
            verb: step.label,
            state: course.state.label,
        });
    }
    let (units, role) = step.units(subject, tree);
    if !units.contains(&desk.unit.as_str()) {
        return Err(MoveRefusal::NotYours { verb: step.label });
    }
    if desk.role < role {
        return Err(MoveRefusal::NeedsLeader { verb: step.label });
    }
    if matches!(step.who, Who::Both(..)) && course.signed.contains(&desk.unit.as_str()) {
        return Err(MoveRefusal::AlreadySigned);
    }
    Ok(())
}
