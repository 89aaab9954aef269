//! What is not there: a fact that nobody filled in, a parameter without a value. It knows what it is the lack of, so that
//! whatever needs a value can say which one.

use std::rc::Rc;

use jiff::civil::{Date, Time};
use rhai::Dynamic;

use super::number::number;

/// `session.distance_km` where nobody filled it in.
#[derive(Debug, Clone)]
pub(super) struct Missing {
    path: Rc<str>,
}

impl Missing {
    pub(super) fn dynamic(path: impl Into<Rc<str>>) -> Dynamic {
        Dynamic::from(Self { path: path.into() })
    }
}

/// The path of a fact or parameter that is missing.
pub(super) fn path(value: &Dynamic) -> Option<Rc<str>> {
    value.read_lock::<Missing>().map(|missing| Rc::clone(&missing.path))
}

/// What a value is called in an error.
pub(super) fn named(value: &Dynamic) -> (String, String) {
    if let Some(path) = path(value) {
        return (format!("没有填写的 {path}"), format!("{path}, which is empty"));
    }
    let (zh, en) = if value.is_unit() {
        ("空值", "a missing value")
    } else if number(value).is_some() {
        ("数字", "a number")
    } else if value.is_string() {
        ("文字", "a text")
    } else if value.is_bool() {
        ("是否值", "a yes-or-no value")
    } else if value.is::<Date>() {
        ("日期", "a date")
    } else if value.is::<Time>() {
        ("时间", "a time")
    } else if value.is_array() {
        ("数组", "an array")
    } else if value.is_map() {
        ("映射", "a map")
    } else {
        ("对象", "an object")
    };
    (zh.to_owned(), en.to_owned())
}
