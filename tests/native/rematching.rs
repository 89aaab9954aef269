//! What becomes of a round when something changes between a run and its proposal, or between two runs (一.4).

use jiff::civil::date;
use keqiao::{
    app::{
        matching::{self, Made},
        records,
    },
    demo::units::{CITY, COUNTY, association, bureau},
    domain::{
        Envelope, Kind, Pairing, Proposal, Record, Supply,
        needs_round::{Weekday, filing},
        proposal::{Ground, Open, Standing},
        workflow::Role,
    },
    store::{Change, Commit, MemoryStore, Store as _},
};
use pollster::block_on;
use serde_json::{Value, json};

use crate::{
    batches::does,
    matching::{TODAY, demo_store, kept, made, pairs, published, round, wanted},
    sessions::at,
    story::{edited, open},
};

fn write(store: &MemoryStore, changes: Vec<Change>) {
    let operation = at(store, &bureau(CITY)).operation("edit", "");
    block_on(store.commit(Commit::new(operation, changes))).expect("written");
}

/// Says something else of a record, as if it had been said from the beginning.
fn say(store: &MemoryStore, (kind, id): (Kind, &str), key: &str, value: Value) {
    write(store, vec![edited(store, kind, id, &|body| body[key] = value.clone())]);
}

fn add<R: Record>(store: &MemoryStore, record: &R) {
    write(store, vec![records::drawn_up(record, &Envelope::default()).expect("a record")]);
}

/// Why a step of a proposal is refused.
fn refused(store: &MemoryStore, proposal: &str, verb: &str) -> String {
    let of = (Kind::Proposal, proposal);
    format!("{:?}", does(store, (&bureau(CITY), Role::Officer), of, (verb, "")).expect_err("refused"))
}

/// A course, whoever could come, and two days on which both can.
struct Course {
    need: String,
    school: String,
    supply: Supply,
    days: [Weekday; 2],
}

fn course(store: &MemoryStore) -> Course {
    let workspace = open(store);
    let run = made(store, &wanted(store));
    for line in run.needs.iter().filter(|line| !line.pairs.is_empty()) {
        let need = workspace.needs.get(&line.need).expect("a need");
        let supply = workspace.supplies.get(&line.pairs[0].supply).expect("a supply");
        let both = |day: &&Weekday| {
            [&need.weekdays, &supply.weekdays].iter().all(|days| days.is_empty() || days.contains(day))
        };
        let days: Vec<_> = Weekday::ALL.iter().filter(both).copied().collect();
        if let (false, [one, other, ..]) = (need.form.is_single(), &days[..]) {
            let (need, school) = (need.code.clone(), need.school.clone());
            return Course { need, school, supply: supply.clone(), days: [*one, *other] };
        }
    }
    panic!("a course on two days")
}

impl Course {
    fn pin(&self, day: Weekday) -> Standing {
        let (need, supply) = (self.need.clone(), self.supply.code.clone());
        Standing { need, supply, day: Some(day), why: "已有合作".into() }
    }

    fn who(&self) -> &str {
        self.supply.instructor.as_deref().unwrap_or(&self.supply.unit)
    }

    /// A published proposal in which it is pinned to these days; what the pairing of them is called.
    fn put(&self, store: &MemoryStore, days: &[Weekday]) -> String {
        let mut wanted = wanted(store);
        wanted.standing = days.iter().map(|day| self.pin(*day)).collect();
        let code = kept(store, &made(store, &wanted)).expect("kept");
        published(store, &code);
        format!("{code}_{}_{}", self.need, self.supply.code)
    }

    fn agreed(&self, store: &MemoryStore, pairing: &str) {
        for unit in [self.school.as_str(), self.who()] {
            does(store, (unit, Role::Officer), (Kind::Pairing, pairing), ("accept", "")).expect("agreed");
        }
    }

    fn days(&self, made: &Made) -> Vec<(Weekday, Ground)> {
        let line = made.needs.iter().find(|line| line.need == self.need).expect("its line");
        let own = line.pairs.iter().filter(|pair| pair.supply == self.supply.code);
        own.map(|pair| (pair.day, pair.ground)).collect()
    }
}

