//! Matching proposals, and what both sides of their pairs say (一.4).

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::{
    app::{
        late::has_come,
        matching::round::{READ, circumstances, is_live, last_run, pairings as asked_in, seed},
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

pub static PAIRING: Behaviour = Behaviour {
    checks: &[("admit", has_come), ("uphold", has_come)],
    begun_by_hand: false,
    ..Behaviour::of(Kind::Pairing)
};

/// What was filed is as it was when the proposal was made, and whatever was changed by hand has its reason.
fn as_it_was_made(reading: &Reading, record: &RecordView<'_>) -> Result<(), Label> {
    reading.note_tables(READ);
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
    if last_run(workspace, &proposal.round) > proposal.run {
        return Err(Label::new("之后又匹配过，请用最近一次的方案", "There is a later run: use its proposal"));
    }
    let is_as_it_was = seed(workspace, &proposal.round) == proposal.seed
        && circumstances(workspace, &proposal.round) == proposal.circumstances;
    match is_as_it_was {
        true => Ok(()),
        false => Err(Label::new(
            "匹配以后填报、答复、名额或人员有变化，请重新匹配",
            "Filings, answers, ceilings or people have changed since; run the matching again",
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

/// What is put to both sides: of each pair what is not agreed, or being asked, already.
fn pairings(workspace: &Workspace, record: &RecordView<'_>, _: Date) -> Vec<Pairing> {
    let Some(proposal) = workspace.proposals.get(&record.id) else { return Vec::new() };
    let answer_by = record.text("answer_by").parse().unwrap_or(proposal.answer_by);
    let mut days = BTreeMap::<(&str, &str), (Vec<Weekday>, &ProposedPair)>::new();
    for pair in &proposal.pairs {
        days.entry((&pair.need, &pair.supply)).or_insert_with(|| (Vec::new(), pair)).0.push(pair.day);
    }
    for (asked, _) in asked_in(workspace, &proposal.round).into_iter().filter(|(_, state)| is_live(state)) {
        let Some((days, _)) = days.get_mut(&(asked.need.as_str(), asked.supply.as_str())) else { continue };
        match asked.form.is_single() {
            true => drop(days.drain(..days.len().min(asked.sessions as usize))),
            false => days.retain(|day| !asked.days.contains(day)),
        }
    }
    days.retain(|_, (days, _)| !days.is_empty());
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
    // What is held once is held as often as it is paired, each in a week of its own; of a course the part that falls on these days.
    let times = u32::try_from(days.len()).unwrap_or(u32::MAX);
    let sessions = match asked.form.is_single() {
        true => times,
        false => (asked.sessions * times).div_ceil(asked.weekly.unwrap_or(1).max(1)).min(offered.sessions),
    };
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
