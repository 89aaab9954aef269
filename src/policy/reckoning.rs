//! Days for scripts.

use jiff::{Span, civil::Date};
use rhai::{Dynamic, Engine, EvalAltResult};

use super::{arithmetic::needed, error::fail, number};

type Result<T> = std::result::Result<T, Box<EvalAltResult>>;

/// `months_after`, `days_after`.
pub(super) fn register(engine: &mut Engine) {
    engine
        .register_fn("months_after", |day: Date, months: Dynamic| {
            later(day, "months_after", &months, Span::try_months)
        })
        .register_fn("days_after", |day: Date, days: Dynamic| {
            later(day, "days_after", &days, Span::try_days)
        });
}

/// The day that comes so many units later.
fn later(day: Date, function: &str, count: &Dynamic, span: Spanned) -> Result<Date> {
    let count = needed(count, function)?;
    let whole = number::whole(count).ok_or_else(|| {
        fail(
            format!("{function} 需要整数，得到的是 {count}"),
            format!("{function} needs a whole number and got {count}"),
        )
    })?;
    moved(day, whole, span).ok_or_else(|| fail("日期超出范围", "the date is out of range"))
}

type Spanned = fn(Span, i64) -> std::result::Result<Span, jiff::Error>;

fn moved(day: Date, count: i64, span: Spanned) -> Option<Date> {
    day.checked_add(span(Span::new(), count).ok()?).ok()
}

/// `months_after` of scripts.
pub(crate) fn months_after(day: Date, count: i64) -> Option<Date> {
    moved(day, count, Span::try_months)
}

/// `days_after` of scripts.
pub(crate) fn days_after(day: Date, count: i64) -> Option<Date> {
    moved(day, count, Span::try_days)
}
