//! School days and working days: weekends, public holidays and make-up workdays.
//!
//! `holidays.csv` holds the yearly notices of the State Council's general office, 2021–2026 (from chinese-days
//! 1.5.7, MIT). Outside those years only weekends are known to be free.

use std::{collections::HashMap, sync::LazyLock};

use jiff::civil::{Date, Weekday};

static EXCEPTIONS: LazyLock<HashMap<Date, bool>> = LazyLock::new(|| {
    include_str!("holidays.csv")
        .lines()
        .skip(1)
        .filter_map(|line| {
            let mut cells = line.split(',');
            Some((cells.next()?.parse().ok()?, cells.next()? == "makeup_workday"))
        })
        .collect()
});

/// Whether offices work and schools teach on this day.
pub fn is_working_day(day: Date) -> bool {
    EXCEPTIONS
        .get(&day)
        .copied()
        .unwrap_or_else(|| !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn holidays_are_free_and_make_up_days_are_worked() {
        assert!(!is_working_day(date(2026, 5, 1)), "劳动节");
        assert!(is_working_day(date(2026, 5, 9)), "a Saturday made up for it");
        assert!(!is_working_day(date(2026, 5, 10)), "an ordinary Sunday");
        assert!(is_working_day(date(2026, 5, 11)));
        assert_eq!(EXCEPTIONS.len(), 218);
    }
}
