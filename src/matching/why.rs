//! Why a pair is not matched.

use serde::{Deserialize, Serialize};

use super::{
    blocking::Unwanted,
    contract::{Contract, DAYS, days},
    grid::{Grid, Held},
};

/// Why a need does not have a supply on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Why {
    /// It has.
    Held(Contract),
    /// The supply is not on its list, or there is no such need.
    NotListed,
    /// One of the two cannot on that day.
    OffDay,
    Banned,
    /// On that day the need holds this, which it likes better or which is pinned.
    DayUsed(Contract),
    /// All places of the need hold what it likes better or what is pinned; this is the worst of them.
    Satisfied(Contract),
    /// The supply holds this, which goes before it. Where all its places are taken, it is the weakest that it holds.
    HeldBy {
        need: u32,
        day: u8,
        by: By,
    },
    /// As much is held under the ceiling as may be, all by needs before this one.
    Ceiling(u32),
    /// No reason: both would rather have it, so the assignment is not stable.
    Wanted,
}

/// What puts a contract before another with a supply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum By {
    Pin,
    /// The day is set aside for preferred needs.
    SetAside,
    /// The supply wishes for that need, more than for this.
    Wish,
    /// The need stands before this one.
    Standing,
    /// It is of the same need, on an earlier day.
    Own,
}

impl Grid<'_> {
    /// Why a need does not have a supply. Without a day it is the reason of the day on which it came nearest: held, then refused by the
    /// supply, then stopped by a ceiling, then not wanted by the need; of days alike the first.
    pub fn why(&self, need: u32, supply: u32, day: Option<u8>) -> Why {
        let pinned = |pin: &&Contract| (pin.need, pin.supply) == (need, supply);
        let is_asked = |pin: &&Contract| day.is_none_or(|day| day == pin.day);
        if let Some(pin) = self.market.draft.pins.iter().find(|pin| pinned(pin) && is_asked(pin)) {
            return Why::Held(*pin);
        }
        let Some(entry) = self.market.entry(need, supply) else { return Why::NotListed };
        if self.market.is_banned(need, supply) {
            return Why::Banned;
        }
        let on = |day| self.why_on(need, entry, day);
        match day {
            Some(day) if usize::from(day) >= DAYS => Why::OffDay,
            Some(day) => on(day),
            None => days(self.market.listed[entry].days)
                .map(on)
                .min_by_key(Why::remoteness)
                .unwrap_or(Why::OffDay),
        }
    }

    fn why_on(&self, need: u32, entry: usize, day: u8) -> Why {
        let listed = &self.market.listed[entry];
        let contract = Contract::new(need, listed.supply, day);
        if listed.days >> day & 1 == 0 {
            return Why::OffDay;
        }
        if self.of_need(need, day).is_some_and(|held| held.contract == contract) {
            return Why::Held(contract);
        }
        match (self.demand(need, entry, day), self.supply(need, listed, day)) {
            (Err(Unwanted::DayUsed(held)), _) => Why::DayUsed(held),
            (Err(Unwanted::Satisfied(worst)), _) => Why::Satisfied(worst),
            (_, Err(held)) => {
                let Contract { need: holder, day: on, .. } = held.contract;
                Why::HeldBy { need: holder, day: on, by: self.by(held, contract) }
            }
            (Err(Unwanted::Ceiling(node)), _) => Why::Ceiling(node),
            (Ok(_), Ok(_)) => Why::Wanted,
        }
    }

    /// What puts a contract held before another.
    fn by(&self, held: &Held, other: Contract) -> By {
        let Some(entry) = held.entry else { return By::Pin };
        let market = self.market;
        match () {
            () if market.is_set_aside(held.contract) && !market.is_set_aside(other) => By::SetAside,
            () if held.contract.need == other.need => By::Own,
            () if market.is_wish(&market.listed[entry as usize]) => By::Wish,
            () => By::Standing,
        }
    }
}

impl Why {
    /// How far from being held, least first.
    pub(crate) const fn remoteness(&self) -> u8 {
        match self {
            Self::Held(_) => 0,
            Self::Wanted => 1,
            Self::HeldBy { .. } => 2,
            Self::Ceiling(_) => 3,
            Self::DayUsed(_) => 4,
            Self::Satisfied(_) => 5,
            Self::NotListed | Self::OffDay | Self::Banned => 6,
        }
    }
}
