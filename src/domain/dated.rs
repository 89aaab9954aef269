//! A value and the days from which it held: what was paid is judged by the title, the payer and the check of its day,
//! whatever they are now.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::lang::{Lang, Localized};
use crate::say;

/// A value that changes from a day on. There is one for every day: the first holds from the beginning.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<Since<T>>", into = "Vec<Since<T>>")]
#[serde(bound(serialize = "T: Serialize + Clone", deserialize = "T: Deserialize<'de>"))]
pub struct Dated<T> {
    first: T,
    /// By day, each later than the one before.
    later: Vec<(Date, T)>,
}

/// One value of a history, as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Since<T> {
    /// `None` is the beginning.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Date>,
    pub value: T,
}

/// Why values are no history.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoHistory {
    #[error("there is no value from the beginning")]
    NoFirst,
    #[error("a later value has no day")]
    NoDay,
    #[error("two values are from {0}")]
    SameDay(Date),
    #[error("{0} stands after {1}")]
    OutOfOrder(Date, Date),
}

impl<T> Dated<T> {
    /// A value that has not changed yet.
    pub const fn always(value: T) -> Self {
        Self { first: value, later: Vec::new() }
    }

    /// The value that held on a day.
    pub fn on(&self, day: Date) -> &T {
        self.latest(day).map_or(&self.first, |(_, value)| value)
    }

    /// The day from which the value of a day held; `None` is the beginning.
    pub fn since(&self, day: Date) -> Option<Date> {
        self.latest(day).map(|(from, _)| *from)
    }

    /// The days on which it changed.
    pub fn days(&self) -> impl Iterator<Item = Date> {
        self.later.iter().map(|(day, _)| *day)
    }

    fn latest(&self, day: Date) -> Option<&(Date, T)> {
        self.later.iter().rev().find(|(from, _)| *from <= day)
    }
}

impl<T: PartialEq> Dated<T> {
    /// The same history with another value from a day on. One of that very day is corrected, and one that says the same
    /// as what goes before is no change.
    #[must_use]
    pub fn then(mut self, from: Date, value: T) -> Self {
        self.later.retain(|(day, _)| *day != from);
        let place = self.later.partition_point(|(day, _)| *day < from);
        if self.later.get(place).is_some_and(|(_, next)| *next == value) {
            self.later.remove(place);
        }
        if *self.on(from) != value {
            self.later.insert(place, (from, value));
        }
        self
    }

    /// The same history when somebody says what a value is: one that differs holds from `from`, else from today; one
    /// that is there already, but from an earlier day than `from`, was entered with the wrong day.
    #[must_use]
    pub fn told(mut self, value: T, from: Option<Date>, today: Date) -> Self {
        let day = from.unwrap_or(today);
        if *self.on(day) != value {
            return self.then(day, value);
        }
        match (from, self.since(day)) {
            (Some(from), Some(since)) if since < from => {
                self.later.retain(|(day, _)| *day != since);
                self.then(from, value)
            }
            _ => self,
        }
    }
}

impl Localized for NoHistory {
    fn text(&self, lang: Lang) -> String {
        match self {
            Self::NoFirst => say!(
                lang,
                "最初的值不写日期：它从一开始就有效，如“副高级；2026-03-01：正高级”",
                "the first value has no day, for it holds from the beginning: “副高级；2026-03-01：正高级”"
            ),
            Self::NoDay => say!(
                lang,
                "后来的值要写明自哪天起，如“2026-03-01：正高级”",
                "a later value says from which day it holds: “2026-03-01：正高级”"
            ),
            Self::SameDay(day) => {
                say!(lang, "{day} 有两个值，只留一个", "two values are from {day}; keep one")
            }
            Self::OutOfOrder(day, before) => say!(
                lang,
                "{day} 写在 {before} 之后，请按日期先后排列，或改正日期",
                "{day} stands after {before}; put the days in their order, or correct them"
            ),
        }
    }
}

impl<T> TryFrom<Vec<Since<T>>> for Dated<T> {
    type Error = NoHistory;

