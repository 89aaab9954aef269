//! Plain booking, and what changes from one assignment to another.

use keqiao::matching::{Candidate, Change, Contract, Draft, Market, Need, Supply, compare, first_come};
use proptest::prelude::*;

use super::{
    drafts::{SMALL, assignment, drafts},
    plain::{Plain, Set},
    sound,
};

fn cases() -> ProptestConfig {
    ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() }
}

fn order(market: &Market, seed: u64) -> Vec<u32> {
    let mut order: Vec<u32> = (0..market.draft().needs.len() as u32).collect();
    fastrand::Rng::with_seed(seed).shuffle(&mut order);
    order
}

/// Whoever comes takes, contract by contract, what is free.
fn booked(market: &Market, order: &[u32]) -> Set {
    let plain = Plain::of(market);
    let mut held = Set::new();
    for need in order {
        let mut own: Vec<_> =
            plain.contracts().into_iter().filter(|contract| contract.need == *need).collect();
        own.sort_by_key(|contract| plain.demand_order(contract));
        for contract in own {
            held.insert(contract);
            if !plain.demand_allows(&held) || !plain.supply_allows(&held) {
                held.remove(&contract);
            }
        }
    }
    held.extend(&market.draft().pins);
    held
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn plain_booking_gives_each_in_turn_the_best_that_is_free(draft in drafts(SMALL), seed: u64) {
        let market = Market::new(draft).expect("sound");
        let order = order(&market, seed);
        let outcome = first_come(&market, &order);
        prop_assert_eq!(sound(&market, &outcome.held), Ok(()));
        prop_assert_eq!(Set::from_iter(outcome.held), booked(&market, &order));
    }

    #[test]
    fn the_way_back_is_the_reverse(draft in drafts(SMALL), seed: u64) {
        let market = Market::new(draft).expect("sound");
        let (one, other) = (assignment(&market, seed), assignment(&market, !seed));
        let reversed = |change: &Change| match change {
            Change::Gained => Change::Lost,
            Change::Lost => Change::Gained,
            Change::Better => Change::Worse,
            Change::Worse => Change::Better,
            Change::Same => Change::Same,
        };
        let there: Vec<Change> = compare(&market, &one, &other).iter().map(reversed).collect();
        prop_assert_eq!(there, compare(&market, &other, &one));
    }
}

/// One need of two places that lists three supplies, in their order, each on its own two days.
fn market() -> Market {
    let supply = Supply { days: 0b11111, capacity: 2, set_aside: 0 };
    let need = Need { places: 2, preferred: false, ceiling: None };
    let mut draft = Draft { needs: vec![need, need], supplies: vec![supply; 3], ..Draft::default() };
    for _ in 0..2 {
        draft.lists.push((0..3).map(|supply| Candidate { supply, days: 0b11 << supply }));
    }
    Market::new(draft).expect("sound")
}

#[track_caller]
fn check(before: &[(u32, u8)], after: &[(u32, u8)], expected: Change) {
    let held = |held: &[(u32, u8)]| -> Vec<Contract> {
        held.iter().map(|&(supply, day)| Contract::new(0, supply, day)).collect()
    };
    assert_eq!(compare(&market(), &held(before), &held(after))[0], expected);
}

#[test]
fn more_places_are_a_gain_whatever_they_are() {
    check(&[(0, 0)], &[(2, 2), (2, 3)], Change::Gained);
    check(&[(2, 2), (2, 3)], &[(0, 0)], Change::Lost);
}

#[test]
fn of_as_many_places_the_best_decides_first() {
    check(&[(1, 1), (1, 2)], &[(2, 3), (0, 0)], Change::Better);
    check(&[(0, 0), (1, 1)], &[(0, 0), (2, 3)], Change::Worse);
    check(&[(0, 0), (1, 1)], &[(0, 0), (1, 2)], Change::Same);
}

#[test]
fn who_books_first_has_the_first_choice_and_who_comes_later_what_is_left() {
    let market = market();
    let outcome = first_come(&market, &[1]);
    let held = [(0, 1, 1), (0, 1, 2), (1, 0, 0), (1, 0, 1)];
    assert_eq!(outcome.held, held.map(|(need, supply, day)| Contract::new(need, supply, day)));
}
