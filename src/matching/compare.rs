//! What another assignment changes: with and without pins, this run and the last, two-way selection and plain booking.

use super::{contract::Contract, market::Market, outcome::of};

/// What changes for a need from one assignment to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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

/// Compares two assignments need by need. What is pinned off the list of its need counts as lowest on it.
pub fn compare(market: &Market, before: &[Contract], after: &[Contract]) -> Vec<Change> {
    let sorted = |held: &[Contract]| {
        let mut held = held.to_vec();
        held.sort_unstable();
        held
    };
    let (before, after) = (sorted(before), sorted(after));
    let needs = 0..market.draft.needs.len() as u32;
    needs.map(|need| change(market, of(&before, need), of(&after, need))).collect()
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
