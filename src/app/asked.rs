//! What the policy is asked of a record: its page shows the answers, and what they find wrong stands in the way of some steps.

use jiff::civil::Date;

use crate::policy::{
    Hook, Policy,
    decision::{Decision, Outcome, Refusal, Text},
};

use super::{
    kinds::{self, Asked},
    reading::Reading,
    workspace::RecordView,
};

/// What is asked of records of its kind, and of this one.
pub fn of(
    policy: &Policy,
    reading: &Reading,
    record: &RecordView<'_>,
    today: Date,
) -> Vec<(&'static Hook, Result<Decision, Text>)> {
    let one = |asked: &'static Asked| Some((asked.hook, answer(policy, reading, record, (asked, today))?));
    asked(policy, record).filter_map(one).collect()
}

/// What stands in the way of a step.
///
/// # Errors
/// What the rules did wrong.
pub(super) fn stands_in_the_way(
    policy: &Policy,
    reading: &Reading,
    record: &RecordView<'_>,
    (verb, today): (&str, Date),
) -> Result<Vec<Refusal>, Text> {
    let mut found = Vec::new();
    for asked in asked(policy, record).filter(|asked| asked.before.contains(&verb)) {
        let Some(answer) = answer(policy, reading, record, (asked, today)) else { continue };
        match answer?.outcome {
            Outcome::Findings(all) => found.extend(all),
            Outcome::Refused(refusal) => found.push(refusal),
            _ => {}
        }
    }
    Ok(found)
}

fn asked(policy: &Policy, record: &RecordView<'_>) -> impl Iterator<Item = &'static Asked> {
    let all = kinds::of(record.kind).into_iter().flat_map(|behaviour| behaviour.asks);
    all.filter(|asked| policy.answers(asked.hook))
}

/// Nothing where what it would have to be told is not here.
fn answer(
    policy: &Policy,
    reading: &Reading,
    record: &RecordView<'_>,
    (asked, today): (&'static Asked, Date),
) -> Option<Result<Decision, Text>> {
    let facts = (asked.told)(reading, record, today, &|id| policy.count(id, today));
    (!facts.is_empty()).then(|| policy.ask(asked.hook, today, &facts).map_err(|fault| Text::of(&fault)))
}
