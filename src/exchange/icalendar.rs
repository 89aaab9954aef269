//! Calendars as other programs read them: iCalendar, RFC 5545.
//!
//! Times are written in UTC, as clocks in China stand eight hours before it the year round: no telephone needs to be told of a time zone.
//!
//! Whoever has an event takes another of the same UID instead where its SEQUENCE is higher (3.8.7.4). What a record counts by differs from desk to
//! desk and says nothing when a file of the school meets one of the instructor: the SEQUENCE is the minute in which the file was drawn up, so that a
//! later file replaces what an earlier one says, and DTSTAMP tells apart what was drawn up in one minute.

use jiff::{Timestamp, ToSpan as _, civil::DateTime};

/// One event.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// The same for the same event in every file.
    pub uid: String,
    /// By the clocks of China.
    pub starts: DateTime,
    pub ends: DateTime,
    pub summary: String,
    pub location: String,
    pub description: String,
    /// It was to be, and will not: whoever has it takes it out.
    pub is_cancelled: bool,
}

/// Octets of a line, without its end (RFC 5545, 3.1).
const LINE: usize = 75;

/// A calendar of these events, drawn up at a moment.
pub fn write(name: &str, stamp: Timestamp, events: &[Event]) -> String {
    let mut file = String::new();
    let mut line = |name: &str, value: &str| fold(&mut file, &format!("{name}:{value}"));
    line("BEGIN", "VCALENDAR");
    line("VERSION", "2.0");
    line("PRODID", "-//Keqiao//Timetable//ZH");
    line("CALSCALE", "GREGORIAN");
    line("METHOD", "PUBLISH");
    line("X-WR-CALNAME", &escaped(name));
    let sequence = stamp.as_second().div_euclid(60).clamp(0, i32::MAX.into()).to_string();
    let stamp = stamp.strftime(MOMENT).to_string();
    for event in events {
        line("BEGIN", "VEVENT");
        line("UID", &escaped(&event.uid));
        line("DTSTAMP", &stamp);
        line("SEQUENCE", &sequence);
        line("DTSTART", &moment(event.starts));
        line("DTEND", &moment(event.ends));
        line("STATUS", if event.is_cancelled { "CANCELLED" } else { "CONFIRMED" });
        line("SUMMARY", &escaped(&event.summary));
        line("LOCATION", &escaped(&event.location));
        line("DESCRIPTION", &escaped(&event.description));
        line("END", "VEVENT");
    }
    line("END", "VCALENDAR");
    file
}

const MOMENT: &str = "%Y%m%dT%H%M%SZ";

fn moment(china: DateTime) -> String {
    china.checked_sub(8.hours()).unwrap_or(china).strftime(MOMENT).to_string()
}

/// A value of type TEXT (3.3.11); other control characters have no place in one.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.replace("\r\n", "\n").chars() {
        match c {
            '\\' | ';' | ',' => escaped.extend(['\\', c]),
            '\n' | '\r' => escaped.push_str("\\n"),
            '\t' => escaped.push(' '),
            c if c.is_control() => {}
            c => escaped.push(c),
        }
    }
    escaped
}

/// Adds a line, in as many parts as it needs, none of which ends within a character.
fn fold(file: &mut String, line: &str) {
    let mut octets = 0;
    for c in line.chars() {
        if octets + c.len_utf8() > LINE {
            file.push_str("\r\n ");
            octets = 1;
        }
        file.push(c);
        octets += c.len_utf8();
    }
    file.push_str("\r\n");
}
