//! Numbers as people and programs write them.

use rust_decimal::{Decimal, RoundingStrategy};
use serde_json::Value;

use super::{Fault, plain::half_width};

/// As records store it.
pub(super) fn decimal(number: Decimal) -> Value {
    number.normalize().to_string().into()
}

/// `1,200`, `12.5`; what a computer adds behind the fifteenth digit, 12.299999999999999, is not there.
pub(super) fn number(text: &str, min: i64, max: i64, scale: u32) -> Result<Decimal, Fault> {
    let plain = half_width(text);
    let ungrouped = ungrouped(&plain).ok_or_else(|| Fault::UncertainNumber { found: text.to_owned() })?;
    let found =
        exact(plain_decimal(&ungrouped).ok_or_else(|| Fault::NotANumber { found: text.to_owned() })?, scale);
    if found < Decimal::from(min) || found > Decimal::from(max) {
        return Err(Fault::OutOfRange { found, min, max });
    }
    if found.scale() > scale {
        return Err(Fault::TooPrecise { found, scale });
    }
    Ok(found)
}

/// A number of digits, a point and a sign: the library would take `4_5` for 45.
pub fn plain_decimal(text: &str) -> Option<Decimal> {
    text.parse().ok().filter(|_| !text.contains('_'))
}

/// As people round, and policies: a half goes away from nought.
pub fn rounded(number: Decimal, decimals: u32) -> Decimal {
    number.round_dp_with_strategy(decimals, RoundingStrategy::MidpointAwayFromZero)
}

/// What a binary fraction holds exactly.
const DIGITS: u32 = 15;

fn exact(found: Decimal, scale: u32) -> Decimal {
    let found = found.normalize();
    if found.scale() <= scale {
        return found;
    }
    found.round_sf(DIGITS).map_or(found, |kept| kept.normalize())
}

/// Without the commas that part thousands; `None` where a comma may mean something else.
fn ungrouped(text: &str) -> Option<String> {
    if !text.contains(',') {
        return Some(text.to_owned());
    }
    let whole = text.split('.').next().unwrap_or_default();
    let mut groups = whole.trim_start_matches(['-', '+']).split(',');
    let first = groups.next().unwrap_or_default();
    let is_first = (1..=3).contains(&first.len()) && !first.starts_with('0');
    let thousands = is_first
        && groups.all(|group| group.len() == 3)
        && text.matches(',').count() == whole.matches(',').count();
    thousands.then(|| text.replace(',', ""))
}
