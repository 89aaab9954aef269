//! Matching proposals, and what both sides of their pairs say (一.4).

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::{
    app::{
        matching::round::{is_asked, seed},
        reading::Reading,
        workspace::{RecordView, Workspace},
    },
    domain::{
        Kind, Label, Pairing, Proposal,
        needs_round::{Weekday, round},
        proposal::{ProposedPair, pairing},
    },
};

use super::behaviour::{Behaviour, effect};

pub static BEHAVIOUR: Behaviour = Behaviour {
    checks: &[("submit", as_it_was_made), ("publish", as_it_was_made), ("conclude", all_answered)],
    effects: &[effect!("publish" => Pairing, pairings)],
    // It is worked out from what was filed.
    begun_by_hand: false,
    ..Behaviour::of(Kind::Proposal)
};

pub static PAIRING: Behaviour = Behaviour { begun_by_hand: false, ..Behaviour::of(Kind::Pairing) };

/// What was filed is as it was when the proposal was made, and whatever was changed by hand has its reason.
fn as_it_was_made(reading: &Reading, record: &RecordView<'_>) -> Result<(), Label> {
    reading.note_tables([Kind::NeedsRound, Kind::Need, Kind::Supply]);
    let workspace = reading.workspace();
    let Some(proposal) = workspace.proposals.get(&record.id) else { return Ok(()) };
    if proposal.blocking > 0 && record.text("reason").is_empty() {
        return Err(Label::new(
            "还有双方更愿意的其他组合，请写明手工调整的理由",
            "Some would rather have each other: say why it was changed by hand",
        ));
    }
    let of = workspace.find(Kind::NeedsRound, &proposal.round);
    let matches = of.and_then(|of| of.state).is_some_and(|state| state.code == round::matching);
    if !matches {
        return Err(Label::new("本轮对接不在匹配中", "The round is not being matched"));
    }
    match seed(workspace, &proposal.round) == proposal.seed {
        true => Ok(()),
        false => Err(Label::new(
            "匹配以后填报内容有变化，请重新匹配",
            "What was filed has changed since; run the matching again",
        )),
    }
}

/// Nobody is waited for any more.
fn all_answered(reading: &Reading, record: &RecordView<'_>) -> Result<(), Label> {
    reading.note_tables([Kind::Pairing]);
    let workspace = reading.workspace();
    let waits = |pair: &RecordView<'_>| {
        pair.text("proposal") == record.id && pair.state.is_some_and(|state| state.code == pairing::asked)
    };
    match workspace.records_of(Kind::Pairing).any(|pair| waits(&pair)) {
        true => Err(Label::new(
            "还有配对没有答复；过了期限的，先登记过期",
            "Some pairs are not answered yet; let lapse those whose day is past",
        )),
        false => Ok(()),
    }
}

/// What is put to both sides: each pair that is not agreed, or being asked, already.
fn pairings(workspace: &Workspace, record: &RecordView<'_>, _: Date) -> Vec<Pairing> {
    let Some(proposal) = workspace.proposals.get(&record.id) else { return Vec::new() };
    let answer_by = record.text("answer_by").parse().unwrap_or(proposal.answer_by);
    let mut days = BTreeMap::<(&str, &str), (Vec<Weekday>, &ProposedPair)>::new();
    for pair in &proposal.pairs {
        days.entry((&pair.need, &pair.supply)).or_insert_with(|| (Vec::new(), pair)).0.push(pair.day);
    }
    days.retain(|(need, supply), _| !is_asked(workspace, need, supply));
    let one =
        |((need, supply), (days, pair))| put(workspace, (proposal, answer_by), (need, supply), days, pair);
    days.into_iter().filter_map(one).collect()
}

fn put(
    workspace: &Workspace,
    (proposal, answer_by): (&Proposal, Date),
    (need, supply): (&str, &str),
    days: Vec<Weekday>,
    pair: &ProposedPair,
) -> Option<Pairing> {
    let (asked, offered) = (workspace.needs.get(need)?, workspace.supplies.get(supply)?);
    // What is held once is held as often as it is paired, each in a week of its own.
    let times = u32::try_from(days.len()).unwrap_or(u32::MAX);
    let sessions = if asked.form.is_single() { times } else { asked.sessions.min(offered.sessions) };
    let days: BTreeSet<_> = days.into_iter().collect();
    Some(Pairing {
        unit: proposal.unit.clone(),
        proposal: proposal.code.clone(),
        need: need.to_owned(),
        supply: supply.to_owned(),
        school: asked.school.clone(),
        who: pair.who.clone(),
        subject: asked.subject,
        form: asked.form,
        band: asked.band,
        days: days.into_iter().collect(),
        place: pair.place,
        starts: asked.starts,
        sessions,
        answer_by,
    })
}
