//! 过期之后才收到的答复: nobody's clock is trusted, so whoever let an offer lapse decides on what was answered in time and came later.

use jiff::civil::date;
use keqiao::{
    app::{inbox::Inbox, late, transitions},
    domain::{
        Kind, Lang, Localized as _,
        workflow::{Manner, Role},
    },
};
use pollster::block_on;

use crate::{
    handover::county_and_school,
    offices::{COUNTY, Office, SCHOOL, TODAY, seat},
};

/// What waits at an office's desk: the verbs of each record, and whether it was answered late.
fn waits(office: &Office) -> Vec<(Vec<&'static str>, bool)> {
    let inbox = Inbox::of(&office.workspace(), Some(seat(office.unit, Role::Officer)), TODAY, &|_| None);
    let of_offers = inbox.mine().filter(|task| task.kind == Kind::Offer);
    of_offers.map(|task| (task.transitions.iter().map(|made| made.verb).collect(), task.late)).collect()
}

/// An offer of the county's museum desk to the school, which has been told of it.
fn offered() -> (Office, Office, String) {
    let (county, school) = county_and_school();
    let fields = [
        ("from", COUNTY),
        ("to", SCHOOL),
        ("code", "OF-1"),
        ("subject", "天文航天"),
        ("form", "科学报告"),
        ("band", "小学中段"),
        ("place", "到校"),
        ("starts", "2026-06-30"),
        ("sessions", "2"),
        ("answer_by", "2026-06-20"),
    ];
    let offer = county.save(Kind::Offer, None, &fields);
    county.act(Role::Officer, (Kind::Offer, &offer), "propose");
    school.take(&county.make(SCHOOL, None, None), None);
    (county, school, offer)
}

/// The county's clock is a week on: the day has passed.
fn lapses(county: &Office, offer: &str) {
    let (store, workspace, mut actor) = (county.sealing(), county.workspace(), county.actor(Role::Officer));
    actor.now.today = date(2026, 6, 22);
    let made = transitions::make(&store, &workspace, &actor, (Kind::Offer, offer), ("lapse", "期限已过"));
    block_on(made).unwrap_or_else(|error| panic!("{}", error.text(Lang::Zh)));
}

/// Lapsed there, answered here without knowing of it, and the answer has come.
fn answered_late(verb: &str) -> (Office, Office, String) {
    let (county, school, offer) = offered();
    lapses(&county, &offer);
    school.act(Role::Officer, (Kind::Offer, &offer), verb);
    county.take(&school.make(COUNTY, None, None), None);
    (county, school, offer)
}

/// Both offices have what the other has.
fn meet(county: &Office, school: &Office) {
    school.take(&county.make(SCHOOL, None, None), None);
    county.take(&school.make(COUNTY, None, None), None);
}

fn states(offices: [&Office; 2], offer: &str) -> [&'static str; 2] {
    offices.map(|office| office.state(Kind::Offer, offer))
}

#[test]
fn an_answer_that_comes_after_the_lapse_moves_nothing_and_waits_for_whoever_let_it_lapse() {
    let (county, school, offer) = answered_late("accept");
    assert_eq!(county.state(Kind::Offer, &offer), "lapsed");
    assert_eq!(waits(&county), [(vec!["admit", "uphold"], true)]);
    school.take(&county.make(SCHOOL, None, None), None);
    assert_eq!(states([&county, &school], &offer), ["lapsed", "lapsed"]);
    assert_eq!(waits(&school), [], "it is not the school's to decide");
}

#[test]
fn whoever_let_it_lapse_takes_the_answer_and_both_sides_have_agreed() {
    let (county, school, offer) = answered_late("accept");
    let at = (Kind::Offer, offer.as_str());
    county.act(Role::Officer, at, "admit");
    assert_eq!(county.state(Kind::Offer, &offer), "accepted", "with the signature that the school has given");
    meet(&county, &school);
    assert_eq!(states([&county, &school], &offer), ["accepted", "accepted"]);
    assert_eq!(waits(&county), []);
    let workspace = county.workspace();
    let record = workspace.find(Kind::Offer, &offer).expect("there");
    let signed: Vec<_> = record.envelope.steps.iter().map(|step| (&*step.verb, &*step.unit)).collect();
    assert_eq!(
        signed.iter().map(|(verb, _)| *verb).collect::<Vec<_>>(),
        ["propose", "lapse", "admit", "accept"]
    );
    assert_eq!(signed.last().map(|(_, unit)| *unit), Some(SCHOOL));
}

#[test]
fn a_lapse_that_is_taken_back_as_a_mistake_lets_the_answer_count_as_well() {
    let (county, school, offer) = answered_late("accept");
    let (store, workspace, mut actor) = (county.sealing(), county.workspace(), county.actor(Role::Officer));
    actor.now.today = date(2026, 6, 22);
    block_on(transitions::take_back(&store, &workspace, &actor, (Kind::Offer, &offer))).expect("taken back");
    assert_eq!(county.state(Kind::Offer, &offer), "accepted");
    meet(&county, &school);
    assert_eq!(states([&county, &school], &offer), ["accepted", "accepted"]);
}

#[test]
fn it_may_stay_lapsed_and_waits_no_more() {
    let (county, school, offer) = answered_late("accept");
    county.act(Role::Officer, (Kind::Offer, &offer), "uphold");
    assert_eq!(waits(&county), []);
    meet(&county, &school);
    assert_eq!(states([&county, &school], &offer), ["lapsed", "lapsed"]);
}

#[test]
fn a_counter_proposal_that_comes_late_is_decided_on_alike_and_a_refusal_is_not() {
    let (county, _, offer) = answered_late("decline");
    assert_eq!((county.state(Kind::Offer, &offer), waits(&county)), ("lapsed", vec![]));
    let (county, school, offer) = offered();
    let at = (Kind::Offer, offer.as_str());
    lapses(&county, &offer);
    school.save(Kind::Offer, Some(&offer), &[("counter", "改为三次")]);
    school.act(Role::Officer, at, "counter");
    county.take(&school.make(COUNTY, None, None), None);
    assert_eq!(waits(&county), [(vec!["admit", "uphold"], true)]);
    county.act(Role::Officer, at, "admit");
    assert_eq!(county.state(Kind::Offer, &offer), "countered");
    meet(&county, &school);
    assert_eq!(states([&county, &school], &offer), ["countered", "countered"]);
}

#[test]
fn where_no_answer_has_come_nothing_is_offered_and_nothing_is_led_back() {
    let (county, _, offer) = offered();
    lapses(&county, &offer);
    let workspace = county.workspace();
    let record = workspace.find(Kind::Offer, &offer).expect("there");
    let open = late::open_transitions(&workspace, &seat(COUNTY, Role::Officer), &record);
    assert!(open.iter().all(|made| made.manner != Manner::Late), "{open:?}");
    for verb in ["admit", "uphold"] {
        let (store, actor) = (county.sealing(), county.actor(Role::Officer));
        let made =
            transitions::make(&store, &workspace, &actor, (Kind::Offer, offer.as_str()), (verb, "因故"));
        let refused = block_on(made).expect_err("there is nothing to decide on");
        assert!(refused.text(Lang::En).contains("No answer"), "{}", refused.text(Lang::En));
    }
}

#[test]
fn an_answer_that_came_before_the_lapse_leaves_nothing_to_lapse() {
    let (county, school, offer) = offered();
    school.act(Role::Officer, (Kind::Offer, &offer), "accept");
    county.take(&school.make(COUNTY, None, None), None);
    assert_eq!(county.state(Kind::Offer, &offer), "accepted");
}
