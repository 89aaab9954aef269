//! What a rule says, as data: it can be stored, printed for a school, compared and recomputed.

use std::sync::Arc;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::{
    clauses::Clause,
    domain::{Lang, Localized, Money},
};

/// The whole answer of a hook.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Decision {
    pub outcome: Outcome,
    /// In the order in which the script added them. Their sum is the amount.
    pub lines: Vec<Line>,
    pub notes: Vec<String>,
    /// 学时 paid by this decision; counts against the half-day limit of later sessions.
    pub paid_hours: Decimal,
    /// The parameters the script read, each once, in order.
    pub reads: Vec<ParameterRead>,
    /// Content hash of the packs that decided: SHA-256 in hex.
    pub policy: Arc<str>,
}

/// What came out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Amount(Money),
    Refused(Refusal),
}

/// Why nothing is due. `reason` is a code that the pack's texts explain.
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
    pub amount: Money,
    pub clause: Option<Clause>,
    pub at: Place,
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

impl Text {
    /// What something says in both languages, for what outlives the language of the page.
    pub fn of(said: &impl Localized) -> Self {
        Self { zh: said.text(Lang::Zh), en: said.text(Lang::En) }
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
