//! The market of a round: its needs as places of a week, its supplies as people who come.

use std::collections::{BTreeMap, HashMap};

use rust_decimal::{Decimal, prelude::ToPrimitive as _};

use crate::{
    app::workspace::Workspace,
    domain::{NeedsRound, field::rounded, needs_round::Weekday, session::Place},
    matching::{
        Candidate, Ceiling, Draft, Lists, Need, Supply,
        candidates::{Asked, Offered},
        set_aside,
    },
};

use super::filed::{Asking, Filed, Offering, bands, days, is_near, place, places};

/// More times of what is held once than anybody asks for, or gives, in a term.
const MOST_TIMES: u32 = 40;

/// Somebody who can come on a day of the week: with a course or a club one day a week, with a talk once.
#[derive(Debug)]
pub(super) struct Seat {
    /// Their offers, by number.
    offers: Vec<u32>,
    /// Of what is held once, which of its times it is.
    time: u32,
}

/// Which numbers of the market stand for what was filed.
#[derive(Debug, Default)]
pub(super) struct Numbers {
    /// Of each need of the market, the need that was filed.
    pub filing: Vec<u32>,
    /// Of each need that was filed, the first of the market.
    first: Vec<u32>,
    pub seats: Vec<Seat>,
    /// Offers of talks for which their people have no day left beside their courses.
    pub without_days: Vec<u32>,
    /// Of each offer, its seats.
    seats_of: Vec<Vec<u32>>,
    /// Of each offer, the days on which it can be taken up.
    days_of: Vec<u8>,
}

impl Seat {
    pub fn offers(&self) -> &[u32] {
        &self.offers
    }
}

impl Numbers {
    /// The seats of an offer.
    pub fn seats_of(&self, offer: u32) -> &[u32] {
        self.seats_of.get(offer as usize).map_or(&[], Vec::as_slice)
    }

    /// Needs are in standing order.
    pub fn of(filed: &Filed) -> Self {
        let mut numbers = Self::default();
        for (filing, asking) in (0..).zip(&filed.needs) {
            numbers.first.push(numbers.filing.len() as u32);
            numbers.filing.extend(std::iter::repeat_n(filing, times(asking)));
        }
        let series = |offer: &&Offering| !offer.supply.form.is_single() && offer.instructor.is_some();
        let mut busy = HashMap::<&str, u8>::new();
        for offer in filed.offers.iter().filter(series) {
            *busy.entry(offer.who()).or_default() |= days(&offer.supply.weekdays);
        }
        let mut people = HashMap::<&str, u32>::new();
        for (number, offer) in (0..).zip(&filed.offers) {
            let next = numbers.seats.len() as u32;
            let own = days(&offer.supply.weekdays);
            let is_single = offer.supply.form.is_single();
            // Who has a course on a day every week holds no talk on it.
            let kept = if is_single { busy.get(offer.who()).copied().unwrap_or_default() } else { 0 };
            numbers.days_of.push(own & !kept);
            if own & !kept == 0 {
                numbers.without_days.push(number);
            }
            let times = if is_single { offer.supply.sessions.min(MOST_TIMES) } else { 1 };
            let known = series(&offer)
                .then(|| *people.entry(offer.who()).or_insert(next))
                .filter(|seat| *seat < next);
            match known.and_then(|seat| numbers.seats.get_mut(seat as usize)) {
                Some(seat) => {
                    seat.offers.push(number);
                    numbers.seats_of.push(known.into_iter().collect());
                }
                None => {
                    numbers.seats.extend((0..times).map(|time| Seat { offers: vec![number], time }));
                    numbers.seats_of.push((next..next + times).collect());
                }
            }
        }
        numbers
    }

    /// The needs of the market that are one that was filed.
    pub fn needs_of(&self, filing: u32) -> std::ops::Range<u32> {
        let first =
            |filing: u32| self.first.get(filing as usize).copied().unwrap_or(self.filing.len() as u32);
        first(filing)..first(filing + 1)
    }

    /// Which of a seat's offers a school takes up on a day, and where that is.
    pub fn taken(&self, filed: &Filed, asking: &Asking, seat: u32, day: u8) -> Option<(u32, Place)> {
        let offers = self.seats.get(seat as usize)?.offers.iter();
        offers.copied().find_map(|number| {
            let offer = filed.offers.get(number as usize)?;
            let is_right = (offer.supply.subject, offer.supply.form)
                == (asking.need.subject, asking.need.form)
                && bands(&offer.supply.bands) & 1 << asking.need.band as u8 != 0
                && self.days_of.get(number as usize).is_some_and(|days| days >> day & 1 == 1)
                && days(&asking.need.weekdays) >> day & 1 == 1;
            let modes = places(&offer.supply.places) & places(&asking.need.places);
            is_right
                .then(|| place(modes, is_near(offer, &asking.school)))
                .flatten()
                .map(|place| (number, place))
        })
    }

