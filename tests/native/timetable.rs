//! The timetable: what a week shows, what moves, what is done with many at once, and what leaves it (一.6).

use std::rc::Rc;

use jiff::civil::{Date, date};
use keqiao::{
    app::{
        exports::{self, Chosen},
        ordered::Key,
        scope::View,
        timetable::{self, Board, Days, HoursSheet, TermSheet, Week, Whose},
        workspace::{Held, Workspace},
    },
    domain::{
        Kind, Lang, Month, Programme, Record as _, Session,
        programme::carrying_out,
        workflow::{Role, Seat},
    },
    policy::Policy,
    store::{Change, MemoryStore, Store as _},
};
use pollster::block_on;
use serde_json::json;

use crate::{
    batches::does,
    sessions::{INSTRUCTOR, SCHOOL, act, add, at, form},
    story::{account, all, commit, demo_store, edited, open, rulebook},
};

/// Another school, and a week after the demo's term.
pub const OTHER: &str = "9901220002";
pub const MONDAY: Date = date(2026, 7, 6);

pub fn seat(unit: &str) -> Seat {
    Seat { unit: unit.into(), role: Role::Officer }
}

pub fn policy(workspace: &Workspace) -> Rc<Policy> {
    rulebook(workspace).on(MONDAY).expect("a policy")
}

pub fn board(store: &MemoryStore, whose: &Whose, day: Date) -> Board {
    let workspace = open(store);
    let policy = policy(&workspace);
    Board::of(all(&workspace), &mut Days::default(), (whose, Week::of(day)), Some(&policy))
}

pub fn school() -> Whose {
    Whose::School(SCHOOL.to_owned())
}

