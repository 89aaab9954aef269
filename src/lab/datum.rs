//! A value as a rule knows it, and what the functions and operators of scripts make of values: the very decimals, days and texts
//! of the interpreter, so that what is worked out here needs no proof.

use std::{cmp::Ordering, rc::Rc};

use jiff::civil::{Date, Time};
use rust_decimal::Decimal;

use crate::{
    domain::{
        Money,
        field::{Fact, rounded},
    },
    policy::{
        arithmetic::{MOST_DIGITS, reckoned},
        number::whole,
        parameter::Value,
        reckoning::{days_after, months_after},
    },
};

/// A value.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Datum {
    /// Nothing was filled in, or no value is set.
    Missing,
    Flag(bool),
    /// Without zeros behind the point.
    Number(Decimal),
    Text(Rc<str>),
    Day(Date),
    Time(Time),
    /// What the interpreter alone can say, an error as a rule.
    Left,
}

/// Teaching hours that one decision pays at most; more is an error.
pub(super) const MOST_HOURS: i64 = 24;

impl From<Fact> for Datum {
    /// Of lists and positions columns know nothing.
    fn from(fact: Fact) -> Self {
        match fact {
            Fact::Missing => Self::Missing,
            Fact::Flag(flag) => Self::Flag(flag),
            Fact::Number(number) => Self::Number(number.normalize()),
            Fact::Text(text) => Self::Text(text.as_ref().into()),
            Fact::Day(day) => Self::Day(day),
            Fact::Time(time) => Self::Time(time),
            Fact::List(_) | Fact::Row(_) => Self::Left,
        }
    }
}

impl From<&Value> for Datum {
    fn from(value: &Value) -> Self {
        match value {
            Value::Number(number) => Self::Number(number.normalize()),
            Value::Date(day) => Self::Day(*day),
            Value::Choice(choice) => Self::Text(choice.as_str().into()),
            Value::Table(_) => Self::Left,
        }
    }
}

impl Datum {
    pub(super) fn number(&self) -> Option<Decimal> {
        match self {
            Self::Number(number) => Some(*number),
            _ => None,
        }
    }

    /// The number as so many parts of ten to the power of `scale`; `None` where it is none that fits.
    pub(super) fn scaled(&self, scale: u32) -> Option<i64> {
        let number = self.number()?.normalize();
        let zeros = scale.checked_sub(number.scale())?;
        let parts = number.mantissa().checked_mul(10i128.checked_pow(zeros)?)?;
        i64::try_from(parts).ok().filter(|parts| parts.abs() <= super::graph::MOST)
    }

    /// How two compare; `None` where scripts may not compare them.
    pub(super) fn order(&self, other: &Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Number(one), Self::Number(other)) => Some(one.cmp(other)),
            (Self::Text(one), Self::Text(other)) => Some(one.cmp(other)),
            (Self::Day(one), Self::Day(other)) => Some(one.cmp(other)),
            (Self::Time(one), Self::Time(other)) => Some(one.cmp(other)),
            _ => None,
        }
    }

    /// What a comparison of scripts says; `None` where it is an error.
    pub(super) fn compares(&self, symbol: &str, other: &Self) -> Option<bool> {
        let order = match (symbol, self, other) {
            ("==" | "!=", Self::Flag(one), Self::Flag(other)) => one.cmp(other),
            _ => self.order(other)?,
        };
        Some(match symbol {
            "==" => order.is_eq(),
            "!=" => order.is_ne(),
            "<" => order.is_lt(),
            "<=" => order.is_le(),
            ">" => order.is_gt(),
            ">=" => order.is_ge(),
            _ => return None,
        })
    }
}

/// What a function or an operator of scripts comes to; [`Datum::Left`] where that is an error, and `None` where it is none that is
/// known here.
pub(super) fn applied(name: &str, given: &[&Datum]) -> Option<Datum> {
    let number =
        |number: Option<Decimal>| number.map_or(Datum::Left, |number| Datum::Number(number.normalize()));
    let flag = |flag: Option<bool>| flag.map_or(Datum::Left, Datum::Flag);
    let day = |day: Option<Date>| day.map_or(Datum::Left, Datum::Day);
    let texts = || match given {
        [Datum::Text(one), Datum::Text(other)] => Some((&**one, &**other)),
        _ => None,
    };
    Some(match (name, given) {
        (_, given) if given.contains(&&Datum::Left) => Datum::Left,
        ("is_missing", [of]) => Datum::Flag(**of == Datum::Missing),
        ("==" | "!=" | "<" | "<=" | ">" | ">=", [one, other]) => flag(one.compares(name, other)),
        ("!", [Datum::Flag(said)]) => Datum::Flag(!said),
        ("+", [Datum::Text(_), _] | [_, Datum::Text(_)]) => joined(given),
        ("+" | "-" | "*" | "/" | "%" | "**", [one, other]) => {
            number(one.number().zip(other.number()).and_then(|(one, other)| reckoned(name, one, other)))
        }
        ("+", [one]) => number(one.number()),
        ("-", [one]) => number(one.number().map(|number| -number)),
        ("abs", [one]) => number(one.number().map(|number| number.abs())),
        ("floor", [one]) => number(one.number().map(|number| number.floor())),
        ("ceiling", [one]) => number(one.number().map(|number| number.ceil())),
        ("min", [one, other]) => number(one.number().zip(other.number()).map(|(one, other)| one.min(other))),
        ("max", [one, other]) => number(one.number().zip(other.number()).map(|(one, other)| one.max(other))),
        ("round_half_up", [exact, by]) => {
            number(exact.number().zip(digits(by)).map(|(exact, digits)| rounded(exact, digits)))
        }
        ("money", [exact]) => number(exact.number().and_then(Money::from_yuan).map(Money::yuan)),
        ("months_after", [from, count]) => {
            day(counted(from, count).and_then(|(from, n)| months_after(from, n)))
        }
        ("days_after", [from, count]) => day(counted(from, count).and_then(|(from, n)| days_after(from, n))),
        ("starts_with", [..]) => flag(texts().map(|(text, with)| text.starts_with(with))),
        ("ends_with", [..]) => flag(texts().map(|(text, with)| text.ends_with(with))),
        ("contains", [..]) => flag(texts().map(|(text, part)| text.contains(part))),
        ("len", [Datum::Text(text)]) => Datum::Number(text.chars().count().into()),
        ("!" | "len", [_]) => Datum::Left,
        _ => return None,
    })
}

/// How many digits `round_half_up` is to leave.
pub(super) fn digits(by: &Datum) -> Option<u32> {
    u32::try_from(whole(by.number()?)?).ok().filter(|digits| *digits <= MOST_DIGITS)
}

fn counted(from: &Datum, count: &Datum) -> Option<(Date, i64)> {
    match from {
        Datum::Day(from) => Some((*from, whole(count.number()?)?)),
        _ => None,
    }
}

/// A text with what is put before or behind it. A long one may be beyond what scripts hold.
fn joined(given: &[&Datum]) -> Datum {
    const LONGEST: usize = 256;
    let shown = given.iter().map(|part| match part {
        Datum::Text(text) => Some(text.to_string()),
        Datum::Number(number) => Some(number.normalize().to_string()),
        Datum::Day(day) => Some(day.to_string()),
        _ => None,
    });
    match shown.collect::<Option<String>>() {
        Some(text) if text.len() <= LONGEST => Datum::Text(text.into()),
        _ => Datum::Left,
    }
}
