//! What a rule is told. Scripts and cases know a fact by the key of its field, so the declarations of records say which
//! facts there are, and [`subjects`] those that are derived from several records.
//!
//! A rule is never told what is marked as personal data. Nothing here looks anything up: `app` derives the facts.

use std::{borrow::Cow, collections::BTreeMap, rc::Rc};

use jiff::civil::{Date, Time};
use rust_decimal::Decimal;
use serde_json::{Map, Value};

use super::{
    nearest::nearest,
    subjects::{self, INSTRUCTOR, MONTH, SCHOOL, SESSION, Subject},
};
use crate::domain::{
    Fields, Kind, Money, Month,
    field::{Fact, Factual, Field, FieldKind},
};

/// The facts of one subject, as a hook is given them.
#[derive(Debug, Clone)]
pub struct Facts {
    pub(super) subject: &'static Subject,
    told: Rc<Told>,
}

#[derive(Debug, Default)]
struct Told {
    /// With the day of which its facts are told. It tells what its kind derives of it too, when a rule asks.
    record: Option<(Box<dyn Factual>, Date)>,
    /// What the hook adds, the fields that packs add, and what a case states of lists, by path; `None` for what a case
    /// would have to state.
    besides: Vec<(Cow<'static, str>, Option<Fact>)>,
    /// What fields refer to; `None` for what is not on file.
    references: Vec<(&'static str, Option<Facts>)>,
}

/// Why a rule could not be told something.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Untold {
    /// No such fact.
    Unknown { nearest: Option<&'static str> },
    /// A case does not state it.
    Unstated,
}

impl Facts {
    /// What a record tells of a day, and what is derived or added besides.
    pub fn of(
        subject: &'static Subject,
        record: Option<(Box<dyn Factual>, Date)>,
        besides: Vec<(&'static str, Fact)>,
    ) -> Self {
        Self::referring(subject, record, besides, Vec::new())
    }

    /// As [`Facts::of`], with the records that fields refer to.
    pub fn referring(
        subject: &'static Subject,
        record: Option<(Box<dyn Factual>, Date)>,
        besides: Vec<(&'static str, Fact)>,
        references: Vec<(&'static str, Option<Self>)>,
    ) -> Self {
        let besides = besides.into_iter().map(|(key, fact)| (key.into(), Some(fact))).collect();
        Self { subject, told: Rc::new(Told { record, besides, references }) }
    }

    /// What a case states, by path. What may be left empty and is not stated is missing, and a list is empty.
    pub(super) fn stated(
        subject: &'static Subject,
        added: &Fields,
        mut stated: BTreeMap<String, Fact>,
    ) -> Self {
        let mut told = Told::default();
        for field in subject.fields(added) {
            let inner = format!("{}.", field.key);
            let fact = stated.remove(field.key).or_else(|| left_out(field));
            told.besides.push((field.key.into(), fact));
            if let (true, FieldKind::Reference(kinds)) = (subject.refers, field.kind) {
                let of_it = |path: &String| path.starts_with(&inner);
                let paths: Vec<_> = stated.keys().filter(|path| of_it(path)).cloned().collect();
                let inside = paths
                    .iter()
                    .filter_map(|path| Some((path.strip_prefix(&inner)?.to_owned(), stated.remove(path)?)));
                told.references.push((field.key, Self::stated_inside(kinds, added, inside.collect())));
            }
        }
        told.besides.extend(stated.into_iter().map(|(path, fact)| (path.into(), Some(fact))));
        Self { subject, told: Rc::new(told) }
    }

    /// The record that a case states something of: of the first kind that has all of it.
    fn stated_inside(kinds: &[Kind], added: &Fields, inside: BTreeMap<String, Fact>) -> Option<Self> {
        let has = |subject: &&'static Subject| {
            let mut heads = inside.keys().map(|path| path.split('.').next().unwrap_or(path));
            heads.all(|head| subject.referred(added).any(|field| field.key == head))
        };
        let subject = kinds.iter().filter_map(|kind| subjects::of_kind(*kind)).find(has)?;
        (!inside.is_empty()).then(|| Self::stated(subject, added, inside))
    }

    /// Something for each fact of a subject, for trying a rule out.
    pub(super) fn sample(subject: &'static Subject, added: &Fields, day: Date) -> Self {
        let own = |subject: &'static Subject| {
            let some = move |field: &'static Field| match (field.key, subject.kind.and_then(Kind::workflow)) {
                ("state", Some(table)) => {
                    (field.key, Fact::text(table.states.first().map_or("", |first| first.code)))
                }
                _ => (field.key, some(field.held(), day)),
            };
            subject.fields(added).map(some).collect::<Vec<_>>()
        };
        let refers = |field: &&'static Field| subject.refers && matches!(field.kind, FieldKind::Reference(_));
        let reference = |field: &'static Field| match field.kind {
            FieldKind::Reference(kinds) => {
                let of = kinds.first().and_then(|kind| subjects::of_kind(*kind));
                (field.key, of.map(|of| Self::of(of, None, own(of))))
            }
            _ => (field.key, None),
        };
        let references = subject.fields(added).filter(refers).map(reference).collect();
        Self::referring(subject, None, own(subject), references)
    }

    /// All that a rule could be told of it, by name, as JSON: days and numbers as texts. A record that a field refers to is told by its own.
    pub fn listed(&self, added: &Fields) -> Map<String, Value> {
        let own = self
            .subject
            .fields(added)
            .filter_map(|field| Some((field.key.to_owned(), json(&self.get(field.key).ok()?))));
        let mut listed: Map<String, Value> = own.collect();
        for (key, referred) in &self.told.references {
            if let Some(referred) = referred {
                listed.insert(format!("{key}."), referred.listed(added).into());
            }
        }
        listed
    }

    /// The fact of this name, or stated at this path.
    pub(super) fn get(&self, name: &str) -> Result<Fact, Untold> {
        if let Some((_, fact)) = self.told.besides.iter().find(|(key, _)| key == name) {
            return fact.clone().ok_or(Untold::Unstated);
        }
        let is_personal =
            || self.subject.kind.and_then(|kind| kind.field(name)).is_some_and(|field| field.personal);
        let told = self.told.record.as_ref().filter(|_| !is_personal());
        let told = told.and_then(|(record, day)| record.fact(name, *day));
        told.ok_or_else(|| Untold::Unknown { nearest: self.nearest(name) })
    }

    /// The fact of this name; `None` where there is none that could be told.
    pub(crate) fn told(&self, name: &str) -> Option<Fact> {
        self.get(name).ok()
    }

    /// What a case states of a list as a whole.
    pub(super) fn stated_at(&self, path: &str) -> Option<&Fact> {
        self.told.besides.iter().find(|(key, _)| key == path)?.1.as_ref()
    }

    /// What a field refers to, if it refers to anything; `None` inside for what is not on file.
    pub(super) fn referred(&self, name: &str) -> Option<Option<&Self>> {
        let found = self.told.references.iter().find(|(key, _)| *key == name);
        found.map(|(_, of)| of.as_ref())
    }

    fn nearest(&self, name: &str) -> Option<&'static str> {
        let none = Fields::default();
        let added = self.told.besides.iter().filter_map(|(key, _)| match key {
            Cow::Borrowed(key) => Some(*key),
            Cow::Owned(_) => None,
        });
        nearest(name, self.subject.fields(&none).map(|field| field.key).chain(added))
    }
}

