//! Who holds which day with whom, for questions about an assignment.

use super::{
    contract::{Contract, DAYS},
    fault::{Breach, Fault},
    market::Market,
    tally::Tally,
};

/// No contract.
const NONE: u32 = u32::MAX;

/// A sound assignment, to be asked about (`why`, `blocking`).
#[derive(Debug, Clone)]
pub struct Grid<'m> {
    pub(super) market: &'m Market,
    pub(super) held: Vec<Held>,
    /// By need and day, which contract.
    needs: Vec<[u32; DAYS]>,
    /// By supply and day, which contract.
    supplies: Vec<[u32; DAYS]>,
    /// What is left.
    pub(super) tally: Tally,
    /// Under each ceiling, the contract that goes last on the demand side, but for pins.
    last: Vec<u32>,
}

/// A contract of the assignment, and where it stands with both sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Held {
    pub contract: Contract,
    /// Where among all candidates it stands; nothing for a pin, which goes before all.
    pub entry: Option<u32>,
    /// The order in which the supply takes it; nothing for a pin.
    pub key: Option<u64>,
}

impl Held {
    /// The order in which the demand side takes it.
    pub fn order(&self) -> (Option<u32>, u8) {
        (self.entry, self.contract.day)
    }
}

impl<'m> Grid<'m> {
    /// # Errors
    /// When the assignment breaks a place, a day, a capacity, a ceiling, a list or a ban, or leaves a pin out.
    pub fn new(market: &'m Market, contracts: &[Contract]) -> Result<Self, Fault> {
        let mut grid = Self {
            market,
            held: Vec::with_capacity(contracts.len()),
            needs: vec![[NONE; DAYS]; market.draft.needs.len()],
            supplies: vec![[NONE; DAYS]; market.draft.supplies.len()],
            tally: market.beside_pins.clone(),
            last: vec![NONE; market.draft.ceilings.len()],
        };
        let mut sorted = contracts.to_vec();
        sorted.sort_unstable();
        if let Some(twice) = sorted.windows(2).find(|pair| pair[0] == pair[1]) {
            return Err(Fault::Contract(twice[0], Breach::NeedDay));
        }
        for pin in &market.draft.pins {
            sorted.binary_search(pin).map_err(|_| Fault::PinLeftOut(*pin))?;
            grid.write(Held { contract: *pin, entry: None, key: None });
        }
        for contract in sorted.into_iter().filter(|contract| !market.is_pinned(*contract)) {
            grid.add(contract).map_err(|breach| Fault::Contract(contract, breach))?;
        }
        Ok(grid)
    }

    fn add(&mut self, contract: Contract) -> Result<(), Breach> {
        let market = self.market;
        let Contract { need, supply, day } = contract;
        if market.is_banned(need, supply) {
            return Err(Breach::Banned);
        }
        self.tally.add(&market.draft, contract)?;
        let entry = market.entry(need, supply).ok_or(Breach::Unlisted)?;
        let listed = &market.listed[entry];
        if listed.days >> day & 1 == 0 {
            return Err(Breach::OffDay);
        }
        let held = Held { contract, entry: Some(entry as u32), key: Some(market.key(need, listed, day)) };
        for node in market.path(need) {
            let last = self.last[node as usize];
            if last == NONE || self.held[last as usize].order() < held.order() {
                self.last[node as usize] = self.held.len() as u32;
            }
        }
        self.write(held);
        Ok(())
    }

    fn write(&mut self, held: Held) {
        let Contract { need, supply, day } = held.contract;
        let number = self.held.len() as u32;
        self.needs[need as usize][usize::from(day)] = number;
        self.supplies[supply as usize][usize::from(day)] = number;
        self.held.push(held);
    }

    /// What a need holds on a day.
    pub(super) fn of_need(&self, need: u32, day: u8) -> Option<&Held> {
        self.held.get(self.needs[need as usize][usize::from(day)] as usize)
    }

    /// What a supply holds on a day.
    pub(super) fn of_supply(&self, supply: u32, day: u8) -> Option<&Held> {
        self.held.get(self.supplies[supply as usize][usize::from(day)] as usize)
    }

    /// Of what a need holds, what it likes least. Pins go before all.
    pub(super) fn worst_of_need(&self, need: u32) -> Option<&Held> {
        let held = (0..DAYS as u8).filter_map(|day| self.of_need(need, day));
        held.max_by_key(|held| held.order())
    }

    /// Of what a supply holds, what it would give up first. Pins go before all.
    pub(super) fn worst_of_supply(&self, supply: u32) -> Option<&Held> {
        (0..DAYS as u8).filter_map(|day| self.of_supply(supply, day)).max_by_key(|held| held.key)
    }

    /// Of what is held under a ceiling, what goes last, but for pins.
    pub(super) fn last_under(&self, node: u32) -> Option<&Held> {
        self.held.get(self.last[node as usize] as usize)
    }
}
