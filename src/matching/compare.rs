//! What another assignment changes: with and without pins, this run and the last, two-way selection and plain booking.

use serde::{Deserialize, Serialize};

use super::{contract::Contract, market::Market, outcome::of};

/// What changes for a need from one assignment to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Change {
    /// It holds more places.
    Gained,
    /// It holds fewer.
    Lost,
    /// As many, and the first that differs, best first, stands higher on its list.
    Better,
    /// As many, and the first that differs stands lower.
    Worse,
    Same,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comparison {
    /// By need.
    pub needs: Vec<Change>,
    pub all: Totals,
    /// Of these, the preferred needs.
    pub preferred: Totals,
}

/// How many needs fare how, and the places that they hold.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    pub gained: u32,
    pub lost: u32,
    pub better: u32,
    pub worse: u32,
    pub same: u32,
    pub places_before: u32,
    pub places_after: u32,
}

/// Compares two assignments need by need. What is pinned off the list of its need counts as lowest on it.
pub fn compare(market: &Market, before: &[Contract], after: &[Contract]) -> Comparison {
    let sorted = |held: &[Contract]| {
        let mut held = held.to_vec();
        held.sort_unstable();
        held
    };
    let (before, after) = (sorted(before), sorted(after));
    let mut comparison = Comparison::default();
    for (need, wanted) in (0..).zip(&market.draft.needs) {
        let (before, after) = (of(&before, need), of(&after, need));
        let change = change(market, before, after);
        let places = (before.len() as u32, after.len() as u32);
        comparison.needs.push(change);
        comparison.all.add(change, places);
        if wanted.preferred {
            comparison.preferred.add(change, places);
        }
    }
    comparison
}

fn change(market: &Market, before: &[Contract], after: &[Contract]) -> Change {
    if before == after {
        return Change::Same;
    }
    let positions = |held: &[Contract]| {
        let position =
            |contract: &Contract| market.position(contract.need, contract.supply).unwrap_or(u32::MAX);
        let mut positions: Vec<u32> = held.iter().map(position).collect();
        positions.sort_unstable();
        positions
    };
    match after.len().cmp(&before.len()).then_with(|| positions(before).cmp(&positions(after))) {
        std::cmp::Ordering::Equal => Change::Same,
        std::cmp::Ordering::Greater if after.len() > before.len() => Change::Gained,
        std::cmp::Ordering::Less if after.len() < before.len() => Change::Lost,
        std::cmp::Ordering::Greater => Change::Better,
        std::cmp::Ordering::Less => Change::Worse,
    }
}

impl Totals {
    const fn add(&mut self, change: Change, (before, after): (u32, u32)) {
        let count = match change {
            Change::Gained => &mut self.gained,
            Change::Lost => &mut self.lost,
            Change::Better => &mut self.better,
            Change::Worse => &mut self.worse,
            Change::Same => &mut self.same,
        };
        *count += 1;
        self.places_before += before;
        self.places_after += after;
    }
}
