//! Resources: what their reviews come to, and who uses them (一.7, 二.7).

use jiff::civil::Date;
use rust_decimal::Decimal;

use crate::{
    app::{
        FormValues,
        inbox::Days,
        reading::Reading,
        workspace::{RecordView, Workspace},
    },
    domain::{
        Kind, Label, Record as _, Review, counts,
        field::Fact,
        resource::scoring,
        workflow::{Relation, Seat},
    },
    policy::{decision::Text, facts::Facts, hook::COURSE, subjects::REVIEWS},
    say,
};

use super::{
    behaviour::{Asked, Behaviour, Card, Line},
    nomination::association,
};

pub static BEHAVIOUR: Behaviour = Behaviour {
    prefill: Some(prefill),
    asks: &[Asked { hook: &COURSE, before: &["approve"], told: reviews }],
    cards: &[Card { title: Label::new("使用情况", "Use"), lines: uses }],
    ..Behaviour::of(Kind::Resource)
};

/// Whoever has the resource reviewed sees what the reviewers say.
pub static REVIEW: Behaviour = Behaviour {
    also_seen_by: &[Relation::Via("resource", &Relation::Named("organ"))],
    ..Behaviour::of(Kind::Review)
};

/// Whoever contributed a resource sees who uses it.
pub static USE: Behaviour = Behaviour {
    prefill: Some(today),
    also_seen_by: &[Relation::Via("resource", &Relation::Keeper)],
    day: Some("date"),
    ..Behaviour::of(Kind::ResourceUse)
};

fn prefill(workspace: &Workspace, seat: Option<&Seat>, _: Date, _: Days<'_>, filled: &mut FormValues) {
    if let Some(association) = association(workspace, seat) {
        filled.insert("organ", association);
    }
}

fn today(_: &Workspace, _: Option<&Seat>, today: Date, _: Days<'_>, filled: &mut FormValues) {
    filled.insert("date", today.to_string());
}

/// What `course` is told: the reviews that were given, by their four qualities.
fn reviews(reading: &Reading, resource: &RecordView<'_>, today: Date, _: Days<'_>) -> Vec<Facts> {
    reading.note_tables([Kind::Review, Kind::Instructor, Kind::Organization, Kind::School]);
    let workspace = reading.workspace();
    // What was said of it before it was handed in again was said of something else.
    let step = |record: &RecordView<'_>, verb: &str| {
        let steps = record.progress().map(|progress| progress.steps).unwrap_or_default();
        steps.iter().rev().find(|step| *step.verb == *verb).map(|step| step.when.to_string())
    };
    let handed_in = step(resource, "submit");
    let is_given = |review: &&Review| {
        let record = workspace.find(Kind::Review, &review.id()).filter(|_| review.resource == resource.id);
        record.is_some_and(|record| {
            record.state.is_some_and(|state| state.code == scoring::given)
                && step(&record, "give") >= handed_in
        })
    };
    let given: Vec<_> = workspace.reviews.all().filter(is_given).collect();
    let contributor = resource.text("contributor");
    let own = given.iter().filter(|review| is_of_one_unit(workspace, contributor, &review.reviewer)).count();
    let scores: Vec<_> = given.iter().map(|review| review.scores()).collect();
    let of = |quality: usize| scores.iter().map(move |scores| scores[quality]);
    let mean = |scores: &mut dyn Iterator<Item = Decimal>| {
        let (sum, count) =
            scores.fold((Decimal::ZERO, 0_u32), |(sum, count), score| (sum + score, count + 1));
        Fact::Number(sum.checked_div(count.into()).unwrap_or_default())
    };
    let spread = |quality: usize| {
        let (least, most) = (of(quality).min(), of(quality).max());
        most.zip(least).map_or(Decimal::ZERO, |(most, least)| most - least)
    };
    let told = vec![
        ("today", Fact::Day(today)),
        ("reviewers", Fact::count(given.len())),
        ("from_own_unit", Fact::count(own)),
        ("scientific", mean(&mut of(0))),
        ("systematic", mean(&mut of(1))),
        ("suitable", mean(&mut of(2))),
        ("engaging", mean(&mut of(3))),
        ("overall", mean(&mut scores.iter().flatten().copied())),
        ("widest_spread", Fact::Number((0..4).map(spread).max().unwrap_or_default())),
    ];
    vec![Facts::of(&REVIEWS, None, told)]
}

/// Whether two are the same, or one works for the other, or both for one unit. A university and its association begin alike.
fn is_of_one_unit(workspace: &Workspace, one: &str, other: &str) -> bool {
    let employer = |who: &str| workspace.instructors.get(who).map(|instructor| instructor.unit.as_str());
    let name = |who| employer(who).unwrap_or_else(|| workspace.tree().name(who));
    let alike = || {
        let (one, other) = (name(one), name(other));
        one.starts_with(other) || other.starts_with(one)
    };
    one == other || (employer(one).is_some() || employer(other).is_some()) && alike()
}

/// How often it was used, by how many schools and pupils.
fn uses(workspace: &Workspace, resource: &RecordView<'_>) -> Vec<Line> {
    let uses: Vec<_> = workspace.resource_uses.all().filter(|one| one.resource == resource.id).collect();
    if uses.is_empty() {
        return Vec::new();
    }
    let mut schools: Vec<_> = uses.iter().map(|one| &one.school).collect();
    schools.sort_unstable();
    schools.dedup();
    let pupils: u64 = uses.iter().map(|one| u64::from(one.pupils)).sum();
    let value = Text::both(|lang| {
        let (times, schools) = (uses.len(), lang.counted(schools.len(), counts::SCHOOLS));
        say!(
            lang,
            "{schools}使用 {times} 次，学生 {pupils} 人次",
            "used {times} times by {schools}, by {pupils} pupils in all"
        )
    });
    vec![Line { label: Label::new("合计", "In all").into(), value, of: None }]
}
