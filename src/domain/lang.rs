//! Two languages, chosen at run time. Chinese is the language of record; English is complete.

use std::{borrow::Cow, fmt};

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

    /// The first of several, and how many there are: `甲、乙等 60 家`, `a, b and others (60 units)`.
    pub fn first_of<T: AsRef<str>>(self, items: &[T], most: usize, unit: Label) -> String {
        let first = self.list(items.iter().take(most));
        if items.len() <= most {
            return first;
        }
        let all = self.counted(items.len(), unit);
        match self {
            Self::Zh => format!("{first}等 {all}"),
            Self::En => format!("{first} and others ({all})"),
        }
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

    /// A number with what it counts, the thousands set apart: `1,200 人`, `1 class`.
    pub fn counted(self, number: impl ToString, unit: Label) -> String {
        let number = grouped(number);
        let one = self == Self::En && number == "1";
        let unit = if one { singular(unit.en) } else { unit.text(self).into() };
        format!("{number} {unit}")
    }

    /// What stands between a thing and what is said of it: `状态：已发布`, `State: published`.
    pub const fn colon(self) -> &'static str {
        match self {
            Self::Zh => "：",
            Self::En => ": ",
        }
    }
}

/// One of several, of the words that stand for units.
fn singular(several: &'static str) -> Cow<'static, str> {
    if let Some(stem) = several.strip_suffix("ies") {
        return format!("{stem}y").into();
    }
    let plural_of_a_hiss = ["sses", "ches", "shes", "xes"].iter().any(|ending| several.ends_with(ending));
    let cut = if plural_of_a_hiss { "es" } else { "s" };
    several.strip_suffix(cut).unwrap_or(several).into()
}

/// A number with its thousands set apart: `200,000`, `1,234.5`.
pub fn grouped(number: impl ToString) -> String {
    let number = number.to_string();
    let whole = number.find('.').unwrap_or(number.len());
    let digits = |c: char| c.is_ascii_digit();
    let mut grouped = String::with_capacity(number.len() + 4);
    for (place, c) in number.char_indices() {
        let before = grouped.ends_with(digits) && place < whole;
        if before && (whole - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(c);
    }
    grouped
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
    fn numbers_have_their_thousands_set_apart_and_one_is_one() {
        for (number, shown) in
            [("0", "0"), ("999", "999"), ("1000", "1,000"), ("-1234567.891", "-1,234,567.891"), ("…", "…")]
        {
            assert_eq!(grouped(number), shown);
        }
        assert_eq!(Lang::En.counted(1, Label::new("项", "supplies")), "1 supply");
        let classes = Label::new("个", "classes");
        assert_eq!(Lang::En.counted("1", classes), "1 class");
        assert_eq!(Lang::En.counted("1200", classes), "1,200 classes");
        assert_eq!(Lang::En.counted("1", Label::new("公里", "km")), "1 km");
        assert_eq!(Lang::En.counted("1", Label::new("次", "sessions")), "1 session");
        assert_eq!(Lang::Zh.counted("1", classes), "1 个");
    }

    #[test]
    fn what_is_listed_is_separated_as_its_language_does() {
        assert_eq!(Lang::Zh.list(["甲", "乙"]), "甲、乙");
        assert_eq!(Lang::En.list(["a", "b"]), "a, b");
        assert_eq!(Lang::En.statements([Lang::En.list(["a", "b"]), "c".to_owned()]), "a, b; c");
        assert_eq!(Lang::Zh.list::<&str>([]), "");
        let units = Label::new("家", "units");
        assert_eq!(Lang::Zh.first_of(&["甲", "乙"], 2, units), "甲、乙");
        assert_eq!(Lang::Zh.first_of(&["甲", "乙", "丙"], 2, units), "甲、乙等 3 家");
        assert_eq!(Lang::En.first_of(&["a", "b", "c"], 2, units), "a, b and others (3 units)");
    }
}
