//! A value as it lies in its record: what tables read of every row, without a copy and without JSON.

use jiff::civil::{Date, Time};
use rust_decimal::Decimal;
use serde_json::Value;

use super::{Field, FieldKind};
use crate::domain::Money;

/// Amounts are in 元 and shares from 0 to 1; a choice is its code, a reference the id it names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scalar<'a> {
    /// Nothing was filled in.
    Missing,
    Flag(bool),
    Number(Decimal),
    Day(Date),
    Time(Time),
    Text(&'a str),
    /// A list, a file, a position: what is in it only its JSON says.
    Compound,
}

impl<'a> Scalar<'a> {
    /// The text, the code or the id; `None` of anything else.
    pub fn text(self) -> Option<&'a str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// As records store it in a field of this type. What is [compound](Self::Compound) is not in here.
    pub fn stored(self, kind: FieldKind) -> Value {
        match (self, kind) {
            (Self::Missing | Self::Compound, _) => Value::Null,
            (Self::Flag(flag), _) => flag.into(),
            (Self::Number(yuan), FieldKind::Money { .. }) => {
                Money::from_sum(yuan).map_or(Value::Null, |money| money.as_fen().into())
            }
            (Self::Number(count), FieldKind::Count { .. }) => {
                i64::try_from(count).map_or(Value::Null, Value::from)
            }
            (Self::Number(number), _) => number.normalize().to_string().into(),
            (Self::Day(day), _) => day.to_string().into(),
            (Self::Time(time), _) => time.strftime("%H:%M:%S").to_string().into(),
            (Self::Text(text), _) => text.into(),
        }
    }
}

impl Field {
    /// What holds on a day, of a stored value: the inverse of [`Scalar::stored`].
    pub fn scalar<'a>(&self, value: &'a Value, day: Date) -> Scalar<'a> {
        let held = self.on(value, day);
        let read = match (held.kind, held.value) {
            (_, Value::Null) => None,
            (_, Value::Array(_) | Value::Object(_)) => Some(Scalar::Compound),
            (_, Value::Bool(flag)) => Some(Scalar::Flag(*flag)),
            (FieldKind::Money { .. }, Value::Number(fen)) => {
                fen.as_i64().map(|fen| Scalar::Number(Money::fen(fen).yuan()))
            }
            (_, Value::Number(count)) => count.as_i64().map(|count| Scalar::Number(count.into())),
            (FieldKind::Decimal { .. } | FieldKind::Share, Value::String(text)) => {
                text.parse().ok().map(Scalar::Number)
            }
            (FieldKind::Date, Value::String(text)) => text.parse().ok().map(Scalar::Day),
            (FieldKind::Time, Value::String(text)) => text.parse().ok().map(Scalar::Time),
            (_, Value::String(text)) => Some(Scalar::Text(text)),
        };
        read.unwrap_or(Scalar::Missing)
    }
}
