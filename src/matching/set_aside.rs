//! Which days of a supply to set aside.

use super::contract::{DAYS, days};

/// The days to set aside when so many places are: those that preferred needs could use most, the earlier first where two are alike. Never
/// more than the capacity, or than there are days. `wanted` says for each day how many units of preferred needs could come.
pub fn set_aside(offered: u8, capacity: u8, places: u8, wanted: [u32; DAYS]) -> u8 {
    let mut best: Vec<u8> = days(offered).collect();
    best.sort_by_key(|day| std::cmp::Reverse(wanted[usize::from(*day)]));
    best.iter().take(usize::from(places.min(capacity))).fold(0, |mask, day| mask | 1 << day)
}

#[cfg(test)]
mod tests {
    use super::set_aside;

    #[track_caller]
    fn check((offered, capacity, places): (u8, u8, u8), wanted: [u32; 5], expected: u8) {
        assert_eq!(set_aside(offered, capacity, places, wanted), expected);
    }

    #[test]
    fn the_days_most_wanted_are_set_aside() {
        check((0b11111, 5, 2), [1, 4, 0, 9, 2], 0b01010);
    }

    #[test]
    fn of_days_wanted_alike_the_earlier_is() {
        check((0b11110, 5, 2), [9, 3, 3, 3, 3], 0b00110);
    }

    #[test]
    fn no_more_than_the_capacity_or_the_days_are() {
        check((0b11111, 1, 3), [0, 0, 0, 0, 1], 0b10000);
        check((0b00011, 4, 4), [0, 0, 7, 7, 7], 0b00011);
        check((0b11111, 4, 0), [1, 1, 1, 1, 1], 0);
    }
}
