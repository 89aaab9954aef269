//! What a run comes to, in the words of what was filed.

use std::{
    cmp::Ordering,
    collections::{BTreeMap, BTreeSet},
};

use rust_decimal::Decimal;

use crate::{
    app::workspace::Workspace,
    domain::{
        Record as _,
        needs_round::Weekday,
        proposal::{Ground, Open},
        session::Place,
    },
    matching::{
        Blocking, Candidate, Change, Contract, Lists, Market, OpenReason, Outcome, Supply,
        candidates::{Asked, lacking},
        compare,
    },
    policy::{Policy, decision::Text, hook::PRIORITY},
    say,
};

use super::{
    filed::{Asking, Filed, Offering, is_near, place, way},
    made::{Blocked, Compared, Fares, Lacks, NeedMade, PairMade, Sums},
    market::{Numbers, weekday},
    round::{comes_by, proposals},
};

/// A market, with what it was made of.
#[derive(Clone, Copy)]
pub(super) struct Told<'a> {
    pub workspace: &'a Workspace,
    pub policy: &'a Policy,
    pub filed: &'a Filed,
    pub numbers: &'a Numbers,
    /// The candidates of each need that was filed, by offer.
    pub listed: &'a Lists<Candidate>,
    pub market: &'a Market,
}

/// Of contracts in order those of some needs.
fn of<'a>(held: &'a [Contract], needs: &std::ops::Range<u32>) -> &'a [Contract] {
    let from = held.partition_point(|contract| contract.need < needs.start);
    let until = held.partition_point(|contract| contract.need < needs.end);
    held.get(from..until).unwrap_or_default()
}

impl<'a> Told<'a> {
    /// The need that was filed, and its number.
    pub fn asking(&self, need: u32) -> Option<(u32, &'a Asking)> {
        let filing = *self.numbers.filing.get(need as usize)?;
        Some((filing, self.filed.needs.get(filing as usize)?))
    }

    /// The offer by which somebody comes.
    pub fn offering(&self, contract: Contract) -> Option<(u32, &'a Offering)> {
        let (_, asking) = self.asking(contract.need)?;
        let (offer, _) = self.numbers.taken(self.filed, asking, contract.supply, contract.day)?;
        Some((offer, self.filed.offers.get(offer as usize)?))
    }

    pub fn school(&self, need: u32) -> String {
        self.asking(need).map(|(_, asking)| asking.school.name.clone()).unwrap_or_default()
    }

    pub fn who(&self, contract: Contract) -> String {
        self.offering(contract).map(|(_, offer)| self.name(offer)).unwrap_or_default()
    }

    pub fn name(&self, offer: &Offering) -> String {
        comes_by(self.workspace, &offer.supply)
    }

    /// From 1, in the school's order of those who could come.
    fn choice(&self, filing: u32, offer: u32) -> u32 {
        let place = self.listed.get(filing).iter().position(|candidate| candidate.supply == offer);
        place.unwrap_or_else(|| self.listed.get(filing).len()) as u32 + 1
    }

    fn places(&self, filing: u32) -> u32 {
        let needs = self.numbers.needs_of(filing);
        needs
            .filter_map(|need| self.market.draft().needs.get(need as usize))
            .map(|need| u32::from(need.places))
            .sum()
    }

    pub fn sums(&self, held: &[Contract]) -> Sums {
        let mut sums = Sums::default();
        for (filing, asking) in (0..).zip(&self.filed.needs) {
            let places = self.places(filing);
            let own = of(held, &self.numbers.needs_of(filing));
            let is_first = |contract: &&Contract| {
                self.offering(**contract).is_some_and(|(offer, _)| self.choice(filing, offer) == 1)
            };
            sums.needs += 1;
            sums.wholly += u32::from(own.len() as u32 >= places);
            sums.places += places;
            sums.given += own.len() as u32;
            sums.first_choice += own.iter().filter(is_first).count() as u32;
            if asking.is_preferred {
                sums.preferred_places += places;
                sums.preferred_given += own.len() as u32;
            }
        }
        let draft = self.market.draft();
        let aside = |supply: &Supply| supply.set_aside.count_ones().min(supply.capacity.into());
        sums.set_aside = draft.supplies.iter().map(aside).sum();
        for contract in held {
            let supply = draft.supplies.get(contract.supply as usize);
            let need = draft.needs.get(contract.need as usize);
            let is_aside = supply.is_some_and(|supply| supply.set_aside >> contract.day & 1 == 1);
            match need.map(|need| need.preferred).filter(|_| is_aside) {
                Some(true) => sums.set_aside_taken += 1,
                Some(false) => sums.set_aside_released += 1,
                None => {}
            }
        }
        sums
    }

