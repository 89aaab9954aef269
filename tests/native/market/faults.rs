//! What is refused, and how it is named.

use keqiao::matching::{Breach, Candidate, Ceiling, Contract, Draft, Fault, Lists, Market, Need, Supply};

use super::sound;

const PIN: Contract = Contract::new(0, 0, 0);

/// Two needs and two supplies, all on each other's lists on Monday and Tuesday.
fn draft() -> Draft {
    let need = Need { places: 1, preferred: false, ceiling: Some(0) };
    let supply = Supply { days: 0b11, capacity: 1, set_aside: 0 };
    let list = || (0..2).map(|supply| Candidate { supply, days: 0b11 });
    Draft {
        needs: vec![need; 2],
        lists: [list(), list()].into_iter().collect(),
        supplies: vec![supply; 2],
        ceilings: vec![Ceiling { parent: None, most: 2 }],
        ..Draft::default()
    }
}

#[track_caller]
fn check(change: impl FnOnce(&mut Draft), expected: Fault) {
    let mut draft = draft();
    change(&mut draft);
    assert_eq!(Market::new(draft).expect_err("a fault"), expected);
}

#[track_caller]
fn check_pins(change: impl FnOnce(&mut Draft), pins: &[(u32, u32, u8)], expected: Breach) {
    let pins = || pins.iter().map(|&(need, supply, day)| Contract::new(need, supply, day));
    let last = pins().max().expect("sound");
    let pinned = |draft: &mut Draft| {
        change(draft);
        draft.pins = pins().collect();
    };
    check(pinned, Fault::Pin(last, expected));
}

#[test]
fn a_market_that_names_what_is_not_there_is_refused() {
    check(|draft| draft.needs[1].ceiling = Some(1), Fault::UnderCeiling { need: 1, node: 1 });
    check(|draft| draft.ceilings[0].parent = Some(0), Fault::Parent(0));
    check(|draft| draft.supplies.truncate(1), Fault::Listed { need: 0, supply: 1 });
    check(|draft| draft.wishes.push([2]), Fault::Wished { supply: 0, need: 2 });
    check(|draft| draft.lists.push([]), Fault::Uneven);
}

#[test]
fn a_list_that_contradicts_itself_or_the_supply_is_refused() {
    let twice = |days| [Candidate { supply: 0, days }, Candidate { supply: 0, days: 1 }];
    check(|draft| draft.lists = Lists::from_iter([twice(0b10)]), Fault::ListedTwice { need: 0, supply: 0 });
    check(|draft| draft.lists = Lists::from_iter([twice(0b100)]), Fault::ListedDays { need: 0, supply: 0 });
    check(|draft| draft.needs[0].places = 6, Fault::Places(0));
    check(|draft| draft.supplies[1].capacity = 0, Fault::Offer(1));
}

#[test]
fn a_pin_that_cannot_hold_is_refused() {
    let same = |_: &mut Draft| ();
    let more = |draft: &mut Draft| {
        draft.needs[0].places = 2;
        draft.needs[1].places = 2;
        draft.supplies[0].capacity = 2;
    };
    check_pins(same, &[(2, 0, 0)], Breach::Unknown);
    check_pins(same, &[(0, 0, 2)], Breach::OffDay);
    check_pins(same, &[(0, 0, 9)], Breach::OffDay);
    check_pins(more, &[(0, 0, 0), (0, 1, 0)], Breach::NeedDay);
    check_pins(more, &[(0, 0, 0), (1, 0, 0)], Breach::SupplyDay);
    check_pins(same, &[(0, 0, 0), (0, 1, 1)], Breach::Places);
    check_pins(same, &[(0, 0, 0), (1, 0, 1)], Breach::Capacity);
    check_pins(|draft| draft.ceilings[0].most = 0, &[(0, 0, 0)], Breach::Ceiling(0));
    check_pins(|draft| draft.bans = vec![(0, 0)], &[(0, 0, 0)], Breach::Banned);
}

#[test]
fn an_assignment_is_held_to_lists_bans_and_pins() {
    let filed = Draft { lists: Lists::from_iter([[Candidate { supply: 0, days: 0b10 }]]), ..draft() };
    let check = |draft: Draft, expected| {
        assert_eq!(sound(&Market::new(draft).expect("sound"), &[PIN]), expected);
    };
    check(draft(), Ok(()));
    check(filed, Err(Fault::Contract(PIN, Breach::OffDay)));
    check(Draft { lists: Lists::default(), ..draft() }, Err(Fault::Contract(PIN, Breach::Unlisted)));
    check(Draft { bans: vec![(0, 0)], ..draft() }, Err(Fault::Contract(PIN, Breach::Banned)));
    let other = Contract::new(1, 1, 0);
    check(Draft { pins: vec![other], ..draft() }, Err(Fault::PinLeftOut(other)));
    assert_eq!(
        sound(&Market::new(draft()).expect("sound"), &[PIN, PIN]),
        Err(Fault::Contract(PIN, Breach::NeedDay))
    );
}

#[test]
fn a_pin_need_not_be_on_a_list() {
    let market = Market::new(Draft { lists: Lists::default(), pins: vec![PIN], ..draft() }).expect("sound");
    assert_eq!(sound(&market, &[PIN]), Ok(()));
}

#[test]
fn a_draft_reads_back_as_it_was_written() {
    let draft = Draft { pins: vec![PIN], ..draft() };
    let read: Draft = serde_json::from_str(&serde_json::to_string(&draft).expect("sound")).expect("sound");
    assert_eq!(read, draft);
}
