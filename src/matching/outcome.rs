//! What is held and why, what is open and why.

use serde::{Deserialize, Serialize};

use super::{
    bids::{Bid, Bids},
    contract::{Contract, DAYS, days},
    market::Market,
    tally::full,
};

/// What came of a run.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// By need, supply and day.
    pub held: Vec<Contract>,
    /// Of each contract held, how the need came by it.
    pub reasons: Vec<Reason>,
    /// Places that stayed open, by need.
    pub open: Vec<Open>,
    /// Offers made.
    pub offers: u64,
}

/// How a need came by a contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reason {
    Pinned,
    /// It was refused nothing better.
    First,
    /// It was refused so many better ones.
    After(u32),
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

impl Outcome {
    /// What a need holds.
    pub fn of(&self, need: u32) -> &[Contract] {
        of(&self.held, need)
    }
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
    let mut pins = market.draft.pins.iter().peekable();
    let mut own = Vec::with_capacity(DAYS);
    for need in 0..market.draft.needs.len() as u32 {
        own.clear();
        came_by(market, bids, need, &mut own);
        for node in market.path(need) {
            left[node as usize] -= own.len() as u32;
        }
        while let Some(pin) = pins.next_if(|pin| pin.need == need) {
            own.push((*pin, Reason::Pinned));
        }
        own.sort_unstable_by_key(|(contract, _)| *contract);
        outcome.held.extend(own.iter().map(|(contract, _)| *contract));
        outcome.reasons.extend(own.iter().map(|(_, reason)| *reason));
    }
    for (need, wanted) in (0..).zip(&market.draft.needs) {
        let reached = full(&market.draft.ceilings, &left, wanted.ceiling);
        open(market, bids, (need, reached), &mut outcome.open);
    }
    outcome
}

/// What a need holds beside pins, and how many better contracts it was refused.
fn came_by(market: &Market, bids: &Bids, need: u32, own: &mut Vec<(Contract, Reason)>) {
    let Some(last) = bids.held(need).max() else { return };
    let mut refused = 0;
    for entry in market.draft.lists.range(need).start as u32..=last.entry {
        let listed = market.listed[entry as usize];
        for day in days(listed.open) {
            let bid = Bid { entry, day };
            if bids.is_refused(need, bid) {
                refused += 1;
            } else if bids.holds(need, bid) {
                let reason = if refused == 0 { Reason::First } else { Reason::After(refused) };
                own.push((Contract::new(need, listed.supply, day), reason));
            }
        }
    }
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
