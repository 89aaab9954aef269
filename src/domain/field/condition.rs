//! When a field is filled in, where not always.

use crate::{
    domain::lang::{Label, Lang, Localized},
    say,
};

/// The choices of another field of the kind, by its key, that bring a field with them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OnlyFor {
    pub key: &'static str,
    pub codes: &'static [&'static str],
}

/// What has to be chosen for a field to be filled in: `“形式”选“科技社团”或“兴趣小组”时填写`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    pub of: Label,
    pub choices: Vec<Label>,
}

impl Localized for Condition {
    fn text(&self, lang: Lang) -> String {
        let of = self.of.text(lang);
        let named: Vec<_> = self.choices.iter().map(|choice| format!("“{}”", choice.text(lang))).collect();
        let choices = named.join(match lang {
            Lang::Zh => "或",
            Lang::En => " or ",
        });
        say!(lang, "“{of}”选{choices}时填写", "only where “{of}” is {choices}")
    }
}
