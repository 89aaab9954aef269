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

/// The day that lies this many working days after another: how long a deadline gives.
pub fn after_working_days(from: Date, count: i64) -> Date {
    let (mut at, mut left) = (from, count.clamp(0, MOST));
    while left > 0 {
        let Ok(next) = at.tomorrow() else { break };
        at = next;
        if is_working_day(at) {
            left -= 1;
        }
    }
    at
}

/// The day that lies this many working days before another.
pub fn before_working_days(from: Date, count: i64) -> Date {
    let (mut at, mut left) = (from, count.clamp(0, MOST));
    while left > 0 {
        let Ok(before) = at.yesterday() else { break };
        at = before;
        if is_working_day(at) {
            left -= 1;
        }
    }
    at
}

/// Working days from one day to another: 0 on the day itself, negative once it has passed.
pub fn working_days_between(from: Date, until: Date) -> i64 {
    let (first, last, sign) = if from <= until { (from, until, 1) } else { (until, from, -1) };
    let (mut at, mut count) = (first, 0);
    while at < last && count < MOST {
        let Ok(next) = at.tomorrow() else { break };
        at = next;
        if is_working_day(at) {
            count += 1;
        }
    }
    // A deadline on a free day passed is passed all the same.
    if sign < 0 { -count.max(1) } else { count }
}

/// Deadlines are counted no further than about eight years.
const MOST: i64 = 2_000;

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

    #[test]
    fn deadlines_count_working_days() {
        // 劳动节 2026: 1 to 5 May are free, 9 May is worked.
        let april = date(2026, 4, 30);
        assert_eq!(after_working_days(april, 1), date(2026, 5, 6));
        assert_eq!(after_working_days(april, 4), date(2026, 5, 9));
        assert_eq!(working_days_between(april, date(2026, 5, 9)), 4);
        assert_eq!(before_working_days(date(2026, 5, 9), 4), april);
        assert_eq!(before_working_days(date(2026, 5, 3), 1), april, "from a free day");
        assert_eq!(working_days_between(april, april), 0);
        assert_eq!(working_days_between(date(2026, 5, 4), date(2026, 5, 2)), -1);
    }
}
