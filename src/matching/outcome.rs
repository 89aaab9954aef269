//! What is held and why, what is open and why.

use serde::{Deserialize, Serialize};

use super::{
    bids::Bids,
    contract::{Contract, days},
    market::Market,
    tally::full,
};

/// What came of a run.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// By need, supply and day.
    pub held: Vec<Contract>,
    /// Places that stayed open, by need.
    pub open: Vec<Open>,
    /// Offers made.
    pub offers: u64,
}

/// Places of a need that stayed open for one reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Open {
    pub need: u32,
    pub places: u8,
    pub reason: OpenReason,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum OpenReason {
    /// Nobody is on its list, or all are banned.
    NoCandidate,
    /// On a day that it has free, every candidate holds others before it.
    Outranked,
    /// A candidate is left, but this ceiling is reached. It is the lowest one reached.
    Ceiling(u32),
    /// There are candidates only on days that its other places use or would use.
    DaysUsed,
}

/// What a need holds, of contracts in order.
pub(super) fn of(held: &[Contract], need: u32) -> &[Contract] {
    let from = held.partition_point(|contract| contract.need < need);
    let rest = held.get(from..).unwrap_or_default();
    &rest[..rest.partition_point(|contract| contract.need == need)]
}

/// What the bids of all needs come to.
pub(super) fn outcome(market: &Market, bids: &Bids, offers: u64) -> Outcome {
    let mut outcome = Outcome { offers, ..Outcome::default() };
    let mut left = market.beside_pins.ceilings.clone();
    outcome.held.extend(&market.draft.pins);
    for need in 0..market.draft.needs.len() as u32 {
        let before = outcome.held.len();
        let own = bids.held(need).map(|bid| {
            let listed = market.listed[bid.entry as usize];
            Contract::new(need, listed.supply, bid.day)
        });
        outcome.held.extend(own);
        let count = (outcome.held.len() - before) as u32;
        for node in market.path(need) {
            left[node as usize] -= count;
        }
    }
    outcome.held.sort_unstable();
    for (need, wanted) in (0..).zip(&market.draft.needs) {
        let reached = full(&market.draft.ceilings, &left, wanted.ceiling);
        open(market, bids, (need, reached), &mut outcome.open);
    }
    outcome
}

/// Why places of a need are open: those for which it still waits first, then those for which it was outranked.
fn open(market: &Market, bids: &Bids, (need, reached): (u32, Option<u32>), all: &mut Vec<Open>) {
    let slot = market.beside_pins.needs[need as usize];
    let used = bids.held(need).fold(slot.filled, |used, bid| used | 1 << bid.day);
    let mut left = market.draft.needs[need as usize].places - used.count_ones() as u8;
    if left == 0 {
        return;
    }
    let mut add = |most: u32, reason| {
        let places = left.min(most as u8);
        left -= places;
        if places > 0 {
            all.push(Open { need, places, reason });
        }
    };
    let waits =
        days(!used).filter(|day| bids.unrefused(need, *day).is_some()).fold(0, |days, day| days | 1 << day);
    if let Some(node) = reached {
        add(u8::count_ones(waits), OpenReason::Ceiling(node));
    }
    let candidates = market.draft.lists.get(need);
    let allowed = candidates.iter().filter(|candidate| !market.is_banned(need, candidate.supply));
    let reachable = allowed.fold(None, |days, candidate| Some(days.unwrap_or(0) | candidate.days));
    let outranked = reachable.unwrap_or(0) & !used & !waits;
    add(outranked.count_ones(), OpenReason::Outranked);
    let rest = if reachable.is_none() { OpenReason::NoCandidate } else { OpenReason::DaysUsed };
    add(u32::from(u8::MAX), rest);
}
