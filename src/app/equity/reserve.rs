//! What the reserve did: of the places that matching sets aside for rural and under-resourced schools, who took them (五.5).

use std::collections::BTreeMap;

use crate::{
    app::scope::{Sight, View},
    domain::{Kind, Proposal, Record as _, Term, proposal::proposing},
};

/// The latest proposal of a round that was put to both sides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reserve {
    pub proposal: String,
    pub title: String,
    /// Who runs the round, and the division.
    pub unit: String,
    pub division: String,
    pub set_aside: SetAside,
    /// Places given.
    pub given: u32,
}

/// Places set aside; nothing where the proposal was made before they were counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SetAside {
    pub places: Option<u32>,
    /// By the schools for which they were.
    pub taken: Option<u32>,
    /// To others, since none of these wanted them.
    pub released: Option<u32>,
    /// Given to rural and under-resourced schools in all, whether set aside or not.
    pub given: Option<u32>,
}

impl SetAside {
    /// Neither taken nor released: nobody at all wanted them.
    pub fn unused(&self) -> Option<u32> {
        Some(self.places?.saturating_sub(self.taken?).saturating_sub(self.released?))
    }

    /// All of several; nothing where one of them does not say.
    pub fn of_all<'a>(several: impl IntoIterator<Item = &'a Self>) -> Self {
        let nothing = Self { places: Some(0), taken: Some(0), released: Some(0), given: Some(0) };
        let add = |one: Option<u32>, other: Option<u32>| Some(one?.saturating_add(other?));
        several.into_iter().fold(nothing, |all, one| Self {
            places: add(all.places, one.places),
            taken: add(all.taken, one.taken),
            released: add(all.released, one.released),
            given: add(all.given, one.given),
        })
    }
}

/// Of the rounds of a term, the latest proposals that were put to both sides and are seen. One keeps what was agreed in those before it.
pub(super) fn reserves(view: View<'_>, term: Term) -> Vec<Reserve> {
    let mut sight = Sight::of(view, Kind::Proposal);
    let mut latest = BTreeMap::<&str, &Proposal>::new();
    for (id, held) in view.workspace.proposals.held().iter() {
        let was_put = held.stands_at(proposing::published) || held.stands_at(proposing::concluded);
        let proposal = &held.record;
        let is_of_term = view
            .workspace
            .needs_rounds
            .get(&proposal.round)
            .is_some_and(|round| round.unit == proposal.unit && Term::parse(&round.term) == Some(term));
        if was_put && is_of_term && sight.sees(id, held) {
            let known = latest.entry(&proposal.round).or_insert(proposal);
            if known.run < proposal.run {
                *known = proposal;
            }
        }
    }
    latest.into_values().map(|proposal| reserve(view, proposal)).collect()
}

/// The terms of which a round has come to a proposal that was put to both sides.
pub(super) fn terms(view: View<'_>) -> impl Iterator<Item = Term> {
    let rounds = view.workspace.needs_rounds.all().filter_map(|round| Term::parse(&round.term));
    let mut rounds: Vec<_> = rounds.collect();
    rounds.sort_unstable();
    rounds.dedup();
    rounds.into_iter().filter(move |term| !reserves(view, *term).is_empty())
}

fn reserve(view: View<'_>, proposal: &Proposal) -> Reserve {
    let workspace = view.workspace;
    let unit = workspace.tree().get(&proposal.unit);
    Reserve {
        proposal: proposal.code.clone(),
        title: proposal.title(),
        unit: unit.map_or_else(|| proposal.unit.clone(), |unit| unit.name.clone()),
        division: unit.map(|unit| unit.division.clone()).unwrap_or_default(),
        set_aside: SetAside {
            places: proposal.set_aside,
            taken: proposal.set_aside_taken,
            released: proposal.set_aside_released,
            given: proposal.preferred_given,
        },
        given: proposal.paired,
    }
}
