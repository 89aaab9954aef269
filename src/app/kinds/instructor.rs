//! Instructors: what they have contributed, and how long their check of offence records is good (一.5, 一.7).

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::{
    app::{
        inbox::Days,
        reading::Reading,
        workspace::{RecordView, Workspace},
    },
    domain::{
        Kind, Label, counts,
        field::{Fact, Scalar},
        resource::{Origin, reviewing},
        session::holding,
        workflow::{Relation, Surroundings as _},
    },
    policy::{
        decision::Text,
        facts::Facts,
        hook::SAFEGUARDING,
        subjects::{INSTRUCTOR, PLANS},
    },
    say,
};

use super::behaviour::{Asked, Behaviour, Card, Line};

pub static BEHAVIOUR: Behaviour = Behaviour {
    also_seen_by: &[Relation::Named("recommended_by")],
    asks: &[Asked { hook: &SAFEGUARDING, before: &[], told: plans }],
    cards: &[Card { title: Label::new("贡献的资源", "Resources contributed"), lines: contributed }],
    ..Behaviour::of(Kind::Instructor)
};

/// What the rules of the nation say of a check that lapses soon: a reminder, of which no session is the worse.
pub const LAPSES_SOON: &str = "check_lapses_soon";

/// What `safeguarding` is told: the instructor as they are on the day, and from when until when sessions are planned.
fn plans(reading: &Reading, record: &RecordView<'_>, today: Date, _: Days<'_>) -> Vec<Facts> {
    let mut planned = Vec::new();
    reading.each(Kind::Session, &mut |session| {
        let is_theirs =
            session.stands_at(holding::planned) && session.named("instructor") == Some(&record.id);
        if let Some(Scalar::Day(day)) = session.record.scalar("date", today).filter(|_| is_theirs) {
            planned.push(day);
        }
    });
    planned.retain(|day| *day >= today);
    told(reading.workspace(), record, today, (planned.iter().min(), planned.iter().max()))
}

/// What it is told of an instructor on the day of a session; nothing where they are not here.
pub fn on(workspace: &Workspace, id: &str, day: Date) -> Vec<Facts> {
    let record = workspace.find(Kind::Instructor, id);
    record.map(|record| told(workspace, &record, day, (Some(&day), Some(&day)))).unwrap_or_default()
}

fn told(
    workspace: &Workspace,
    record: &RecordView<'_>,
    today: Date,
    (next, last): (Option<&Date>, Option<&Date>),
) -> Vec<Facts> {
    // Whoever was handed the register without its checks cannot say.
    let is_withheld = record
        .envelope
        .signed_last()
        .is_some_and(|content| content.withheld().any(|field| field == "checked_on"));
    let instructor = workspace.instructors.get(&record.id).filter(|_| !is_withheld).cloned();
    let Some(instructor) = instructor else { return Vec::new() };
    let day = |day: Option<&Date>| day.map_or(Fact::Missing, |day| Fact::Day(*day));
    let told = vec![("today", Fact::Day(today)), ("next", day(next)), ("last", day(last))];
    vec![
        Facts::of(&INSTRUCTOR, Some((Box::new(instructor), today)), Vec::new()),
        Facts::of(&PLANS, None, told),
    ]
}

/// A line for what was selected, developed and introduced, with how much of it is recommended.
fn contributed(workspace: &Workspace, record: &RecordView<'_>) -> Vec<Line> {
    let mut by_origin = BTreeMap::<Origin, (usize, usize)>::new();
    for resource in workspace.resources.all().filter(|resource| resource.contributor == record.id) {
        let state = workspace.find(Kind::Resource, &resource.code).and_then(|record| record.state);
        let (all, recommended) = by_origin.entry(resource.origin).or_default();
        *all += 1;
        *recommended += usize::from(state.is_some_and(|state| state.code == reviewing::approved));
    }
    let line = |(origin, (all, recommended)): (Origin, (usize, usize))| Line {
        label: origin.label().into(),
        value: Text::both(|lang| {
            let (all, recommended) =
                (lang.counted(all, counts::RESOURCES), lang.counted(recommended, counts::RESOURCES));
            say!(lang, "{all}，其中推荐使用 {recommended}", "{all}, {recommended} of them recommended")
        }),
        of: None,
    };
    by_origin.into_iter().map(line).collect()
}
