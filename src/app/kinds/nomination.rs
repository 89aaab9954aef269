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
    checks: &[
        ("submit", by_two_organs),
        ("admit", whose_number),
        ("admit", check_on_file),
        ("suspend", paused),
        ("leave", paused),
        ("resume", not_paused),
    ],
    effects: &[effect!("admit" => Instructor, instructors)],
    asks: ELIGIBLE,
    ..nominated(Kind::Nomination)
};

pub static OF_A_BASE: Behaviour = Behaviour {
    checks: &[("submit", by_two_organs), ("admit", whose_number)],
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

/// It goes to an association that has a bureau beside it and an association above.
fn by_two_organs(reading: &Reading, record: &RecordView<'_>) -> Result<(), Label> {
    let (tree, association) = (reading.tree(), record.text("association"));
    let is_one = tree.get(association).is_some_and(|unit| unit.side == Side::Association);
    if is_one && tree.peer(association).is_some() && tree.superior(association).is_some() {
        return Ok(());
    }
    Err(Label::new(
        "初审科协应是有同级教育行政部门和上级科协的科协",
        "It goes to an association with a bureau of its level beside it and an association above",
    ))
}

/// Who stands in the tree under the number is the same.
fn whose_number(reading: &Reading, record: &RecordView<'_>) -> Result<(), Label> {
    match reading.tree().get(record.text("number")) {
        Some(unit) if unit.name != record.text("name") => Err(Label::new(
            "这个编号在名册上是另一个人或单位",
            "In the register this number is somebody else's",
        )),
        _ => Ok(()),
    }
}

/// Who is in the register already has the check there by which they are admitted: the register is what schools and rules go by.
fn check_on_file(reading: &Reading, record: &RecordView<'_>) -> Result<(), Label> {
    let on_file = reading.record(Kind::Instructor, record.text("number"));
    let day = |of: Option<Scalar<'_>>| match of {
        Some(Scalar::Day(day)) => Some(day),
        _ => None,
    };
    match on_file {
        Some(on_file)
            if day(on_file.scalar("checked_on", Date::MAX)) < day(record.scalar("checked_on", Date::MAX)) =>
        {
            Err(Label::new("请先在名册上登记这次入职查询", "First enter this record check in the register"))
        }
        _ => Ok(()),
    }
}

fn is_paused(reading: &Reading, record: &RecordView<'_>) -> bool {
    let on_file = reading.record(Kind::Instructor, record.text("number"));
    on_file.is_some_and(|on_file| matches!(on_file.scalar("paused_on", Date::MAX), Some(Scalar::Day(_))))
}

/// Schools hear of it with the register.
fn paused(reading: &Reading, record: &RecordView<'_>) -> Result<(), Label> {
    if is_paused(reading, record) {
        return Ok(());
    }
    Err(Label::new(
        "请先在名册上填写“暂停或退出自”，各校随名册得知",
        "First fill in “Suspended or left from” in the register, by which schools hear of it",
    ))
}

fn not_paused(reading: &Reading, record: &RecordView<'_>) -> Result<(), Label> {
    if is_paused(reading, record) {
        return Err(Label::new(
            "请先在名册上清空“暂停或退出自”",
            "First empty “Suspended or left from” in the register",
        ));
    }
    Ok(())
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
