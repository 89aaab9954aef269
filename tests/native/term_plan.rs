//! The sessions of an appointment, planned in one step for the rest of its term (一.6).

use jiff::civil::{Date, date};
use keqiao::{
    app::{
        FormValues, journal,
        records::SaveError,
        term_plan::{self, Planned},
    },
    domain::{Checked, Kind, needs_round::Weekday, session::holding},
    store::MemoryStore,
};
use pollster::block_on;

use crate::{
    batches::Pair,
    sessions::at,
    story::{demo_store, open},
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
    term_plan::days(&open(store), filled, on, span).expect("days")
}

fn wanted(planned: Vec<Planned>) -> Vec<Checked> {
    planned.into_iter().filter(|day| day.is_wanted).filter_map(|day| day.session).collect()
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
    assert!(labour.session.is_none() && labour.said.as_ref().is_some_and(|said| said.zh.contains("放假")));
    let made_up: Vec<_> =
        all.iter().filter(|planned| planned.date.weekday().to_monday_zero_offset() > 4).collect();
    assert!(!made_up.is_empty(), "the calendar of 2026 has make-up days around Labour Day");
    assert!(made_up.iter().all(|planned| !planned.is_wanted && planned.said.is_some()));
    // Where the instructor is elsewhere at that time, it says so and plans nothing.
    let busy = |planned: &&Planned| planned.said.as_ref().is_some_and(|said| said.zh.contains("已有课次"));
    assert!(all.iter().filter(busy).all(|planned| planned.session.is_none()));
    let chosen: Vec<_> = all.iter().filter(|planned| planned.is_wanted).collect();
    assert!(chosen.len() > 4 && chosen.iter().all(|planned| planned.said.is_none()));

    // Beyond the years whose holidays are known it is planned, and said.
    let beyond = (date(2037, 3, 2), date(2037, 3, 8));
    let far = days(&store, &filled(&pair), &[Weekday::Monday], beyond);
    assert!(far[0].is_wanted && far[0].said.as_ref().is_some_and(|said| said.zh.contains("还没有公布")));

    let mut wrong = filled(&pair);
    wrong.insert("minutes", "0".to_owned());
    let said = term_plan::days(&open(&store), &wrong, &[Weekday::Friday], SPAN);
    assert!(matches!(said, Err(SaveError::Faulty(_))), "{said:?}");
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
    assert!(wanted(again).is_empty());
    let stale = block_on(term_plan::plan(&store, &workspace, &actor, &sessions));
    assert!(matches!(stale, Err(SaveError::Store(_))), "{stale:?}");
    block_on(journal::undo(&store, &after, &actor, written.sequence)).expect("undone");
    assert_eq!(open(&store).sessions.len(), before);
}
