//! From records to the facts a rule sees (五.7).

use std::collections::HashMap;

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde_json::Value;

use crate::{
    domain::{
        Appointment, Fields, Record as _, School, Session, calendar,
        field::{Fact, Field, FieldKind},
        session::holding,
    },
    policy::{
        Policy,
        facts::{self, Facts, Standing},
        subjects,
    },
};

use super::workspace::{AnyTable, RecordView, Workspace};

/// Appointments by school and instructor.
pub struct Appointments(HashMap<(String, String), Vec<Appointment>>);

impl Appointments {
    pub fn of<'a>(appointments: impl IntoIterator<Item = &'a Appointment>) -> Self {
        let mut by_pair: HashMap<_, Vec<_>> = HashMap::new();
        for appointment in appointments {
            let pair = (appointment.school.clone(), appointment.instructor.clone());
            by_pair.entry(pair).or_default().push(appointment.clone());
        }
        Self(by_pair)
    }

    /// The one that covers the day, else the latest to begin before it, else the first.
    fn nearest(&self, session: &Session) -> Option<&Appointment> {
        let day = session.date;
        let all = self.0.get(&(session.school.clone(), session.instructor.clone()))?;
        let begun = || all.iter().filter(|appointment| appointment.from <= day);
        begun()
            .find(|appointment| appointment.in_force(day))
            .or_else(|| begun().max_by_key(|appointment| appointment.from))
            .or_else(|| all.iter().min_by_key(|appointment| appointment.from))
    }
}

/// What `subsidy` is told of a session. `paid_hours_before` is the 学时 already paid to the instructor that half-day.
/// Nothing when the instructor or the school is not on file.
pub fn subsidy(
    policy: &Policy,
    workspace: &Workspace,
    session: &Session,
    appointments: &Appointments,
    paid_hours_before: Decimal,
) -> Result<[Facts; 3], Missing> {
    let instructor = workspace.instructors.get(&session.instructor).ok_or(Missing::Instructor)?;
    let school = workspace.schools.get(&session.school).ok_or(Missing::School)?;
    let appointment = appointments.nearest(session);
    let standing = Standing {
        in_service_window: in_service_window(session, school),
        appointed: appointment.map(|appointment| (appointment.from, appointment.until)),
        paid_hours_before,
        confirmed: workspace
            .sessions
            .held()
            .get(&session.code)
            .is_some_and(|held| held.stands_at(holding::confirmed)),
    };
    let added =
        |table: &dyn AnyTable, id: &dyn Fn() -> String| added(policy.fields(), table, id, session.date);
    Ok(facts::of_session(
        (session.clone(), added(&*workspace.sessions, &|| session.id())),
        standing,
        (instructor.clone(), added(&*workspace.instructors, &|| instructor.number.clone())),
        (school.clone(), added(&*workspace.schools, &|| school.code.clone())),
    ))
}

/// What a session refers to and is not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    Instructor,
    School,
}

/// The values of a day of the fields that packs add to a record.
fn added(
    fields: &Fields,
    table: &dyn AnyTable,
    id: &dyn Fn() -> String,
    day: Date,
) -> Vec<(&'static str, Fact)> {
    let added = fields.added(table.kind());
    if added.is_empty() {
        return Vec::new();
    }
    let extra = table.get(&id()).map(|record| &record.envelope().extra);
    let fact = |field: &&'static Field| {
        let value = extra.and_then(|extra| extra.get(field.key));
        (field.key, value.map_or(Fact::Missing, |value| field.fact(value, day)))
    };
    added.iter().filter(|field| !field.personal).map(fact).collect()
}

/// What the guard of a transition is told of a record: its own fields and what is derived of others, and of each record
/// that it refers to the fields and the state.
pub fn of_record(
    policy: &Policy,
    workspace: &Workspace,
    record: &RecordView<'_>,
    today: Date,
) -> Option<Facts> {
    let subject = subjects::of_kind(record.kind)?;
    let fields = policy.fields();
    let mut told = own(fields, record, today);
    told.push(("today", Fact::Day(today)));
    let derived = record.kind.declaration().derived.iter();
    told.extend(derived.map(|fact| (fact.field.key, (fact.of)(record.subject(), workspace))));
    let referred = |field: &'static Field| match field.kind {
        FieldKind::Reference(kinds) => {
            let id = record.on(field, today).value.as_str().unwrap_or_default();
            let found = kinds.iter().find_map(|kind| workspace.find(*kind, id));
            let facts = |found: RecordView<'_>| {
                Some(Facts::of(subjects::of_kind(found.kind)?, None, own(fields, &found, today)))
            };
            Some((field.key, found.and_then(facts)))
        }
        _ => None,
    };
    let references = fields.of(record.kind).filter_map(referred).collect();
    Some(Facts::referring(subject, None, told, references))
}

/// The fields of a record that rules are told, and where it stands.
fn own(fields: &Fields, record: &RecordView<'_>, today: Date) -> Vec<(&'static str, Fact)> {
    let value = |field: &'static Field| {
        let value = record.values.get(field.key).unwrap_or(&Value::Null);
        (field.key, field.fact(value, today))
    };
    let told = fields.of(record.kind).filter(|field| !field.personal).map(value);
    let state = record.progress().map(|progress| ("state", Fact::text(progress.state.code)));
    told.chain(state).collect()
}

/// After-school service is held on school days only, between the school's own hours.
fn in_service_window(session: &Session, school: &School) -> bool {
    calendar::is_working_day(session.date)
        && session.starts >= *school.service_from.on(session.date)
        && session.ends().is_some_and(|end| end <= *school.service_until.on(session.date))
}
