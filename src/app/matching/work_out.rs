//! Working a run out, in steps between which whoever waits is told how far it is, or gives up.

use std::{collections::HashMap, rc::Rc, sync::Arc};

use jiff::civil::Date;
use rust_decimal::Decimal;

use crate::{
    app::{kinds::need::told, policies::Rulebook, workspace::Workspace},
    domain::{Kind, Label, NeedsRound, Record as _, proposal::Standing},
    matching::{
        Candidate, Contract, Draft, Fault, Lists, Market, Outcome, Run, candidates::Listing, first_come,
    },
    policy::{
        Policy,
        decision::Text,
        hook::{PREFERENCE, PRIORITY},
    },
};

use super::{
    asked::{preferring, score},
    fault::fault,
    filed::{Asking, Filed, is_near, place},
    fixed::{Fixed, fixed},
    made::{Fares, LeftOut, Made},
    made_of::Told,
    market::{Numbers, draft},
    round::{ByHand, Wanted, circumstances, last_run},
};

/// Goes on step by step until there is nothing left to do.
pub trait Steps {
    /// Whether it came to the end; else nobody wants it any more. `more` says how many are done, and of how many.
    fn go(&self, more: &mut dyn FnMut() -> Option<(usize, usize)>) -> impl Future<Output = bool>;
}

/// A run, and what it was worked out from, so that every pair of it can be explained.
#[derive(Debug)]
pub struct Finished {
    pub made: Made,
    pub(super) filed: Filed,
    pub(super) numbers: Numbers,
    pub(super) listed: Lists<Candidate>,
    pub(super) market: Market,
    /// The units of its ceilings.
    pub(super) ceilings: Vec<String>,
    pub(super) held: Vec<Contract>,
}

/// Offers made between two looks at the clock.
const TURNS: usize = 256;

/// Works a run out; nothing when nobody wants it any more.
///
/// # Errors
/// What the rules did wrong, and what cannot stand.
pub async fn work_out(
    workspace: &Arc<Workspace>,
    rulebook: &Rulebook,
    wanted: &Wanted,
    steps: &impl Steps,
) -> Result<Option<Finished>, Text> {
    let policy = rulebook.on(wanted.today)?;
    let round =
        workspace.needs_rounds.get(&wanted.round).ok_or_else(|| Text {
            zh: "没有这一轮对接".to_owned(),
            en: "There is no such round".to_owned(),
        })?;
    let mut filed = Filed::of(workspace, &policy, &wanted.round, wanted.today);
    let Some(()) = priorities(&policy, &mut filed, wanted.today, steps).await? else { return Ok(None) };
    filed.stand();
    let numbers = Numbers::of(&filed);
    let Some(listed) = candidates(&policy, (&filed, &numbers), wanted.today, steps).await? else {
        return Ok(None);
    };
    let share = policy.number("set_aside_share", wanted.today).unwrap_or_default();
    let running = Running { workspace, policy, filed, numbers, round, listed, share };
    running.finish(wanted, steps).await
}

/// Asks `priority` once a need.
async fn priorities(
    policy: &Rc<Policy>,
    filed: &mut Filed,
    today: Date,
    steps: &impl Steps,
) -> Result<Option<()>, Text> {
    if !policy.answers(&PRIORITY) {
        return Ok(Some(()));
    }
    let all = filed.needs.len();
    let mut asked = filed.needs.iter_mut().enumerate();
    let mut wrong = None;
    let came_to_the_end = steps
        .go(&mut || {
            let (done, asking) = asked.next()?;
            match score(policy, &PRIORITY, today, &told(asking.school.clone(), asking.services, today)) {
                Ok(points) => asking.points = points,
                Err(why) => {
                    wrong = Some(why);
                    return None;
                }
            }
            Some((done, all))
        })
        .await;
    match wrong {
        Some(why) => Err(why),
        None => Ok(came_to_the_end.then_some(())),
    }
}