#[test]
fn a_pin_of_a_pair_that_was_answered_stands_in_no_runs_way() {
    let store = demo_store();
    let course = course(&store);
    let pairing = course.put(&store, &course.days[..1]);
    let at = (Kind::Pairing, pairing.as_str());
    // While it is asked, and when it is agreed, it is there once; the pin goes on from proposal to proposal.
    let asked = made(&store, &wanted(&store));
    assert_eq!(asked.wanted.standing, [course.pin(course.days[0])]);
    assert_eq!((course.days(&asked), asked.lost), (vec![(course.days[0], Ground::Asked)], vec![]));
    course.agreed(&store, &pairing);
    let agreed = made(&store, &wanted(&store));
    assert_eq!(course.days(&agreed), [(course.days[0], Ground::Agreed)]);
    // When one of the two does not want to any more, it is told as lost.
    does(&store, (&course.school, Role::Officer), at, ("call_off", "调课")).expect("called off");
    let ended = made(&store, &wanted(&store));
    assert_eq!((course.days(&ended), ended.lost), (vec![], vec![course.pin(course.days[0])]));
}

#[test]
fn of_a_pair_that_was_put_already_only_what_is_new_is_put_and_its_sessions_are_shared_out() {
    let store = demo_store();
    let course = course(&store);
    let first = course.put(&store, &course.days[..1]);
    course.agreed(&store, &first);
    // Whoever has them on the other day lets them go.
    let workspace = open(&store);
    let has_them = |pair: &&Pairing| pair.who == course.who() && pair.days.contains(&course.days[1]);
    for pair in workspace.pairings.all().filter(has_them) {
        let of = (Kind::Pairing, &*pair.id());
        does(&store, (&pair.school, Role::Officer), of, ("decline", "调课")).expect("turned down");
    }
    say(&store, (Kind::Need, &course.need), "weekly", json!(2));
    let second = course.put(&store, &course.days);
    let workspace = open(&store);
    let put = |id: &str| workspace.pairings.get(id).cloned().expect("put");
    let sessions = workspace.needs.get(&course.need).expect("a need").sessions;
    assert_eq!((put(&first).days, put(&first).sessions), (vec![course.days[0]], sessions));
    assert_eq!((put(&second).days, put(&second).sessions), (vec![course.days[1]], sessions / 2));
    // One of the two days called off does not take the other away.
    course.agreed(&store, &second);
    let of = (Kind::Pairing, second.as_str());
    does(&store, (course.who(), Role::Officer), of, ("end", "另有任务")).expect("called off");
    let run = made(&store, &wanted(&store));
    assert!(course.days(&run).contains(&(course.days[0], Ground::Agreed)));
}

#[test]
fn a_proposal_is_not_signed_or_published_when_what_it_goes_by_has_changed() {
    // A ceiling.
    let store = demo_store();
    let code = kept(&store, &made(&store, &wanted(&store))).expect("kept");
    let ceilings = json!([{ "unit": bureau(COUNTY), "most": 3 }]);
    say(&store, (Kind::NeedsRound, &round(&store)), "ceilings", ceilings);
    assert!(refused(&store, &code, "submit").contains("有变化"));

    // Somebody who may not come any more.
    let store = demo_store();
    let run = made(&store, &wanted(&store));
    let code = kept(&store, &run).expect("kept");
    let comes = |who: &&str| open(&store).instructors.has(who);
    let who = run.needs.iter().flat_map(|line| &line.pairs).map(|pair| pair.who.as_str()).find(comes);
    say(&store, (Kind::Instructor, who.expect("a person")), "paused_on", json!(TODAY));
    assert!(refused(&store, &code, "submit").contains("有变化"));

    // An answer to the run before, and a later run.
    let store = demo_store();
    let course = course(&store);
    let pairing = course.put(&store, &course.days[..1]);
    let code = kept(&store, &made(&store, &wanted(&store))).expect("kept");
    let of = (Kind::Pairing, pairing.as_str());
    does(&store, (&course.school, Role::Officer), of, ("decline", "调课")).expect("turned down");
    assert!(refused(&store, &code, "submit").contains("有变化"));
    kept(&store, &made(&store, &wanted(&store))).expect("kept");
    assert!(refused(&store, &code, "submit").contains("最近一次"));
}

#[test]
fn nothing_is_put_to_both_sides_with_no_day_left_to_answer() {
    let store = demo_store();
    let (workspace, actor) = (open(&store), at(&store, &bureau(CITY)));
    let run = made(&store, &wanted(&store));
    let kept = matching::propose(&store, &workspace, &actor, &run, date(2026, 7, 1));
    let (_, code) = block_on(kept).expect("kept");
    let of = (Kind::Proposal, code.as_str());
    does(&store, (&bureau(CITY), Role::Officer), of, ("submit", "")).expect("submitted");
    for unit in [bureau(CITY), association(CITY)] {
        does(&store, (&unit, Role::Leader), of, ("countersign", "")).expect("signed");
    }
    assert!(refused(&store, &code, "publish").contains("答复期限已经过去"));
}

