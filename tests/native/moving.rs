//! Sessions moved on the timetable, and taken on together: told what is wrong before anything is stored (一.6).

use jiff::civil::{date, time};
use keqiao::{
    app::{
        journal,
        timetable::{fixed, moved, open as is_asked, together},
        transitions,
    },
    domain::{Kind, Lang, session::holding},
    policy::decision::Text,
    store::MemoryStore,
};
use pollster::block_on;
use serde_json::json;

use crate::{
    sessions::{INSTRUCTOR, SCHOOL, act, add, at, form, state},
    story::{commit, demo_store, edited, open},
    timetable::{MONDAY, OTHER, board, planned, policy, school, seat},
};

#[test]
fn a_session_is_moved_by_its_school_told_what_is_wrong_and_put_back() {
    let store = demo_store();
    let id = planned(&store, "2026-07-06", &[]);
    let (workspace, own) = (open(&store), seat(SCHOOL));
    let policy = policy(&workspace);
    let to = |day, starts| moved(&workspace, (Some(&own), Some(&policy)), &id, (day, starts), MONDAY);
    let moving = to(date(2026, 7, 8), time(16, 35, 0, 0)).expect("it moves");
    assert_eq!((moving.tells.len(), &moving.refused), (0, &None));
    let saved = block_on(moving.save(&store, &workspace, &at(&store, SCHOOL)));
    assert_eq!(saved, Ok(id.clone()), "it is the same session");
    let after = open(&store);
    let session = after.sessions.get(&id).expect("it");
    assert_eq!((session.date, session.starts), (date(2026, 7, 8), time(16, 35, 0, 0)));
    assert_eq!(session.topic, workspace.sessions.get(&id).expect("it").topic, "and nothing else has changed");
    let written = after.sessions.revision(&id).expect("a revision");
    block_on(journal::undo(&store, &after, &at(&store, SCHOOL), written)).expect("undone");
    assert_eq!(open(&store).sessions.get(&id).map(|session| session.date), Some(MONDAY));
    // Whoever had it before them as it was does not move it over another's change.
    let stale = to(date(2026, 7, 9), time(16, 35, 0, 0)).expect("it would move");
    assert!(block_on(stale.save(&store, &workspace, &at(&store, SCHOOL))).is_err());
}

#[test]
fn where_it_cannot_or_should_not_be_is_told_before_it_is_stored() {
    let store = demo_store();
    let checked = edited(&store, Kind::Instructor, INSTRUCTOR, &|row| {
        row["checked_on"] = json!([{ "on": "2026-06-01", "by": null, "employer": null }]);
    });
    commit(&store, "edit", vec![checked]);
    let id = planned(&store, "2026-10-08", &[]);
    let busy = [("school", OTHER), ("starts", "16:00"), ("minutes", "90")];
    add(&store, OTHER, &form("2026-10-09", &busy)).expect("planned");
    let (workspace, own) = (open(&store), seat(SCHOOL));
    let policy = policy(&workspace);
    let to = |day, starts| {
        moved(&workspace, (Some(&own), Some(&policy)), &id, (day, starts), MONDAY).expect("it moves")
    };
    let half_past_four = time(16, 30, 0, 0);
    let said = |texts: &[Text]| Lang::Zh.list(texts.iter().map(|text| text.get(Lang::Zh)));
    assert_eq!(said(&to(date(2026, 10, 5), half_past_four).tells), "国庆节放假");
    assert_eq!(said(&to(date(2026, 10, 8), time(7, 0, 0, 0)).tells), "不在学校课后服务时段内");
    assert_eq!(said(&to(date(2026, 10, 10), half_past_four).tells), "", "a Saturday that is worked");
    assert_eq!(said(&to(date(2026, 10, 11), half_past_four).tells), "休息日");
    assert_eq!(said(&to(date(2027, 6, 2), half_past_four).tells), "放假安排还没有公布、到当日入职查询已过期");
    let clash = to(date(2026, 10, 9), half_past_four).refused.expect("a clash");
    assert!(clash.get(Lang::Zh).contains("已有课次"), "{clash:?}");
    let past_midnight = to(date(2026, 10, 8), time(23, 30, 0, 0)).refused;
    assert!(past_midnight.is_some_and(|why| why.get(Lang::En).contains("same day")));
}

