//! What plain booking would give.

use super::{
    bids::Bids,
    contract::Contract,
    market::Market,
    outcome::{Outcome, outcome},
};

/// Each need, in the order in which they came, takes the best of its list that is free. Ceilings, capacities, pins and bans hold; nothing is
/// set aside and no supply has a wish. Needs that the order leaves out come last, in standing order.
///
/// A contract is told as refused where somebody who came earlier had it.
pub fn first_come(market: &Market, order: &[u32]) -> Outcome {
    let count = market.draft.needs.len();
    let mut bids = Bids::new(market);
    let mut tally = market.beside_pins.clone();
    let mut has_come = vec![false; count];
    let mut offers = 0;
    for &need in order.iter().chain(&Vec::from_iter(0..count as u32)) {
        let Some(has_come) = has_come.get_mut(need as usize) else { continue };
        if std::mem::replace(has_come, true) {
            continue;
        }
        while let Some(bid) = bids.next(need) {
            let supply = market.listed[bid.entry as usize].supply;
            let slot = tally.supplies[supply as usize];
            offers += 1;
            if slot.left == 0 || slot.has_filled(bid.day) {
                bids.refuse(market, need, bid.day);
            } else if tally.add(&market.draft, Contract::new(need, supply, bid.day)).is_ok() {
                bids.hold(need, bid.day);
            } else {
                break;
            }
        }
    }
    outcome(market, &bids, offers)
}
