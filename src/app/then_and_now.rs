//! What a batch decided of a session beside what is decided of it today, line by line: the one from what is kept with the batch, the other from
//! the records and the rules as they are (五.7).

use std::{collections::BTreeSet, rc::Rc, sync::Arc};

use rust_decimal::Decimal;
use serde_json::{Map, Value};

use super::{
    account::{Ruling, explain, paid_hours_before, ruling},
    batches::{GONE, owed_to_another},
    facts::{self, Appointments},
    policies::Rulebook,
    workspace::Workspace,
};
use crate::{
    domain::{Label, Money, Session, batch::BatchLine},
    policy::{
        Policy,
        decision::{Decision, ParameterRead, Text},
        subjects,
    },
};

/// What a row says of the decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// A line of the sum, or what it comes to.
    Sum,
    /// A fact that the rule was told.
    Fact,
    /// A parameter that it read.
    Parameter,
}

/// One thing of both decisions; a dash where one of them does not have it.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    pub part: Part,
    pub name: Text,
    pub then: Text,
    pub now: Text,
}

impl Row {
    pub fn differs(&self) -> bool {
        self.then != self.now
    }
}

/// Both decisions of a line: every line of the sums, and of facts and parameters those that differ. Where whoever was paid is owed nothing any
/// more, since the session is gone or another's, now is why. Nothing where what is kept with the batch does not have the session, or cannot be
/// read.
pub fn then_and_now(
    workspace: &Arc<Workspace>,
    rulebook: &Rc<Rulebook>,
    basis: &[u8],
    line: &BatchLine,
) -> Option<Vec<Row>> {
    let basis: Value = serde_json::from_slice(basis).ok()?;
    let kept = basis.get("sessions")?.as_array()?.iter().find(|one| one["session"] == line.session)?;
    let then: Option<Decision> = serde_json::from_value(kept["decision"].clone()).ok()?;
    let (session, before) = match still_owed(workspace, rulebook, line) {
        Ok(owed) => owed,
        Err(why) => {
            let policy = rulebook.on(line.date).ok()?;
            let mut rows = sums(&policy, (then.as_ref(), None));
            rows.push(in_all(&policy, then.as_ref(), Err(why.into())));
            return Some(rows);
        }
    };
    let read_then: Vec<ParameterRead> =
        serde_json::from_value(kept["parameters"].clone()).unwrap_or_default();
    let policy = rulebook.on(session.date).ok()?;
    let now = explain(workspace, rulebook, session, before).map(|(decision, _)| decision);
    let mut rows = sums(&policy, (then.as_ref(), now.as_ref().ok()));
    rows.push(in_all(&policy, then.as_ref(), now.as_ref().map_err(Clone::clone)));
    let appointments = Appointments::of(workspace.appointments.all());
    let told = facts::subsidy(&policy, workspace, session, &appointments, before).ok();
    let told: Vec<_> = told.iter().flatten().map(|facts| facts.listed(policy.fields())).collect();
    let kept: Vec<_> =
        kept["facts"].as_array().into_iter().flatten().map(|facts| facts.as_object()).collect();
    let told_of = [&subjects::SESSION, &subjects::INSTRUCTOR, &subjects::SCHOOL];
    for (place, subject) in told_of.into_iter().enumerate() {
        let (none, empty) = (Map::new(), Map::new());
        let then = kept.get(place).copied().flatten().unwrap_or(&none);
        let now = told.get(place).unwrap_or(&empty);
        for field in subject.fields(policy.fields()) {
            let (then, now) = (said(then.get(field.key)), said(now.get(field.key)));
            if then != now {
                rows.push(Row { part: Part::Fact, name: field.label.into(), then, now });
            }
        }
    }
    let read_now = now.as_ref().map(|decision| policy.read(decision.reads, session.date)).unwrap_or_default();
    rows.extend(parameters(&policy, &read_then, &read_now));
    Some(rows)
}

/// The session of a line, with the hours that come before it in its half-day, where it is still owed to whoever was paid.
fn still_owed<'a>(
    workspace: &'a Arc<Workspace>,
    rulebook: &Rc<Rulebook>,
    line: &BatchLine,
) -> Result<(&'a Session, Decimal), Label> {
    let session = workspace.sessions.get(&line.session).ok_or(GONE)?;
    let before = paid_hours_before(workspace, rulebook, session).ok_or(GONE)?;
    match owed_to_another(workspace, session, line.to()) {
        Some(why) => Err(why),
        None => Ok((session, before)),
    }
}

/// What both come to.
fn in_all(policy: &Policy, then: Option<&Decision>, now: Result<&Decision, Text>) -> Row {
    const TOTAL: Label = Label::new("税后合计", "In all, after tax");
    let then = then.map_or_else(dash, |decision| total(policy, decision));
    let now = now.map_or_else(|why| why, |decision| total(policy, decision));
    Row { part: Part::Sum, name: TOTAL.into(), then, now }
}

fn dash() -> Text {
    Text { zh: "—".to_owned(), en: "—".to_owned() }
}

/// Every line of either, in the order of the later one.
fn sums(policy: &Policy, (then, now): (Option<&Decision>, Option<&Decision>)) -> Vec<Row> {
    let mut codes: Vec<&str> = Vec::new();
    for line in [now, then].into_iter().flatten().flat_map(|decision| &decision.lines) {
        if !codes.contains(&line.label.as_str()) {
            codes.push(&line.label);
        }
    }
    let sum = |decision: Option<&Decision>, code: &str| {
        let lines = decision.into_iter().flat_map(|decision| &decision.lines);
        let mut own = lines.filter(|line| line.label == code).map(|line| line.amount()).peekable();
        own.peek().is_some().then(|| own.sum::<Money>())
    };
    let shown = |sum: Option<Money>| sum.map_or_else(dash, |sum| Text::both(|_| sum.to_string()));
    let row = |code: &str| Row {
        part: Part::Sum,
        name: policy.line_text(code),
        then: shown(sum(then, code)),
        now: shown(sum(now, code)),
    };
    codes.into_iter().map(row).collect()
}

/// What it comes to, or why to nothing.
fn total(policy: &Policy, decision: &Decision) -> Text {
    match ruling(decision.clone()) {
        Ruling::Amount(amount) => Text::both(|_| amount.to_string()),
        Ruling::Refused(reason) => policy.reason_text(&reason),
        Ruling::Undecided(why) => why,
    }
}

/// A fact as it was told: yes and no as people say them.
fn said(fact: Option<&Value>) -> Text {
    match fact {
        None | Some(Value::Null) => dash(),
        Some(Value::Bool(true)) => Label::new("是", "Yes").into(),
        Some(Value::Bool(false)) => Label::new("否", "No").into(),
        Some(Value::String(text)) => Text::both(|_| text.clone()),
        Some(other) => Text::both(|_| other.to_string()),
    }
}

/// Parameters that one of them read with another value, or alone.
fn parameters(policy: &Policy, then: &[ParameterRead], now: &[ParameterRead]) -> Vec<Row> {
    let ids: BTreeSet<&str> = then.iter().chain(now).map(|read| read.id.as_str()).collect();
    let value = |read: &[ParameterRead], id: &str| {
        let read = read.iter().find(|read| read.id == id);
        read.map_or_else(dash, |read| Text::both(|_| read.value.clone()))
    };
    let row = |id: &str| Row {
        part: Part::Parameter,
        name: policy.parameter(id).map_or_else(|| Text::both(|_| id.to_owned()), |known| known.label.clone()),
        then: value(then, id),
        now: value(now, id),
    };
    ids.into_iter().map(row).filter(Row::differs).collect()
}
