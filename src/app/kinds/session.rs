//! Sessions: an instructor is at one place at a time; one of a series is as the series is; a substitute has a session of their own; their
//! table says what each one earns and who pays it; there are too many for the search over all kinds.

use jiff::civil::Date;
use serde_json::Value;

use crate::{
    app::{
        ids,
        reading::Reading,
        table::{STANDING, STATE, TableQuery},
        verdict::{Ruled, Ruling},
        workspace::{RecordView, Workspace},
    },
    domain::{
        Kind, Label, Session,
        field::{Factual, Fault, FieldProblem, Scalar, make},
        record::broken,
        session::{Form, holding, hours},
        workflow::Surroundings,
    },
};

use super::{
    behaviour::{Behaviour, effect},
    clashes::Clashes,
    column::{Column, Source},
};

/// The columns by which other pages ask for sessions.
pub const DATE: &str = "date";
pub const SCHOOL: &str = "school";
pub const INSTRUCTOR: &str = "instructor";
pub const PAYER: &str = "payer";
pub const OUTCOME: &str = "outcome";

const HOURS: Label = Label::new("学时（计酬）", "teaching hours paid");

pub static BEHAVIOUR: Behaviour = Behaviour {
    checks: &[("substitute", another), ("hold", logged), ("confirm_by_sheet", logged)],
    effects: &[effect!("substitute" => Session, substituted)],
    clashes: Some(CLASHES),
    contradicts: Some(otherwise_than_its_series),
    kept_from_above: true,
    begins_anew: &["distance_km", "witness", "substitute", "lesson", "attendance", "log"],
    columns: &[
        Column::Field(DATE),
        Column::Field("starts"),
        Column::Called("school", Label::new("学校", "School")),
        Column::Called(INSTRUCTOR, Label::new("科技辅导员", "Instructor")),
        Column::Field("topic"),
        Column::Field("form"),
        Column::Called("minutes", Label::new("分钟", "Minutes")),
        Column::Computed(
            make::decimal(0, 24, 1, HOURS).of("paid_hours", false).label("学时（计酬）", "Hours").summed(),
            Source::Verdict(|verdict| Scalar::Number(verdict.paid_hours)),
        ),
        Column::Computed(
            make::money(1_000_000).of("amount", false).label("税后（元）", "After tax (¥)").summed(),
            Source::Verdict(|verdict| match verdict.ruling {
                Ruling::Amount(amount) => Scalar::Number(amount.yuan()),
                Ruling::Refused(_) | Ruling::Undecided(_) => Scalar::Missing,
            }),
        ),
        Column::Computed(
            make::choice(Ruled::CHOICES).of(OUTCOME, false).label("结果", "Outcome"),
            Source::Outcome,
        ),
        Column::Filter(
            make::text(60).of(PAYER, false).label("支付单位", "Payer"),
            Source::Record(&[Kind::School], payer),
        ),
    ],
    in_order_of: &["date", "starts"],
    day: Some("date"),
    searched: false,
    ..Behaviour::of(Kind::Session)
};

const CLASHES: Clashes = Clashes { among: &["instructor", "date"], of: at_once };

/// One instructor cannot be at two sessions at once; several classes at once are one session.
fn at_once(session: &dyn Factual, other: &dyn Factual) -> Option<FieldProblem> {
    let (from, until) = hours(session)?;
    let (others_from, others_until) = hours(other)?;
    if from >= others_until || others_from >= until {
        return None;
    }
    let school = other.scalar("school", Date::MIN)?.text()?;
    let fault = Fault::Clash {
        what: Label::new("该辅导员当日此时已有课次", "the instructor already has a session then"),
        other: format!("{school} {}", others_from.strftime("%H:%M")),
        remedy: Label::new("几个班同时听讲请合为一个课次", "several classes at once are one session"),
    };
    Some(FieldProblem { field: "starts", fault })
}

fn another(_: &Reading, record: &RecordView<'_>) -> Result<(), Label> {
    if record.text("substitute") == record.text("instructor") {
        return Err(Label::new("代课辅导员与原辅导员相同", "The substitute is the instructor"));
    }
    Ok(())
}

