//! Lanes that are told what others of their sum have come to, lanes of other days, and lanes that are edited.

use std::collections::BTreeMap;

use fastrand::Rng;
use keqiao::{
    lab::{Columns, Evaluator, Misplaced, Place, told},
    policy::{PackLibrary, PackSource, Policy, embedded_files, hook::SUBSIDY, packs},
};
use rust_decimal::Decimal;

use super::{
    judge::{DAY, PRICE, Question, judge, over_national, policy, question, question_paid, questions},
    shipped::shipped,
};

/// The session of this number, where so many hours were paid before.
fn session(number: u64, hours: Decimal) -> Question {
    question_paid(&mut Rng::with_seed(number), Some(hours))
}

/// Sessions of one half-day: which they are, what batches have paid of it before each, and whether each counts.
type Together = Vec<(u64, Decimal, bool)>;

fn together(rng: &mut Rng, some_before: bool) -> Together {
    let one = |rng: &mut Rng| {
        let before = if some_before { Decimal::new(rng.i64(0..20), 1) } else { Decimal::ZERO };
        (rng.u64(..), before, !some_before || rng.u8(0..4) > 0)
    };
    (0..rng.usize(1..5)).map(|_| one(rng)).collect()
}

/// Holds whole half-days against what the interpreter says of each session after the other.
fn judge_sums(policy: &Policy, all: &[Together]) -> usize {
    let mut columns = Columns::new(&SUBSIDY, &[policy]);
    let mut lanes: Vec<(usize, usize)> = Vec::new();
    let mut last: BTreeMap<usize, u32> = BTreeMap::new();
    for wave in 0..4 {
        for (group, sessions) in all.iter().enumerate() {
            let Some((number, before, adds)) = sessions.get(wave) else { continue };
            let (day, facts) = session(*number, *before);
            let lane = u32::try_from(lanes.len()).expect("a lane");
            let place = Place { after: last.insert(group, lane), adds: *adds };
            columns.push(day, &facts, place).expect("in order");
            lanes.push((group, wave));
        }
    }
    let evaluator = Evaluator::new(policy, &columns);
    assert!(evaluator.uncompiled().is_empty(), "{:?}", evaluator.uncompiled());
    let answers = evaluator.answer(&mut |lane, credited| {
        let (group, wave) = lanes[lane as usize];
        let (number, before, _) = all[group][wave];
        let (day, facts) = session(number, before + credited);
        policy.ask(&SUBSIDY, day, &facts)
    });
    let mut credited = vec![Decimal::ZERO; all.len()];
    for (lane, (group, wave)) in lanes.iter().enumerate() {
        let (number, before, adds) = all[*group][*wave];
        let (day, facts) = session(number, before + credited[*group]);
        let asked = policy.ask(&SUBSIDY, day, &facts);
        let (said, total) = told(&asked);
        assert_eq!(
            (answers.said(lane), answers.totals[lane]),
            (Some(&said), total),
            "{lane}: {:?}",
            facts[0].listed(policy.fields())
        );
        let hours = asked.map_or(Decimal::ZERO, |decision| decision.paid_hours);
        let millionths = Decimal::new(answers.hours[lane].into(), 6);
        assert!(millionths == hours || hours.normalize().scale() > 6, "{lane}: {millionths} for {hours}");
        if adds {
            credited[*group] += hours;
        }
    }
    answers.interpreted
}

#[test]
fn a_half_day_is_paid_in_its_order() {
    let policy = shipped("henan");
    for some_before in [false, true] {
        let mut rng = Rng::with_seed(5);
        let all: Vec<_> = (0..400).map(|_| together(&mut rng, some_before)).collect();
        assert_eq!(judge_sums(&policy, &all), 0);
    }
}

#[test]
fn hours_of_three_places_sum_up() {
    let hours = "fn hours_to_pay(session, p) { max(min(round_half_up(session.minutes / 37, 3), p.half_day_hours - session.paid_hours_before), 0) }";
    let mut rng = Rng::with_seed(6);
    let all: Vec<_> = (0..60).map(|_| together(&mut rng, true)).collect();
    assert_eq!(judge_sums(&over_national(hours), &all), 0);
}

/// Sevenths of an hour are no millionths: the interpreter decides them, and whatever comes after them in their half-day.
#[test]
fn what_no_program_can_sum_the_interpreter_does() {
    let hours = "fn hours_to_pay(session, p) { max(min(session.minutes / 210, p.half_day_hours - session.paid_hours_before), 0) }";
    let mut rng = Rng::with_seed(6);
    let all: Vec<_> = (0..200).map(|_| together(&mut rng, true)).collect();
    assert!(judge_sums(&over_national(hours), &all) > 10);
}

