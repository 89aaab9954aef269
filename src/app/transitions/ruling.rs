//! What the packs in force say of a step.

use std::rc::Rc;

use crate::policy::{
    Hook,
    decision::{Decision, Outcome, Text},
};

use super::{
    super::{Actor, asked, facts, reading::Reading, workspace::RecordView},
    TransitionError,
};

/// What the packs in force say of a transition. Without a policy nothing can be said, and so nothing goes on.
pub(super) fn ruled(
    reading: &Rc<Reading>,
    actor: &Actor,
    record: &RecordView<'_>,
    verb: &str,
) -> Result<(), TransitionError> {
    let policy = actor.policy.as_ref().ok_or(TransitionError::NoPolicy)?;
    let seat = actor.seat.as_ref().ok_or(TransitionError::NoSeat)?;
    let Some(guard) = Hook::guard(record.kind, verb).filter(|guard| policy.answers(guard)) else {
        return Ok(());
    };
    let Some(facts) = facts::of_record(policy, reading, record, (seat, actor.now.today)) else {
        return Ok(());
    };
    match policy.ask(guard, actor.now.today, &[facts]) {
        Ok(Decision { outcome: Outcome::Refused(refusal), .. }) => Err(TransitionError::Ruled {
            why: policy.reason_text(&refusal.reason),
            remedy: policy.remedy_text(&refusal.reason),
        }),
        Ok(_) => Ok(()),
        Err(fault) => Err(TransitionError::Faulty(Text::of(&fault))),
    }
}

/// What the policy finds wrong with the record itself, all of it.
pub(super) fn found_sound(
    reading: &Reading,
    actor: &Actor,
    record: &RecordView<'_>,
    verb: &str,
) -> Result<(), TransitionError> {
    let policy = actor.policy.as_ref().ok_or(TransitionError::NoPolicy)?;
    let found = asked::stands_in_the_way(policy, reading, record, (verb, actor.now.today));
    let found = found.map_err(TransitionError::Faulty)?;
    if found.is_empty() {
        return Ok(());
    }
    let why = Text::both(|lang| {
        let why = found.iter().map(|refusal| policy.reason_text(&refusal.reason).get(lang).to_owned());
        lang.statements(why)
    });
    Err(TransitionError::Ruled { why, remedy: None })
}