/// Of a club and a group the log goes on from session to session (一.8).
fn logged(_: &Reading, record: &RecordView<'_>) -> Result<(), Label> {
    let is_kept = !record.text("series").is_empty()
        && [Form::Club, Form::Group].iter().any(|form| form.code() == record.text("form"));
    if is_kept && record.text("log").trim().is_empty() {
        return Err(Label::new(
            "社团和兴趣小组的活动须有活动记录：请先填写“活动记录”，再登记授课或确认课时",
            "A session of a club or a group needs its log: fill in “Log” first, then record it as held or confirm the hours",
        ));
    }
    Ok(())
}

/// The series is the school's own, of the same form, and has the lesson. The instructor may be another, who came as a substitute.
fn otherwise_than_its_series(workspace: &Workspace, session: &dyn Factual) -> Option<FieldProblem> {
    let said = |key: &str| session.scalar(key, Date::MIN);
    let is_said = |key: &str, own: &str| said(key).is_some_and(|value| value.text() == Some(own));
    let series = workspace.series.get(said("series")?.text()?)?;
    if !is_said("school", &series.school) {
        return Some(broken("series", "所选系列活动不是这所学校的", "belongs to another school"));
    }
    if !is_said("form", series.form.code()) {
        return Some(broken("form", "与所属系列活动的形式不一致", "is not the form of the series"));
    }
    let Some(Scalar::Number(lesson)) = said("lesson") else { return None };
    let has_it = series.syllabus.iter().any(|other| lesson == other.number.into());
    (!has_it).then(|| broken("lesson", "教学大纲中没有这一课", "the syllabus has no such lesson"))
}

/// The session of whoever comes instead, planned as this one was.
fn substituted(workspace: &Workspace, record: &RecordView<'_>, _: Date) -> Vec<Session> {
    let mut values = record.values.clone();
    // What was written of it already is of what was held otherwise.
    values.retain(|key, _| !["attendance", "log"].contains(&key.as_str()));
    if let Some(substitute) = values.insert("substitute".to_owned(), Value::Null) {
        values.insert("instructor".to_owned(), substitute);
    }
    values.insert("code".to_owned(), ids::new_id(workspace, record.kind, &values).into());
    serde_json::from_value(Value::Object(values)).into_iter().collect()
}

/// Who pays for the school on the day.
fn payer<'a>(around: &'a dyn Surroundings, session: &'a dyn Factual) -> Scalar<'a> {
    let found = || {
        let Scalar::Day(day) = session.scalar("date", Date::MIN)? else { return None };
        let school = around.record(Kind::School, session.scalar("school", day)?.text()?)?;
        school.scalar("payer", day)
    };
    found().unwrap_or(Scalar::Missing)
}

/// The sessions that were held and whose hours are not confirmed, as a filter of the table.
pub const UNCONFIRMED: (&str, &str) = (STATE, holding::held);

/// The sessions whose hours are confirmed, as a filter of the table.
pub const CONFIRMED: (&str, &str) = (STATE, holding::confirmed);

/// The sessions that figures count, those cancelled and not held left out, as a filter of the table.
pub const COUNTED: (&str, &str) = (STATE, STANDING);

/// What an address of before asked for, `#/sessions?month=2026-03`, when sessions had a table of their own.
pub fn of_former_address(asked: impl IntoIterator<Item = (String, String)>) -> TableQuery {
    let mut query = TableQuery::default();
    let order = |query: &mut TableQuery, column: &str| query.sort = Some(column.to_owned());
    let mut term = None;
    for (name, value) in asked.into_iter().filter(|(_, value)| !value.is_empty()) {
        match name.as_str() {
            "q" => query.text = value,
            "school" | "instructor" | "payer" | "outcome" => query = query.with(&name, value),
            "month" => query = query.with(DATE, value),
            "term" => term = Some(value),
            "unconfirmed" => query = query.with(UNCONFIRMED.0, UNCONFIRMED.1),
            "sort" => order(&mut query, &value),
            "order" => query.descending = value == "desc",
            _ => {}
        }
    }
    // The day was what they were ordered by when nothing was said.
    if query.descending && query.sort.is_none() {
        order(&mut query, DATE);
    }
    // Of a term and a month the month says more.
    match term {
        Some(term) if !query.filters.contains_key(DATE) => query.with(DATE, term),
        _ => query,
    }
}
