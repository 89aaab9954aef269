//! The notice 教基厅函〔2021〕45号 as data: every requirement row with its id, who acts, and how strongly it is worded.
//!
//! Titles are this project's own wording. Rules, records and pages refer to a [`Clause`]; nothing else in the
//! program spells a clause number.

mod rows;

use std::fmt;

use crate::domain::lang::Label;

pub use rows::CLAUSES;

/// How strongly the notice words a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Modality {
    Mandatory,
    Supported,
    Encouraged,
    /// A principle that constrains other rows.
    Principle,
}

/// One requirement row of the notice.
#[derive(Debug, PartialEq, Eq)]
pub struct Row {
    /// Part of the notice, 0 (header) to 5, and the row within it.
    pub part: u8,
    pub number: u8,
    pub modality: Modality,
    /// Who acts.
    pub actor: Label,
    pub title: Label,
}

/// A reference to one row (`五.7`) or to a whole part (`三`), checked against [`CLAUSES`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Clause {
    part: u8,
    /// 0 for a whole part.
    number: u8,
}

const NUMERALS: [&str; 6] = ["〇", "一", "二", "三", "四", "五"];

impl Clause {
    /// Reads `五.7`, `5.7` or `三`. `None` when the notice has no such row.
    pub fn parse(text: &str) -> Option<Self> {
        let (part, number) = match text.split_once('.') {
            Some((part, number)) => (part, number.parse().ok().filter(|n| *n > 0)?),
            None => (text, 0),
        };
        let part = NUMERALS.iter().position(|n| *n == part).or_else(|| part.parse().ok())?;
        let clause = Self { part: u8::try_from(part).ok()?, number };
        let known = |row: &Row| row.part == clause.part && (number == 0 || row.number == number);
        CLAUSES.iter().any(known).then_some(clause)
    }

    /// The reference to a row.
    pub fn of(row: &Row) -> Self {
        Self { part: row.part, number: row.number }
    }

    /// The row, or `None` for a reference to a whole part.
    pub fn row(self) -> Option<&'static Row> {
        CLAUSES.iter().find(|row| row.part == self.part && row.number == self.number)
    }
}

impl fmt::Display for Clause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let part = NUMERALS.get(usize::from(self.part)).unwrap_or(&"?");
        match self.number {
            0 => f.write_str(part),
            number => write!(f, "{part}.{number}"),
        }
    }
}

impl fmt::Debug for Clause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Clause({self})")
    }
}

impl serde::Serialize for Clause {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for Clause {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom(format!("the notice has no clause {text}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_notice_has_its_rows_once_each_in_order() {
        let ids: Vec<_> = CLAUSES.iter().map(|row| (row.part, row.number)).collect();
        let mut sorted = ids.clone();
        sorted.sort_unstable();
        sorted.dedup();
        assert_eq!(ids, sorted);
        assert_eq!(ids.len(), 49);
    }

    #[test]
    fn a_clause_reads_and_prints_the_same_way() {
        for row in CLAUSES {
            let clause = Clause { part: row.part, number: row.number };
            assert_eq!(Clause::parse(&clause.to_string()), Some(clause));
        }
        assert_eq!(Clause::parse("5.7"), Clause::parse("五.7"));
        assert_eq!(Clause::parse("三").map(|c| c.to_string()).as_deref(), Some("三"));
        for nonsense in ["", "五.", "五.99", "六.1", "五.0", "-1", "五.7.1"] {
            assert_eq!(Clause::parse(nonsense), None, "{nonsense}");
        }
    }
}
