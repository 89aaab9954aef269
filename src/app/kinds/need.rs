//! What a school asks for in a round, and how far forward it stands (五.4, 五.5).

use jiff::{ToSpan as _, civil::Date};

use crate::{
    app::{
        inbox::Days,
        reading::Reading,
        workspace::{RecordView, Workspace},
    },
    domain::{Kind, School, Session, field::Fact, session::holding},
    policy::{
        facts::Facts,
        hook::PRIORITY,
        subjects::{REQUEST, SCHOOL},
    },
};

use super::{
    behaviour::{Asked, Behaviour},
    needs_round::{filing, filings_due},
};

pub static BEHAVIOUR: Behaviour = Behaviour {
    asks: &[Asked { hook: &PRIORITY, before: &[], told: request }],
    ..filing(Kind::Need, |workspace, seat| {
        filings_due(workspace, seat, Kind::Need, &["subject", "form", "band"])
    })
};

/// What `priority` is told of a need and of its school as it is on the day. Nothing where the school is not on file.
fn request(reading: &Reading, need: &RecordView<'_>, today: Date, months: Days<'_>) -> Vec<Facts> {
    let school = need.text("school");
    let Some(on_file) = reading.workspace().schools.get(school).cloned() else { return Vec::new() };
    reading.note_tables([Kind::Session]);
    let months = months("priority_service_months").unwrap_or_default();
    let services = services(reading.workspace(), months, today).filter(|session| session.school == school);
    told(on_file, services.count(), today)
}

/// Sessions confirmed in the last months up to a day: the services that `priority` and `preference` count.
pub(in crate::app) fn services(
    workspace: &Workspace,
    months: i64,
    today: Date,
) -> impl Iterator<Item = &Session> {
    let since = today.checked_sub(months.months()).unwrap_or(Date::MIN);
    let confirmed = workspace.sessions.held().values().filter(|held| held.stands_at(holding::confirmed));
    confirmed.map(|held| &held.record).filter(move |session| since < session.date && session.date <= today)
}

/// What `priority` is told of a school that asks for something, and has had so many services lately.
pub(in crate::app) fn told(school: School, services: usize, today: Date) -> Vec<Facts> {
    let request = vec![("today", Fact::Day(today)), ("services", Fact::count(services))];
    vec![Facts::of(&REQUEST, None, request), Facts::of(&SCHOOL, Some((Box::new(school), today)), Vec::new())]
}
