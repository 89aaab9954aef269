//! The definition, word for word and slowly.

use std::collections::BTreeSet;

use keqiao::matching::{Contract, Draft, Market};

pub type Set = BTreeSet<Contract>;

pub struct Plain<'a>(&'a Draft);

impl<'a> Plain<'a> {
    pub const fn of(market: &'a Market) -> Self {
        Self(market.draft())
    }

    /// On the lists, not banned, and not in a cell that a pin takes.
    pub fn contracts(&self) -> Vec<Contract> {
        let mut all = Vec::new();
        for need in 0..self.0.needs.len() as u32 {
            for candidate in self.0.lists.get(need) {
                let days = (0..5u8).filter(|day| candidate.days >> day & 1 == 1);
                all.extend(days.map(|day| Contract::new(need, candidate.supply, day)));
            }
        }
        let is_pinned_over = |contract: &Contract| {
            self.0.pins.iter().any(|pin| {
                pin.day == contract.day && (pin.need == contract.need || pin.supply == contract.supply)
            })
        };
        let is_banned = |contract: &Contract| self.0.bans.contains(&(contract.need, contract.supply));
        all.retain(|contract| !is_banned(contract) && !is_pinned_over(contract));
        all
    }

    pub fn position(&self, contract: &Contract) -> usize {
        let list = self.0.lists.get(contract.need);
        list.iter().position(|candidate| candidate.supply == contract.supply).expect("sound")
    }

    /// In what order the demand side takes contracts.
    pub fn demand_order(&self, contract: &Contract) -> (u32, usize, u8) {
        (contract.need, self.position(contract), contract.day)
    }

    /// In what order a supply takes them.
    pub fn supply_order(&self, contract: &Contract) -> (bool, usize, u32, u8) {
        let wishes = self.0.wishes.get(contract.supply);
        let wish = wishes.iter().position(|need| *need == contract.need).unwrap_or(usize::MAX);
        (!self.is_set_aside(contract), wish, contract.need, contract.day)
    }

    pub fn is_set_aside(&self, contract: &Contract) -> bool {
        self.0.needs[contract.need as usize].preferred
            && self.0.supplies[contract.supply as usize].set_aside >> contract.day & 1 == 1
    }

    pub fn is_under(&self, need: u32, node: u32) -> bool {
        let mut at = self.0.needs[need as usize].ceiling;
        while let Some(over) = at {
            if over == node {
                return true;
            }
            at = self.0.ceilings[over as usize].parent;
        }
        false
    }

    /// Whether beside the pins the needs and the ceilings allow all of them.
    pub fn demand_allows(&self, set: &Set) -> bool {
        let all = || set.iter().chain(&self.0.pins);
        let cells: BTreeSet<_> = all().map(|contract| (contract.need, contract.day)).collect();
        let held = |need: u32| all().filter(|contract| contract.need == need).count();
        let under = |node: u32| all().filter(|contract| self.is_under(contract.need, node)).count();
        cells.len() == all().count()
            && (0..).zip(&self.0.needs).all(|(need, wanted)| held(need) <= usize::from(wanted.places))
            && (0..).zip(&self.0.ceilings).all(|(node, ceiling)| under(node) <= ceiling.most as usize)
    }

    pub fn supply_allows(&self, set: &Set) -> bool {
        let all = || set.iter().chain(&self.0.pins);
        let cells: BTreeSet<_> = all().map(|contract| (contract.supply, contract.day)).collect();
        let held = |supply: u32| all().filter(|contract| contract.supply == supply).count();
        cells.len() == all().count()
            && (0..).zip(&self.0.supplies).all(|(supply, offer)| held(supply) <= usize::from(offer.capacity))
    }

    pub fn demand_choice(&self, set: &Set) -> Set {
        greedy(set, |contract| self.demand_order(contract), |chosen| self.demand_allows(chosen))
    }

    /// The choices of all supplies: no order between two of them matters.
    pub fn supply_choice(&self, set: &Set) -> Set {
        greedy(set, |contract| self.supply_order(contract), |chosen| self.supply_allows(chosen))
    }

    /// Offers what the demand side chooses of what is not refused, until nothing is refused any more.
    pub fn iterated(&self) -> Set {
        let mut unrefused: Set = self.contracts().into_iter().collect();
        loop {
            let offered = self.demand_choice(&unrefused);
            let taken = self.supply_choice(&offered);
            if taken == offered {
                return taken;
            }
            unrefused.retain(|contract| !offered.contains(contract) || taken.contains(contract));
        }
    }

    /// What both sides would rather have, of what is not in the set.
    pub fn blocking(&self, set: &Set) -> Vec<Contract> {
        let is_wanted = |contract: &Contract| {
            let with = with(set, *contract);
            self.demand_choice(&with).contains(contract) && self.supply_choice(&with).contains(contract)
        };
        let mut all: Vec<Contract> = self
            .contracts()
            .into_iter()
            .filter(|contract| !set.contains(contract) && is_wanted(contract))
            .collect();
        all.sort_unstable();
        all
    }

    pub fn is_stable(&self, set: &Set) -> bool {
        self.demand_choice(set) == *set && self.supply_choice(set) == *set && self.blocking(set).is_empty()
    }

    /// Every stable outcome there is.
    pub fn all_stable(&self) -> Vec<Set> {
        let contracts = self.contracts();
        let set = |chosen: u32| -> Set {
            let is_in = |place: &usize| chosen >> place & 1 == 1;
            (0..contracts.len()).filter(is_in).map(|place| contracts[place]).collect()
        };
        let fits = |set: &Set| self.demand_allows(set) && self.supply_allows(set) && self.is_stable(set);
        (0..1u32 << contracts.len()).map(set).filter(fits).collect()
    }
}

/// A set and one more.
pub fn with(set: &Set, contract: Contract) -> Set {
    set.iter().copied().chain([contract]).collect()
}

/// What an assignment holds beside the pins.
pub fn beside_pins(market: &Market, held: &[Contract]) -> Set {
    held.iter().copied().filter(|contract| !market.draft().pins.contains(contract)).collect()
}

fn greedy<K: Ord>(set: &Set, order: impl Fn(&Contract) -> K, allows: impl Fn(&Set) -> bool) -> Set {
    let mut sorted: Vec<Contract> = set.iter().copied().collect();
    sorted.sort_by_key(order);
    let mut chosen = Set::new();
    for contract in sorted {
        chosen.insert(contract);
        if !allows(&chosen) {
            chosen.remove(&contract);
        }
    }
    chosen
}
