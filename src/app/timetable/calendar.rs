//! The sessions of a term as a calendar for the telephone.

use std::{collections::HashSet, ops::RangeInclusive};

use jiff::{Timestamp, civil::Date};

use super::{days::Days, whose::Whose};
use crate::{
    app::{ordered::Key, records, scope::View, workspace::is_void},
    domain::{Kind, Lang},
    exchange::icalendar::{self, Event},
};

/// The file, and which sessions are in it. `mark` stands before what a demo has made up; `stamp` is when it is drawn up, RFC 3339.
pub fn calendar(
    view: View<'_>,
    days: &mut Days,
    (whose, span): (&Whose, RangeInclusive<Date>),
    (name, mark, stamp): (&str, Option<&str>, &str),
    lang: Lang,
) -> (String, HashSet<Key>) {
    let workspace = view.workspace;
    let found = days.of(view, whose, span);
    let marked = |text: &str| mark.map_or_else(|| text.to_owned(), |mark| format!("{mark} · {text}"));
    let event = |(id, held): super::days::There<'_>| {
        let session = &held.record;
        let school = records::title(workspace, &[Kind::School], &session.school);
        let instructor = records::title(workspace, &[Kind::Instructor], &session.instructor);
        let told = |key: &'static str, value: &str| {
            let label = Kind::Session.field(key).map_or("", |field| field.called().text(lang));
            format!("{label}{}{value}", lang.colon())
        };
        let state = held.state.map_or("", |state| state.label.text(lang));
        let described = [
            told("school", &school),
            told("instructor", &instructor),
            told("form", session.form.label().text(lang)),
            told("place", session.place.label().text(lang)),
            state.to_owned(),
        ];
        let starts = session.date.to_datetime(session.starts);
        let lasting = jiff::Span::new().minutes(i64::from(session.minutes));
        Event {
            uid: format!("{id}@keqiao"),
            starts,
            ends: starts.checked_add(lasting).unwrap_or(starts),
            summary: marked(&session.topic),
            location: school,
            description: described.join("\n"),
            is_cancelled: is_void(held),
        }
    };
    let events: Vec<_> = found.iter().copied().map(event).collect();
    let stamp = stamp.parse().unwrap_or(Timestamp::UNIX_EPOCH);
    let text = icalendar::write(&marked(name), stamp, &events);
    (text, found.into_iter().map(|(id, _)| id.clone()).collect())
}
