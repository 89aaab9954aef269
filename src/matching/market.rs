//! What is matched: needs, supplies, ceilings, pins and bans.

use super::{
    contract::{Contract, DAYS},
    draft::{Candidate, Draft, Need, Supply, path},
    fault::{Breach, Fault},
    tally::Tally,
};

/// All school days.
const WEEK: u8 = (1 << DAYS) - 1;

/// A candidate as the run reads it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Listed {
    pub supply: u32,
    /// Where the need stands with the supply: its wishes first, then standing order.
    pub rank: u32,
    /// Days on which both can.
    pub days: u8,
    /// Days on which it is to be had beside pins and bans.
    pub open: u8,
}

/// What is filed, checked, and what is left of it beside the pins.
#[derive(Debug, Clone)]
pub struct Market {
    pub(super) draft: Draft,
    /// In the order of the lists.
    pub(super) listed: Vec<Listed>,
    /// What the pins leave.
    pub(super) beside_pins: Tally,
}

impl Market {
    /// Checks what is filed and takes the pins out.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn new(mut draft: Draft) -> Result<Self, Fault> {
        draft.pins.sort_unstable();
        draft.bans.sort_unstable();
        check_sizes(&draft)?;
        check_ceilings(&draft)?;
        check_lists(&draft)?;
        let mut beside_pins = Tally::new(&draft);
        for pin in &draft.pins {
            let breach = |breach| Fault::Pin(*pin, breach);
            if is_banned(&draft, pin.need, pin.supply) {
                return Err(breach(Breach::Banned));
            }
            beside_pins.add(&draft, *pin).map_err(breach)?;
        }
        let listed = listed(&draft, &beside_pins);
        Ok(Self { draft, listed, beside_pins })
    }

    /// The same with other pins and bans: what they cost is the difference between the two runs.
    ///
    /// # Errors
    /// When a pin cannot hold.
    pub fn with(&self, pins: Vec<Contract>, bans: Vec<(u32, u32)>) -> Result<Self, Fault> {
        Self::new(Draft { pins, bans, ..self.draft.clone() })
    }

    pub const fn draft(&self) -> &Draft {
        &self.draft
    }

    /// Where on the list of a need a supply stands; 0 is best.
    pub fn position(&self, need: u32, supply: u32) -> Option<u32> {
        let place = self.draft.lists.get(need).iter().position(|candidate| candidate.supply == supply)?;
        u32::try_from(place).ok()
    }

    pub fn is_banned(&self, need: u32, supply: u32) -> bool {
        is_banned(&self.draft, need, supply)
    }

    pub fn is_pinned(&self, contract: Contract) -> bool {
        self.draft.pins.binary_search(&contract).is_ok()
    }

    /// Where among all candidates one stands.
    pub(super) fn entry(&self, need: u32, supply: u32) -> Option<usize> {
        Some(self.draft.lists.range(need).start + self.position(need, supply)? as usize)
    }

    /// The ceilings over a need, lowest first.
    pub(super) fn path(&self, need: u32) -> impl Iterator<Item = u32> + use<'_> {
        path(&self.draft.ceilings, self.draft.needs[need as usize].ceiling)
    }

    /// The order in which a supply takes contracts, lowest first: set aside, rank, day.
    pub(super) fn key(&self, need: u32, listed: &Listed, day: u8) -> u64 {
        let is_set_aside = self.is_set_aside(Contract::new(need, listed.supply, day));
        u64::from(!is_set_aside) << 40 | u64::from(listed.rank) << 3 | u64::from(day)
    }

    /// Whether the supply has the day set aside, and for this need.
    pub(super) fn is_set_aside(&self, contract: Contract) -> bool {
        self.draft.needs[contract.need as usize].preferred
            && self.draft.supplies[contract.supply as usize].set_aside >> contract.day & 1 == 1
    }

    /// Whether a rank is one of a supply's wishes.
    pub(super) fn is_wish(&self, listed: &Listed) -> bool {
        (listed.rank as usize) < self.draft.wishes.get(listed.supply).len()
    }
}

fn is_banned(draft: &Draft, need: u32, supply: u32) -> bool {
    draft.bans.binary_search(&(need, supply)).is_ok()
}

