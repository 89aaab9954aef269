//! School days and working days: weekends, public holidays and make-up workdays.
//!
//! `holidays.csv` holds the yearly notices of the State Council's general office, 2021–2026 (from chinese-days
//! 1.5.7, MIT). A policy pack brings the years that come after. Of a year without a notice only weekends are known to be free:
//! [`Calendar::covers`] says so, and whoever reckons with such a day tells it.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

use jiff::civil::{Date, Weekday};

use super::lang::Label;

/// The days on which offices work and schools teach, as far as they are known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    /// The days that differ from what their weekday says: whether they are worked.
    exceptions: BTreeMap<Date, bool>,
    /// For which holiday a day is free, or worked instead, where that is known.
    holidays: BTreeMap<Date, Label>,
    years: BTreeSet<i16>,
}

/// As the notices name them, and as people say it.
const HOLIDAYS: [(&str, Label); 7] = [
    ("元旦", Label::new("元旦", "New Year’s Day")),
    ("春节", Label::new("春节", "Spring Festival")),
    ("清明", Label::new("清明节", "Tomb-Sweeping Day")),
    ("劳动节", Label::new("劳动节", "Labour Day")),
    ("端午", Label::new("端午节", "Dragon Boat Festival")),
    ("中秋", Label::new("中秋节", "Mid-Autumn Festival")),
    ("国庆节", Label::new("国庆节", "National Day")),
];

static SHIPPED: LazyLock<Calendar> = LazyLock::new(|| {
    let mut calendar =
        Calendar { exceptions: BTreeMap::new(), holidays: BTreeMap::new(), years: BTreeSet::new() };
    for line in include_str!("holidays.csv").lines().skip(1) {
        let mut cells = line.split(',');
        let day = cells.next().and_then(|day| day.parse().ok());
        if let (Some(day), Some(kind)) = (day, cells.next()) {
            calendar.set(day, kind == "makeup_workday");
            let name = cells.next().unwrap_or_default();
            let known = HOLIDAYS.iter().find(|(said, _)| *said == name);
            calendar.holidays.extend(known.map(|(_, label)| (day, *label)));
        }
    }
    calendar
});

/// What the program knows by itself.
impl Default for Calendar {
    fn default() -> Self {
        SHIPPED.clone()
    }
}

/// Deadlines are counted no further than about eight years.
const MOST: i64 = 2_000;