/// What a field holds that a case leaves out; `None` where it has to be stated.
fn left_out(field: &Field) -> Option<Fact> {
    match field.held() {
        FieldKind::Choices(_) | FieldKind::References(_) | FieldKind::Rows(_) => Some(Fact::List(Vec::new())),
        _ => (!field.required).then_some(Fact::Missing),
    }
}

/// Some value of a type.
fn some(kind: FieldKind, day: Date) -> Fact {
    match kind {
        FieldKind::Count { .. } | FieldKind::Decimal { .. } | FieldKind::Money { .. } | FieldKind::Share => {
            Fact::Number(Decimal::ONE)
        }
        FieldKind::Date => Fact::Day(day),
        FieldKind::Time => Fact::Time(Time::midnight()),
        FieldKind::Flag => Fact::Flag(true),
        FieldKind::Choice(choices) => Fact::text(choices.first().map_or("", |choice| choice.code)),
        FieldKind::Choices(choices) => {
            Fact::List(choices.iter().take(1).map(|choice| Fact::text(choice.code)).collect())
        }
        FieldKind::References(_) => Fact::List(vec![Fact::text("x")]),
        FieldKind::Rows(columns) => {
            let cells = columns.iter().filter(|column| !column.personal);
            Fact::List(vec![Fact::Row(cells.map(|column| (column.key, some(column.kind, day))).collect())])
        }
        FieldKind::Point => {
            Fact::Row(vec![("lon", Fact::Number(Decimal::ONE)), ("lat", Fact::Number(Decimal::ONE))])
        }
        _ => Fact::text("x"),
    }
}