    fn try_from(values: Vec<Since<T>>) -> Result<Self, NoHistory> {
        let mut values = values.into_iter();
        let first = values.next().filter(|first| first.from.is_none()).ok_or(NoHistory::NoFirst)?.value;
        let mut later: Vec<(Date, T)> = Vec::new();
        for Since { from, value } in values {
            let from = from.ok_or(NoHistory::NoDay)?;
            match later.last() {
                Some((before, _)) if *before == from => return Err(NoHistory::SameDay(from)),
                Some((before, _)) if *before > from => return Err(NoHistory::OutOfOrder(from, *before)),
                _ => later.push((from, value)),
            }
        }
        Ok(Self { first, later })
    }
}

impl<T> From<Dated<T>> for Vec<Since<T>> {
    fn from(dated: Dated<T>) -> Self {
        let first = Since { from: None, value: dated.first };
        let later = dated.later.into_iter().map(|(from, value)| Since { from: Some(from), value });
        std::iter::once(first).chain(later).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn each_day_has_the_value_that_held_then() {
        let title = Dated::always("副高级").then(date(2026, 5, 1), "正高级").then(date(2027, 1, 1), "院士");
        for (day, value, since) in [
            (date(2026, 4, 30), "副高级", None),
            (date(2026, 5, 1), "正高级", Some(date(2026, 5, 1))),
            (date(2030, 1, 1), "院士", Some(date(2027, 1, 1))),
        ] {
            assert_eq!((*title.on(day), title.since(day)), (value, since), "{day}");
        }
        let corrected = title.clone().then(date(2026, 5, 1), "中级");
        assert_eq!(corrected.days().count(), 2, "a day has one value");
        assert_eq!(*corrected.on(date(2026, 6, 1)), "中级");
        let earlier = title.then(date(2026, 4, 1), "正高级");
        assert_eq!(earlier.days().collect::<Vec<_>>(), [date(2026, 4, 1), date(2027, 1, 1)], "said once");
    }

    #[test]
    fn what_is_told_is_a_change_from_a_day_or_corrects_the_day() {
        let (march, april, today) = (date(2026, 3, 1), date(2026, 4, 1), date(2026, 7, 6));
        let rural = Dated::always(true).then(march, false);
        assert_eq!(rural.clone().told(false, None, today), rural, "nothing new");
        assert_eq!(rural.clone().told(true, None, today).since(today), Some(today));
        assert_eq!(rural.clone().told(true, Some(april), today).since(today), Some(april));
        assert_eq!(rural.clone().told(false, Some(april), today), Dated::always(true).then(april, false));
        assert_eq!(rural.told(false, Some(date(2026, 2, 1)), today).since(today), Some(date(2026, 2, 1)));
    }

    #[test]
    fn what_is_no_history_cannot_be_read() {
        let read = |text: &str| serde_json::from_str::<Dated<bool>>(text).map_err(|error| error.to_string());
        let whole = r#"[{"value":true},{"from":"2026-05-01","value":false}]"#;
        let dated = read(whole).expect("a history");
        assert_eq!(serde_json::to_string(&dated).expect("JSON"), whole);
        for (text, why) in [
            ("[]", "there is no value from the beginning"),
            (r#"[{"from":"2026-05-01","value":true}]"#, "there is no value from the beginning"),
            (r#"[{"value":true},{"value":false}]"#, "a later value has no day"),
        ] {
            assert!(read(text).expect_err(text).contains(why), "{text}");
        }
        let of = |days: [i8; 2]| {
            let later = days.map(|day| Since { from: Some(date(2026, 5, day)), value: day });
            Dated::try_from([vec![Since { from: None, value: 0 }], later.to_vec()].concat())
        };
        assert_eq!(of([1, 1]), Err(NoHistory::SameDay(date(2026, 5, 1))));
        assert_eq!(of([2, 1]), Err(NoHistory::OutOfOrder(date(2026, 5, 1), date(2026, 5, 2))));
    }
}
