//! The sessions of an appointment, planned in one step for the rest of its term (一.6).

use jiff::civil::{Date, date};
use keqiao::{
    app::{
        FormValues, journal,
        records::SaveError,
        term_plan::{self, Planned},
    },
    domain::{Checked, Kind, Lang, needs_round::Weekday, session::holding},
    store::MemoryStore,
};
use pollster::block_on;
use serde_json::json;

use crate::{
    batches::Pair,
    sessions::{add, at, form},
    story::{commit, demo_store, edited, open, rulebook},
};

fn filled(pair: &Pair) -> FormValues {
    FormValues::from([
        ("school", pair.school.clone()),
        ("instructor", pair.instructor.clone()),
        ("starts", pair.starts.clone()),
        ("minutes", "45".to_owned()),
        ("form", "科普课程".to_owned()),
        ("place", "到校".to_owned()),
        ("topic", "植物的一年".to_owned()),
        ("classes", "1".to_owned()),
        ("pupils", "30".to_owned()),
    ])
}

fn days(store: &MemoryStore, filled: &FormValues, on: &[Weekday], span: (Date, Date)) -> Vec<Planned> {
    let workspace = open(store);
    let policy = rulebook(&workspace).on(span.0).expect("a policy");
    term_plan::days(&workspace, Some(&policy), filled, on, span).expect("days")
}

fn wanted(planned: Vec<Planned>) -> Vec<Checked> {
    planned.into_iter().filter(|day| day.is_wanted).filter_map(|day| day.session).collect()
}

fn said(planned: &Planned) -> String {
    Lang::Zh.statements(planned.said.iter().map(|said| said.get(Lang::Zh)))
}

/// From Labour Day's make-up Saturday to the Dragon Boat Festival.
const SPAN: (Date, Date) = (date(2026, 4, 27), date(2026, 6, 30));

#[test]
fn a_plan_leaves_out_holidays_offers_make_up_days_and_tells_what_is_in_the_way() {
    let store = demo_store();
    let pair = Pair::of(&store);
    let all = days(&store, &filled(&pair), &[Weekday::Friday], SPAN);
    let of = |day: Date| all.iter().find(|planned| planned.date == day);
    let labour = of(date(2026, 5, 1)).expect("a Friday");
    assert_eq!((labour.session.is_some(), said(labour).as_str()), (false, "放假，不排"));
    let chosen: Vec<_> = all.iter().filter(|planned| planned.is_wanted).collect();
    assert!(chosen.len() > 4 && chosen.iter().all(|planned| planned.said.is_empty()));

    // The Saturday after is worked for another day, nobody knows whose timetable it has: it is offered whatever days are chosen.
    for on in [&[Weekday::Friday][..], &[Weekday::Monday, Weekday::Tuesday], &[]] {
        let days = days(&store, &filled(&pair), on, SPAN);
        let made_up: Vec<_> =
            days.iter().filter(|planned| planned.date.weekday().to_monday_zero_offset() > 4).collect();
        assert_eq!(made_up.iter().map(|planned| planned.date).collect::<Vec<_>>(), [date(2026, 5, 9)]);
        assert!(made_up[0].session.is_some() && !made_up[0].is_wanted);
        assert_eq!(said(made_up[0]), "调休上班日，需要时勾选");
    }

    // Where the instructor is elsewhere at that time, it says so and plans nothing.
    let elsewhere = [("school", &*pair.school), ("instructor", &pair.instructor), ("starts", &pair.starts)];
    add(&store, &pair.school, &form("2026-06-26", &elsewhere)).expect("planned");
    let all = days(&store, &filled(&pair), &[Weekday::Friday], SPAN);
    let busy = all.iter().find(|planned| planned.date == date(2026, 6, 26)).expect("a Friday");
    assert!(busy.session.is_none() && said(busy).contains("已有课次"), "{busy:?}");

    // Beyond the years whose holidays are known it is planned, and said.
    let beyond = (date(2037, 3, 2), date(2037, 3, 8));
    let far = days(&store, &filled(&pair), &[Weekday::Monday], beyond);
    assert!(far[0].is_wanted && said(&far[0]).contains("放假安排还没有公布"), "{far:?}");

    let mut wrong = filled(&pair);
    wrong.insert("minutes", "0".to_owned());
    let refused = term_plan::days(&open(&store), None, &wrong, &[Weekday::Friday], SPAN);
    assert!(matches!(refused, Err(SaveError::Faulty(_))), "{refused:?}");
}

#[test]
fn a_plan_tells_of_its_hours_and_of_the_check_what_the_timetable_tells() {
    let store = demo_store();
    let pair = Pair::of(&store);
    let checked = edited(&store, Kind::Instructor, &pair.instructor, &|row| {
        row["checked_on"] = json!([{ "on": "2025-09-10", "by": null, "employer": null }]);
    });
    commit(&store, "edit", vec![checked]);
    let span = (date(2026, 9, 7), date(2026, 9, 15));
    let told = |starts: &str| {
        let filled = FormValues::from_iter(filled(&pair).into_iter().chain([("starts", starts.to_owned())]));
        let planned = days(&store, &filled, &[Weekday::Tuesday], span);
        planned.iter().map(|day| (day.is_wanted, said(day))).collect::<Vec<_>>()
    };
    let lapsed = "到当日入职查询已过期";
    assert_eq!(told(&pair.starts), [(true, String::new()), (true, lapsed.to_owned())]);
    let outside = "不在学校课后服务时段内";
    assert_eq!(told("06:30"), [(true, outside.to_owned()), (true, format!("{outside}；{lapsed}"))]);
}

#[test]
fn a_plan_is_made_whole_and_goes_whole() {
    let store = demo_store();
    let pair = Pair::of(&store);
    let sessions = wanted(days(&store, &filled(&pair), &[Weekday::Monday, Weekday::Thursday], SPAN));
    let workspace = open(&store);
    let before = workspace.sessions.len();
    let elsewhere = at(&store, "9901220059");
    let refused = block_on(term_plan::plan(&store, &workspace, &elsewhere, &sessions));
    assert!(matches!(refused, Err(SaveError::NotYours)), "{refused:?}");

    let actor = at(&store, &pair.school);
    let written = block_on(term_plan::plan(&store, &workspace, &actor, &sessions)).expect("planned");
    let after = open(&store);
    assert_eq!(after.sessions.len(), before + sessions.len());
    for session in &sessions {
        let record = after.find(Kind::Session, &session.id).expect("a session");
        assert!(record.state.is_some_and(|state| state.code == holding::planned));
    }
    // Planned a second time they are in each other's way, and what was looked at before is not taken.
    let again = days(&store, &filled(&pair), &[Weekday::Monday, Weekday::Thursday], SPAN);
    assert!(again.iter().any(|day| said(day).contains("已有课次")) && wanted(again).is_empty());
    let stale = block_on(term_plan::plan(&store, &workspace, &actor, &sessions));
    assert!(matches!(stale, Err(SaveError::Store(_))), "{stale:?}");
    block_on(journal::undo(&store, &after, &actor, written.sequence)).expect("undone");
    assert_eq!(open(&store).sessions.len(), before);
}
