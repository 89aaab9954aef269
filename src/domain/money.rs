//! Money is a whole number of fen (0.01 元). No amount is ever a float.

mod capitals;

use std::{fmt, iter::Sum, ops};

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::field::rounded;

/// An amount in fen; negative only as a difference.
///
/// What a rule says is refused beyond [`Money::MOST`]. Ninety million such amounts fit into what a sum is reckoned in, more than
/// any workspace holds, so every sum is exact.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Money(i64);

impl Money {
    pub const ZERO: Self = Self(0);
    /// The largest single amount: 10 亿元.
    pub const MOST: Self = Self(100_000_000_000);

    pub const fn fen(fen: i64) -> Self {
        Self(fen)
    }

    /// Rounds half up (away from zero) to 0.01 元. `None` beyond [`Money::MOST`].
    pub fn from_yuan(yuan: Decimal) -> Option<Self> {
        Self::from_sum(yuan).filter(|amount| amount.0.unsigned_abs() <= Self::MOST.0.unsigned_abs())
    }

    /// As [`Money::from_yuan`], of what several amounts come to: that may be more than one may be.
    pub fn from_sum(yuan: Decimal) -> Option<Self> {
        let fen = rounded(yuan.checked_mul(Decimal::ONE_HUNDRED)?, 0);
        i64::try_from(fen).ok().map(Self)
    }

    pub const fn as_fen(self) -> i64 {
        self.0
    }

    /// The amount in 元 with two decimal places.
    pub fn yuan(self) -> Decimal {
        Decimal::new(self.0, 2)
    }
}

/// `12,345.60`: grouped, always two decimals, no currency sign.
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let magnitude = self.0.unsigned_abs();
        let digits = (magnitude / 100).to_string();
        let mut grouped = String::with_capacity(digits.len() + digits.len() / 3 + 4);
        if self.0 < 0 {
            grouped.push('−');
        }
        for (place, digit) in digits.char_indices() {
            if place > 0 && (digits.len() - place).is_multiple_of(3) {
                grouped.push(',');
            }
            grouped.push(digit);
        }
        f.pad(&format!("{grouped}.{:02}", magnitude % 100))
    }
}

impl ops::Add for Money {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl ops::Sub for Money {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl ops::AddAssign for Money {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Sum for Money {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, ops::Add::add)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounding_is_half_up_to_the_fen() {
        for (yuan, fen) in [("0.005", 1), ("0.0049", 0), ("2.345", 235), ("2.335", 234), ("-0.005", -1)] {
            let yuan: Decimal = yuan.parse().expect("a decimal");
            assert_eq!(Money::from_yuan(yuan), Some(Money::fen(fen)), "{yuan}");
        }
        assert_eq!(Money::from_yuan(Decimal::MAX), None);
    }

    #[test]
    fn amounts_print_grouped_with_two_decimals() {
        for (fen, text) in
            [(0, "0.00"), (5, "0.05"), (123_456, "1,234.56"), (100_000_000, "1,000,000.00"), (-7_50, "−7.50")]
        {
            assert_eq!(Money::fen(fen).to_string(), text);
        }
    }
}
