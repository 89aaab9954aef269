//! From records to the facts a rule sees (五.7).

use std::collections::HashMap;

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde_json::Value;

use crate::{
    domain::{
        Appointment, Fields, Kind, Record as _, School, Session, calendar,
        field::{Fact, Field},
        task_force::Member,
        workflow::Stage,
    },
    policy::{
        Policy,
        facts::{self, Facts, Standing, SubsidyFacts},
    },
};

use super::workspace::{AnyTable, Folder, Workspace};

/// Appointments by school and tutor.
pub struct Appointments(HashMap<(String, String), Vec<Appointment>>);

impl Appointments {
    pub fn of<'a>(appointments: impl IntoIterator<Item = &'a Appointment>) -> Self {
        let mut by_pair: HashMap<_, Vec<_>> = HashMap::new();
        for appointment in appointments {
            let pair = (appointment.school.clone(), appointment.tutor.clone());
            by_pair.entry(pair).or_default().push(appointment.clone());
        }
        Self(by_pair)
    }

    /// The one that covers the day, else the latest to begin before it, else the first.
    fn nearest(&self, session: &Session) -> Option<&Appointment> {
        let day = session.date;
        let all = self.0.get(&(session.school.clone(), session.tutor.clone()))?;
        let begun = || all.iter().filter(|appointment| appointment.from <= day);
        begun()
            .find(|appointment| appointment.in_force(day))
            .or_else(|| begun().max_by_key(|appointment| appointment.from))
            .or_else(|| all.iter().min_by_key(|appointment| appointment.from))
    }
}

/// What `subsidy` is told of a session. `credited_before` is the 学时 already credited to the tutor that half-day.
/// Nothing when the tutor or the school is not on file.
pub fn subsidy(
    policy: &Policy,
    workspace: &Workspace,
    session: &Session,
    appointments: &Appointments,
    credited_before: Decimal,
) -> Result<SubsidyFacts, Missing> {
    let tutor = workspace.tutors.get(&session.tutor).ok_or(Missing::Tutor)?;
    let school = workspace.schools.get(&session.school).ok_or(Missing::School)?;
    let appointment = appointments.nearest(session);
    let standing = Standing {
        in_service_window: in_service_window(session, school),
        appointed: appointment.map(|appointment| (appointment.from, appointment.until)),
        credited_before,
    };
    let fields = policy.fields();
    Ok(SubsidyFacts::of(
        (session.clone(), added(fields, &*workspace.sessions, || session.id())),
        standing,
        (tutor.clone(), added(fields, &*workspace.tutors, || tutor.number.clone())),
        (school.clone(), added(fields, &*workspace.schools, || school.code.clone())),
    ))
}

/// What a session refers to and is not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    Tutor,
    School,
}

/// The values of the fields that packs add to a record.
fn added(fields: &Fields, table: &dyn AnyTable, id: impl FnOnce() -> String) -> Vec<(&'static str, Fact)> {
    let added = fields.added(table.kind());
    if added.is_empty() {
        return Vec::new();
    }
    let extra = table.place(&id()).map(|place| &table.envelope(place).extra);
    let fact = |field: &&'static Field| {
        let value = extra.and_then(|extra| extra.get(field.key));
        (field.key, value.map_or(Fact::Missing, |value| field.fact(value)))
    };
    added.iter().filter(|field| !field.personal).map(fact).collect()
}

/// What the guards of a move are told of a record; `None` for a kind that does not move.
pub fn of_record(policy: &Policy, workspace: &Workspace, folder: &Folder<'_>, today: Date) -> Option<Facts> {
    let subject = facts::of_kind(folder.kind)?;
    let mut told: Vec<_> = policy
        .fields()
        .of(folder.kind)
        .filter(|field| !field.personal)
        .map(|field| {
            let value = folder.values.get(field.key).unwrap_or(&Value::Null);
            (field.key, field.fact(value))
        })
        .collect();
    told.push(("today", Fact::Day(today)));
    match folder.kind {
        Kind::Need | Kind::Supply => {
            let round = workspace.docking_rounds.get(folder.text("round"));
            let state = workspace
                .find(Kind::DockingRound, folder.text("round"))
                .and_then(|round| round.course().map(|course| course.state.code));
            let day = |day: Option<Date>| day.map_or(Fact::Missing, Fact::Day);
            told.extend([
                ("round_state", Fact::text(state.unwrap_or_default())),
                ("round_opens", day(round.map(|round| round.opens))),
                ("round_closes", day(round.map(|round| round.closes))),
            ]);
        }
        Kind::Dispatch => {
            let notice = workspace.find(Kind::Notice, folder.text("notice"));
            let state = notice.and_then(|notice| notice.course().map(|course| course.state.code));
            told.push(("notice_state", Fact::text(state.unwrap_or_default())));
        }
        Kind::Notice => {
            let under_way = |dispatch: &Folder<'_>| {
                let stage = dispatch.course().map(|course| course.state.stage);
                dispatch.text("notice") == folder.id && stage == Some(Stage::Underway)
            };
            let open = workspace.folders(Kind::Dispatch).filter(under_way).count();
            told.push(("open_dispatches", Fact::count(open)));
        }
        Kind::TaskForce => {
            let members = |unit: Option<&str>| {
                let force = workspace.task_forces.get(&folder.id);
                let of = |member: &&Member| Some(member.unit.as_str()) == unit;
                Fact::count(force.map_or(0, |force| force.members.iter().filter(of).count()))
            };
            told.extend([
                ("own_members", members(Some(folder.keeper()))),
                ("peer_members", members(workspace.tree().peer(folder.keeper()))),
            ]);
        }
        _ => {}
    }
    Some(Facts::of(subject, None, told))
}

/// After-school service is held on school days only, between the school's own hours.
fn in_service_window(session: &Session, school: &School) -> bool {
    calendar::is_working_day(session.date)
        && session.starts >= school.service_from
        && session.ends().is_some_and(|end| end <= school.service_until)
}
