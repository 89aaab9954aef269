//! What a school asks for in a round, and how far forward it stands (五.4, 五.5).

use jiff::{ToSpan as _, civil::Date};

use crate::{
    app::{inbox::Days, reading::Reading, workspace::RecordView},
    domain::{
        Kind, School,
        field::{Fact, Scalar},
        session::holding,
        workflow::Surroundings as _,
    },
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
    let months = months("priority_service_months").unwrap_or_default();
    let since = today.checked_sub(months.months()).unwrap_or(Date::MIN);
    let mut services = 0;
    reading.each(Kind::Session, &mut |session| {
        let is_its = session.keeper() == school && session.stands_at(holding::confirmed);
        if is_its && matches!(session.record.scalar("date", today), Some(Scalar::Day(day)) if since < day && day <= today)
        {
            services += 1;
        }
    });
    told(on_file, services, today)
}

/// What `priority` is told of a school that asks for something, and has had so many services lately.
pub(in crate::app) fn told(school: School, services: usize, today: Date) -> Vec<Facts> {
    let request = vec![("today", Fact::Day(today)), ("services", Fact::count(services))];
    vec![Facts::of(&REQUEST, None, request), Facts::of(&SCHOOL, Some((Box::new(school), today)), Vec::new())]
}
