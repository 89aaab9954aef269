//! Who holds which day of each supply.

use super::{contract::DAYS, market::Market};

/// The key of a day that nobody holds.
const FREE: u64 = u64::MAX;

/// What one supply holds beside its pins.
#[derive(Debug, Clone, Copy)]
struct Week {
    /// In what order it took each contract ([`Market::key`]).
    keys: [u64; DAYS],
    needs: [u32; DAYS],
    capacity: u8,
}

#[derive(Debug, Clone)]
pub(super) struct Seats(Vec<Week>);

impl Seats {
    pub fn new(market: &Market) -> Self {
        let week = |capacity| Week { keys: [FREE; DAYS], needs: [0; DAYS], capacity };
        Self(market.beside_pins.supplies.iter().map(|slot| week(slot.left)).collect())
    }

    /// Offers a supply one more contract. Gives the need and the day that it refuses, which may be those just offered.
    pub fn offer(&mut self, supply: u32, (need, day): (u32, u8), key: u64) -> Option<(u32, u8)> {
        let week = &mut self.0[supply as usize];
        let own = usize::from(day);
        let is_full = || week.keys.iter().filter(|key| **key != FREE).count() >= usize::from(week.capacity);
        let rival = match week.keys[own] {
            FREE if !is_full() => None,
            FREE => (0..DAYS).filter(|day| week.keys[*day] != FREE).max_by_key(|day| week.keys[*day]),
            _ => Some(own),
        };
        let refused = match rival {
            Some(rival) if week.keys[rival] < key => return Some((need, day)),
            Some(rival) => {
                week.keys[rival] = FREE;
                Some((week.needs[rival], rival as u8))
            }
            None => None,
        };
        week.keys[own] = key;
        week.needs[own] = need;
        refused
    }
}
