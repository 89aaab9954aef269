//! Reasons, questions and blocking contracts.

use keqiao::matching::{
    Blocking, By, Contract, Draft, Grid, Market, Open, OpenReason, Outcome, Run, Why, blocking, first_come,
};
use proptest::prelude::*;

use super::{
    drafts::{SMALL, assignment, drafts},
    plain::{Plain, Set, beside_pins, with},
};

fn cases() -> ProptestConfig {
    ProptestConfig { cases: 3_000, failure_persistence: None, ..ProptestConfig::default() }
}

fn run(draft: Draft) -> (Market, Outcome) {
    let market = Market::new(draft).expect("sound");
    let outcome = Run::new(&market).finish();
    (market, outcome)
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn nothing_blocks_what_a_run_gives(draft in drafts(SMALL)) {
        let (market, outcome) = run(draft);
        prop_assert_eq!(blocking(&market, &outcome.held), Ok(vec![]));
    }

    #[test]
    fn what_blocks_an_adjusted_assignment_is_what_both_sides_choose(draft in drafts(SMALL), seed: u64) {
        let market = Market::new(draft).expect("sound");
        let held = assignment(&market, seed);
        let plain = Plain::of(&market);
        let set = beside_pins(&market, &held);
        let found = blocking(&market, &held).expect("sound");
        prop_assert!(found.is_sorted());
        let contracts: Vec<Contract> = found.iter().map(|blocking| blocking.contract).collect();
        prop_assert_eq!(contracts, plain.blocking(&set));
        for Blocking { contract, demand_gives, supply_gives } in found {
            let with = with(&set, contract);
            prop_assert_eq!(plain.demand_choice(&with), without(&with, demand_gives));
            prop_assert_eq!(plain.supply_choice(&with), without(&with, supply_gives));
        }
    }

    #[test]
    fn every_open_place_has_a_reason(draft in drafts(SMALL), seed: u64) {
        let (market, outcome) = run(draft);
        check_open(&market, &outcome)?;
        let mut order: Vec<u32> = (0..market.draft().needs.len() as u32).collect();
        fastrand::Rng::with_seed(seed).shuffle(&mut order);
        check_open(&market, &first_come(&market, &order))?;
    }

    #[test]
    fn why_fits_the_outcome_for_every_pair(draft in drafts(SMALL)) {
        let (market, outcome) = run(draft);
        check_why(&market, &outcome.held, true)?;
    }

    #[test]
    fn why_fits_an_adjusted_assignment_too(draft in drafts(SMALL), seed: u64) {
        let market = Market::new(draft).expect("sound");
        check_why(&market, &assignment(&market, seed), false)?;
    }
}

fn without(set: &Set, given: Option<Contract>) -> Set {
    set.iter().copied().filter(|contract| Some(*contract) != given).collect()
}

/// What a need holds.
fn of(outcome: &Outcome, need: u32) -> impl Iterator<Item = &Contract> {
    outcome.held.iter().filter(move |contract| contract.need == need)
}

fn check_open(market: &Market, outcome: &Outcome) -> Result<(), TestCaseError> {
    let plain = Plain::of(market);
    for (need, wanted) in (0..).zip(&market.draft().needs) {
        let open = outcome.open.iter().filter(|open| open.need == need);
        let places: u8 = open.clone().map(|open| open.places).sum();
        prop_assert_eq!(usize::from(places) + of(outcome, need).count(), usize::from(wanted.places));
        let allowed = market.draft().lists.get(need).iter().filter(|one| !market.is_banned(need, one.supply));
        let used = of(outcome, need).fold(0u8, |used, contract| used | 1 << contract.day);
        let free = allowed.clone().fold(0, |days, candidate| days | candidate.days) & !used;
        let may_fill = |open: &&Open| matches!(open.reason, OpenReason::Outranked | OpenReason::Ceiling(_));
        let filling: u8 = open.clone().filter(may_fill).map(|open| open.places).sum();
        prop_assert_eq!(u32::from(filling), free.count_ones().min(u32::from(places)));
        for open in open {
            prop_assert!(open.places > 0);
            match open.reason {
                OpenReason::NoCandidate => prop_assert_eq!(allowed.clone().count(), 0),
                OpenReason::Outranked => prop_assert!(free.count_ones() >= u32::from(open.places)),
                OpenReason::DaysUsed => {
                    prop_assert!(allowed.clone().count() > 0);
                    prop_assert!(u32::from(places) > free.count_ones());
                }
                OpenReason::Ceiling(node) => {
                    let held = outcome.held.iter().filter(|contract| plain.is_under(contract.need, node));
                    prop_assert!(plain.is_under(need, node));
                    prop_assert_eq!(held.count(), market.draft().ceilings[node as usize].most as usize);
                }
            }
        }
    }
    Ok(())
}

