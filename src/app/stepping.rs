//! The step that a seat makes now.

use jiff::civil::Date;

use super::{Actor, workspace::RecordView};
use crate::domain::workflow::{Seat, Step};

/// Of a clock that was set back: the day of the step before, which the next one is never before. What is due is counted from
/// steps, and each comes after the one before it.
pub(super) fn clock_behind(record: &RecordView<'_>, today: Date) -> Option<Date> {
    record.envelope.steps.last().map(|last| last.day).filter(|last| today < *last)
}

/// A step that the seat makes now.
pub(super) fn step(actor: &Actor, seat: &Seat, record: &RecordView<'_>, (verb, note): (&str, &str)) -> Step {
    let last = record.envelope.steps.last();
    let moment = last.map_or("", |last| &*last.when).max(actor.now.timestamp.as_str());
    let day = clock_behind(record, actor.now.today).unwrap_or(actor.now.today);
    let mut step = Step::new(seat, verb, moment, day);
    step.note = note.trim().to_owned();
    step.policy = actor.policy_hash();
    step
}