/// Looks for the candidates of each need, and asks `preference` once a pair.
async fn candidates(
    policy: &Rc<Policy>,
    (filed, numbers): (&Filed, &Numbers),
    today: Date,
    steps: &impl Steps,
) -> Result<Option<Lists<Candidate>>, Text> {
    let (asked, offered) = (Numbers::asked(filed), numbers.offered(filed));
    let by_who = by_who(filed);
    let wished = |asking: &Asking| {
        let named = asking.need.wishes.iter().filter_map(|who| by_who.get(who.as_str()));
        named.flatten().copied().collect::<Vec<_>>()
    };
    let wishes: Lists<u32> = filed.needs.iter().map(wished).collect();
    let mut listing = Listing::new(&asked, &offered, None);
    let has_preference = policy.answers(&PREFERENCE);
    let mut wrong = None;
    let came_to_the_end = steps
        .go(&mut || {
            if listing.is_finished() || wrong.is_some() {
                return None;
            }
            let pair =
                |need: u32, offer: u32| filed.needs.get(need as usize).zip(filed.offers.get(offer as usize));
            let reach = |need: u32, offer: u32, modes: u8| {
                pair(need, offer)
                    .is_some_and(|(asking, offer)| place(modes, is_near(offer, &asking.school)).is_some())
            };
            let points = |need: u32, offer: u32| {
                let Some((asking, offer)) = pair(need, offer).filter(|_| has_preference && wrong.is_none())
                else {
                    return 0;
                };
                let facts = preferring(filed, asking, offer, today);
                score(policy, &PREFERENCE, today, &facts).unwrap_or_else(|why| {
                    wrong = Some(why);
                    0
                })
            };
            let done = listing.advance(1, &wishes, reach, points).end;
            Some((done, asked.len()))
        })
        .await;
    match wrong {
        Some(why) => Err(why),
        None => Ok(came_to_the_end.then(|| listing.finish())),
    }
}

/// Offers by whoever comes: a person, or an institution by itself or by its people.
fn by_who(filed: &Filed) -> HashMap<&str, Vec<u32>> {
    let mut all = HashMap::<&str, Vec<u32>>::new();
    for (number, offer) in (0..).zip(&filed.offers) {
        let named = offer.supply.instructor.as_deref().into_iter().chain([offer.supply.unit.as_str()]);
        named.for_each(|who| all.entry(who).or_default().push(number));
    }
    all
}

/// All that runs are made of.
struct Running<'a> {
    workspace: &'a Arc<Workspace>,
    policy: Rc<Policy>,
    filed: Filed,
    numbers: Numbers,
    round: &'a NeedsRound,
    listed: Lists<Candidate>,
    share: Decimal,
}