    /// How the needs that were filed fare from one assignment to another.
    pub fn fare(&self, before: &[Contract], after: &[Contract]) -> Fares {
        let changes = compare(self.market, before, after);
        let mut fares = Fares::default();
        for filing in 0..self.filed.needs.len() as u32 {
            let needs = self.numbers.needs_of(filing);
            let own = changes.get(needs.start as usize..needs.end as usize).unwrap_or_default();
            let has = |change| own.contains(&change);
            let count = match of(after, &needs).len().cmp(&of(before, &needs).len()) {
                Ordering::Greater => &mut fares.gained,
                Ordering::Less => &mut fares.lost,
                Ordering::Equal if has(Change::Worse) || has(Change::Lost) => &mut fares.worse,
                Ordering::Equal if has(Change::Better) => &mut fares.better,
                Ordering::Equal => &mut fares.same,
            };
            *count += 1;
        }
        fares
    }

    /// What becomes of each need, in standing order.
    pub fn needs(
        &self,
        outcome: &Outcome,
        held: &[Contract],
        grounds: &BTreeMap<Contract, Ground>,
    ) -> Vec<NeedMade> {
        let asked = Numbers::asked(self.filed);
        let offered = self.numbers.offered(self.filed);
        let has_points = self.policy.answers(&PRIORITY);
        let one = |(filing, asking): (u32, &Asking)| {
            let needs = self.numbers.needs_of(filing);
            let own = of(held, &needs);
            let places = self.places(filing);
            let left = places.saturating_sub(own.len() as u32);
            let lacking = self.listed.get(filing).is_empty().then(|| asked.get(filing as usize)).flatten();
            let lacking = lacking.map(|asked: &Asked| {
                let near = |offer: u32, modes: u8| {
                    let offer = self.filed.offers.get(offer as usize);
                    offer.is_some_and(|offer| place(modes, is_near(offer, &asking.school)).is_some())
                };
                lacking_of(asked, &offered, near)
            });
            NeedMade {
                need: asking.need.code.clone(),
                school: asking.need.school.clone(),
                title: asking.need.title(),
                points: has_points.then(|| Decimal::new(asking.points.into(), 2).normalize()),
                is_preferred: asking.is_preferred,
                places,
                pairs: own
                    .iter()
                    .filter_map(|contract| self.pair(filing, asking, *contract, (outcome, grounds)))
                    .collect(),
                open: self.open(outcome, &needs, left),
                lacking,
            }
        };
        (0..).zip(&self.filed.needs).map(one).collect()
    }

    fn pair(
        &self,
        filing: u32,
        asking: &Asking,
        contract: Contract,
        (outcome, grounds): (&Outcome, &BTreeMap<Contract, Ground>),
    ) -> Option<PairMade> {
        let (number, place) = self.numbers.taken(self.filed, asking, contract.supply, contract.day)?;
        let offer = self.filed.offers.get(number as usize)?;
        let worked_out = || match outcome.held.binary_search(&contract) {
            Ok(_) => Ground::Run,
            Err(_) => Ground::Hand,
        };
        Some(PairMade {
            supply: offer.supply.code.clone(),
            who: offer.who().to_owned(),
            day: weekday(contract.day),
            place,
            choice: self.choice(filing, number),
            ground: grounds.get(&contract).copied().unwrap_or_else(worked_out),
            short: (!asking.need.form.is_single() && offer.supply.sessions < asking.need.sessions)
                .then_some(offer.supply.sessions),
        })
    }

