//! What a rule says, as data: it can be stored, printed for a school, compared and recomputed.

use std::sync::Arc;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::{
    clauses::Clause,
    domain::{Label, Lang, Localized, Money},
};

/// The whole answer of a hook.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Decision {
    pub outcome: Outcome,
    /// In the order in which the script added them. Their sum is the amount, or the score.
    pub lines: Vec<Line>,
    pub notes: Vec<String>,
    /// 学时 paid by this decision; counts against the half-day limit of later sessions.
    pub paid_hours: Decimal,
    /// The parameters the script read; `Policy::read` says which.
    pub reads: Reads,
    /// Content hash of the packs that decided: SHA-256 in hex.
    pub policy: Arc<str>,
}

impl Decision {
    /// What the lines withhold as tax.
    pub fn tax(&self) -> Money {
        let taxes = self.lines.iter().filter(|line| matches!(line.entry, Entry::Tax(_)));
        taxes.map(Line::amount).sum()
    }
}

/// What came out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Amount(Money),
    Allowed,
    Score(Decimal),
    /// A code that the pack's texts explain.
    Grade(String),
    /// Everything that stands in the way, in the order in which it was said.
    Findings(Vec<Refusal>),
    Refused(Refusal),
}

/// Why nothing is due, or something may not be done. `reason` is a code that the pack's texts explain.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Refusal {
    pub reason: String,
    pub clause: Option<Clause>,
    pub at: Place,
}

/// One line of an account.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// A code that the pack's texts explain.
    pub label: String,
    pub entry: Entry,
    pub clause: Option<Clause>,
    pub at: Place,
}

/// What a line adds to the sum, by the part it plays: nothing is told from its label.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Entry {
    Due(Money),
    /// Withheld for the state.
    Tax(Money),
    Points {
        got: Decimal,
        of: Decimal,
    },
}

impl Line {
    /// 元; nothing of a line of points.
    pub fn amount(&self) -> Money {
        match self.entry {
            Entry::Due(amount) | Entry::Tax(amount) => amount,
            Entry::Points { .. } => Money::ZERO,
        }
    }
}

/// Which parameters of a policy were read: a bit each, so that 200,000 verdicts can keep theirs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Reads([u64; 4]);

impl Reads {
    /// The most parameters that a policy can have.
    pub const MOST: usize = 256;

    pub(super) fn add(&mut self, place: usize) {
        if let Some(word) = self.0.get_mut(place / 64) {
            *word |= 1 << (place % 64);
        }
    }

    /// Whether any parameter was read that is in the other set too.
    pub fn meets(self, other: Self) -> bool {
        self.0.iter().zip(other.0).any(|(own, other)| own & other != 0)
    }

    pub(super) fn places(self) -> impl Iterator<Item = usize> {
        (0..Self::MOST)
            .filter(move |place| self.0.get(place / 64).is_some_and(|word| word >> (place % 64) & 1 == 1))
    }
}

/// A place in a pack: `national/subsidy.rhai:31`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Place {
    pub pack: String,
    pub file: String,
    /// From 1.
    pub line: u32,
    /// From 1; 0 when only the line is known.
    pub column: u32,
}

/// A parameter as the script saw it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ParameterRead {
    /// `lecture_fee.academician`.
    pub id: String,
    /// As the parameter form shows it: `1500.00`.
    pub value: String,
}

/// A text of a pack, written by an office.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Text {
    pub zh: String,
    pub en: String,
}

/// As it was written, in whatever language.
impl From<String> for Text {
    fn from(written: String) -> Self {
        Self { zh: written, en: String::new() }
    }
}

impl From<Label> for Text {
    fn from(label: Label) -> Self {
        Self { zh: label.zh.to_owned(), en: label.en.to_owned() }
    }
}

impl From<&str> for Text {
    fn from(written: &str) -> Self {
        written.to_owned().into()
    }
}

impl Text {
    /// What something says in both languages, for what outlives the language of the page.
    pub fn of(said: &impl Localized) -> Self {
        Self { zh: said.text(Lang::Zh), en: said.text(Lang::En) }
    }

    /// What is said in each language.
    pub fn both(said: impl Fn(Lang) -> String) -> Self {
        Self { zh: said(Lang::Zh), en: said(Lang::En) }
    }

    /// The text in this language, or the other one when it is missing.
    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::En if !self.en.is_empty() => &self.en,
            _ if self.zh.is_empty() => &self.en,
            _ => &self.zh,
        }
    }
}