impl Running<'_> {
    /// What takes no part, with the talks for which nobody has a day left.
    fn left_out(&self) -> Vec<LeftOut> {
        let offers =
            self.numbers.without_days.iter().filter_map(|number| self.filed.offers.get(*number as usize));
        let busy = offers.map(|offer| LeftOut::of(Kind::Supply, offer.supply.code.clone(), BUSY));
        self.filed.left_out.iter().cloned().chain(busy).collect()
    }

    fn fixed(&self, standing: &[Standing]) -> Fixed {
        fixed(self.workspace, (&self.filed, &self.numbers), &self.round.id(), standing)
    }

    fn fault(&self, ceilings: &[String], why: Fault) -> Text {
        fault(self.workspace, (&self.filed, &self.numbers, ceilings), why)
    }

    async fn finish(self, wanted: &Wanted, steps: &impl Steps) -> Result<Option<Finished>, Text> {
        let filed = (&self.filed, &self.numbers);
        let (draft, ceilings, idle) = draft(self.workspace, filed, self.round, &self.listed, self.share);
        let Fixed { grounds, bans, mut lost } = self.fixed(&wanted.standing);
        let pins = grounds.keys().copied().collect();
        let say = |why: Fault| self.fault(&ceilings, why);
        let market = Market::new(Draft { pins, bans, ..draft }).map_err(say)?;
        let Some(outcome) = run(&market, steps).await else { return Ok(None) };
        let mut held = outcome.held.clone();
        for change in &wanted.by_hand {
            if !self.change(&market, &mut held, change) {
                let ByHand { need, supply, day, .. } = change.clone();
                lost.push(Standing { need, supply, day: Some(day), why: "手工调整".to_owned() });
            }
        }
        held.sort_unstable();
        let blocking = match wanted.by_hand.is_empty() {
            true => Vec::new(),
            false => crate::matching::blocking(&market, &held).map_err(say)?,
        };
        let mut order: Vec<u32> = (0..self.numbers.filing.len() as u32).collect();
        order.sort_by_cached_key(|need| {
            let asking = self.asking(*need);
            asking.map(|asking| (asking.filed_at.clone(), asking.need.code.clone()))
        });
        let booked = first_come(&market, &order);
        let Some((price, prices)) = self.prices(wanted, (&market, &ceilings), &outcome, steps).await? else {
            return Ok(None);
        };
        let told = self.told(&market);
        let needs = told.needs(&outcome, &held, &grounds);
        let made = Made {
            wanted: wanted.clone(),
            run: last_run(self.workspace, &wanted.round) + 1,
            seed: self.filed.seed.clone(),
            circumstances: circumstances(self.workspace, &wanted.round),
            sums: told.sums(&held),
            first_come: (told.sums(&booked.held), told.fare(&booked.held, &held)),
            price,
            prices,
            last: told.beside_the_last(&wanted.round, &needs),
            needs,
            blocked: blocking.iter().filter_map(|blocking| told.blocked(blocking)).collect(),
            left_out: self.left_out(),
            lost,
            idle_ceilings: idle,
            unknown_ways: told.unknown_ways(&held),
        };
        let Self { filed, numbers, listed, .. } = self;
        Ok(Some(Finished { made, filed, numbers, listed, market, ceilings, held }))
    }

    fn told<'b>(&'b self, market: &'b Market) -> Told<'b> {
        Told {
            workspace: self.workspace,
            policy: &self.policy,
            filed: &self.filed,
            numbers: &self.numbers,
            listed: &self.listed,
            market,
        }
    }

    fn asking(&self, need: u32) -> Option<&Asking> {
        self.filed.needs.get(*self.numbers.filing.get(need as usize)? as usize)
    }

    /// What everything that stands costs, together and one by one. What is changed by hand afterwards has no part in it.
    async fn prices(
        &self,
        wanted: &Wanted,
        market: (&Market, &[String]),
        outcome: &Outcome,
        steps: &impl Steps,
    ) -> Result<Option<(Option<Fares>, Vec<(Standing, Fares)>)>, Text> {
        if wanted.standing.is_empty() {
            return Ok(Some((None, Vec::new())));
        }
        let Some(price) = self.price(&[], market, outcome, steps).await? else { return Ok(None) };
        let mut prices = Vec::new();
        for standing in wanted.standing.iter().take(MOST_PRICES) {
            let others: Vec<_> = wanted.standing.iter().filter(|other| *other != standing).cloned().collect();
            let Some(price) = self.price(&others, market, outcome, steps).await? else { return Ok(None) };
            prices.push((standing.clone(), price));
        }
        Ok(Some((Some(price), prices)))
    }

    /// How needs fare by a run beside one in which only these stand.
    async fn price(
        &self,
        standing: &[Standing],
        (market, ceilings): (&Market, &[String]),
        outcome: &Outcome,
        steps: &impl Steps,
    ) -> Result<Option<Fares>, Text> {
        let Fixed { grounds, bans, .. } = self.fixed(standing);
        let without =
            market.with(grounds.into_keys().collect(), bans).map_err(|why| self.fault(ceilings, why))?;
        let before = run(&without, steps).await;
        Ok(before.map(|before| self.told(market).fare(&before.held, &outcome.held)))
    }

    /// Puts a pair in, or takes it out; false where there is none such.
    fn change(&self, market: &Market, held: &mut Vec<Contract>, change: &ByHand) -> bool {
        let code = |asking: &Asking| asking.need.code == change.need;
        let Some(filing) = self.filed.needs.iter().position(code) else { return false };
        let day = change.day.after_monday();
        let is_of = |contract: &Contract| {
            let taken = self
                .asking(contract.need)
                .and_then(|asking| self.numbers.taken(&self.filed, asking, contract.supply, day));
            let offer = taken.and_then(|(offer, _)| self.filed.offers.get(offer as usize));
            offer.is_some_and(|offer| offer.supply.code == change.supply)
        };
        let needs = self.numbers.needs_of(filing as u32);
        if !change.is_put_in {
            let of_it = |contract: &Contract| {
                needs.contains(&contract.need) && contract.day == day && is_of(contract)
            };
            let place = held.iter().position(of_it);
            return place.map(|place| held.remove(place)).is_some();
        }
        let listed = |need: u32| {
            market.draft().lists.get(need).iter().filter(|candidate| candidate.days >> day & 1 == 1)
        };
        let pairs = needs
            .flat_map(|need| listed(need).map(move |candidate| Contract::new(need, candidate.supply, day)));
        let is_free = |contract: &Contract| {
            let mut alike = held.iter();
            !alike.any(|other| {
                other.day == day && (other.need == contract.need || other.supply == contract.supply)
            })
        };
        let mut fitting: Vec<_> = pairs.filter(is_of).collect();
        fitting.sort_by_key(|contract| !is_free(contract));
        held.extend(fitting.first());
        !fitting.is_empty()
    }
}

const BUSY: Label = Label::new(
    "可安排日都已用于同一人的课程、社团或小组，没有日子再作报告、讲故事",
    "All its days are those of the same person's courses and clubs, so none is left for a talk",
);

/// More prices than anybody compares one by one.
const MOST_PRICES: usize = 12;

async fn run(market: &Market, steps: &impl Steps) -> Option<Outcome> {
    let mut run = Run::new(market);
    let came_to_the_end = steps
        .go(&mut || {
            let progress = run.advance(TURNS);
            (!progress.is_finished).then_some((progress.needs as usize, progress.of as usize))
        })
        .await;
    came_to_the_end.then(|| run.finish())
}
