//! Nominations: whether they may come to the pool, and what the pool has of them (一.2, 一.3).

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde_json::{Map, Value};

use crate::{
    app::{
        FormValues,
        inbox::Days,
        reading::Reading,
        workspace::{RecordView, Workspace},
    },
    domain::{
        Instructor, Kind, Label, Organization,
        field::{Fact, Factual, Scalar},
        nomination::Source,
        organization::{Level, OrganizationKind, Side},
        record::Derived,
        workflow::{Seat, Stage, Surroundings as _},
    },
    policy::{Policy, decision::Text, facts::Facts, hook::ELIGIBILITY, subjects::CANDIDATE},
};

use super::behaviour::{Asked, Behaviour, Card, Line, effect};

/// Asked before whoever stands above confirms it, and again before it comes to the pool.
const ELIGIBLE: &[Asked] = &[Asked { hook: &ELIGIBILITY, before: &["check", "admit"], told: candidate }];

/// What begins anew where somebody is nominated again.
const ANEW: &[&str] = &["expert_opinion", "objections", "review_on", "same_as", "moves_to"];

const OF_THE_SAME_NAME: &[Card] =
    &[Card { title: Label::new("同名的推荐", "Nominations of the same name"), lines: of_the_same_name }];

pub static OF_A_PERSON: Behaviour = Behaviour {
    checks: &[
        ("submit", by_two_organs),
        ("admit", whose_number),
        ("admit", check_on_file),
        ("admit_on_proof", by_two_organs),
        ("admit_on_proof", was_in_pool),
        ("admit_on_proof", whose_number),
        ("admit_on_proof", check_on_file),
        ("move_on", to_another),
        ("move_on", recommended_there),
        ("merge", into_one),
        ("suspend", paused),
        ("leave", paused),
        ("resume", not_paused),
    ],
    effects: &[
        effect!("admit" => Instructor, instructors),
        effect!("admit_on_proof" => Instructor, instructors),
    ],
    asks: ELIGIBLE,
    ..nominated(Kind::Nomination)
};

pub static OF_A_BASE: Behaviour = Behaviour {
    checks: &[
        ("submit", by_two_organs),
        ("admit", whose_number),
        ("admit_on_proof", by_two_organs),
        ("admit_on_proof", was_in_pool),
        ("admit_on_proof", whose_number),
        ("move_on", to_another),
        ("move_on", no_longer_below),
        ("merge", into_one),
    ],
    effects: &[
        effect!("admit" => Organization, organizations),
        effect!("admit_on_proof" => Organization, organizations),
    ],
    asks: ELIGIBLE,
    ..nominated(Kind::BaseNomination)
};

const fn nominated(kind: Kind) -> Behaviour {
    Behaviour {
        prefill: Some(prefill),
        begins_anew: ANEW,
        works_out: &[("take_over", taken_over)],
        cards: OF_THE_SAME_NAME,
        ..Behaviour::of(kind)
    }
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

/// Who stood in the pool before it was kept here comes back on the paper that says so; everybody else by their course.
fn was_in_pool(_: &Reading, record: &RecordView<'_>) -> Result<(), Label> {
    if record.text("source") == Source::Pool.code() {
        return Ok(());
    }
    Err(Label::new(
        "凭证明入库的只限原在库的；其他的按推荐程序办理",
        "Only who is in the pool already is admitted on proof; others are nominated",
    ))
}

/// Another association that has a bureau beside it, as the first.
fn to_another(reading: &Reading, record: &RecordView<'_>) -> Result<(), Label> {
    let (tree, to) = (reading.tree(), record.text("moves_to"));
    let is_association = tree.get(to).is_some_and(|unit| unit.side == Side::Association);
    if is_association && tree.peer(to).is_some() && to != record.text("association") {
        return Ok(());
    }
    Err(Label::new(
        "“转往科协”应是另一个有同级教育行政部门的科协",
        "“Moves to the association” names another association with a bureau of its level",
    ))
}

/// Schools hear with the register who recommends an instructor, and by it the other association keeps them on.
fn recommended_there(reading: &Reading, record: &RecordView<'_>) -> Result<(), Label> {
    let on_file = reading.record(Kind::Instructor, record.text("number"));
    let by = on_file.and_then(|on_file| on_file.scalar("recommended_by", Date::MAX)).and_then(Scalar::text);
    if by == Some(record.text("moves_to")) {
        return Ok(());
    }
    Err(Label::new(
        "请先在名册上把“推荐单位”改为“转往科协”",
        "First enter the other association in the register as “Recommended by”",
    ))
}

/// An institution that reports to the association leaves it in the register first; one that reports to somebody else stays where it is.
fn no_longer_below(reading: &Reading, record: &RecordView<'_>) -> Result<(), Label> {
    if reading.tree().superior(record.text("number")) == Some(record.text("association")) {
        return Err(Label::new(
            "请先在单位名册上把该机构的“上级单位”改为“转往科协”",
            "First enter the other association in the register as what the institution “Reports to”",
        ));
    }
    Ok(())
}

/// What it is merged into is another of the same name, and goes on.
fn into_one(reading: &Reading, record: &RecordView<'_>) -> Result<(), Label> {
    let same = record.text("same_as");
    let other = reading.record(record.kind, same).filter(|_| same != record.id);
    let name = |of: &dyn Factual| of.scalar("name", Date::MAX).and_then(Scalar::text).map(str::to_owned);
    let stands = reading.workspace().find(record.kind, same).is_some_and(|other| !has_ended(&other));
    match other.and_then(name) {
        Some(other) if other == record.text("name") && stands => Ok(()),
        _ => Err(Label::new(
            "请在“同一人的推荐”（“同一机构的推荐”）中选择留下办理的另一份：姓名（名称）相同，没有撤回或退出",
            "Name the other nomination that goes on: of the same name, not withdrawn and not ended",
        )),
    }
}

fn has_ended(nomination: &RecordView<'_>) -> bool {
    nomination.state.is_some_and(|state| state.stage == Stage::Void)
}

/// The association that takes over is the one that decides from now on.
fn taken_over(_: &Reading, record: &RecordView<'_>, _: &Policy, _: Date) -> Result<Map<String, Value>, Text> {
    let to = record.text("moves_to").to_owned();
    Ok(Map::from_iter([("association".to_owned(), to.into()), ("moves_to".to_owned(), Value::Null)]))
}

/// Others of the name, each with where it stands: one who was nominated twice, or two people.
fn of_the_same_name(workspace: &Workspace, record: &RecordView<'_>) -> Vec<Line> {
    let name = record.text("name");
    let others = workspace.records_of(record.kind);
    let others = others.filter(|other| other.id != record.id && other.text("name") == name);
    let line = |other: RecordView<'_>| {
        let merged = other.text("same_as") == record.id && has_ended(&other);
        let merged = merged.then_some(Label::new("已并入本推荐", "Merged into this one"));
        let stands = merged.or_else(|| other.state.map(|state| state.label));
        Line {
            label: other.title.into(),
            value: stands.map(Text::from).unwrap_or_default(),
            of: Some((other.kind, other.id)),
        }
    };
    others.map(line).collect()
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