#[test]
fn what_another_unit_says_of_a_round_is_not_heard() {
    let store = demo_store();
    let (before, course) = (made(&store, &wanted(&store)), course(&store));
    let workspace = open(&store);
    let need = workspace.needs.get(&course.need).expect("a need");
    let foreign = Proposal {
        code: "990122-edu-2025-2-77".into(),
        unit: bureau(COUNTY),
        run: 77,
        standing: vec![course.pin(course.days[1])],
        ..matching::drawn(&before, (&bureau(COUNTY), TODAY, TODAY), None)
    };
    let pairing = Pairing {
        unit: bureau(COUNTY),
        proposal: foreign.code.clone(),
        need: course.need.clone(),
        supply: course.supply.code.clone(),
        school: course.school.clone(),
        who: course.who().to_owned(),
        subject: need.subject,
        form: need.form,
        band: need.band,
        days: vec![course.days[1]],
        place: keqiao::domain::session::Place::Campus,
        starts: None,
        sessions: 16,
        answer_by: TODAY,
    };
    add(&store, &foreign);
    add(&store, &pairing);
    assert_eq!(made(&store, &wanted(&store)), before);

    // Nor a pairing that is not what was filed, whoever put it.
    let code = kept(&store, &before).expect("kept");
    let (unit, school) = (bureau(CITY), "9901220002".to_owned());
    add(&store, &Pairing { unit, proposal: code, school, ..pairing });
    assert_eq!(pairs(&made(&store, &wanted(&store))), pairs(&before));
}

#[test]
fn ceilings_of_the_tree_hold_and_those_over_nobody_are_told() {
    let store = demo_store();
    let of = (Kind::NeedsRound, round(&store));
    let run = made(&store, &wanted(&store));
    let richest =
        run.needs.iter().find(|line| line.places == 2 && line.pairs.len() == 2).expect("two places");
    let ceilings = json!([
        { "unit": bureau(CITY), "most": 12 },
        { "unit": bureau(COUNTY), "most": 10 },
        { "unit": richest.school, "most": 1 },
        { "unit": "ven-museum", "most": 5 },
    ]);
    say(&store, (of.0, &of.1), "ceilings", ceilings);
    let run = made(&store, &wanted(&store));
    assert_eq!(run.sums.given, 10, "the lower of the two over all schools");
    let line = run.needs.iter().find(|line| line.need == richest.need).expect("its line");
    assert_eq!((line.pairs.len(), &line.open[..]), (1, &[(1, Open::Ceiling)][..]));
    assert_eq!(run.idle_ceilings, ["ven-museum"]);
    // Whoever comes first has them.
    let without = run.needs.iter().position(|line| line.open.iter().any(|(_, why)| *why == Open::Ceiling));
    let last = run.needs.iter().rposition(|line| !line.pairs.is_empty()).expect("somebody");
    assert!(without.is_some_and(|first| first <= last + 1));
}

#[test]
fn one_person_is_promised_no_oftener_than_they_offer_and_a_talk_without_a_day_is_told() {
    let store = demo_store();
    let course = course(&store);
    let workspace = open(&store);
    let of_round = |supply: &&Supply| supply.round == course.supply.round && supply.instructor.is_some();
    let filed = |supply: &&Supply| {
        let record = workspace.find(Kind::Supply, &supply.code).and_then(|record| record.state);
        record.is_some_and(|state| state.code == filing::filed)
    };
    let own: Vec<_> = workspace.supplies.all().filter(of_round).filter(filed).collect();
    let talk = own.iter().find(|supply| supply.form.is_single()).expect("a talk");
    // The same person's course on every day leaves the talk none.
    let other = own.iter().find(|supply| !supply.form.is_single()).expect("a course");
    for (key, value) in
        [("instructor", json!(talk.instructor)), ("weekdays", json!([])), ("weekly", json!(1))]
    {
        say(&store, (Kind::Supply, &other.code), key, value);
    }
    let run = made(&store, &wanted(&store));
    let left: Vec<_> = run.left_out.iter().map(|left| left.id.as_str()).collect();
    assert!(left.contains(&talk.code.as_str()), "{left:?}");
    let times = |run: &Made, code: &str| pairs(run).iter().filter(|(_, supply, _)| supply == code).count();
    assert_eq!(times(&run, &talk.code), 0);
    assert!(times(&run, &other.code) <= 1, "once a week was offered");
}
