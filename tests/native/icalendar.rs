//! A calendar that leaves the program is read back by another's reader, whatever stands in it.

use icalendar::{Calendar, CalendarComponent, Component as _, EventLike as _};
use jiff::{Timestamp, civil::date};
use keqiao::exchange::icalendar::{Event, write};
use proptest::prelude::*;

fn event(summary: &str) -> Event {
    let starts = date(2026, 7, 6).at(16, 30, 0, 0);
    Event {
        uid: "9901220001_KP0001_2026-07-06_1630@keqiao".to_owned(),
        starts,
        ends: date(2026, 7, 6).at(17, 15, 0, 0),
        summary: summary.to_owned(),
        location: "杏坞学校；东门".to_owned(),
        description: "学校：甲\n形式：科学报告".to_owned(),
        is_cancelled: false,
    }
}

fn stamp() -> Timestamp {
    "2026-07-06T01:02:03.456Z".parse().expect("a moment")
}

/// What the reader makes of it.
fn events(file: &str) -> Vec<icalendar::Event> {
    let calendar: Calendar = file.parse().expect("a calendar");
    let event = |component: &CalendarComponent| component.as_event().cloned();
    calendar.components.iter().filter_map(event).collect()
}

/// No line is longer than 75 octets, each ends as the standard says, and none within a character.
fn is_well_formed(file: &str) {
    assert!(file.ends_with("END:VCALENDAR\r\n"));
    for line in file.split("\r\n") {
        assert!(line.len() <= 75, "{} octets: {line}", line.len());
        assert!(!line.contains(['\n', '\r']), "{line:?}");
    }
}

#[test]
fn another_program_reads_times_state_and_text() {
    let cancelled = Event { is_cancelled: true, uid: "other@keqiao".to_owned(), ..event("甲") };
    let file = write("杏坞学校课表", stamp(), &[event("植物的一年"), cancelled]);
    is_well_formed(&file);
    assert!(file.starts_with("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:"));
    assert!(file.contains("X-WR-CALNAME:杏坞学校课表\r\n") && file.contains("METHOD:PUBLISH\r\n"));
    let read = events(&file);
    let told = |event: &icalendar::Event, key: &str| event.property_value(key).map(str::to_owned);
    assert_eq!(told(&read[0], "UID").as_deref(), Some("9901220001_KP0001_2026-07-06_1630@keqiao"));
    assert_eq!(told(&read[0], "DTSTAMP").as_deref(), Some("20260706T010203Z"));
    // Half past four in China is half past eight in the morning in UTC.
    assert_eq!(told(&read[0], "DTSTART").as_deref(), Some("20260706T083000Z"));
    assert_eq!(told(&read[0], "DTEND").as_deref(), Some("20260706T091500Z"));
    assert_eq!(read[0].get_description(), Some("学校：甲\n形式：科学报告"));
    assert_eq!(read[0].get_location(), Some("杏坞学校；东门"));
    let states: Vec<_> = read.iter().map(|event| told(event, "STATUS")).collect();
    assert_eq!(states, [Some("CONFIRMED".to_owned()), Some("CANCELLED".to_owned())]);
}

#[test]
fn hostile_topics_stay_what_they_are() {
    let long = "长".repeat(500);
    for topic in [
        "a,b;c\\d",
        "甲\n乙\r\n丙",
        "🌕🌖🌗".repeat(20).as_str(),
        "END:VEVENT\nBEGIN:VEVENT",
        &long,
        "",
        "\"quoted\"",
    ] {
        let file = write("x", stamp(), &[event(topic)]);
        is_well_formed(&file);
        let read = events(&file);
        assert_eq!(read.len(), 1, "{topic:?}");
        assert_eq!(read[0].get_summary().unwrap_or_default(), topic.replace("\r\n", "\n"));
    }
    let bell = write("x", stamp(), &[event("a\u{7}b\tc")]);
    assert_eq!(events(&bell)[0].get_summary(), Some("ab c"), "what no calendar may hold is left out");
}

#[test]
fn a_later_file_replaces_what_an_earlier_one_says_whichever_desk_drew_it_up() {
    let told = |stamp: &str| {
        let stamp = stamp.parse().expect("a moment");
        let read = events(&write("x", stamp, &[event("甲")]));
        let told = |key: &str| read[0].property_value(key).expect("said").to_owned();
        (told("SEQUENCE").parse::<i32>().expect("a whole number as readers take it"), told("DTSTAMP"))
    };
    let moments =
        ["2026-07-06T01:02:03Z", "2026-07-06T01:02:04Z", "2026-07-06T01:03:00Z", "2099-01-01T00:00:00Z"];
    assert!(moments.map(told).is_sorted_by(|earlier, later| earlier < later));
    assert_eq!(told(moments[0]).0, 29_721_662);
    assert_eq!(told("1969-07-20T20:17:40Z").0, 0, "a clock that stands before all clocks makes no sign");
}

proptest! {
    #[test]
    fn whatever_is_typed_is_read_back(topic in "[^\\p{Cc}]{0,120}", name in "[^\\p{Cc}]{0,80}") {
        let file = write(&name, stamp(), &[event(&topic)]);
        is_well_formed(&file);
        let read = events(&file);
        prop_assert_eq!(read.len(), 1);
        prop_assert_eq!(read[0].get_summary().unwrap_or_default(), topic);
    }
}