    /// Why places stay open; what was left open by hand has no other reason.
    fn open(&self, outcome: &Outcome, needs: &std::ops::Range<u32>, mut left: u32) -> Vec<(u32, Open)> {
        let mut open = Vec::<(u32, Open)>::new();
        let from = outcome.open.partition_point(|open| open.need < needs.start);
        for place in outcome.open.iter().skip(from).take_while(|open| needs.contains(&open.need)) {
            let why = match place.reason {
                OpenReason::NoCandidate => Open::NoCandidate,
                OpenReason::Outranked => Open::Outranked,
                OpenReason::Ceiling(_) => Open::Ceiling,
                OpenReason::DaysUsed => Open::Days,
            };
            let places = u32::from(place.places).min(left);
            left -= places;
            match open.iter_mut().find(|(_, known)| *known == why) {
                _ if places == 0 => {}
                Some((count, _)) => *count += places,
                None => open.push((places, why)),
            }
        }
        if left > 0 {
            open.push((left, Open::Hand));
        }
        open
    }

    /// What is new, and what is gone, beside the proposal before.
    pub fn beside_the_last(&self, round: &str, needs: &[NeedMade]) -> Option<Compared> {
        let runs = proposals(self.workspace, round).filter_map(|run| self.workspace.proposals.get(&run.id));
        let last = runs.max_by_key(|proposal| proposal.run)?;
        let before: BTreeSet<_> =
            last.pairs.iter().map(|pair| (pair.need.clone(), pair.supply.clone(), pair.day)).collect();
        let pairs = |need: &NeedMade| {
            let own = need.pairs.iter().map(|pair| (need.need.clone(), pair.supply.clone(), pair.day));
            own.collect::<Vec<_>>()
        };
        let now: BTreeSet<(String, String, Weekday)> = needs.iter().flat_map(pairs).collect();
        Some(Compared {
            proposal: last.code.clone(),
            kept: now.intersection(&before).count() as u32,
            new: now.difference(&before).cloned().collect(),
            gone: before.difference(&now).cloned().collect(),
        })
    }

    /// A pair that both sides would rather have.
    pub fn blocked(&self, blocking: &Blocking) -> Option<Blocked> {
        let Blocking { contract, demand_gives, supply_gives } = *blocking;
        let (_, asking) = self.asking(contract.need)?;
        let (_, offer) = self.offering(contract)?;
        let day = weekday(contract.day);
        let (school, who) = (&asking.school.name, self.name(offer));
        let gives =
            |of: Option<Contract>| of.map(|of| (self.school(of.need), self.who(of), weekday(of.day).label()));
        let (gives_up, comes_off) = (gives(demand_gives), gives(supply_gives));
        let said = Text::both(|lang| {
            let on = day.label();
            let on = on.text(lang);
            let mut said = say!(
                lang,
                "{on}：{school}和{who}更愿意互选",
                "{on}: {school} and {who} would rather have each other"
            );
            if let Some((_, other, on)) = &gives_up {
                let on = on.text(lang);
                said.push_str(&say!(
                    lang,
                    "；学校为此放弃{on}的{other}",
                    "; the school would give up {other} on {on}"
                ));
            }
            if let Some((other, _, on)) = &comes_off {
                let on = on.text(lang);
                said.push_str(&say!(
                    lang,
                    "；对方为此放弃{on}的{other}",
                    "; who comes would give up {other} on {on}"
                ));
            }
            said
        });
        Some(Blocked { need: asking.need.code.clone(), supply: offer.supply.code.clone(), day, said })
    }

    /// Pairs at a school of which nobody knows how far the way is, where somebody says how far they come.
    pub fn unknown_ways(&self, held: &[Contract]) -> u32 {
        let is_unknown = |contract: &&Contract| {
            let (Some((_, asking)), Some((_, offer))) =
                (self.asking(contract.need), self.offering(**contract))
            else {
                return false;
            };
            let (_, place) = self.numbers.taken(self.filed, asking, contract.supply, contract.day).unzip();
            let comes = place == Some(Place::Campus) && offer.supply.reach_km.is_some();
            comes && way(offer, &asking.school).is_none()
        };
        held.iter().filter(is_unknown).count() as u32
    }
}

fn lacking_of(
    asked: &Asked,
    offered: &[crate::matching::candidates::Offered],
    near: impl FnMut(u32, u8) -> bool,
) -> Lacks {
    let found = lacking(asked, offered, near);
    Lacks {
        subject: found.subject,
        form: found.form,
        band: found.band,
        days: found.days,
        places: found.modes,
        reach: found.reach,
    }
}
