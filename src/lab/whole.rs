//! Division of whole numbers, as decimals are rounded.

/// Half away from zero; nothing of a quotient that there is none of.
pub(super) const fn round(over: i64, under: i64) -> i64 {
    if under == 0 {
        return 0;
    }
    let (quotient, rest) = (over.wrapping_div(under), over.wrapping_rem(under).unsigned_abs());
    let away = if (over < 0) == (under < 0) { 1 } else { -1 };
    if rest >= under.unsigned_abs() - rest { quotient + away } else { quotient }
}

/// Down, by what is above zero.
pub(super) const fn floor(over: i64, under: i64) -> i64 {
    if under <= 0 { 0 } else { over.div_euclid(under) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_is_away_from_zero_and_down_is_down() {
        for (over, under, rounded, down) in [
            (5, 10, 1, 0),
            (4, 10, 0, 0),
            (-5, 10, -1, -1),
            (-4, 10, 0, -1),
            (15, 10, 2, 1),
            (7, 3, 2, 2),
            (-8, 3, -3, -3),
            (8, 0, 0, 0),
            (i64::MIN, 1, i64::MIN, i64::MIN),
        ] {
            assert_eq!((round(over, under), floor(over, under)), (rounded, down), "{over} / {under}");
        }
        assert_eq!([round(5, -10), round(-5, -10), round(1, i64::MIN)], [-1, 1, 0]);
    }
}