fn check_why(market: &Market, held: &[Contract], is_stable: bool) -> Result<(), TestCaseError> {
    let grid = Grid::new(market, held).expect("sound");
    for need in 0..market.draft().needs.len() as u32 {
        for supply in 0..market.draft().supplies.len() as u32 {
            let days: Vec<Why> = (0..5).map(|day| grid.why(need, supply, Some(day))).collect();
            for (day, why) in (0..).zip(&days) {
                check_one(market, held, Contract::new(need, supply, day), *why)?;
                prop_assert!(!is_stable || *why != Why::Wanted);
            }
            let of_all = grid.why(need, supply, None);
            prop_assert!(days.contains(&of_all), "{of_all:?} is the reason of some day: {days:?}");
            let has = held.iter().any(|contract| (contract.need, contract.supply) == (need, supply));
            prop_assert_eq!(matches!(of_all, Why::Held(_)), has);
        }
    }
    Ok(())
}

/// Whether the reason given is one.
fn check_one(market: &Market, held: &[Contract], asked: Contract, why: Why) -> Result<(), TestCaseError> {
    let plain = Plain::of(market);
    let listed = market.draft().lists.get(asked.need).iter().find(|one| one.supply == asked.supply);
    let before =
        |own: &Contract| market.is_pinned(*own) || plain.demand_order(own) < plain.demand_order(&asked);
    let own: Vec<&Contract> = held.iter().filter(|contract| contract.need == asked.need).collect();
    match why {
        Why::Held(contract) => prop_assert!(contract == asked && held.contains(&asked)),
        Why::NotListed => prop_assert!(listed.is_none()),
        Why::OffDay => prop_assert!(listed.is_some_and(|listed| listed.days >> asked.day & 1 == 0)),
        Why::Banned => prop_assert!(market.draft().bans.contains(&(asked.need, asked.supply))),
        Why::DayUsed(used) => {
            prop_assert!(own.contains(&&used) && used.day == asked.day && before(&used));
        }
        Why::Satisfied(worst) => {
            prop_assert_eq!(own.len(), usize::from(market.draft().needs[asked.need as usize].places));
            prop_assert!(own.contains(&&worst) && own.iter().all(|own| before(own)));
            let is_worst = |own: &&Contract| {
                market.is_pinned(**own) || plain.demand_order(own) <= plain.demand_order(&worst)
            };
            prop_assert!(own.iter().all(is_worst));
        }
        Why::Ceiling(node) => {
            let under: Vec<_> = held.iter().filter(|one| plain.is_under(one.need, node)).collect();
            prop_assert!(plain.is_under(asked.need, node) && under.iter().all(|one| before(one)));
            prop_assert_eq!(under.len(), market.draft().ceilings[node as usize].most as usize);
        }
        Why::HeldBy { need, day, by } => {
            let holder = Contract::new(need, asked.supply, day);
            prop_assert!(held.contains(&holder));
            check_by(market, &plain, (holder, asked), by)?;
            let of_supply = || held.iter().filter(|contract| contract.supply == asked.supply);
            let full =
                of_supply().count() == usize::from(market.draft().supplies[asked.supply as usize].capacity);
            prop_assert!(day == asked.day || full);
            let is_weakest = |one: &Contract| {
                market.is_pinned(*one) || plain.supply_order(one) <= plain.supply_order(&holder)
            };
            prop_assert!(day == asked.day || by == By::Pin || of_supply().all(is_weakest));
        }
        Why::Wanted => prop_assert!(plain.blocking(&beside_pins(market, held)).contains(&asked)),
    }
    Ok(())
}

fn check_by(
    market: &Market,
    plain: &Plain,
    (holder, asked): (Contract, Contract),
    by: By,
) -> Result<(), TestCaseError> {
    if by == By::Pin {
        prop_assert!(market.is_pinned(holder));
        return Ok(());
    }
    let (held, wanted) = (plain.supply_order(&holder), plain.supply_order(&asked));
    prop_assert!(held < wanted);
    let expected = match () {
        () if held.0 != wanted.0 => By::SetAside,
        () if holder.need == asked.need => By::Own,
        () if held.1 != wanted.1 => By::Wish,
        () => By::Standing,
    };
    prop_assert_eq!(by, expected);
    Ok(())
}
