//! A week of the timetable.

use std::fmt;

use jiff::{ToSpan as _, civil::Date};

use crate::domain::Label;

/// A week, known by its Monday.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Week(Date);

impl Week {
    /// The one in which a day lies.
    pub fn of(day: Date) -> Self {
        let back = i64::from(day.weekday().to_monday_zero_offset());
        Self(day.checked_sub(back.days()).unwrap_or(day))
    }

    pub fn monday(self) -> Date {
        self.0
    }

    /// Monday to Sunday; fewer where the calendar ends.
    pub fn days(self) -> impl Iterator<Item = Date> {
        (0..7_i64).filter_map(move |day| self.0.checked_add(day.days()).ok())
    }

    /// The month or the term to which most of its days belong is that of its Thursday.
    pub fn thursday(self) -> Date {
        self.0.checked_add(3.days()).unwrap_or(self.0)
    }

    pub fn sunday(self) -> Date {
        self.0.checked_add(6.days()).unwrap_or(self.0)
    }

    /// So many weeks on; back where there are less than none.
    #[must_use]
    pub fn later(self, weeks: i64) -> Self {
        weeks.checked_mul(7).and_then(|days| self.0.checked_add(days.days()).ok()).map_or(self, Self::of)
    }

    /// Which week it is of those that begin with another, from 1; nothing of a week before.
    pub fn number_from(self, first: Self) -> Option<i64> {
        let days = first.0.until(self.0).ok()?.get_days();
        (days >= 0).then(|| i64::from(days) / 7 + 1)
    }
}

/// Its Monday, as addresses have it.
impl fmt::Display for Week {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

const WEEKDAYS: [Label; 7] = [
    Label::new("周一", "Mon"),
    Label::new("周二", "Tue"),
    Label::new("周三", "Wed"),
    Label::new("周四", "Thu"),
    Label::new("周五", "Fri"),
    Label::new("周六", "Sat"),
    Label::new("周日", "Sun"),
];

/// The day of the week, as timetables write it.
pub fn weekday(day: Date) -> Label {
    let place = usize::from(day.weekday().to_monday_zero_offset().unsigned_abs());
    WEEKDAYS.get(place).copied().unwrap_or(Label::new("", ""))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_week_is_the_same_from_monday_to_sunday() {
        let week = Week::of(date(2026, 5, 1));
        assert_eq!((week.monday(), week.sunday()), (date(2026, 4, 27), date(2026, 5, 3)));
        assert!(week.days().all(|day| Week::of(day) == week) && week.days().count() == 7);
        assert_eq!(week.thursday(), date(2026, 4, 30));
        assert_eq!((week.later(1).monday(), week.later(-1).monday()), (date(2026, 5, 4), date(2026, 4, 20)));
        assert_eq!(week.to_string(), "2026-04-27");
        // Where time begins and ends it stays.
        assert_eq!(Week::of(Date::MAX).later(i64::MAX), Week::of(Date::MAX));
        assert!(
            Week::of(Date::MIN).later(-9).monday() >= Date::MIN && Week::of(Date::MAX).days().count() > 0
        );
    }

    #[test]
    fn days_are_called_as_people_call_them() {
        assert_eq!(weekday(date(2026, 5, 1)).zh, "周五");
        assert_eq!(
            Week::of(date(2026, 5, 1)).days().map(|day| weekday(day).en).collect::<String>(),
            "MonTueWedThuFriSatSun"
        );
    }

    #[test]
    fn weeks_are_counted_from_the_first_of_the_term() {
        let first = Week::of(date(2026, 9, 1));
        assert_eq!(Week::of(date(2026, 9, 5)).number_from(first), Some(1));
        assert_eq!(Week::of(date(2026, 9, 7)).number_from(first), Some(2));
        assert_eq!(Week::of(date(2027, 1, 15)).number_from(first), Some(20));
        assert_eq!(Week::of(date(2026, 8, 30)).number_from(first), None);
    }
}
