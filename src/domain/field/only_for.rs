//! Fields that a record has by what it is: a course has a syllabus, a club a roster.

use serde_json::{Map, Value};

use super::{
    Field, FieldKind,
    condition::{Condition, OnlyFor},
};
use crate::domain::lang::{Lang, Localized as _};

impl Field {
    /// Is filled in for some choices of another field of the kind only. Form, sheet and JSON Schema say so; what a record of another choice
    /// says of it is refused, and no step needs it there.
    pub const fn only_for(mut self, key: &'static str, codes: &'static [&'static str]) -> Self {
        self.only_for = Some(OnlyFor { key, codes });
        self
    }

    /// Whether a record has the field, by what it has `chosen` of the other.
    pub fn applies<'a>(&self, chosen: impl FnOnce(&str) -> Option<&'a str>) -> bool {
        self.only_for.is_none_or(|only| chosen(only.key).is_some_and(|code| only.codes.contains(&code)))
    }

    /// [`Field::applies`], of the values of a record.
    pub fn applies_to(&self, values: &Map<String, Value>) -> bool {
        self.applies(|key| values.get(key)?.as_str())
    }

    /// When it is filled in, among the fields of its kind; nothing where it always is.
    pub fn condition(&self, among: &'static [Field]) -> Option<Condition> {
        let only = self.only_for?;
        let of = among.iter().find(|field| field.key == only.key)?;
        let FieldKind::Choice(choices) = of.kind else { return None };
        let named = choices.iter().filter(|choice| only.codes.contains(&choice.code));
        Some(Condition { of: of.label, choices: named.map(|choice| choice.label).collect() })
    }

    /// What a sheet says of it: when it is filled in, where not always, and with what.
    pub fn explained(&self, among: &'static [Field], lang: Lang) -> String {
        let condition = self.condition(among).map(|condition| condition.text(lang));
        let help = Some(self.help.text(lang).to_owned()).filter(|help| !help.is_empty());
        lang.statements(condition.into_iter().chain(help))
    }
}
