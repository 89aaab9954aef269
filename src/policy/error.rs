//! What can be wrong with a pack, in both languages and at a place.

use std::fmt;

use rhai::{Dynamic, EvalAltResult, Position};
use serde::{Deserialize, Serialize};

use crate::domain::{Lang, Localized};

use super::decision::{Place, Text};

/// A fault of a pack or of a call of one of its rules: what is wrong, where, and what to do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Diagnostic {
    pub place: Place,
    pub message: Text,
}

impl Diagnostic {
    pub(super) fn new(place: Place, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { place, message: Text { zh: zh.into(), en: en.into() } }
    }
}

/// `national/subsidy.rhai:12:5`, without a column that is not known and without a line when the whole file is meant.
impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.pack, self.file)?;
        if self.line > 0 {
            write!(f, ":{}", self.line)?;
        }
        if self.column > 0 {
            write!(f, ":{}", self.column)?;
        }
        Ok(())
    }
}

impl Localized for Diagnostic {
    fn text(&self, lang: Lang) -> String {
        match lang {
            Lang::Zh => format!("{}（{}）", self.message.get(lang), self.place),
            Lang::En => format!("{} ({})", self.message.get(lang), self.place),
        }
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.message.get(Lang::En))
    }
}

impl std::error::Error for Diagnostic {}

/// An error of a host function in both languages; the engine adds the position.
pub(super) fn fail(zh: impl Into<String>, en: impl Into<String>) -> Box<EvalAltResult> {
    let text = Text { zh: zh.into(), en: en.into() };
    EvalAltResult::ErrorRuntime(Dynamic::from(text), Position::NONE).into()
}

/// Why no chain of packs governs a day.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PackError {
    #[error("there is no pack {0}")]
    Unknown(String),
    #[error("no version of {pack} is in force on {day}")]
    NotInForce { pack: String, day: jiff::civil::Date },
    #[error("{0} extends itself, by way of the packs it extends")]
    Circular(String),
}

impl Localized for PackError {
    fn text(&self, lang: Lang) -> String {
        match (self, lang) {
            (Self::Unknown(pack), Lang::Zh) => format!("没有政策包“{pack}”"),
            (Self::NotInForce { pack, day }, Lang::Zh) => format!("{day} 没有施行的“{pack}”政策包"),
            (Self::Circular(pack), Lang::Zh) => format!("政策包“{pack}”的继承关系绕回了自己"),
            (_, Lang::En) => self.to_string(),
        }
    }
}
