//! From records to the facts a rule sees (五.7).

use std::{collections::HashMap, fmt, rc::Rc, sync::Arc};

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde_json::Value;

use crate::{
    domain::{
        Appointment, Fields, Kind, Record, Session,
        calendar::Calendar,
        field::{Fact, Factual, Field, FieldKind, Scalar, Values},
        record::Derived,
        workflow::{Seat, Subject, Surroundings},
    },
    policy::{
        Policy,
        facts::{self, Facts, Standing, WithAdded},
        subjects,
    },
};

use super::{
    reading::Reading,
    workspace::{AnyTable, RecordView, Workspace},
};

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

/// A record as rules are told of it: its fields and, when a rule asks, what its kind derives of it.
struct Told<R> {
    record: R,
    kind: Kind,
    /// Nothing for a kind that derives nothing.
    derive: Option<Derive>,
}

/// Finds a derived fact of one record.
type Derive = Box<dyn Fn(&Derived) -> Fact>;

impl<R: Factual> Factual for Told<R> {
    fn fact(&self, key: &str, day: Date) -> Option<Fact> {
        self.record.fact(key, day).or_else(|| {
            let mut derived = self.kind.declaration().derived.iter();
            derived.find(|derived| derived.field.key == key).map(self.derive.as_ref()?)
        })
    }

    fn scalar(&self, key: &str, day: Date) -> Option<Scalar<'_>> {
        self.record.scalar(key, day)
    }
}

impl<R: fmt::Debug> fmt::Debug for Told<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Told").field("record", &self.record).finish_non_exhaustive()
    }
}

/// What lies around a record, with the days that are worked as a policy knows them.
struct Under<'a>(&'a Workspace, &'a Calendar);

impl Surroundings for Under<'_> {
    fn peer(&self, unit: &str) -> Option<&str> {
        self.0.peer(unit)
    }

    fn superior(&self, unit: &str) -> Option<&str> {
        self.0.superior(unit)
    }

    fn record(&self, kind: Kind, id: &str) -> Option<&dyn Factual> {
        self.0.record(kind, id)
    }

    fn each(&self, kind: Kind, visit: &mut dyn FnMut(Subject<'_>)) {
        self.0.each(kind, visit);
    }

    fn calendar(&self) -> &Calendar {
        self.1
    }
}

/// Whether anything is derived of records of a kind.
fn derives(kind: Kind) -> bool {
    !kind.declaration().derived.is_empty()
}

/// A record that is on file, with what packs add to it.
fn on_file<R: Record>(
    policy: &Policy,
    workspace: &Arc<Workspace>,
    record: &R,
    day: Date,
) -> WithAdded<Told<R>> {
    let kind = R::KIND;
    let derive = derives(kind).then(|| -> Derive {
        let (around, id) = (Arc::clone(workspace), record.id());
        let calendar = Arc::clone(policy.calendar());
        Box::new(move |derived| match around.table(kind).get(&id) {
            Some(record) => (derived.of)(record.subject(kind, &id), &Under(&around, &calendar)),
            None => Fact::Missing,
        })
    });
    let added = added(policy.fields(), workspace.table(kind), &|| record.id(), day);
    (Told { record: record.clone(), kind, derive }, added)
}

/// What `subsidy` is told of a session. `paid_hours_before` is the 学时 already paid to the instructor that half-day.
/// Nothing when the instructor or the school is not on file.
pub fn subsidy(
    policy: &Policy,
    workspace: &Arc<Workspace>,
    session: &Session,
    appointments: &Appointments,
    paid_hours_before: Decimal,
) -> Result<[Facts; 3], Missing> {
    let instructor = workspace.instructors.get(&session.instructor).ok_or(Missing::Instructor)?;
    let school = workspace.schools.get(&session.school).ok_or(Missing::School)?;
    let appointment = appointments.nearest(session);
    let standing = Standing {
        appointed: appointment.map(|appointment| (appointment.from, appointment.until)),
        paid_hours_before,
    };
    let day = session.date;
    Ok(facts::of_session(
        day,
        on_file(policy, workspace, session, day),
        standing,
        on_file(policy, workspace, instructor, day),
        on_file(policy, workspace, school, day),
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
/// that it refers to the fields and the state. What the guard has derived reads others by way of `reading`; `seat` is whose step
/// it guards.
pub fn of_record(
    policy: &Policy,
    reading: &Rc<Reading>,
    record: &RecordView<'_>,
    (seat, today): (&Seat, Date),
) -> Option<Facts> {
    let (kind, subject, workspace) = (record.kind, subjects::of_kind(record.kind)?, reading.workspace());
    let fields = policy.fields();
    let mut told = own(fields, record, today);
    told.push(("today", Fact::Day(today)));
    let last = record.progress().and_then(|progress| progress.steps.last().copied());
    let same = last.is_some_and(|last| *last.unit == *seat.unit && last.role == seat.role);
    told.push(("by_same_seat", Fact::Flag(same)));
    let since = record.progress().and_then(|progress| progress.since);
    let worked = since.map_or(0, |since| policy.calendar().working_days_between(since, today).max(0));
    told.push(("working_days", Fact::Number(worked.into())));
    let values = Values(kind, record.values.clone());
    let derive = derives(kind).then(|| -> Derive {
        let (steps, state, id) = (record.envelope.steps.clone(), record.state, record.id.clone());
        let (reading, record) = (Rc::clone(reading), values.clone());
        Box::new(move |derived| {
            (derived.of)(Subject { kind, id: &id, record: &record, steps: &steps, state }, &*reading)
        })
    });
    let record_told = Told { record: values, kind, derive };
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
    Some(Facts::referring(subject, Some((Box::new(record_told), today)), told, references))
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
