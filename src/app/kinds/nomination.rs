//! Nominations: whether they may come to the pool, and what the pool has of them (一.2, 一.3).

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::{
    app::{
        FormValues,
        inbox::Days,
        reading::Reading,
        workspace::{RecordView, Workspace},
    },
    domain::{
        Instructor, Kind, Label, Organization,
        field::{Fact, Factual as _, Scalar},
        organization::{Level, OrganizationKind, Side},
        record::Derived,
        workflow::{Seat, Surroundings as _},
    },
    policy::{facts::Facts, hook::ELIGIBILITY, subjects::CANDIDATE},
};

use super::behaviour::{Asked, Behaviour, effect};

/// Asked before whoever stands above confirms it, and again before it comes to the pool.
const ELIGIBLE: &[Asked] = &[Asked { hook: &ELIGIBILITY, before: &["check", "admit"], told: candidate }];

/// What begins anew where somebody is nominated again.
const ANEW: &[&str] = &["expert_opinion", "objections", "review_on"];

pub static OF_A_PERSON: Behaviour = Behaviour {
    checks: &[("admit", whose_number)],
    effects: &[effect!("admit" => Instructor, instructors)],
    asks: ELIGIBLE,
    ..nominated(Kind::Nomination)
};

pub static OF_A_BASE: Behaviour = Behaviour {
    checks: &[("admit", whose_code)],
    effects: &[effect!("admit" => Organization, organizations)],
    asks: ELIGIBLE,
    ..nominated(Kind::BaseNomination)
};

const fn nominated(kind: Kind) -> Behaviour {
    Behaviour { prefill: Some(prefill), begins_anew: ANEW, ..Behaviour::of(kind) }
}

fn prefill(workspace: &Workspace, seat: Option<&Seat>, _: Date, _: Days<'_>, filled: &mut FormValues) {
    if let Some(association) = association(workspace, seat) {
        filled.insert("association", association);
    }
}

/// The association to which a unit belongs: itself, or that of the bureau or the county above.
pub(super) fn association(workspace: &Workspace, seat: Option<&Seat>) -> Option<String> {
    let tree = workspace.tree();
    let association = |unit: &str| {
        let is_one = |unit: &&str| tree.get(unit).is_some_and(|unit| unit.side == Side::Association);
        [Some(unit), tree.peer(unit)].into_iter().flatten().find(is_one).map(str::to_owned)
    };
    let mut path = tree.path(&seat?.unit);
    path.reverse();
    path.into_iter().find_map(association)
}

/// What `eligibility` is told.
fn candidate(reading: &Reading, record: &RecordView<'_>, today: Date, _: Days<'_>) -> Vec<Facts> {
    let association = record.text("association");
    let signed = signed(record);
    let bureau = reading.peer(association);
    let has = |key: &str| record.kind.field(key).is_some() && !record.text(key).trim().is_empty();
    let day = |key: &str| match record.scalar(key, today) {
        Some(Scalar::Day(day)) => Fact::Day(day),
        _ => Fact::Missing,
    };
    let derived = |key: &str| {
        let mut derived = record.kind.declaration().derived.iter();
        let found = derived.find(|derived: &&Derived| derived.field.key == key);
        found.map_or_else(|| Fact::count(0), |derived| (derived.of)(record.subject(), reading))
    };
    let told = vec![
        ("today", Fact::Day(today)),
        ("is_person", Fact::Flag(record.kind == Kind::Nomination)),
        ("association_signed", Fact::Flag(signed.contains(association))),
        ("bureau_signed", Fact::Flag(bureau.is_some_and(|bureau| signed.contains(bureau)))),
        ("integrity", Fact::Flag(has("integrity"))),
        ("devotion", Fact::Flag(has("devotion"))),
        ("experience", Fact::Flag(has("experience"))),
        ("checked_on", day("checked_on")),
        ("certificate_until", day("certificate_until")),
        ("needs_met", derived("needs_met")),
    ];
    vec![Facts::of(&CANDIDATE, None, told)]
}

/// The units that have agreed since it was last returned.
fn signed<'a>(record: &'a RecordView<'_>) -> BTreeSet<&'a str> {
    let steps = record.progress().map(|progress| progress.steps).unwrap_or_default();
    let mut signed = BTreeSet::new();
    for step in steps {
        match &*step.verb {
            "return" | "send_back" | "check_back" => signed.clear(),
            "countersign" => drop(signed.insert(step.signer())),
            _ => {}
        }
    }
    signed
}

/// Who is in the register under the number is the same person.
fn whose_number(reading: &Reading, record: &RecordView<'_>) -> Result<(), Label> {
    let number = record.text("number");
    let other = reading.record(Kind::Instructor, number).and_then(|other| other.scalar("name", Date::MIN));
    match other.and_then(Scalar::text) {
        Some(name) if name != record.text("name") => {
            Err(Label::new("这个编号在名册上是另一个人", "In the register this number is another person's"))
        }
        _ => Ok(()),
    }
}

/// What is in the register under the code is the same institution.
fn whose_code(reading: &Reading, record: &RecordView<'_>) -> Result<(), Label> {
    let code = record.text("number");
    let other = reading.record(Kind::Organization, code).and_then(|other| other.scalar("name", Date::MIN));
    match other.and_then(Scalar::text) {
        Some(name) if name != record.text("name") => {
            Err(Label::new("这个编号在名册上是另一个单位", "In the register this code is another unit's"))
        }
        _ => Ok(()),
    }
}

/// The instructor as the register has them from now on; whoever is there already stays as they are.
fn instructors(workspace: &Workspace, record: &RecordView<'_>, _: Date) -> Vec<Instructor> {
    workspace.nominations.get(&record.id).and_then(|nomination| nomination.instructor()).into_iter().collect()
}

/// The institution as the register has it from now on, under the association that took it up.
fn organizations(workspace: &Workspace, record: &RecordView<'_>, _: Date) -> Vec<Organization> {
    let Some(nomination) = workspace.base_nominations.get(&record.id) else { return Vec::new() };
    let one = |code: &String| Organization {
        code: code.clone(),
        name: nomination.name.clone(),
        kind: OrganizationKind::Venue,
        level: Level::Grassroots,
        division: None,
        reports_to: Some(nomination.association.clone()),
        peer: None,
    };
    nomination.number.iter().map(one).collect()
}
