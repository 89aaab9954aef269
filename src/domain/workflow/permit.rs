//! What a desk may do with a record now, and why not.

use super::{Course, Desk, Manner, Move, Step, Subject, Who, Workflow};
use crate::{
    domain::{
        field::is_blank,
        lang::{Label, Lang, Localized},
        tree::Tree,
    },
    say,
};

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
            Self::AlreadySigned => {
                say!(lang, "本单位已会签，等待另一单位", "this unit has signed; the other has yet to")
            }
            Self::NeedsReason { verb } => {
                say!(lang, "“{verb}”须写明理由", "“{verb}” needs a reason", verb = verb.text(lang))
            }
            Self::NeedsField { verb, field } => say!(
                lang,
                "“{verb}”之前请先填写“{field}”",
                "fill in “{field}” before “{verb}”",
                verb = verb.text(lang),
                field = field.text(lang)
            ),
            Self::NothingToUndo => {
                say!(lang, "没有本席位可以撤回的步骤", "there is no step that this desk could take back")
            }
        }
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
    workflow.moves.iter().filter(|step| admits(step, &course, subject, desk, tree).is_ok()).collect()
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
            || MoveRefusal::NoSuchMove { verb: verb.to_owned() },
            |step| MoveRefusal::WrongState { verb: step.label, state: course.state.label },
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
        return Err(MoveRefusal::WrongState { verb: step.label, state: course.state.label });
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