/// Thirds of an hour are no millionths either, and three of them are an hour again.
#[test]
fn what_comes_to_a_whole_again_is_summed_on() {
    let hours = "fn hours_to_pay(session, p) { max(min(session.minutes / 180, p.half_day_hours - session.paid_hours_before), 0) }";
    let mut rng = Rng::with_seed(8);
    let mut all: Vec<Together> = (0..400).map(|_| together(&mut rng, false)).collect();
    // As many as a half-day has.
    for sessions in &mut all {
        sessions.resize_with(4, || (rng.u64(..), Decimal::ZERO, true));
    }
    assert!(judge_sums(&over_national(hours), &all) > 10);
}

/// Of seven places: nobody can say by the sums that fit what a script says of it.
#[test]
fn a_sum_that_does_not_fit_is_left_whatever_the_others_are() {
    for script in [
        "fn hours_to_pay(session, p) { if session.paid_hours_before >= 5 { return 0; } 1 }",
        "fn hours_to_pay(session, p) { if session.paid_hours_before == 5.1234567 { return 0; } 1 }",
    ] {
        let mut all: Vec<Together> = (0..40).map(|number| vec![(number, Decimal::ZERO, true)]).collect();
        all.push(vec![(1, Decimal::new(51_234_567, 7), true)]);
        assert!(judge_sums(&over_national(script), &all) > 0);
    }
}

#[test]
fn each_day_has_its_own_parameters() {
    let manifest = "title = { zh = \"试\", en = \"trial\" }\neffective = 2021-12-20\nextends = \"henan\"\n";
    let dated = "[rural_uplift]\nsource = \"试\"\nstatus = \"to-verify\"\nvalues = [{ from = 2021-12-20, value = \"0.3\" }, { from = 2026-03-01, value = \"0.355\" }, { from = 2026-03-10, value = 0 }]\n";
    let files = [("pack.toml", manifest), ("parameters.toml", dated)];
    let files = files.into_iter().map(|(path, text)| (path.to_owned(), text.to_owned()));
    let source = PackSource { id: "trial".into(), files: files.collect() };
    let library = PackLibrary::of(packs(&embedded_files()).into_iter().chain([source])).expect("packs");
    let policy = Policy::compile(&library.chain("trial", DAY).expect("a chain")).expect("a policy");
    let mut asked = questions(11, 2_000);
    let judged = judge(&policy, &SUBSIDY, &asked);
    assert_eq!((judged.interpreted, judged.uncompiled.len()), (0, 0));
    assert!(judged.granted > 200, "{judged:?}");
    asked.sort_by_key(|(day, _)| *day);
    assert_eq!(judge(&policy, &SUBSIDY, &asked).interpreted, 0);
}

#[test]
fn an_edited_record_costs_its_lane() {
    let policy = policy(
        "fn price(session, instructor, school, p) { line(\"x\", school.longitude * school.nearest_base_km); total() }",
    );
    let mut asked = questions(21, 3_000);
    let mut columns = Columns::new(&PRICE, &[&policy]);
    for (day, facts) in &asked {
        columns.push(*day, facts, Place::ALONE).expect("a lane");
    }
    let mut rng = Rng::with_seed(77);
    for lane in [0, 17, 2_999] {
        asked[lane] = question(&mut rng);
        let (day, facts) = &asked[lane];
        columns.replace(u32::try_from(lane).expect("a lane"), *day, facts).expect("replaced");
    }
    let (day, facts) = &asked[0];
    assert_eq!(columns.replace(3_000, *day, facts), Err(Misplaced::Elsewhere));
    let ask = |lane: u32, _| {
        let (day, facts) = &asked[lane as usize];
        policy.ask(&PRICE, *day, facts)
    };
    let answers = Evaluator::new(&policy, &columns).answer(&mut { ask });
    for (lane, total_said) in answers.totals.iter().enumerate() {
        let (said, total) = told(&ask(u32::try_from(lane).expect("a lane"), Decimal::ZERO));
        assert_eq!((answers.said(lane), *total_said), (Some(&said), total), "{lane}");
    }
    assert!(columns.bytes_a_lane() < 40, "{}", columns.bytes_a_lane());
}

#[test]
fn lanes_stand_in_the_order_of_their_sums() {
    let policy = shipped("henan");
    let mut columns = Columns::new(&SUBSIDY, &[&policy]);
    let (day, facts) = session(1, Decimal::ZERO);
    let after = |after| Place { after: Some(after), adds: true };
    assert_eq!(columns.push(day, &facts, after(0)), Err(Misplaced::Elsewhere));
    columns.push(day, &facts, Place::ALONE).expect("a lane");
    columns.push(day, &facts, after(0)).expect("a lane");
    columns.push(day, &facts, after(1)).expect("a lane");
    assert_eq!(columns.push(day, &facts, after(0)), Err(Misplaced::OutOfOrder));
    assert_eq!(columns.push(day, &facts[..1], after(2)), Err(Misplaced::OtherFacts));
}
