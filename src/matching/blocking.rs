//! Contracts that both their sides would rather have than what an assignment gives them.

use serde::{Deserialize, Serialize};

use super::{
    contract::{Contract, days},
    fault::Fault,
    grid::{Grid, Held},
    market::{Listed, Market},
};

/// A contract that is wanted by both its sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Blocking {
    pub contract: Contract,
    /// What the demand side would give up for it: of the same need, or of the last one under a ceiling.
    pub demand_gives: Option<Contract>,
    /// What the supply would give up for it.
    pub supply_gives: Option<Contract>,
}

/// Why the demand side does not want a contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unwanted {
    /// The need likes better what it holds that day.
    DayUsed(Contract),
    /// The need likes better all that it holds, of which this is the worst.
    Satisfied(Contract),
    /// Under the ceiling everything held goes first.
    Ceiling(u32),
}

/// All contracts that both sides would rather have, in order; none where the assignment is stable.
///
/// # Errors
/// When the assignment is not sound ([`Grid::new`]).
pub fn blocking(market: &Market, contracts: &[Contract]) -> Result<Vec<Blocking>, Fault> {
    let grid = Grid::new(market, contracts)?;
    let mut all = Vec::new();
    for need in 0..market.draft.needs.len() as u32 {
        for entry in market.draft.lists.range(need) {
            all.extend(days(market.listed[entry].open).filter_map(|day| grid.blocks(need, entry, day)));
        }
    }
    all.sort_unstable();
    Ok(all)
}

impl Grid<'_> {
    fn blocks(&self, need: u32, entry: usize, day: u8) -> Option<Blocking> {
        let listed = &self.market.listed[entry];
        let contract = Contract::new(need, listed.supply, day);
        if self.of_need(need, day).is_some_and(|held| held.contract == contract) {
            return None;
        }
        let demand = self.demand(need, entry, day).ok()?;
        let supply = self.supply(need, listed, day).ok()?;
        let given = |held: Option<&Held>| held.map(|held| held.contract);
        Some(Blocking { contract, demand_gives: given(demand), supply_gives: given(supply) })
    }

    /// What the demand side would give up for a contract that it does not hold. Of the limits that are reached (the day, the places of
    /// the need, each ceiling), the innermost decides.
    pub(super) fn demand(&self, need: u32, entry: usize, day: u8) -> Result<Option<&Held>, Unwanted> {
        let order = (Some(entry as u32), day);
        let later = |held: &Held| order < held.order();
        if let Some(held) = self.of_need(need, day) {
            return if later(held) { Ok(Some(held)) } else { Err(Unwanted::DayUsed(held.contract)) };
        }
        if self.tally.needs[need as usize].left == 0
            && let Some(worst) = self.worst_of_need(need)
        {
            return if later(worst) { Ok(Some(worst)) } else { Err(Unwanted::Satisfied(worst.contract)) };
        }
        match self.market.path(need).find(|node| self.tally.ceilings[*node as usize] == 0) {
            None => Ok(None),
            Some(node) => match self.last_under(node).filter(|last| later(last)) {
                Some(last) => Ok(Some(last)),
                None => Err(Unwanted::Ceiling(node)),
            },
        }
    }

    /// What the supply would give up for a contract that it does not hold, or else what it holds before it.
    pub(super) fn supply(&self, need: u32, listed: &Listed, day: u8) -> Result<Option<&Held>, &Held> {
        let is_full = || self.tally.supplies[listed.supply as usize].left == 0;
        let rival = match self.of_supply(listed.supply, day) {
            Some(held) => Some(held),
            None if is_full() => self.worst_of_supply(listed.supply),
            None => None,
        };
        match rival {
            Some(held) if held.key < Some(self.market.key(need, listed, day)) => Err(held),
            rival => Ok(rival),
        }
    }
}