#[test]
fn what_does_not_move_says_why() {
    let store = demo_store();
    let id = planned(&store, "2026-07-06", &[]);
    let why = |store: &MemoryStore, unit: &str| {
        let workspace = open(store);
        let record = workspace.find(Kind::Session, &id).expect("it");
        let why = fixed(&workspace, Some(&seat(unit)), &record);
        let tried = moved(&workspace, (Some(&seat(unit)), None), &id, (MONDAY, time(17, 0, 0, 0)), MONDAY);
        assert_eq!(tried.is_err(), why.is_some(), "what is said and what is done are the same");
        why.map_or("", |why| why.zh)
    };
    assert_eq!(why(&store, SCHOOL), "");
    assert!(why(&store, INSTRUCTOR).contains("由学校调整"));
    assert!(why(&store, "990122-edu").contains("由学校调整"), "the bureau that may correct it moves nothing");
    act(&store, SCHOOL, &id, ("hold", "")).expect("held");
    assert!(why(&store, SCHOOL).contains("更正"));
    act(&store, SCHOOL, &id, ("correct", "有误")).expect("taken back");
    act(&store, SCHOOL, &id, ("cancel", "停课")).expect("cancelled");
    assert!(why(&store, SCHOOL).contains("恢复"));
}

#[test]
fn a_whole_day_is_cancelled_with_one_reason_and_comes_back_whole() {
    let store = demo_store();
    let first = planned(&store, "2026-07-06", &[]);
    let second = planned(&store, "2026-07-06", &[("instructor", "KP0002")]);
    let held = planned(&store, "2026-07-06", &[("instructor", "KP0003"), ("starts", "15:30")]);
    act(&store, SCHOOL, &held, ("hold", "")).expect("held");
    let (workspace, actor) = (open(&store), at(&store, SCHOOL));
    let ids: Vec<_> =
        board(&store, &school(), MONDAY).days[0].blocks.iter().map(|block| block.id.clone()).collect();
    assert_eq!(ids.len(), 3);
    let all = together(&workspace, &actor, &ids, "cancel").expect("a step of sessions");
    assert_eq!(all.ids, [first.clone(), second.clone()]);
    let left = Lang::Zh.list(all.left.iter().map(|left| left.get(Lang::Zh)));
    assert!(all.left.len() == 1 && left.contains("15:30") && left.contains("待确认"), "{left}");
    let doing = ("cancel", "暴雨红色预警，全天停课");
    let written =
        block_on(transitions::make_all(&store, &workspace, &actor, (Kind::Session, &all.ids), doing));
    let written = written.expect("cancelled");
    assert_eq!(
        [&first, &second, &held].map(|id| state(&store, id)),
        [holding::cancelled, holding::cancelled, holding::held]
    );
    assert!(
        board(&store, &school(), MONDAY)
            .block(&first)
            .is_some_and(|block| block.is_void && block.tells.is_empty())
    );
    let after = open(&store);
    assert!(
        together(&after, &actor, &ids, "cancel")
            .is_some_and(|none| none.ids.is_empty() && none.left.len() == 3)
    );
    block_on(journal::undo(&store, &after, &actor, written.sequence)).expect("undone");
    assert_eq!([&first, &second].map(|id| state(&store, id)), [holding::planned, holding::planned]);
    assert_eq!(together(&after, &actor, &ids, "dance"), None);
}

#[test]
fn a_week_is_confirmed_at_once_by_each_who_was_there() {
    let store = demo_store();
    let ids =
        [planned(&store, "2026-07-06", &[]), planned(&store, "2026-07-06", &[("instructor", "KP0002")])];
    let tomorrow = planned(&store, "2026-07-07", &[]);
    let all = [&ids[..], std::slice::from_ref(&tomorrow)].concat();
    let (workspace, actor) = (open(&store), at(&store, SCHOOL));
    let held = together(&workspace, &actor, &all, "hold").expect("a step");
    assert_eq!((&held.ids[..], held.left.len()), (&ids[..], 1), "what is to come has not been held");
    block_on(transitions::make_all(&store, &workspace, &actor, (Kind::Session, &held.ids), ("hold", "")))
        .expect("held");
    for unit in [SCHOOL, INSTRUCTOR] {
        let (workspace, actor) = (open(&store), at(&store, unit));
        let open = |id: &String| {
            let record = workspace.find(Kind::Session, id).expect("it");
            is_asked(&workspace, &seat(unit), &record, "confirm")
        };
        let asked: Vec<_> = all.iter().filter(|id| open(id)).cloned().collect();
        let confirmed = together(&workspace, &actor, &asked, "confirm").expect("a step");
        assert_eq!((confirmed.ids.len(), confirmed.left.len()), (if unit == SCHOOL { 2 } else { 1 }, 0));
        let doing = transitions::make_all(
            &store,
            &workspace,
            &actor,
            (Kind::Session, &confirmed.ids),
            ("confirm", ""),
        );
        block_on(doing).expect("confirmed");
    }
    assert_eq!([&ids[0], &ids[1]].map(|id| state(&store, id)), [holding::confirmed, holding::held]);
}