impl Calendar {
    /// What the program knows by itself.
    pub fn shipped() -> &'static Self {
        &SHIPPED
    }

    /// Takes what a notice says of a year in the place of what was known of it.
    pub fn bring(&mut self, year: i16, days: impl IntoIterator<Item = (Date, bool)>) {
        self.exceptions.retain(|day, _| day.year() != year);
        self.holidays.retain(|day, _| day.year() != year);
        self.years.insert(year);
        days.into_iter().for_each(|(day, is_worked)| self.set(day, is_worked));
    }

    fn set(&mut self, day: Date, is_worked: bool) {
        self.years.insert(day.year());
        self.exceptions.insert(day, is_worked);
    }

    /// Whether the holidays of the day's year are known.
    pub fn covers(&self, day: Date) -> bool {
        self.years.contains(&day.year())
    }

    /// The last year of which the holidays are known.
    pub fn last_year(&self) -> Option<i16> {
        self.years.last().copied()
    }

    /// The days that are otherwise than their day of the week says, and whether they are worked.
    pub fn exceptions(&self) -> impl Iterator<Item = (Date, bool)> + '_ {
        self.exceptions.iter().map(|(day, is_worked)| (*day, *is_worked))
    }

    /// The holiday for which a day is free, or for which it is worked instead of another; nothing where that is not known.
    pub fn holiday(&self, day: Date) -> Option<Label> {
        self.holidays.get(&day).copied()
    }

    /// Whether offices work and schools teach on this day.
    pub fn is_working_day(&self, day: Date) -> bool {
        let by_weekday = || !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
        self.exceptions.get(&day).copied().unwrap_or_else(by_weekday)
    }

    /// The day that lies this many working days after another: how long a deadline gives.
    pub fn after_working_days(&self, from: Date, count: i64) -> Date {
        self.step(from, count, Date::tomorrow)
    }

    /// The day that lies this many working days before another.
    pub fn before_working_days(&self, from: Date, count: i64) -> Date {
        self.step(from, count, Date::yesterday)
    }

    fn step(&self, from: Date, count: i64, next: fn(Date) -> Result<Date, jiff::Error>) -> Date {
        let (mut at, mut left) = (from, count.clamp(0, MOST));
        while left > 0 {
            let Ok(next) = next(at) else { break };
            at = next;
            if self.is_working_day(at) {
                left -= 1;
            }
        }
        at
    }

    /// Working days from one day to another: 0 on the day itself, negative once it has passed.
    pub fn working_days_between(&self, from: Date, until: Date) -> i64 {
        let (first, last, sign) = if from <= until { (from, until, 1) } else { (until, from, -1) };
        let (mut at, mut count) = (first, 0);
        while at < last && count < MOST {
            let Ok(next) = at.tomorrow() else { break };
            at = next;
            if self.is_working_day(at) {
                count += 1;
            }
        }
        // A deadline on a free day passed is passed all the same.
        if sign < 0 { -count.max(1) } else { count }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn holidays_are_free_and_make_up_days_are_worked() {
        let calendar = Calendar::shipped();
        assert!(!calendar.is_working_day(date(2026, 5, 1)), "劳动节");
        assert!(calendar.is_working_day(date(2026, 5, 9)), "a Saturday made up for it");
        assert!(!calendar.is_working_day(date(2026, 5, 10)), "an ordinary Sunday");
        assert!(calendar.is_working_day(date(2026, 5, 11)));
        assert_eq!((calendar.exceptions.len(), calendar.holidays.len()), (218, 218), "each with its name");
        assert_eq!(calendar.holiday(date(2026, 5, 9)), calendar.holiday(date(2026, 5, 1)));
        assert_eq!(calendar.holiday(date(2026, 5, 1)).map(|label| label.zh), Some("劳动节"));
        assert_eq!(calendar.holiday(date(2026, 5, 10)), None);
    }

    #[test]
    fn deadlines_count_working_days() {
        // 劳动节 2026: 1 to 5 May are free, 9 May is worked.
        let (calendar, april) = (Calendar::shipped(), date(2026, 4, 30));
        assert_eq!(calendar.after_working_days(april, 1), date(2026, 5, 6));
        assert_eq!(calendar.after_working_days(april, 4), date(2026, 5, 9));
        assert_eq!(calendar.working_days_between(april, date(2026, 5, 9)), 4);
        assert_eq!(calendar.before_working_days(date(2026, 5, 9), 4), april);
        assert_eq!(calendar.before_working_days(date(2026, 5, 3), 1), april, "from a free day");
        assert_eq!(calendar.working_days_between(april, april), 0);
        assert_eq!(calendar.working_days_between(date(2026, 5, 4), date(2026, 5, 2)), -1);
    }

    #[test]
    fn a_year_without_a_notice_is_known_to_be_one_until_somebody_brings_it() {
        let new_year = date(2027, 1, 1);
        let mut calendar = Calendar::shipped().clone();
        assert!(!calendar.covers(new_year) && calendar.is_working_day(new_year));
        assert!(calendar.covers(date(2026, 12, 31)));
        calendar.bring(2027, [(new_year, false), (date(2027, 1, 2), true)]);
        assert!(calendar.covers(new_year) && !calendar.is_working_day(new_year));
        assert!(calendar.is_working_day(date(2027, 1, 2)), "a Saturday that is worked");
        assert_eq!(calendar.last_year(), Some(2027));
        calendar.bring(2026, [(date(2026, 5, 1), false)]);
        assert_eq!(calendar.holiday(date(2026, 5, 1)), None, "what was known of the year goes whole");
    }
}
