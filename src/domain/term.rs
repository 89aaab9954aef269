//! School terms: the autumn term runs from August to January, the spring term from February to July.

use std::fmt;

use jiff::civil::Date;

use super::lang::{Lang, Localized};

/// One term of a school year; prints and reads as `2025-2` (school year 2025–2026, second term).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Term {
    /// The calendar year in which the school year begins.
    year: i16,
    half: u8,
}

impl Term {
    pub fn of(day: Date) -> Self {
        match day.month() {
            1 => Self { year: day.year().saturating_sub(1), half: 1 },
            2..=7 => Self { year: day.year().saturating_sub(1), half: 2 },
            _ => Self { year: day.year(), half: 1 },
        }
    }

    /// Its first day: 1 August, or 1 February.
    pub fn first_day(self) -> Date {
        let (year, month) = if self.half == 1 { (self.year, 8) } else { (self.year.saturating_add(1), 2) };
        Date::new(year, month, 1).unwrap_or(Date::MIN)
    }

    /// Its last day: 31 January, or 31 July.
    pub fn last_day(self) -> Date {
        let (year, month) =
            if self.half == 1 { (self.year.saturating_add(1), 1) } else { (self.year.saturating_add(1), 7) };
        Date::new(year, month, 31).unwrap_or(Date::MAX)
    }

    /// The term that follows.
    #[must_use]
    pub fn next(self) -> Self {
        match self.half {
            1 => Self { half: 2, ..self },
            _ => Self { year: self.year.saturating_add(1), half: 1 },
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        let (year, half) = text.split_once('-')?;
        let term = Self { year: year.parse().ok()?, half: half.parse().ok()? };
        (1..=2).contains(&term.half).then_some(term)
    }
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.year, self.half)
    }
}

impl Localized for Term {
    fn text(&self, lang: Lang) -> String {
        let (zh, en) = if self.half == 1 { ("一", "autumn") } else { ("二", "spring") };
        let next = self.year.saturating_add(1);
        match lang {
            Lang::Zh => format!("{}—{next}学年第{zh}学期", self.year),
            Lang::En => format!("{}–{next}, {en} term", self.year),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn january_belongs_to_the_autumn_term_of_the_year_before() {
        for (day, term) in [
            (date(2026, 1, 31), "2025-1"),
            (date(2026, 2, 1), "2025-2"),
            (date(2026, 7, 31), "2025-2"),
            (date(2026, 8, 1), "2026-1"),
        ] {
            assert_eq!(Term::of(day).to_string(), term);
            assert_eq!(Term::parse(term), Some(Term::of(day)));
            assert!((Term::of(day).first_day()..=Term::of(day).last_day()).contains(&day));
            assert_ne!(Term::of(Term::of(day).first_day().yesterday().expect("a day")), Term::of(day));
        }
        assert_eq!(Term::of(date(2026, 3, 2)).text(Lang::Zh), "2025—2026学年第二学期");
        assert_eq!(Term::parse("2026-3"), None);
        let following: Vec<_> = std::iter::successors(Term::parse("2025-1"), |term| Some(term.next()))
            .take(3)
            .map(|term| term.to_string())
            .collect();
        assert_eq!(following, ["2025-1", "2025-2", "2026-1"]);
    }
}
