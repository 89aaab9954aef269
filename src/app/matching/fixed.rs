//! What is settled before a run: pins and bans, by whoever runs it and by what both sides answered before.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::{
    app::workspace::Workspace,
    domain::{
        needs_round::Weekday,
        proposal::{Ground, Standing, pairing},
    },
    matching::Contract,
};

use super::{
    filed::{Asking, Filed},
    market::Numbers,
    round::{is_live, pairings},
};

/// See the module.
#[derive(Debug, Default)]
pub(super) struct Fixed {
    pub grounds: BTreeMap<Contract, Ground>,
    pub bans: Vec<(u32, u32)>,
    /// What cannot stand, since what it names was not filed, or does not fit, any more.
    pub lost: Vec<Standing>,
}

/// A need and an offer, by number.
type Pair = (u32, u32);

struct Fixing<'a> {
    filed: &'a Filed,
    numbers: &'a Numbers,
    needs: HashMap<&'a str, u32>,
    offers: HashMap<&'a str, u32>,
    /// Seats on a day, and needs, that are pinned.
    seats: HashSet<(u32, u8)>,
    taken: HashSet<u32>,
    /// On which days the pairs that were answered, or are being asked, come.
    live: HashSet<(Pair, Weekday)>,
    declined: HashSet<Pair>,
    fixed: Fixed,
}

/// All that stands in a round.
pub(super) fn fixed(
    workspace: &Workspace,
    (filed, numbers): (&Filed, &Numbers),
    round: &str,
    standing: &[Standing],
) -> Fixed {
    let mut fixing = Fixing {
        filed,
        numbers,
        needs: (0..).zip(&filed.needs).map(|(number, asking)| (asking.need.code.as_str(), number)).collect(),
        offers: (0..)
            .zip(&filed.offers)
            .map(|(number, offer)| (offer.supply.code.as_str(), number))
            .collect(),
        seats: HashSet::new(),
        taken: HashSet::new(),
        live: HashSet::new(),
        declined: HashSet::new(),
        fixed: Fixed::default(),
    };
    fixing.by_answers(workspace, round);
    standing.iter().for_each(|standing| fixing.by_standing(standing));
    let mut fixed = fixing.fixed;
    fixed.bans.sort_unstable();
    fixed.bans.dedup();
    fixed
}

impl Fixing<'_> {
    /// What was agreed in the round, or is being asked, stays; what was turned down or called off is left out.
    fn by_answers(&mut self, workspace: &Workspace, round: &str) {
        for (known, state) in pairings(workspace, round) {
            let lost = |day: Weekday| Standing {
                need: known.need.clone(),
                supply: known.supply.clone(),
                day: Some(day),
                why: "双方已约定或征询中".to_owned(),
            };
            let Some(pair) = self.numbered(&known.need, &known.supply) else {
                let gone = known.days.iter().filter(|_| is_live(state)).map(|day| lost(*day));
                self.fixed.lost.extend(gone);
                continue;
            };
            if !is_live(state) {
                if state != pairing::lapsed {
                    self.declined.insert(pair);
                }
                continue;
            }
            self.live.extend(known.days.iter().map(|day| (pair, *day)));
            let ground = if state == pairing::agreed { Ground::Agreed } else { Ground::Asked };
            let times = if known.form.is_single() { known.sessions as usize } else { known.days.len() };
            for day in known.days.iter().cycle().take(times) {
                if !self.pin(pair, *day, ground) {
                    self.fixed.lost.push(lost(*day));
                }
            }
        }
        // Who called one day off and comes on another still comes.
        let comes: HashSet<Pair> = self.live.iter().map(|(pair, _)| *pair).collect();
        self.declined.retain(|pair| !comes.contains(pair));
        self.declined.clone().into_iter().for_each(|pair| self.ban(pair));
    }

    fn by_standing(&mut self, standing: &Standing) {
        let pair = self.numbered(&standing.need, &standing.supply);
        let stands = match (pair, standing.day) {
            // Both sides have had their say, or are having it.
            (Some(pair), Some(day)) if self.live.contains(&(pair, day)) => true,
            (Some(pair), Some(day)) => !self.declined.contains(&pair) && self.pin(pair, day, Ground::Pinned),
            (Some(pair), None) => {
                self.ban(pair);
                true
            }
            (None, _) => false,
        };
        if !stands {
            self.fixed.lost.push(standing.clone());
        }
    }

    fn numbered(&self, need: &str, supply: &str) -> Option<Pair> {
        Some((*self.needs.get(need)?, *self.offers.get(supply)?))
    }

    /// In the first place and the first time that are not taken yet; false where the two do not go together on that day.
    fn pin(&mut self, (filing, offer): Pair, day: Weekday, ground: Ground) -> bool {
        let day = day.after_monday();
        let Some(asking) = self.filed.needs.get(filing as usize) else { return false };
        let seats = self.numbers.seats_of(offer);
        let fits =
            |seat: u32| self.numbers.taken(self.filed, asking, seat, day).is_some_and(|(of, _)| of == offer);
        let is_single = asking.need.form.is_single();
        let is_free = |seat: &u32| {
            let is_taken = |day: u8| self.seats.contains(&(*seat, day));
            !(is_taken(day) || is_single && (0..5).any(is_taken))
        };
        let seat = seats.iter().copied().find(is_free).or_else(|| seats.first().copied());
        let Some(seat) = seat.filter(|seat| fits(*seat)) else { return false };
        let mut needs = self.numbers.needs_of(filing);
        let first = needs.start;
        let free = if is_single { needs.find(|need| !self.taken.contains(need)) } else { Some(first) };
        let need = free.unwrap_or(first);
        self.seats.insert((seat, day));
        self.taken.insert(need);
        self.fixed.grounds.entry(Contract::new(need, seat, day)).or_insert(ground);
        true
    }

    /// Whoever comes by the offer does not come to the need, by whichever of their offers.
    fn ban(&mut self, (filing, offer): Pair) {
        let filed = self.filed;
        let (Some(asking), Some(own)) = (filed.needs.get(filing as usize), filed.offers.get(offer as usize))
        else {
            return;
        };
        let is_same = |number: u32, asking: &Asking| {
            let Some(other) = filed.offers.get(number as usize) else { return false };
            let is_theirs = number == offer || own.instructor.is_some() && other.who() == own.who();
            is_theirs && (other.supply.subject, other.supply.form) == (asking.need.subject, asking.need.form)
        };
        let offers = (0..filed.offers.len() as u32).filter(|number| is_same(*number, asking));
        let seats: Vec<u32> =
            offers.flat_map(|number| self.numbers.seats_of(number).iter().copied()).collect();
        let needs = self.numbers.needs_of(filing);
        self.fixed.bans.extend(needs.flat_map(|need| seats.iter().map(move |seat| (need, *seat))));
    }
}
