//! Comparison, made strict: numbers with numbers, texts with texts, days with days. Anything else is an error that
//! names both types, where Rhai would quietly say no. A reference compares as the id it holds.

use std::cmp::Ordering;

use jiff::civil::{Date, Time};
use rhai::{Dynamic, Engine, EvalAltResult, ImmutableString};
use rust_decimal::Decimal;

use super::{error::fail, telling::Reference};

type Answer = Result<bool, Box<EvalAltResult>>;

pub(super) fn register(engine: &mut Engine) {
    engine
        .register_fn("==", |a: Dynamic, b: Dynamic| -> Answer { equal(&a, &b) })
        .register_fn("!=", |a: Dynamic, b: Dynamic| -> Answer { equal(&a, &b).map(|same| !same) })
        .register_fn("<", |a: Dynamic, b: Dynamic| -> Answer { order(&a, &b).map(Ordering::is_lt) })
        .register_fn("<=", |a: Dynamic, b: Dynamic| -> Answer { order(&a, &b).map(Ordering::is_le) })
        .register_fn(">", |a: Dynamic, b: Dynamic| -> Answer { order(&a, &b).map(Ordering::is_gt) })
        .register_fn(">=", |a: Dynamic, b: Dynamic| -> Answer { order(&a, &b).map(Ordering::is_ge) });
}

/// The id that a reference holds; `None` of what is none.
fn held(value: &Dynamic) -> Result<Option<Dynamic>, Box<EvalAltResult>> {
    value.read_lock::<Reference>().map(|reference| reference.id()).transpose()
}

/// A number, or an error that names the function that needs one.
pub(super) fn needed(value: &Dynamic, function: &str) -> Result<Decimal, Box<EvalAltResult>> {
    number(value).ok_or_else(|| {
        let (zh, en) = kind(value);
        fail(
            format!("{function} 需要数字，得到的是{zh}"),
            format!("{function} needs a number and got a {en}"),
        )
    })
}

/// Whole or decimal.
pub(super) fn number(value: &Dynamic) -> Option<Decimal> {
    value.as_decimal().ok().or_else(|| value.as_int().ok().map(Decimal::from))
}

fn equal(a: &Dynamic, b: &Dynamic) -> Answer {
    if let Some(id) = held(a)? {
        return equal(&id, b);
    }
    if let Some(id) = held(b)? {
        return equal(a, &id);
    }
    if a.is_unit() || b.is_unit() {
        return Ok(a.is_unit() && b.is_unit());
    }
    if let (Ok(a), Ok(b)) = (a.as_bool(), b.as_bool()) {
        return Ok(a == b);
    }
    order(a, b).map(Ordering::is_eq)
}

fn order(a: &Dynamic, b: &Dynamic) -> Result<Ordering, Box<EvalAltResult>> {
    if let (Some(a), Some(b)) = (number(a), number(b)) {
        return Ok(a.cmp(&b));
    }
    if let (Some(a), Some(b)) = (a.read_lock::<ImmutableString>(), b.read_lock::<ImmutableString>()) {
        return Ok(a.as_str().cmp(b.as_str()));
    }
    if let (Some(a), Some(b)) = (a.read_lock::<Date>(), b.read_lock::<Date>()) {
        return Ok(a.cmp(&b));
    }
    if let (Some(a), Some(b)) = (a.read_lock::<Time>(), b.read_lock::<Time>()) {
        return Ok(a.cmp(&b));
    }
    if let Some(id) = held(a)? {
        return order(&id, b);
    }
    if let Some(id) = held(b)? {
        return order(a, &id);
    }
    let (a, b) = (kind(a), kind(b));
    Err(fail(format!("{}与{}不能比较", a.0, b.0), format!("a {} cannot be compared with a {}", a.1, b.1)))
}

/// What a value is called in an error.
pub(super) fn kind(value: &Dynamic) -> (&'static str, &'static str) {
    if value.is_unit() {
        ("空值", "missing value")
    } else if number(value).is_some() {
        ("数字", "number")
    } else if value.is_string() {
        ("文字", "text")
    } else if value.is_bool() {
        ("是否值", "yes-or-no value")
    } else if value.is::<Date>() {
        ("日期", "date")
    } else if value.is::<Time>() {
        ("时间", "time")
    } else if value.is_array() {
        ("数组", "array")
    } else if value.is_map() {
        ("映射", "map")
    } else {
        ("对象", "object")
    }
}