/// What `subsidy` is told of a session beside what every rule is.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Standing {
    /// First and last day of the appointment that covers the day, else of the one nearest before it.
    pub appointed: Option<(Date, Date)>,
    /// 学时 already paid to the instructor in the same half-day.
    pub paid_hours_before: Decimal,
}

/// A record and the values of the fields that packs add to its kind.
pub type WithAdded<R> = (R, Vec<(&'static str, Fact)>);

/// What `subsidy` is told of a session (五.7), each record as it was on its day and with what packs add to it.
pub fn of_session(
    date: Date,
    (session, mut added): WithAdded<impl Factual + 'static>,
    standing: Standing,
    (instructor, of_instructor): WithAdded<impl Factual + 'static>,
    (school, of_school): WithAdded<impl Factual + 'static>,
) -> [Facts; 3] {
    let day = |day: Option<Date>| day.map_or(Fact::Missing, Fact::Day);
    added.extend([
        ("appointed_from", day(standing.appointed.map(|(from, _)| from))),
        ("appointed_until", day(standing.appointed.map(|(_, until)| until))),
        ("paid_hours_before", Fact::Number(standing.paid_hours_before)),
    ]);
    [
        Facts::of(&SESSION, Some((Box::new(session), date)), added),
        Facts::of(&INSTRUCTOR, Some((Box::new(instructor), date)), of_instructor),
        Facts::of(&SCHOOL, Some((Box::new(school), date)), of_school),
    ]
}

/// What `settlement` judges: what one payer owes one person in one month (五.7).
#[derive(Debug, Clone, PartialEq)]
pub struct MonthFacts {
    pub month: Month,
    /// Sum of the after-tax amounts of the month's sessions.
    pub after_tax: Money,
    pub sessions: u32,
}

impl MonthFacts {
    /// What the rule is told, where other payers have settled so much for the person's month before.
    pub fn told(&self, settled_before: Money) -> Facts {
        let told = vec![
            ("month", Fact::text(self.month.to_string())),
            ("after_tax", Fact::Number(self.after_tax.yuan())),
            ("sessions", Fact::Number(self.sessions.into())),
            ("settled_before", Fact::Number(settled_before.yuan())),
        ];
        Facts::of(&MONTH, None, told)
    }
}

impl From<&MonthFacts> for Facts {
    fn from(facts: &MonthFacts) -> Self {
        facts.told(Money::ZERO)
    }
}

fn json(fact: &Fact) -> Value {
    match fact {
        Fact::Missing => Value::Null,
        Fact::Flag(flag) => Value::Bool(*flag),
        Fact::Number(number) => number.normalize().to_string().into(),
        Fact::Text(text) => text.as_ref().into(),
        Fact::Day(day) => day.to_string().into(),
        Fact::Time(time) => time.to_string().into(),
        Fact::List(list) => list.iter().map(json).collect::<Vec<_>>().into(),
        Fact::Row(cells) => {
            Value::Object(cells.iter().map(|(key, cell)| ((*key).to_owned(), json(cell))).collect())
        }
    }
}