    /// What the candidates of a need are looked for by.
    pub fn asked(filed: &Filed) -> Vec<Asked> {
        let one = |asking: &Asking| Asked {
            subject: asking.need.subject as u8,
            form: asking.need.form as u8,
            band: asking.need.band as u8,
            days: days(&asking.need.weekdays),
            modes: places(&asking.need.places),
        };
        filed.needs.iter().map(one).collect()
    }

    pub fn offered(&self, filed: &Filed) -> Vec<Offered> {
        let one = |(offer, days): (&Offering, &u8)| Offered {
            subject: offer.supply.subject as u8,
            form: offer.supply.form as u8,
            bands: bands(&offer.supply.bands),
            days: *days,
            modes: places(&offer.supply.places),
        };
        filed.offers.iter().zip(&self.days_of).map(one).collect()
    }

    /// The lists of the market, of those of what was filed.
    fn spread(&self, listed: &Lists<Candidate>) -> Lists<Candidate> {
        let mut lists = Lists::default();
        let mut own = Vec::<Candidate>::new();
        // Of each seat, for which need it was listed last, and where.
        let mut seen = vec![(u32::MAX, 0); self.seats.len()];
        for (need, filing) in (0..).zip(&self.filing) {
            own.clear();
            for candidate in listed.get(*filing) {
                for seat in self.seats_of(candidate.supply) {
                    match seen[*seat as usize] {
                        (of, place) if of == need => own[place].days |= candidate.days,
                        _ => {
                            seen[*seat as usize] = (need, own.len());
                            own.push(Candidate { supply: *seat, days: candidate.days });
                        }
                    }
                }
            }
            lists.push(own.iter().copied());
        }
        lists
    }
}

/// How many needs of the market one is: a place for each time of what is held once.
fn times(asking: &Asking) -> usize {
    let times = if asking.need.form.is_single() { asking.need.sessions.min(MOST_TIMES) } else { 1 };
    times as usize
}

/// The market but for pins and bans, with the units of its ceilings and those whose ceilings lie over nobody.
pub(super) fn draft(
    workspace: &Workspace,
    (filed, numbers): (&Filed, &Numbers),
    round: &NeedsRound,
    listed: &Lists<Candidate>,
    share: Decimal,
) -> (Draft, Vec<String>, Vec<String>) {
    let (ceilings, units) = ceilings(workspace, round);
    let over: Vec<_> = filed.needs.iter().map(|asking| over(workspace, &units, asking)).collect();
    let need = |filing: &u32| {
        let asking = &filed.needs[*filing as usize];
        let places = if asking.need.form.is_single() { 1 } else { asking.need.weekly.unwrap_or(1).min(5) };
        Need { places: places as u8, preferred: asking.is_preferred, ceiling: over[*filing as usize] }
    };
    let needs: Vec<Need> = numbers.filing.iter().map(need).collect();
    let lists = numbers.spread(listed);
    let supplies = supplies(filed, numbers, (&needs, &lists), share);
    let mut used = vec![false; units.len()];
    for lowest in over.into_iter().flatten() {
        let mut node = Some(lowest);
        while let Some(here) = node {
            used[here as usize] = true;
            node = ceilings[here as usize].parent;
        }
    }
    let idle = units.iter().zip(used).filter(|(_, used)| !used).map(|(unit, _)| unit.clone()).collect();
    let wishes = wishes(filed, numbers);
    let draft = Draft { needs, lists, supplies, wishes, ceilings, pins: Vec::new(), bans: Vec::new() };
    (draft, units, idle)
}

/// The lowest ceiling over a school.
fn over(workspace: &Workspace, units: &[String], asking: &Asking) -> Option<u32> {
    let mut above =
        std::iter::successors(Some(asking.need.school.as_str()), |unit| workspace.tree().superior(unit));
    above.find_map(|unit| units.iter().position(|of| of == unit)).map(|node| node as u32)
}

