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

impl Lang {
    /// Several things in one line: `甲、乙`, `a, b`.
    pub fn list<T: AsRef<str>>(self, items: impl IntoIterator<Item = T>) -> String {
        joined(
            items,
            match self {
                Self::Zh => "、",
                Self::En => ", ",
            },
        )
    }

    /// Several statements in one line, which may hold lists themselves: `甲；乙`, `a; b`.
    pub fn statements<T: AsRef<str>>(self, items: impl IntoIterator<Item = T>) -> String {
        joined(
            items,
            match self {
                Self::Zh => "；",
                Self::En => "; ",
            },
        )
    }

    /// What stands between a thing and what is said of it: `状态：已发布`, `State: published`.
    pub const fn colon(self) -> &'static str {
        match self {
            Self::Zh => "：",
            Self::En => ": ",
        }
    }
}

fn joined<T: AsRef<str>>(items: impl IntoIterator<Item = T>, between: &str) -> String {
    let mut line = String::new();
    for item in items {
        if !line.is_empty() {
            line.push_str(between);
        }
        line.push_str(item.as_ref());
    }
    line
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_listed_is_separated_as_its_language_does() {
        assert_eq!(Lang::Zh.list(["甲", "乙"]), "甲、乙");
        assert_eq!(Lang::En.list(["a", "b"]), "a, b");
        assert_eq!(Lang::En.statements([Lang::En.list(["a", "b"]), "c".to_owned()]), "a, b; c");
        assert_eq!(Lang::Zh.list::<&str>([]), "");
    }
}
