//! What a seat may do with a record now, and why not.

use super::{Manner, Progress, Seat, Step, Subject, Surroundings, Transition, Workflow};
use crate::{
    domain::lang::{Label, Lang, Localized},
    say,
};

/// Why a transition cannot be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TransitionRefusal {
    #[error("there is no transition {verb}")]
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
                say!(lang, "本单位已经签过，等待其他各方", "this unit has signed; others have yet to")
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

/// The transitions that a seat may make on a record now, in the order of the table. Whether all that one needs is there,
/// [`permit`] says.
pub fn open_transitions(
    workflow: &'static Workflow,
    subject: Subject<'_>,
    seat: &Seat,
    around: &dyn Surroundings,
) -> Vec<&'static Transition> {
    let progress = Progress::of(workflow, subject.steps);
    let open = |transition: &&Transition| admits(transition, &progress, subject, seat, around).is_ok();
    workflow.transitions.iter().filter(open).collect()
}

/// The units that are waited for, with the transition that they would make.
pub fn waited_for(
    workflow: &'static Workflow,
    subject: Subject<'_>,
    around: &dyn Surroundings,
) -> Vec<(&'static Transition, String)> {
    let progress = Progress::of(workflow, subject.steps);
    let mut waited = Vec::new();
    for transition in workflow.transitions {
        if transition.manner == Manner::Forward && transition.leaves(progress.state) {
            let seats = progress.waits_for(transition, subject, around);
            waited.extend(seats.into_iter().map(|seat| (transition, seat.unit)));
        }
    }
    waited
}

/// Whether a seat may make a transition now, with everything that it needs.
///
/// # Errors
/// The [`TransitionRefusal`].
pub fn permit(
    workflow: &'static Workflow,
    label_of: &dyn Fn(&str) -> Option<Label>,
    subject: Subject<'_>,
    seat: &Seat,
    around: &dyn Surroundings,
    (verb, note): (&str, &str),
) -> Result<&'static Transition, TransitionRefusal> {
    let progress = Progress::of(workflow, subject.steps);
    let Some(transition) = workflow.transition(progress.state, verb) else {
        let known = workflow.transitions.iter().find(|transition| transition.verb == verb);
        return Err(known.map_or_else(
            || TransitionRefusal::NoSuchTransition { verb: verb.to_owned() },
            |known| TransitionRefusal::WrongState { verb: known.label, state: progress.state.label },
        ));
    };
    admits(transition, &progress, subject, seat, around)?;
    if transition.needs_reason() && note.trim().is_empty() {
        return Err(TransitionRefusal::NeedsReason { verb: transition.label });
    }
    match transition.needs.iter().find(|field| subject.lacks(field)) {
        None => Ok(transition),
        Some(field) => Err(TransitionRefusal::NeedsField {
            verb: transition.label,
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
    transition: &Transition,
    progress: &Progress<'_>,
    subject: Subject<'_>,
    seat: &Seat,
    around: &dyn Surroundings,
) -> Result<(), TransitionRefusal> {
    if !transition.leaves(progress.state) {
        return Err(TransitionRefusal::WrongState { verb: transition.label, state: progress.state.label });
    }
    let asked = progress.seats(transition, subject, around).into_iter().find(|asked| asked.unit == seat.unit);
    match asked {
        None => Err(TransitionRefusal::NotYours { verb: transition.label }),
        Some(asked) if seat.role < asked.role => {
            Err(TransitionRefusal::NeedsLeader { verb: transition.label })
        }
        Some(_) if progress.has_signed(transition, &seat.unit) => {
            Err(TransitionRefusal::AlreadyCountersigned)
        }
        Some(_) => Ok(()),
    }
}