/// A session of the school at half past four.
pub fn planned(store: &MemoryStore, day: &str, changes: &[(&'static str, &str)]) -> String {
    let changes = [&[("starts", "16:30"), ("minutes", "45")], changes].concat();
    add(store, SCHOOL, &form(day, &changes)).expect("planned")
}

fn tells(board: &Board, id: &str) -> String {
    let block = board.block(id).expect("a block");
    Lang::Zh.statements(block.tells.iter().map(|told| told.get(Lang::Zh)))
}

#[test]
fn a_week_shows_its_school_days_holidays_and_days_made_up_for() {
    let store = demo_store();
    let dates = |board: &Board| board.days.iter().map(|day| day.date).collect::<Vec<_>>();
    let special = |board: &Board, day: Date| {
        let day = board.days.iter().find(|shown| shown.date == day).expect("shown");
        (day.is_worked, day.special.as_ref().map(|said| said.get(Lang::Zh).to_owned()))
    };
    let plain = board(&store, &school(), MONDAY);
    assert_eq!(
        dates(&plain),
        [6, 7, 8, 9, 10].map(|day| date(2026, 7, day)),
        "no weekend on which nothing is"
    );
    assert_eq!(special(&plain, MONDAY), (true, None));

    // 劳动节: the Saturday after is worked, and shown with why.
    let labour = board(&store, &Whose::School(OTHER.to_owned()), date(2026, 5, 5));
    assert_eq!(special(&labour, date(2026, 5, 4)), (false, Some("劳动节".to_owned())));
    assert_eq!(special(&labour, date(2026, 5, 9)), (true, Some("调休上班".to_owned())));
    assert_eq!(labour.days.len(), 6, "the Sunday is not shown");
    let free = labour.days.iter().find(|day| day.date == date(2026, 5, 4)).expect("a day");
    let worked = labour.days.iter().find(|day| day.date == date(2026, 5, 9)).expect("a day");
    assert!(free.service.is_none() && worked.service.is_some(), "there is service on school days");

    // Of a year whose holidays nobody has told yet it says so.
    assert!(special(&board(&store, &school(), date(2031, 3, 3)), date(2031, 3, 3)).1.is_some());

    // What lies on a Sunday is shown there, and that nobody teaches then.
    let id = planned(&store, "2026-07-12", &[]);
    let sunday = board(&store, &school(), MONDAY);
    assert_eq!(dates(&sunday).last(), Some(&date(2026, 7, 12)));
    assert!(tells(&sunday, &id).contains("休息日"));
}

#[test]
fn sessions_lie_where_they_begin_and_parallel_ones_side_by_side() {
    let store = demo_store();
    let first = planned(&store, "2026-07-06", &[]);
    let beside = planned(&store, "2026-07-06", &[("instructor", "KP0002"), ("starts", "16:50")]);
    let after = planned(&store, "2026-07-06", &[("instructor", "KP0002"), ("starts", "17:35")]);
    let shown = board(&store, &school(), MONDAY);
    let place = |id: &str| shown.block(id).map(|block| (block.from, block.minutes, block.lane, block.lanes));
    assert_eq!(place(&first), Some((990, 45, 0, 2)));
    assert_eq!(place(&beside), Some((1_010, 45, 1, 2)));
    assert_eq!(place(&after), Some((1_055, 45, 0, 1)));
    let (opens, closes) = shown.days[0].service.expect("service hours");
    assert!(shown.opens <= opens && closes <= shown.closes && shown.closes >= 1_100);
    assert_eq!((shown.opens % 30, shown.closes % 30), (0, 0));
    let of_the_instructor = board(&store, &Whose::Instructor("KP0002".into()), MONDAY);
    assert_eq!(of_the_instructor.blocks().map(|block| &*block.id).collect::<Vec<_>>(), [&*beside, &*after]);
    assert_ne!(
        of_the_instructor.block(&after).map(|block| &*block.who),
        shown.block(&after).map(|block| &*block.who)
    );
}

#[test]
fn two_offices_that_have_an_instructor_at_once_see_it_in_words() {
    let store = demo_store();
    let id = planned(&store, "2026-07-06", &[]);
    let elsewhere = add(&store, OTHER, &form("2026-07-06", &[("school", OTHER), ("starts", "08:00")]));
    let elsewhere = elsewhere.expect("planned");
    assert_eq!(tells(&board(&store, &school(), MONDAY), &id), "");
    // It came so in a package: no form would take it.
    let at_once = edited(&store, Kind::Session, &elsewhere, &|row| row["starts"] = json!("16:00:00"));
    commit(&store, "package", vec![at_once]);
    let told = tells(&board(&store, &school(), MONDAY), &id);
    assert!(told.contains("已有课次") && told.contains("16:00"), "{told}");
    // Whoever does not see the other school's session is not told of it here.
    let (workspace, own) = (open(&store), seat(SCHOOL));
    let view = View { workspace: &workspace, seat: Some(&own) };
    let shown = Board::of(view, &mut Days::default(), (&school(), Week::of(MONDAY)), None);
    assert_eq!(tells(&shown, &id), "");
    act(&store, OTHER, &elsewhere, ("cancel", "停课")).expect("cancelled");
    assert_eq!(tells(&board(&store, &school(), MONDAY), &id), "", "what is cancelled is in nobody's way");
}

#[test]
fn a_check_that_will_have_lapsed_is_told_at_the_session_that_it_hits() {
    let store = demo_store();
    let checked = edited(&store, Kind::Instructor, INSTRUCTOR, &|row| {
        row["checked_on"] = json!([{ "on": "2025-09-10", "by": null, "employer": null }]);
    });
    commit(&store, "edit", vec![checked]);
    let good = planned(&store, "2026-09-08", &[]);
    let late = planned(&store, "2026-09-15", &[]);
    assert_eq!(
        tells(&board(&store, &school(), date(2026, 9, 8)), &good),
        "",
        "that it lapses soon is no matter"
    );
    assert_eq!(tells(&board(&store, &school(), date(2026, 9, 15)), &late), "到当日入职查询已过期");
}

#[test]
fn days_are_found_as_they_are_whatever_was_written_since() {
    let store = demo_store();
    let mut days = Days::default();
    let find = |days: &mut Days, workspace: &Workspace, whose: &Whose, day: Date| {
        let board = Board::of(all(workspace), days, (whose, Week::of(day)), None);
        board.blocks().map(|block| block.id.clone()).collect::<Vec<_>>()
    };
    let looked_through = |workspace: &Workspace, whose: &Whose, day: Date| {
        let is_its = |session: &&Session| match whose {
            Whose::School(id) => session.school == *id,
            Whose::Instructor(id) => session.instructor == *id,
            Whose::Witness(id) => session.witness.as_ref() == Some(id),
        };
        let within = |session: &&Session| Week::of(session.date) == Week::of(day);
        let mut found: Vec<_> = workspace.sessions.all().filter(is_its).filter(within).collect();
        found.sort_by_key(|session| (session.date, session.starts, &session.code));
        found.into_iter().map(|session| session.code.clone()).collect::<Vec<_>>()
    };
    let check = |days: &mut Days| {
        let workspace = open(&store);
        let mut count = 0;
        for whose in [school(), Whose::Instructor(INSTRUCTOR.into()), Whose::Witness("ven-1".into())] {
            for day in [date(2026, 3, 2), date(2026, 4, 15), date(2026, 5, 9), MONDAY] {
                let found = find(days, &workspace, &whose, day);
                count += found.len();
                assert_eq!(found, looked_through(&workspace, &whose, day), "{whose:?} {day}");
            }
        }
        count
    };
    let before = check(&mut days);
    assert!(before > 3, "the demo's term has sessions in these weeks");
    let id = planned(&store, "2026-07-06", &[("witness", "")]);
    assert_eq!(check(&mut days), before + 2, "it stands in two timetables");
    let away = edited(&store, Kind::Session, &id, &|row| row["date"] = json!("2026-09-01"));
    commit(&store, "edit", vec![away]);
    assert_eq!(check(&mut days), before);
    let workspace = open(&store);
    let whose = school();
    let (earlier, later) = days.nearest(all(&workspace), &whose, Week::of(MONDAY));
    assert_eq!(later, Some(Week::of(date(2026, 9, 1))));
    assert!(earlier.is_some_and(|week| week < Week::of(MONDAY)));
    assert_eq!(days.nearest(all(&workspace), &Whose::School("none".into()), Week::of(MONDAY)), (None, None));
}

#[test]
fn a_week_has_its_number_where_the_schools_programme_says_when_the_term_begins() {
    let store = demo_store();
    let workspace = open(&store);
    let runs = |held: &&Held<Programme>| held.stands_at(carrying_out::running);
    let programme = workspace.programmes.held().values().find(runs).expect("one that runs").record.clone();
    let first = programme.first_monday().expect("a Monday");
    let whose = Whose::School(programme.school.clone());
    let number = |day| board(&store, &whose, day).number;
    assert_eq!(number(first), Some(1));
    assert_eq!(number(Week::of(first).later(3).monday()), Some(4));
    assert_eq!(number(Week::of(first).later(-30).monday()), None, "of another term nothing is said");
    // However a file has written the term; and a programme that was cancelled says nothing of it.
    let (year, half) = programme.term.split_once('-').expect("a term");
    let otherwise = Programme { term: format!("{year}-0{half}"), ..programme.clone() };
    let term = |row: &mut serde_json::Value| row["term"] = json!(otherwise.term);
    let written = edited(&store, Kind::Programme, &programme.id(), &term);
    let gone = Change { after: None, ..written.clone() };
    commit(&store, "edit", vec![gone, Change { key: otherwise.id(), expected: None, ..written }]);
    assert_eq!(number(first), Some(1));
    let (at, leader) = ((Kind::Programme, &*otherwise.id()), (&*programme.school, Role::Leader));
    does(&store, leader, at, ("cancel", "停办")).expect("cancelled");
    assert_eq!(number(first), None);
}

#[test]
fn a_calendar_of_the_term_is_noted_with_how_many_sessions_it_takes_along() {
    let store = demo_store();
    let id = planned(&store, "2026-07-06", &[("topic", "月球，与潮汐;\\")]);
    let gone = planned(&store, "2026-07-07", &[]);
    act(&store, SCHOOL, &gone, ("cancel", "停课")).expect("cancelled");
    let own = seat(SCHOOL);
    let drawn = |whose: &Whose| {
        let workspace = open(&store);
        let view = View { workspace: &workspace, seat: Some(&own) };
        let span = date(2026, 2, 1)..=date(2026, 7, 31);
        let said = ("课表", Some("演示数据"), "2026-07-06T01:00:00Z");
        timetable::calendar(view, &mut Days::default(), (whose, span), said, Lang::Zh)
    };
    let (file, ids) = drawn(&school());
    let unfolded = file.replace("\r\n ", "");
    assert!(unfolded.contains("SUMMARY:演示数据 · 月球，与潮汐\\;\\\\\r\n"), "a demo's says so");
    assert!(unfolded.contains(&format!("UID:{id}@keqiao")) && unfolded.contains("STATUS:CANCELLED"));
    assert!(unfolded.contains("LOCATION:") && unfolded.contains("DTSTART:20260706T083000Z"));
    assert_eq!(unfolded.matches("BEGIN:VEVENT").count(), ids.len());
    // Moved, it is the same event in the next file, at another time.
    let elsewhere = edited(&store, Kind::Session, &id, &|row| row["date"] = json!("2026-07-08"));
    commit(&store, "edit", vec![elsewhere]);
    let again = drawn(&school()).0.replace("\r\n ", "");
    assert_eq!(again.matches(&format!("UID:{id}@keqiao")).count(), 1);
    assert!(again.contains("DTSTART:20260708T083000Z") && !again.contains("DTSTART:20260706T083000Z"));
    assert!(ids.len() > 2 && ids.contains(&*id));

    // Of an instructor a school has those sessions that it sees.
    let (_, theirs) = drawn(&Whose::Instructor(INSTRUCTOR.into()));
    let workspace = open(&store);
    let at_school = |id: &Key| workspace.sessions.get(id).is_some_and(|session| session.school == SCHOOL);
    assert!(!theirs.is_empty() && theirs.iter().all(at_school));
    let (whole, _) = {
        let span = date(2026, 2, 1)..=date(2026, 7, 31);
        let said = ("课表", None, "not a moment");
        timetable::calendar(
            all(&workspace),
            &mut Days::default(),
            (&Whose::Instructor(INSTRUCTOR.into()), span),
            said,
            Lang::En,
        )
    };
    assert!(whole.matches("BEGIN:VEVENT").count() > theirs.len());

    let chosen = Chosen { kinds: &[Kind::Session], shown: Some(&ids) };
    block_on(exports::records(&store, &workspace, &at(&store, SCHOOL), ("课表.ics", chosen), ""))
        .expect("noted");
    let entry = block_on(store.journal(1)).expect("a journal").remove(0);
    assert_eq!(
        (entry.operation.verb.as_str(), entry.operation.handed_out),
        (exports::EXPORT, u32::try_from(ids.len()).ok())
    );
}

#[test]
fn the_hours_sheet_has_what_was_held_with_the_hours_that_the_account_pays() {
    let store = demo_store();
    let workspace = open(&store);
    let month: Month = "2026-05".parse().expect("a month");
    let account = account(&workspace);
    let sheet = HoursSheet::of(all(&workspace), &mut Days::default(), Some(&account), (INSTRUCTOR, month));
    let own = workspace
        .sessions
        .all()
        .filter(|session| session.instructor == INSTRUCTOR && Month::of(session.date) == month);
    let own: Vec<_> = own.collect();
    assert!(!own.is_empty() && sheet.lines.len() == own.len());
    assert_eq!(sheet.minutes, own.iter().map(|session| u64::from(session.minutes)).sum::<u64>());
    let paid = own
        .iter()
        .filter_map(|session| account.verdicts.get(&session.code))
        .map(|verdict| verdict.paid_hours);
    assert_eq!(sheet.hours, paid.sum::<rust_decimal::Decimal>());
    assert!(sheet.hours > rust_decimal::Decimal::ZERO);
    assert!(sheet.lines.is_sorted_by_key(|line| (line.date, line.starts)));
    // Until all is decided, no hours are said; what is only planned is not signed for, and counted.
    let undecided = HoursSheet::of(all(&workspace), &mut Days::default(), None, (INSTRUCTOR, month));
    assert!(undecided.lines.iter().all(|line| line.hours.is_none()));
    planned(&store, "2026-05-29", &[("starts", "08:00")]);
    let workspace = open(&store);
    let after = HoursSheet::of(all(&workspace), &mut Days::default(), None, (INSTRUCTOR, month));
    assert_eq!((after.lines.len(), after.planned), (own.len(), 1));
}

#[test]
fn the_terms_timetable_lists_what_stands_and_counts_what_does_not() {
    let store = demo_store();
    let of_july = || {
        let workspace = open(&store);
        let span = date(2026, 7, 6)..=date(2026, 7, 31);
        let sheet = TermSheet::of(all(&workspace), &mut Days::default(), &school(), span);
        (sheet.lines.iter().map(|line| line.date).collect::<Vec<_>>(), sheet.void)
    };
    planned(&store, "2026-07-08", &[]);
    let gone = planned(&store, "2026-07-07", &[]);
    assert_eq!(of_july(), (vec![date(2026, 7, 7), date(2026, 7, 8)], 0));
    act(&store, SCHOOL, &gone, ("cancel", "停课")).expect("cancelled");
    assert_eq!(of_july(), (vec![date(2026, 7, 8)], 1));
}

#[test]
fn each_sits_down_to_a_timetable_of_their_own() {
    let store = demo_store();
    let workspace = open(&store);
    let of = |unit: &str| Whose::of_seat(&workspace, Some(&seat(unit)));
    assert_eq!(of(SCHOOL), Some(school()));
    assert_eq!(of(INSTRUCTOR), Some(Whose::Instructor(INSTRUCTOR.into())));
    assert_eq!(of("990122-edu"), None, "a bureau chooses");
    assert_eq!((of("nobody"), Whose::of_seat(&workspace, None)), (None, None));
    for whose in [school(), Whose::Instructor(INSTRUCTOR.into()), Whose::Witness("x".into())] {
        assert_eq!(Whose::read(whose.key(), whose.id()).as_ref(), Some(&whose));
    }
    assert_eq!(Whose::read("date", "x"), None);
    // A school sees its own whole, and of an instructor what they do at it.
    let whole = |unit: Option<&str>| {
        let seat = unit.map(seat);
        let view = View { workspace: &workspace, seat: seat.as_ref() };
        [school(), Whose::Instructor(INSTRUCTOR.into())].map(|whose| whose.is_whole(view))
    };
    assert_eq!((whole(Some(SCHOOL)), whole(Some(INSTRUCTOR))), ([true, false], [false, true]));
    assert_eq!(whole(None), [true, true]);
    assert_ne!(school().name(&workspace), SCHOOL, "people are told names");
}