fn check_sizes(draft: &Draft) -> Result<(), Fault> {
    let is_even = draft.lists.fit(draft.needs.len()) && draft.wishes.fit(draft.supplies.len());
    if !is_even {
        return Err(Fault::Uneven);
    }
    let limit = (u32::MAX / 4) as usize;
    let most = [
        draft.needs.len(),
        draft.supplies.len(),
        draft.ceilings.len(),
        draft.lists.items().len(),
        draft.wishes.items().len(),
    ];
    if most.into_iter().any(|count| count > limit) {
        return Err(Fault::TooLarge);
    }
    let is_bad = |need: &Need| !(1..=DAYS).contains(&usize::from(need.places));
    if let Some((need, _)) = (0..).zip(&draft.needs).find(|(_, need)| is_bad(need)) {
        return Err(Fault::Places(need));
    }
    let is_bad = |supply: &Supply| supply.capacity == 0 || supply.days & !WEEK != 0;
    match (0..).zip(&draft.supplies).find(|(_, supply)| is_bad(supply)) {
        Some((supply, _)) => Err(Fault::Offer(supply)),
        None => Ok(()),
    }
}

fn check_ceilings(draft: &Draft) -> Result<(), Fault> {
    for (node, ceiling) in (0..).zip(&draft.ceilings) {
        if ceiling.parent.is_some_and(|parent| parent >= node) {
            return Err(Fault::Parent(node));
        }
    }
    for (need, Need { ceiling, .. }) in (0..).zip(&draft.needs) {
        if let Some(node) = ceiling.filter(|node| *node as usize >= draft.ceilings.len()) {
            return Err(Fault::UnderCeiling { need, node });
        }
    }
    Ok(())
}

fn check_lists(draft: &Draft) -> Result<(), Fault> {
    let mut last_seen = vec![u32::MAX; draft.supplies.len()];
    for need in 0..draft.needs.len() as u32 {
        for &Candidate { supply, days } in draft.lists.get(need) {
            let Some(seen) = last_seen.get_mut(supply as usize) else {
                return Err(Fault::Listed { need, supply });
            };
            if std::mem::replace(seen, need) == need {
                return Err(Fault::ListedTwice { need, supply });
            }
            if days & !draft.supplies[supply as usize].days != 0 {
                return Err(Fault::ListedDays { need, supply });
            }
        }
    }
    for supply in 0..draft.supplies.len() as u32 {
        let is_unknown = |need: &&u32| **need as usize >= draft.needs.len();
        if let Some(need) = draft.wishes.get(supply).iter().find(is_unknown) {
            return Err(Fault::Wished { supply, need: *need });
        }
    }
    Ok(())
}

/// All candidates, with where their need stands with them and what the pins leave of their days.
fn listed(draft: &Draft, beside_pins: &Tally) -> Vec<Listed> {
    let wishes = wishes_by_need(draft);
    let mut wishes = wishes.iter().peekable();
    // What the supplies that wish for the need at hand have it at.
    let mut wished = vec![(u32::MAX, 0); draft.supplies.len()];
    let mut all = Vec::with_capacity(draft.lists.items().len());
    for (need, slot) in (0..).zip(&beside_pins.needs) {
        while let Some((_, supply, position)) = wishes.next_if(|wish| wish.0 == need) {
            if wished[*supply as usize].0 != need {
                wished[*supply as usize] = (need, *position);
            }
        }
        for &Candidate { supply, days } in draft.lists.get(need) {
            let (wished_by, position) = wished[supply as usize];
            let unwished = || draft.wishes.get(supply).len() as u32 + need;
            let rank = if wished_by == need { position } else { unwished() };
            let offer = beside_pins.supplies[supply as usize];
            let is_out = offer.left == 0 || (!draft.bans.is_empty() && is_banned(draft, need, supply));
            let open = if is_out { 0 } else { days & !slot.filled & !offer.filled };
            all.push(Listed { supply, rank, days, open });
        }
    }
    all
}

/// Wishes as (need, supply, position), in that order.
fn wishes_by_need(draft: &Draft) -> Vec<(u32, u32, u32)> {
    let mut all = Vec::with_capacity(draft.wishes.items().len());
    for supply in 0..draft.supplies.len() as u32 {
        all.extend(
            draft.wishes.get(supply).iter().zip(0..).map(|(need, position)| (*need, supply, position)),
        );
    }
    all.sort_unstable();
    all
}
