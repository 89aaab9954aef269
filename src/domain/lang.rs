//! Two languages, chosen at run time. Chinese is the language of record; English is complete.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The language of a page or an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    #[default]
    Zh,
    En,
}

/// A fixed text in both languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Label {
    pub zh: &'static str,
    pub en: &'static str,
}

impl Label {
    pub const fn new(zh: &'static str, en: &'static str) -> Self {
        Self { zh, en }
    }

    pub const fn text(self, lang: Lang) -> &'static str {
        match lang {
            Lang::Zh => self.zh,
            Lang::En => self.en,
        }
    }
}

/// English, as the printed forms of errors are; pages use [`Label::text`].
impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.en)
    }
}

/// Something a person reads: errors, problems, outcomes. Says what, where and what to do.
pub trait Localized {
    fn text(&self, lang: Lang) -> String;
}

/// Picks between two formatted texts without formatting both.
#[macro_export]
macro_rules! say {
    ($lang:expr, $zh:literal, $en:literal $(, $arg:tt = $value:expr)* $(,)?) => {
        match $lang {
            $crate::domain::Lang::Zh => format!($zh $(, $arg = $value)*),
            $crate::domain::Lang::En => format!($en $(, $arg = $value)*),
        }
    };
}
