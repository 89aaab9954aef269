//! What is left of every place while contracts are written down one after another.

use super::{
    contract::{Contract, DAYS},
    draft::{Ceiling, Draft, path},
    fault::Breach,
};

/// What one need or supply has left.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Slot {
    /// Days filled.
    pub filled: u8,
    /// Places left.
    pub left: u8,
}

impl Slot {
    pub const fn has_filled(self, day: u8) -> bool {
        self.filled >> day & 1 == 1
    }

    pub const fn fill(&mut self, day: u8) {
        self.filled |= 1 << day;
        self.left = self.left.saturating_sub(1);
    }
}

#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Tally {
    pub needs: Vec<Slot>,
    pub supplies: Vec<Slot>,
    /// Places left under each ceiling.
    pub ceilings: Vec<u32>,
}

impl Tally {
    /// With nothing written down.
    pub fn new(draft: &Draft) -> Self {
        let slot = |left: u8| Slot { filled: 0, left };
        Self {
            needs: draft.needs.iter().map(|need| slot(need.places)).collect(),
            supplies: draft.supplies.iter().map(|supply| slot(supply.capacity)).collect(),
            ceilings: draft.ceilings.iter().map(|ceiling| ceiling.most).collect(),
        }
    }

    /// Writes a contract down.
    ///
    /// # Errors
    /// When there is no room for it; then nothing is written.
    pub fn add(&mut self, draft: &Draft, contract: Contract) -> Result<(), Breach> {
        let (need, supply, day) = (contract.need as usize, contract.supply as usize, contract.day);
        let (Some(slot), Some(offer)) = (self.needs.get_mut(need), self.supplies.get_mut(supply)) else {
            return Err(Breach::Unknown);
        };
        if usize::from(day) >= DAYS || draft.supplies[supply].days >> day & 1 == 0 {
            return Err(Breach::OffDay);
        }
        if slot.has_filled(day) {
            return Err(Breach::NeedDay);
        }
        if offer.has_filled(day) {
            return Err(Breach::SupplyDay);
        }
        if slot.left == 0 {
            return Err(Breach::Places);
        }
        if offer.left == 0 {
            return Err(Breach::Capacity);
        }
        let lowest = draft.needs[need].ceiling;
        if let Some(node) = full(&draft.ceilings, &self.ceilings, lowest) {
            return Err(Breach::Ceiling(node));
        }
        slot.fill(day);
        offer.fill(day);
        path(&draft.ceilings, lowest).for_each(|node| self.ceilings[node as usize] -= 1);
        Ok(())
    }
}

/// The lowest ceiling, from a node upwards, under which nothing is left.
pub(super) fn full(ceilings: &[Ceiling], left: &[u32], lowest: Option<u32>) -> Option<u32> {
    path(ceilings, lowest).find(|node| left[*node as usize] == 0)
}
