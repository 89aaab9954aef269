//! Arithmetic and days for scripts, exact for whole numbers and decimals alike.

use jiff::{Span, civil::Date};
use rhai::{Dynamic, Engine, EvalAltResult};
use rust_decimal::{Decimal, RoundingStrategy};

use super::{error::fail, operators::needed, telling::Reference};

type Result<T> = std::result::Result<T, Box<EvalAltResult>>;

/// `round_half_up`, `min`, `max`, `is_missing`, `months_after`, `days_after`.
pub(super) fn register(engine: &mut Engine) {
    engine
        .register_fn("round_half_up", |value: Dynamic, digits: i64| -> Result<Decimal> {
            let digits = u32::try_from(digits)
                .ok()
                .filter(|digits| *digits <= 6)
                .ok_or_else(|| fail("小数位数应为 0～6", "digits should be 0 to 6"))?;
            let exact = needed(&value, "round_half_up")?;
            Ok(exact.round_dp_with_strategy(digits, RoundingStrategy::MidpointAwayFromZero))
        })
        .register_fn("min", |a: Dynamic, b: Dynamic| -> Result<Decimal> {
            Ok(needed(&a, "min")?.min(needed(&b, "min")?))
        })
        .register_fn("max", |a: Dynamic, b: Dynamic| -> Result<Decimal> {
            Ok(needed(&a, "max")?.max(needed(&b, "max")?))
        })
        .register_fn("is_missing", |value: Dynamic| {
            value.is_unit() || value.read_lock::<Reference>().is_some_and(|reference| reference.is_missing())
        })
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
    let whole = i64::try_from(needed(count, function)?).unwrap_or(i64::MAX);
    let out_of_range = || fail("日期超出范围", "the date is out of range");
    let span = span(Span::new(), whole).map_err(|_| out_of_range())?;
    day.checked_add(span).map_err(|_| out_of_range())
}
