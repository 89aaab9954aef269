//! Numbers in scripts: one type to whoever writes a script.
//!
//! The engine has two: whole numbers, which it wants for ranges and places in lists, and decimals. A number is held as a
//! whole one exactly where it is whole, literals too, so what is equal is alike however it came about.

use rhai::Dynamic;
use rust_decimal::Decimal;

/// A number as scripts hold it.
pub(super) fn dynamic(number: Decimal) -> Dynamic {
    whole(number).map_or_else(|| Dynamic::from_decimal(number), Dynamic::from_int)
}

/// The whole number that it is, if it is one.
pub(crate) fn whole(number: Decimal) -> Option<i64> {
    if number.scale() > 0 && !number.fract().is_zero() {
        return None;
    }
    i64::try_from(number).ok()
}

/// What a script holds as a number.
pub(super) fn number(value: &Dynamic) -> Option<Decimal> {
    value.as_decimal().ok().or_else(|| value.as_int().ok().map(Decimal::from))
}