fn supplies(
    filed: &Filed,
    numbers: &Numbers,
    (needs, lists): (&[Need], &Lists<Candidate>),
    share: Decimal,
) -> Vec<Supply> {
    let mut wanted = vec![[0_u32; 5]; numbers.seats.len()];
    for (need, asked) in (0..).zip(needs).filter(|(_, need)| need.preferred) {
        for candidate in lists.get(need) {
            let Some(wanted) = wanted.get_mut(candidate.supply as usize) else { continue };
            for (day, count) in (0..).zip(wanted) {
                *count += u32::from(candidate.days >> day & 1) * u32::from(asked.places);
            }
        }
    }
    let one = |(seat, wanted): (&Seat, [u32; 5])| {
        let own = || {
            seat.offers
                .iter()
                .filter_map(|number| filed.offers.get(*number as usize).zip(Some(*number as usize)))
        };
        let offered =
            own().fold(0, |all, (_, number)| all | numbers.days_of.get(number).copied().unwrap_or_default());
        let is_single = own().any(|(offer, _)| offer.supply.form.is_single());
        let weekly = |offer: &Offering| {
            offer.supply.weekly.unwrap_or_else(|| days(&offer.supply.weekdays).count_ones())
        };
        // Offers of the same days are of the same afternoons: no more is promised than the most of them.
        let taken = |(offer, number): (&Offering, usize)| {
            (weekly(offer), numbers.days_of.get(number).copied().unwrap_or_default())
        };
        let offers: Vec<(u32, u8)> = own().map(taken).collect();
        let is_apart = offers.iter().map(|(_, days)| days.count_ones()).sum::<u32>() == offered.count_ones();
        let all = offers.iter().map(|(weekly, _)| *weekly);
        let most = if is_apart { all.sum::<u32>() } else { all.max().unwrap_or(1) };
        let capacity = if is_single { 1 } else { most.clamp(1, 5) };
        // Of what is held once, the first times are set aside; else days of the week.
        let of = if is_single {
            own().map(|(offer, _)| offer.supply.sessions.min(MOST_TIMES)).sum()
        } else {
            capacity
        };
        let aside = rounded(share * Decimal::from(of), 0);
        let aside = aside.to_u32().unwrap_or_default();
        let set_aside = match is_single {
            true if seat.time < aside => offered,
            true => 0,
            false => set_aside(offered, capacity as u8, aside.min(5) as u8, wanted),
        };
        Supply { days: offered, capacity: capacity as u8, set_aside }
    };
    numbers.seats.iter().zip(wanted).map(one).collect()
}

/// Of each seat, the needs of the schools that its offers name.
fn wishes(filed: &Filed, numbers: &Numbers) -> Lists<u32> {
    let mut of_school = HashMap::<&str, Vec<u32>>::new();
    for (need, filing) in (0..).zip(&numbers.filing) {
        of_school.entry(&filed.needs[*filing as usize].need.school).or_default().push(need);
    }
    let own = |seat: &Seat| {
        let offers = seat.offers.iter().filter_map(|number| filed.offers.get(*number as usize));
        let named = offers.flat_map(|offer| &offer.supply.wishes);
        named.filter_map(|school| of_school.get(school.as_str())).flatten().copied().collect::<Vec<_>>()
    };
    numbers.seats.iter().map(own).collect()
}

/// The ceilings, those above first, with their units. Of two of one unit the lower counts.
fn ceilings(workspace: &Workspace, round: &NeedsRound) -> (Vec<Ceiling>, Vec<String>) {
    let above = |unit: &str| {
        std::iter::successors(workspace.tree().superior(unit), |unit| workspace.tree().superior(unit))
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let mut named = BTreeMap::<&str, u32>::new();
    for ceiling in &round.ceilings {
        let most = named.entry(&ceiling.unit).or_insert(ceiling.most);
        *most = ceiling.most.min(*most);
    }
    let mut named: Vec<_> = named.into_iter().map(|(unit, most)| (above(unit), unit, most)).collect();
    named.sort_by_key(|(above, ..)| above.len());
    let units: Vec<String> = named.iter().map(|(_, unit, _)| (*unit).to_owned()).collect();
    let number = |unit: &String| units.iter().position(|of| of == unit).map(|node| node as u32);
    let nodes =
        named.iter().map(|(above, _, most)| Ceiling { parent: above.iter().find_map(number), most: *most });
    (nodes.collect(), units)
}

/// The day of a number; Monday of one that is none.
pub(super) fn weekday(day: u8) -> Weekday {
    Weekday::ALL.get(usize::from(day)).copied().unwrap_or(Weekday::Monday)
}
