//! The market of a round: its needs as places of a week, its supplies as people who come.

use std::collections::{BTreeMap, HashMap};

use rust_decimal::{Decimal, RoundingStrategy, prelude::ToPrimitive as _};

use crate::{
    app::workspace::Workspace,
    domain::{
        Kind, NeedsRound,
        needs_round::Weekday,
        proposal::{Ground, Standing, pairing},
        session::Place,
    },
    matching::{
        Candidate, Ceiling, Contract, Draft, Lists, Need, Supply,
        candidates::{Asked, Offered},
        set_aside,
    },
};

use super::filed::{Asking, Filed, Offering, bands, bit, days, is_near, place, places};

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
                && self.days_of.get(number as usize).is_some_and(|days| days >> day & 1 == 1);
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
        for filing in &self.filing {
            own.clear();
            for candidate in listed.get(*filing) {
                for seat in self.seats_of.get(candidate.supply as usize).into_iter().flatten() {
                    match own.iter_mut().find(|known| known.supply == *seat) {
                        Some(known) => known.days |= candidate.days,
                        None => own.push(Candidate { supply: *seat, days: candidate.days }),
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

/// Where numbers meet a mask: a modes' bit is never that of another place.
const _: () = assert!(bit(Place::Campus) != bit(Place::Online));

/// The market, and what was settled before the run.
#[derive(Debug)]
pub(super) struct Drafted {
    pub draft: Draft,
    pub grounds: BTreeMap<Contract, Ground>,
    /// Units of the ceilings.
    pub ceilings: Vec<String>,
    /// What was to stand and cannot, since what it names was not filed.
    pub lost: Vec<Standing>,
}

/// All but the faults that only the market itself finds.
pub(super) fn draft(
    workspace: &Workspace,
    (filed, numbers): (&Filed, &Numbers),
    round: &NeedsRound,
    listed: &Lists<Candidate>,
    (standing, share): (&[Standing], Decimal),
) -> Drafted {
    let (ceilings, units) = ceilings(workspace, round);
    let lowest = |asking: &Asking| {
        let mut above =
            std::iter::successors(Some(asking.need.school.as_str()), |unit| workspace.tree().superior(unit));
        above.find_map(|unit| units.iter().position(|of| of == unit)).map(|node| node as u32)
    };
    let need = |filing: &u32| {
        let asking = &filed.needs[*filing as usize];
        let places = if asking.need.form.is_single() { 1 } else { asking.need.weekly.unwrap_or(1).min(5) };
        Need { places: places as u8, preferred: asking.is_preferred, ceiling: lowest(asking) }
    };
    let needs: Vec<Need> = numbers.filing.iter().map(need).collect();
    let lists = numbers.spread(listed);
    let supplies = supplies(filed, numbers, (&needs, &lists), share);
    let mut fixed = Fixed { filed, numbers, grounds: BTreeMap::new(), bans: Vec::new(), lost: Vec::new() };
    fixed.by_pairings(workspace, &round_id(round));
    standing.iter().for_each(|standing| fixed.by_standing(standing));
    let Fixed { grounds, mut bans, lost, .. } = fixed;
    bans.sort_unstable();
    bans.dedup();
    let draft = Draft {
        needs,
        lists,
        supplies,
        wishes: wishes(filed, numbers),
        ceilings,
        pins: grounds.keys().copied().collect(),
        bans,
    };
    Drafted { draft, grounds, ceilings: units, lost }
}

fn round_id(round: &NeedsRound) -> String {
    crate::domain::Record::id(round)
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
        let capacity =
            if is_single { 1 } else { own().map(|(offer, _)| weekly(offer)).sum::<u32>().clamp(1, 5) };
        // Of what is held once, the first times are set aside; else days of the week.
        let of = if is_single {
            own().map(|(offer, _)| offer.supply.sessions.min(MOST_TIMES)).sum()
        } else {
            capacity
        };
        let aside =
            (share * Decimal::from(of)).round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero);
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

/// Pins and bans, as they are gathered.
struct Fixed<'a> {
    filed: &'a Filed,
    numbers: &'a Numbers,
    grounds: BTreeMap<Contract, Ground>,
    bans: Vec<(u32, u32)>,
    lost: Vec<Standing>,
}

impl Fixed<'_> {
    /// What was agreed in the round, or is being asked, stays; what was turned down or called off is left out.
    fn by_pairings(&mut self, workspace: &Workspace, round: &str) {
        for pair in workspace.records_of(Kind::Pairing) {
            let proposal = workspace.proposals.get(pair.text("proposal"));
            let Some(known) = workspace.pairings.get(&pair.id) else { continue };
            let (Some(state), true) = (pair.state, proposal.is_some_and(|proposal| proposal.round == round))
            else {
                continue;
            };
            let Some((filing, offer)) = self.numbered(&known.need, &known.supply) else { continue };
            match state.code {
                pairing::asked | pairing::agreed => {
                    let times =
                        if self.is_single(offer) { known.sessions as usize } else { known.days.len() };
                    for day in known.days.iter().cycle().take(times) {
                        self.pin((filing, offer), day.after_monday(), Ground::Agreed);
                    }
                }
                pairing::lapsed => {}
                _ => self.ban(filing, offer),
            }
        }
    }

    fn by_standing(&mut self, standing: &Standing) {
        match (self.numbered(&standing.need, &standing.supply), standing.day) {
            (Some(pair), Some(day)) => self.pin(pair, day.after_monday(), Ground::Pinned),
            (Some((filing, offer)), None) => self.ban(filing, offer),
            (None, _) => self.lost.push(standing.clone()),
        }
    }

    fn numbered(&self, need: &str, supply: &str) -> Option<(u32, u32)> {
        let filing = self.filed.needs.iter().position(|asking| asking.need.code == need)?;
        let offer = self.filed.offers.iter().position(|offer| offer.supply.code == supply)?;
        Some((filing as u32, offer as u32))
    }

    /// In the first place and the first time that are not taken yet.
    fn pin(&mut self, (filing, offer): (u32, u32), day: u8, ground: Ground) {
        let seats = self.numbers.seats_of.get(offer as usize).map_or(&[][..], Vec::as_slice);
        let is_pinned = |seat: u32| {
            self.grounds.keys().any(|pin| {
                (pin.supply, pin.day) == (seat, day) || (pin.supply == seat && self.is_single(offer))
            })
        };
        let seat = seats.iter().copied().find(|seat| !is_pinned(*seat)).or_else(|| seats.first().copied());
        let taken = |need: u32| self.grounds.keys().any(|pin| pin.need == need);
        let mut needs = self.numbers.needs_of(filing);
        let need = match self.is_single(offer) {
            true => needs.clone().find(|need| !taken(*need)).or_else(|| needs.next()),
            false => needs.next(),
        };
        if let Some((need, seat)) = need.zip(seat) {
            self.grounds.entry(Contract::new(need, seat, day)).or_insert(ground);
        }
    }

    fn ban(&mut self, filing: u32, offer: u32) {
        let seats = self.numbers.seats_of.get(offer as usize).into_iter().flatten();
        self.bans.extend(seats.flat_map(|seat| self.numbers.needs_of(filing).map(move |need| (need, *seat))));
    }

    fn is_single(&self, offer: u32) -> bool {
        self.filed.offers.get(offer as usize).is_some_and(|offer| offer.supply.form.is_single())
    }
}

/// The day of a number; Monday of one that is none.
pub(super) fn weekday(day: u8) -> Weekday {
    Weekday::ALL.get(usize::from(day)).copied().unwrap_or(Weekday::Monday)
}
