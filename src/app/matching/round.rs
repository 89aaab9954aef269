//! A round as it stands: what was filed in it, what was asked, and who may match it.

use std::collections::{BTreeSet, HashSet};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    app::workspace::{RecordView, Workspace},
    domain::{
        Kind, Pairing, Supply, hash,
        needs_round::{self, Weekday, filing},
        proposal::{Standing, pairing},
        workflow::{Role, Seat, Stage},
    },
    policy::decision::Text,
    say,
};

/// What a run reads.
pub const READ: [Kind; 6] =
    [Kind::NeedsRound, Kind::Need, Kind::Supply, Kind::Proposal, Kind::Pairing, Kind::Instructor];

/// What a run is to be worked out of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Wanted {
    pub round: String,
    /// Pairs that somebody wants kept, or left out.
    pub standing: Vec<Standing>,
    /// What is then changed by hand.
    pub by_hand: Vec<ByHand>,
    pub today: Date,
}

/// A pair put in or taken out after the run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ByHand {
    pub need: String,
    pub supply: String,
    pub day: Weekday,
    pub is_put_in: bool,
}

/// The first letters of a hash of what was filed in a round: of the same filings it is the same.
pub fn seed(workspace: &Workspace, round: &str) -> String {
    let of = |kind: Kind| {
        filed_in(workspace, kind, round).map(|record| (record.id.clone(), hash::of(&record.values)))
    };
    let mut all: Vec<_> = of(Kind::Need).chain(of(Kind::Supply)).collect();
    all.sort();
    hash::of(&all).chars().take(16).collect()
}

/// What stands as filed in a round.
pub(super) fn filed_in<'a>(
    workspace: &'a Workspace,
    kind: Kind,
    round: &'a str,
) -> impl Iterator<Item = RecordView<'a>> {
    workspace.records_of(kind).filter(move |record| {
        record.state.is_some_and(|state| state.code == filing::filed) && record.text("round") == round
    })
}

/// The proposals of a round, by the unit that runs it: what another says of its round is not heard.
pub(super) fn proposals<'a>(
    workspace: &'a Workspace,
    round: &'a str,
) -> impl Iterator<Item = RecordView<'a>> {
    let keeper = workspace.needs_rounds.get(round).map(|round| round.unit.as_str());
    let own = workspace.records_of(Kind::Proposal);
    own.filter(move |proposal| proposal.text("round") == round && Some(proposal.keeper()) == keeper)
}

/// The pairs of a round that were put to both sides, and where they stand. A pair that is not what was filed is none.
pub fn pairings<'a>(workspace: &'a Workspace, round: &'a str) -> Vec<(&'a Pairing, &'static str)> {
    let own: HashSet<String> = proposals(workspace, round).map(|proposal| proposal.id).collect();
    let one = |record: RecordView<'a>| {
        let pair = workspace.pairings.get(&record.id)?;
        let (need, supply) = (workspace.needs.get(&pair.need)?, workspace.supplies.get(&pair.supply)?);
        let is_its = own.contains(&pair.proposal)
            && workspace.needs_rounds.get(round).is_some_and(|round| round.unit == pair.unit)
            && need.school == pair.school
            && supply.instructor.as_ref().unwrap_or(&supply.unit) == &pair.who;
        Some((pair, record.state?.code)).filter(|_| is_its)
    };
    workspace.records_of(Kind::Pairing).filter_map(one).collect()
}

/// Whether a pair is agreed, or being asked.
pub fn is_live(state: &str) -> bool {
    [pairing::asked, pairing::agreed].contains(&state)
}

/// A hash of what a run goes by beside the filings: ceilings, what was answered, and who may not come any more.
pub fn circumstances(workspace: &Workspace, round: &str) -> String {
    let ceilings = workspace.needs_rounds.get(round).map(|round| &round.ceilings);
    let answers: Vec<_> = pairings(workspace, round)
        .into_iter()
        .map(|(pair, state)| (&pair.proposal, &pair.need, &pair.supply, state))
        .collect();
    let supplies = filed_in(workspace, Kind::Supply, round);
    let people = supplies.filter_map(|supply| workspace.instructors.get(supply.text("instructor")));
    let paused: BTreeSet<_> =
        people.filter_map(|person| Some((person.number.clone(), person.paused_on?))).collect();
    hash::of(&(ceilings, answers, paused)).chars().take(16).collect()
}

/// Why a seat cannot match a round now; nothing where it can.
pub fn hindrance(workspace: &Workspace, seat: Option<&Seat>, round: &str) -> Option<Text> {
    let Some(of) = workspace.find(Kind::NeedsRound, round) else {
        return Some(Text {
            zh: "没有这一轮对接。".to_owned(), en: "There is no such round.".to_owned()
        });
    };
    if seat.is_none_or(|seat| seat.unit != of.keeper() || seat.role != Role::Officer) {
        return Some(Text {
            zh: "由发起单位的经办人匹配。".to_owned(),
            en: "The officer of the unit that runs the round matches it.".to_owned(),
        });
    }
    let state = of.state?;
    (state.code != needs_round::round::matching).then(|| {
        Text::both(|lang| {
            let state = state.label.text(lang);
            say!(
                lang,
                "对接轮次在“匹配中”时才能匹配；现在是“{state}”。",
                "A round is matched while it is “Matching”; now it is “{state}”."
            )
        })
    })
}

/// What stood in the proposal before, with which the next run begins.
pub fn standing(workspace: &Workspace, round: &str) -> Vec<Standing> {
    let stands = proposals(workspace, round)
        .filter(|proposal| proposal.state.is_none_or(|state| state.stage != Stage::Void));
    let last = stands
        .filter_map(|proposal| workspace.proposals.get(&proposal.id))
        .max_by_key(|proposal| proposal.run);
    last.map(|last| last.standing.clone()).unwrap_or_default()
}

/// The number of the run last kept; 0 where none was.
pub fn last_run(workspace: &Workspace, round: &str) -> u32 {
    let all = proposals(workspace, round).filter_map(|proposal| workspace.proposals.get(&proposal.id));
    all.map(|proposal| proposal.run).max().unwrap_or_default()
}

/// What whoever comes by a supply is called: a person, or an institution.
pub fn comes_by(workspace: &Workspace, supply: &Supply) -> String {
    let person = supply.instructor.as_ref().and_then(|who| workspace.instructors.get(who));
    person.map_or_else(|| workspace.tree().name(&supply.unit).to_owned(), |person| person.name.clone())
}
