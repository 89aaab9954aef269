//! Comparison, made strict: numbers with numbers, texts with texts, days with days. Anything else is an error that
//! names both, where Rhai would quietly say no, and so is what is missing. A reference compares as the id it holds.

use std::cmp::Ordering;

use jiff::civil::{Date, Time};
use rhai::{Dynamic, Engine, EvalAltResult, ImmutableString};

use super::{
    error::fail,
    missing::{self, named},
    number::number,
    telling::Reference,
};

type Answer = Result<bool, Box<EvalAltResult>>;

pub(super) fn register(engine: &mut Engine) {
    engine
        .register_fn("==", |a: Dynamic, b: Dynamic| -> Answer { equal(&a, &b) })
        .register_fn("!=", |a: Dynamic, b: Dynamic| -> Answer { equal(&a, &b).map(|same| !same) })
        .register_fn("<", |a: Dynamic, b: Dynamic| -> Answer { order(&a, &b).map(Ordering::is_lt) })
        .register_fn("<=", |a: Dynamic, b: Dynamic| -> Answer { order(&a, &b).map(Ordering::is_le) })
        .register_fn(">", |a: Dynamic, b: Dynamic| -> Answer { order(&a, &b).map(Ordering::is_gt) })
        .register_fn(">=", |a: Dynamic, b: Dynamic| -> Answer { order(&a, &b).map(Ordering::is_ge) })
        .register_fn("!", |value: Dynamic| -> Answer {
            value.as_bool().map(|said| !said).map_err(|_| {
                let (zh, en) = named(&value);
                fail(format!("! 需要是否值，得到的是{zh}"), format!("! needs a yes-or-no value and got {en}"))
            })
        });
}

/// The id that a reference holds; `None` of what is none.
fn held(value: &Dynamic) -> Result<Option<Dynamic>, Box<EvalAltResult>> {
    value.read_lock::<Reference>().map(|reference| reference.id()).transpose()
}

/// Whether two values are the same.
///
/// # Errors
/// When they are of different types, or one is missing.
pub(super) fn equal(a: &Dynamic, b: &Dynamic) -> Answer {
    match (a.as_bool(), b.as_bool()) {
        (Ok(a), Ok(b)) => Ok(a == b),
        _ => order(a, b).map(Ordering::is_eq),
    }
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
    if let Some(path) = missing::path(a).or_else(|| missing::path(b)) {
        return Err(fail(
            format!("{path} 没有填写，不能比较；请先用 is_missing({path}) 判断"),
            format!("{path} is empty and cannot be compared; ask is_missing({path}) first"),
        ));
    }
    let (a, b) = (named(a), named(b));
    Err(fail(format!("{}与{}不能比较", a.0, b.0), format!("{} cannot be compared with {}", a.1, b.1)))
}
