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
fn later(
    day: Date,
    function: &str,
    count: &Dynamic,
    span: fn(Span, i64) -> std::result::Result<Span, jiff::Error>,
) -> Result<Date> {
    let count = needed(count, function)?;
    let whole = number::whole(count).ok_or_else(|| {
        fail(
            format!("{function} 需要整数，得到的是 {count}"),
            format!("{function} needs a whole number and got {count}"),
        )
    })?;
    let out_of_range = || fail("日期超出范围", "the date is out of range");
    let span = span(Span::new(), whole).map_err(|_| out_of_range())?;
    day.checked_add(span).map_err(|_| out_of_range())
}
