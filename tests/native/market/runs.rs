//! What a run gives.

use keqiao::matching::{Candidate, Contract, Draft, Market, Need, Outcome, Run, Supply};
use proptest::prelude::*;

use super::{
    drafts::{CROWDED, SMALL, Size, TINY, displaced, drafts},
    plain::{Plain, Set, beside_pins},
    sound,
};

fn run(draft: Draft) -> (Market, Outcome, Set) {
    let market = Market::new(draft).expect("sound");
    let outcome = Run::new(&market).finish();
    let held = beside_pins(&market, &outcome.held);
    (market, outcome, held)
}

fn cases(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(cases(4_000))]

    #[test]
    fn a_run_gives_what_the_definition_iterated_gives(draft in drafts(SMALL)) {
        let (market, _, held) = run(draft);
        prop_assert_eq!(held, Plain::of(&market).iterated());
    }

    #[test]
    fn an_outcome_is_stable_and_sound_and_holds_every_pin(draft in drafts(SMALL)) {
        let (market, outcome, held) = run(draft);
        prop_assert!(Plain::of(&market).is_stable(&held));
        prop_assert_eq!(sound(&market, &outcome.held), Ok(()));
        prop_assert!(outcome.held.is_sorted());
    }

    #[test]
    fn of_all_stable_outcomes_the_demand_side_would_choose_it(draft in drafts(TINY)) {
        let (market, _, held) = run(draft);
        let plain = Plain::of(&market);
        let all = plain.all_stable();
        prop_assert!(all.contains(&held));
        for other in all {
            let both = held.union(&other).copied().collect();
            prop_assert_eq!(plain.demand_choice(&both), held.clone());
        }
    }

    #[test]
    fn a_set_aside_day_goes_to_no_other_need_while_a_preferred_one_would_rather_have_it(draft in drafts(SMALL)) {
        let (market, _, held) = run(draft);
        let plain = Plain::of(&market);
        for contract in plain.contracts().iter().filter(|contract| plain.is_set_aside(contract)) {
            let holder = held.iter().find(|other| (other.supply, other.day) == (contract.supply, contract.day));
            let by_other = holder.is_some_and(|holder| !plain.is_set_aside(holder));
            let with = super::plain::with(&held, *contract);
            let would_rather = plain.demand_choice(&with).contains(contract);
            prop_assert!(!by_other || !would_rather, "{:?} is refused {:?}", contract.need, contract);
        }
    }
}

proptest! {
    #![proptest_config(cases(1_500))]

    #[test]
    fn a_run_with_many_waiting_at_ceilings_gives_the_same_too(draft in drafts(CROWDED)) {
        let (market, _, held) = run(draft);
        prop_assert_eq!(held, Plain::of(&market).iterated());
    }

    #[test]
    fn a_run_with_many_called_from_ceilings_within_ceilings_gives_the_same_too(draft in displaced()) {
        let (market, _, held) = run(draft);
        prop_assert_eq!(held, Plain::of(&market).iterated());
    }

    #[test]
    fn a_run_paused_after_every_turn_gives_the_same(draft in drafts(CROWDED)) {
        let market = Market::new(draft).expect("sound");
        let mut paused = Run::new(&market);
        let mut before = paused.advance(0);
        while !before.is_finished {
            let after = paused.advance(1);
            prop_assert!(after.needs >= before.needs && after.offers >= before.offers);
            before = after;
        }
        prop_assert_eq!(before.needs, before.of);
        prop_assert_eq!(paused.finish(), Run::new(&market).finish());
    }

    #[test]
    fn pinning_what_a_run_gives_changes_nothing(draft in drafts(SMALL)) {
        let (market, outcome, _) = run(draft);
        let pinned = market.with(outcome.held.clone(), market.draft().bans.clone()).expect("sound");
        prop_assert_eq!(Run::new(&pinned).finish().held, outcome.held);
    }
}

/// Needs of one place with these lists, over supplies.
fn simple(supplies: &[Supply], lists: &[(bool, &[(u32, u8)])]) -> Draft {
    let mut draft = Draft { supplies: supplies.to_vec(), ..Draft::default() };
    for (preferred, list) in lists {
        draft.needs.push(Need { places: 1, preferred: *preferred, ceiling: None });
        draft.lists.push(list.iter().map(|&(supply, days)| Candidate { supply, days }));
    }
    draft
}

#[test]
fn a_place_set_aside_is_released_when_no_preferred_need_wants_it() {
    let supply = Supply { days: 0b1, capacity: 1, set_aside: 0b1 };
    let other = (false, &[(0, 0b1)][..]);
    let (_, outcome, _) = run(simple(&[supply], &[other]));
    assert_eq!(outcome.held, [Contract::new(0, 0, 0)]);
    let (_, outcome, _) = run(simple(&[supply], &[other, (true, &[(0, 0b1)])]));
    assert_eq!(outcome.held, [Contract::new(1, 0, 0)]);
}

#[test]
fn a_wish_goes_before_standing_but_not_before_a_place_set_aside() {
    let supply = Supply { days: 0b1, capacity: 1, set_aside: 0b1 };
    let wanting = |preferred| (preferred, &[(0, 0b1)][..]);
    let mut draft = simple(&[supply], &[wanting(false), wanting(false)]);
    draft.wishes.push([1]);
    assert_eq!(run(draft.clone()).1.held, [Contract::new(1, 0, 0)]);
    draft.needs[0].preferred = true;
    assert_eq!(run(draft).1.held, [Contract::new(0, 0, 0)]);
}

#[test]
fn every_size_of_market_is_tried() {
    let Size { needs, supplies, days, .. } = TINY;
    assert!(needs * supplies * usize::from(days) <= 12, "every set of contracts can be tried");
}
