//! What a seat may do with a record now, and why not.

use super::{Manner, Progress, Seat, Step, Subject, Transition, Who, Workflow};
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
pub enum TransitionRefusal {
    #[error("there is no move {verb}")]
    NoSuchTransition { verb: String },
    #[error("{verb} cannot be done while the record is {state:?}")]
    WrongState { verb: Label, state: Label },
    #[error("{verb} is not for this seat to do")]
    NotYours { verb: Label },
    #[error("{verb} needs the head of the unit")]
    NeedsLeader { verb: Label },
    #[error("this unit has signed already")]
    AlreadyCountersigned,
    #[error("{verb} needs a reason")]
    NeedsReason { verb: Label },
    #[error("{verb} needs {field} filled in")]
    NeedsField { verb: Label, field: Label },
    #[error("there is nothing that this seat could take back")]
    NothingToUndo,
}

impl Localized for TransitionRefusal {
    fn text(&self, lang: Lang) -> String {
        match self {
            Self::NoSuchTransition { verb } => say!(lang, "没有“{verb}”这一步", "there is no step “{verb}”"),
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
                "“{verb}” is not for this seat; the unit concerned does it",
                verb = verb.text(lang)
            ),
            Self::NeedsLeader { verb } => say!(
                lang,
                "“{verb}”由单位负责人办理，请换到负责人席位",
                "“{verb}” is for the head of the unit; change to that seat",
                verb = verb.text(lang)
            ),
            Self::AlreadyCountersigned => {
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
                say!(lang, "没有本席位可以撤回的步骤", "there is no step that this seat could take back")
            }
        }
    }
}

/// The moves that a seat may make on a record now, in the order of the table. Whether all that a move needs is there,
/// [`permit`] says.
pub fn open_transitions(
    workflow: &'static Workflow,
    subject: Subject<'_>,
    seat: &Seat,
    tree: &Tree,
) -> Vec<&'static Transition> {
    let progress = Progress::of(workflow, subject.steps);
    workflow.transitions.iter().filter(|step| admits(step, &progress, subject, seat, tree).is_ok()).collect()
}

/// The units whose move is waited for, with the move.
pub fn waited_for<'a>(
    workflow: &'static Workflow,
    subject: Subject<'a>,
    tree: &'a Tree,
) -> Vec<(&'static Transition, &'a str)> {
    let progress = Progress::of(workflow, subject.steps);
    let here =
        |step: &&Transition| step.manner == Manner::Forward && step.from.contains(&progress.state.code);
    workflow
        .transitions
        .iter()
        .filter(here)
        .flat_map(|step| {
            let units = step.units(subject, tree).0;
            units.into_iter().map(move |unit| (step, unit))
        })
        .filter(|(_, unit)| !progress.signed.contains(unit))
        .collect()
}

/// Whether a seat may make a move now, with everything that it needs.
///
/// # Errors
/// The [`TransitionRefusal`].
pub fn permit(
    workflow: &'static Workflow,
    label_of: &dyn Fn(&str) -> Option<Label>,
    subject: Subject<'_>,
    seat: &Seat,
    tree: &Tree,
    (verb, note): (&str, &str),
) -> Result<&'static Transition, TransitionRefusal> {
    let progress = Progress::of(workflow, subject.steps);
    let Some(step) = workflow.step(progress.state, verb) else {
        let known = workflow.transitions.iter().find(|step| step.verb == verb);
        return Err(known.map_or_else(
            || TransitionRefusal::NoSuchTransition { verb: verb.to_owned() },
            |step| TransitionRefusal::WrongState { verb: step.label, state: progress.state.label },
        ));
    };
    admits(step, &progress, subject, seat, tree)?;
    if step.needs_reason() && note.trim().is_empty() {
        return Err(TransitionRefusal::NeedsReason { verb: step.label });
    }
    let filled = |field: &str| subject.values.get(field).is_some_and(|value| !is_blank(value));
    match step.needs.iter().find(|field| !filled(field)) {
        None => Ok(step),
        Some(field) => Err(TransitionRefusal::NeedsField {
            verb: step.label,
            field: label_of(field).unwrap_or(Label::new("必填项", "a required field")),
        }),
    }
}

/// The last step, when this seat took it and may take it back: its own, of its own unit, and nobody has gone on since.
///
/// # Errors
/// [`TransitionRefusal::NothingToUndo`].
pub fn permit_undo<'a>(
    workflow: &'static Workflow,
    steps: &'a [Step],
    seat: &Seat,
) -> Result<&'a Step, TransitionRefusal> {
    let progress = Progress::of(workflow, steps);
    progress
        .steps
        .last()
        .copied()
        .filter(|step| step.unit == seat.unit && step.role <= seat.role)
        .ok_or(TransitionRefusal::NothingToUndo)
}

fn admits(
    step: &Transition,
    progress: &Progress<'_>,
    subject: Subject<'_>,
    seat: &Seat,
    tree: &Tree,
) -> Result<(), TransitionRefusal> {
    if !step.from.contains(&progress.state.code) {
        return Err(TransitionRefusal::WrongState { verb: step.label, state: progress.state.label });
    }
    let (units, role) = step.units(subject, tree);
    if !units.contains(&seat.unit.as_str()) {
        return Err(TransitionRefusal::NotYours { verb: step.label });
    }
    if seat.role < role {
        return Err(TransitionRefusal::NeedsLeader { verb: step.label });
    }
    if matches!(step.who, Who::Both(..)) && progress.signed.contains(&seat.unit.as_str()) {
        return Err(TransitionRefusal::AlreadyCountersigned);
    }
    Ok(())
}
