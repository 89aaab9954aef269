//! Answers that were made in time and came after the lapse (一.4). No clock is trusted by both sides, so whoever let it lapse decides.

use jiff::civil::Date;

use super::{
    reading::Reading,
    workspace::{RecordView, Workspace},
};
use crate::domain::{
    Envelope, Label,
    signing::{Aside, Why},
    workflow::{self, Deadline, Manner, Progress, Seat, Step, Transition},
};

/// Whether anything was signed beside the steps that count: of most records nothing was.
pub fn has_any_beside(envelope: &Envelope) -> bool {
    envelope.signed.as_ref().is_some_and(|signed| !signed.aside.is_empty())
}

/// The answers on which whoever let a record lapse has not decided yet, as they were signed.
pub fn answers<'a>(record: &RecordView<'a>) -> Vec<&'a Step> {
    let envelope: &'a Envelope = record.envelope;
    let lapsed = envelope.signed.as_deref().zip(record.kind.workflow()).zip(envelope.steps.split_last());
    let Some(((signed, table), (last, before))) = lapsed else { return Vec::new() };
    let stood = Progress::of(table, before).state;
    let manner = |verb: &str| table.transition(stood, verb).map(|made| made.manner);
    if manner(&last.verb) != Some(Manner::Lapse) {
        return Vec::new();
    }
    let until = match stood.deadline {
        Some(Deadline::On(field)) => record.text(field).parse::<Date>().ok(),
        _ => None,
    };
    let answers = |aside: &&Aside| {
        manner(&aside.step.verb) == Some(Manner::Forward)
            && matches!(aside.why, Why::Outdone(_) | Why::BuildsOnAside)
            && until.is_none_or(|until| aside.step.day <= until)
    };
    signed.aside.iter().filter(answers).map(|aside| &aside.step).collect()
}

/// The transitions that a seat may make on a record now; those that decide on a late answer only where there is one.
pub fn open_transitions(
    workspace: &Workspace,
    seat: &Seat,
    record: &RecordView<'_>,
) -> Vec<&'static Transition> {
    let Some(table) = record.kind.workflow() else { return Vec::new() };
    let mut open = workflow::open_transitions(table, record.subject(), seat, workspace);
    if open.iter().any(|made| made.manner == Manner::Late) && answers(record).is_empty() {
        open.retain(|made| made.manner != Manner::Late);
    }
    open
}

/// What is decided on has come.
pub fn has_come(_: &Reading, record: &RecordView<'_>) -> Result<(), Label> {
    if answers(record).is_empty() {
        return Err(Label::new(
            "没有在期限内作出、登记过期之后才收到的答复",
            "No answer that was made in time has come since it lapsed",
        ));
    }
    Ok(())
}
