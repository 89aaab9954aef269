//! How far down its list each need has come.

use super::{
    contract::{DAYS, days},
    market::{Listed, Market},
};

/// After the last candidate.
const END: u32 = u32::MAX;

/// What a need would ask for next: a place among all candidates, and a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Bid {
    pub entry: u32,
    pub day: u8,
}

/// Of every need, the best contract on each day that nobody has refused it, and the days on which it holds that.
///
/// A need never asks on a day for a second contract while it holds or could ask for a better one, so what it has been refused on a day is
/// what stands before.
#[derive(Debug, Clone)]
pub(super) struct Bids {
    best: Vec<[u32; DAYS]>,
    held: Vec<u8>,
    /// Places beside the pins.
    places: Vec<u8>,
}

impl Bids {
    pub fn new(market: &Market) -> Self {
        let count = market.draft.needs.len();
        let mut bids = Self {
            best: Vec::with_capacity(count),
            held: vec![0; count],
            places: market.beside_pins.needs.iter().map(|slot| slot.left).collect(),
        };
        for need in 0..count as u32 {
            let range = market.draft.lists.range(need);
            let first = |day| next(&market.listed, range.start, range.end, day);
            bids.best.push(std::array::from_fn(|day| first(day as u8)));
        }
        bids
    }

    /// What the need would ask for next.
    pub fn next(&self, need: u32) -> Option<Bid> {
        let need = need as usize;
        let held = self.held[need];
        if held.count_ones() >= u32::from(self.places[need]) {
            return None;
        }
        let mut best = Bid { entry: END, day: 0 };
        for (day, entry) in (0..).zip(self.best[need]) {
            // Days are looked at in order, so of one candidate the earliest is kept.
            if held >> day & 1 == 0 && entry < best.entry {
                best = Bid { entry, day };
            }
        }
        (best.entry != END).then_some(best)
    }

    pub fn hold(&mut self, need: u32, day: u8) {
        self.held[need as usize] |= 1 << day;
    }

    /// The best of that day is refused, whether it was held or not.
    pub fn refuse(&mut self, market: &Market, need: u32, day: u8) {
        let end = market.draft.lists.range(need).end;
        let best = &mut self.best[need as usize][usize::from(day)];
        *best = next(&market.listed, *best as usize + 1, end, day);
        self.held[need as usize] &= !(1 << day);
    }

    /// What it holds.
    pub fn held(&self, need: u32) -> impl Iterator<Item = Bid> + use<'_> {
        days(self.held[need as usize]).map(move |day| Bid { entry: self.best(need, day), day })
    }

    /// The best of a day that nobody has refused it.
    pub fn unrefused(&self, need: u32, day: u8) -> Option<Bid> {
        Some(Bid { entry: self.best(need, day), day }).filter(|bid| bid.entry != END)
    }

    fn best(&self, need: u32, day: u8) -> u32 {
        self.best[need as usize][usize::from(day)]
    }
}

fn next(listed: &[Listed], from: usize, end: usize, day: u8) -> u32 {
    let rest = listed.get(from..end).unwrap_or_default();
    let ahead = rest.iter().position(|candidate| candidate.open >> day & 1 == 1);
    ahead.map_or(END, |ahead| (from + ahead) as u32)
}
