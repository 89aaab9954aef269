//! A value as a rule sees it: without its unit, its label and the form it is stored in.

use std::borrow::{Borrow, Cow};

use jiff::civil::{Date, Time};
use rust_decimal::Decimal;
use serde_json::{Map, Value};

use super::{Field, FieldKind, Scalar};
use crate::domain::{Kind, Money};

/// Amounts are in 元 and shares from 0 to 1; a choice is its code, a reference the id it names.
#[derive(Debug, Clone, PartialEq)]
pub enum Fact {
    /// Nothing was filled in.
    Missing,
    Flag(bool),
    Number(Decimal),
    Text(Cow<'static, str>),
    Day(Date),
    Time(Time),
    List(Vec<Fact>),
    /// A position, or a sub-row by the columns that are not personal.
    Row(Vec<(&'static str, Fact)>),
}

impl Fact {
    /// A text, owned or fixed.
    pub fn text(text: impl Into<Cow<'static, str>>) -> Self {
        Self::Text(text.into())
    }

    /// A whole number of things.
    pub fn count(count: usize) -> Self {
        Self::Number(count.into())
    }
}

/// What a record tells a rule and a table; [`record!`](crate::record!) implements it.
pub trait Factual: std::fmt::Debug {
    /// The fact of a field on a day; `None` when the kind has no such field.
    fn fact(&self, key: &str, day: Date) -> Option<Fact>;

    /// The same without a copy.
    fn scalar(&self, key: &str, day: Date) -> Option<Scalar<'_>>;
}

/// The fields of a record as they are stored, told as the record itself tells them.
#[derive(Debug, Clone, Copy)]
pub struct Values<V>(pub Kind, pub V);

impl<V: Borrow<Map<String, Value>> + std::fmt::Debug> Factual for Values<V> {
    fn fact(&self, key: &str, day: Date) -> Option<Fact> {
        let Self(kind, values) = self;
        Some(kind.field(key)?.fact(values.borrow().get(key).unwrap_or(&Value::Null), day))
    }

    fn scalar(&self, key: &str, day: Date) -> Option<Scalar<'_>> {
        let Self(kind, values) = self;
        Some(kind.field(key)?.scalar(values.borrow().get(key).unwrap_or(&Value::Null), day))
    }
}

impl Field {
    /// A stored value as a rule sees it on a day. What is not a value of this field is missing; a list is never, but empty.
    pub fn fact(&self, value: &Value, day: Date) -> Fact {
        let held = self.on(value, day);
        let none = match held.kind {
            FieldKind::Choices(_) | FieldKind::References(_) | FieldKind::Rows(_) => Fact::List(Vec::new()),
            _ => Fact::Missing,
        };
        held.kind.fact(held.value).unwrap_or(none)
    }
}

impl FieldKind {
    fn fact(self, value: &Value) -> Option<Fact> {
        let decimal = |value: &Value| value.as_str()?.parse().ok();
        let listed = |value: &Value, one: &dyn Fn(&Value) -> Option<Fact>| {
            value.as_array()?.iter().map(one).collect::<Option<Vec<_>>>()
        };
        Some(match self {
            Self::Text { .. } | Self::LongText { .. } | Self::Code { .. } | Self::Reference(_) => {
                Fact::text(value.as_str()?.to_owned())
            }
            Self::Count { .. } => Fact::Number(value.as_i64()?.into()),
            Self::Decimal { .. } | Self::Share => Fact::Number(decimal(value)?),
            Self::Money { .. } => Fact::Number(Money::fen(value.as_i64()?).yuan()),
            Self::Date => Fact::Day(value.as_str()?.parse().ok()?),
            Self::Time => Fact::Time(value.as_str()?.parse().ok()?),
            Self::Flag => Fact::Flag(value.as_bool()?),
            Self::Choice(choices) => {
                let code = value.as_str()?;
                Fact::text(choices.iter().find(|choice| choice.code == code)?.code)
            }
            Self::Choices(_) | Self::References(_) => {
                Fact::List(listed(value, &|item| Some(Fact::text(item.as_str()?.to_owned())))?)
            }
            Self::Rows(fields) => Fact::List(listed(value, &|row| {
                let cell = |field: &Field| {
                    let told = row.get(field.key).and_then(|value| field.kind.fact(value));
                    (field.key, told.unwrap_or(Fact::Missing))
                };
                let told = fields.iter().filter(|field| !field.personal);
                Some(Fact::Row(told.map(cell).collect()))
            })?),
            Self::Attachment => Fact::text(value.get("name")?.as_str()?.to_owned()),
            Self::Point => Fact::Row(vec![
                ("lon", Fact::Number(decimal(value.get("lon")?)?)),
                ("lat", Fact::Number(decimal(value.get("lat")?)?)),
            ]),
        })
    }
}
