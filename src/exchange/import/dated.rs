//! What a row says of a dated field, in up to three columns: the value, from which day it holds, and the whole history.
//! Nothing that is stored is lost: a value that differs is one more, from its day or from today.

use jiff::civil::Date;
use serde_json::Value;

use crate::{
    domain::{
        Lang,
        dated::NoHistory,
        field::{Fault, Field, FieldKind, Held, is_blank},
    },
    policy::decision::Text,
};

/// What stands in the cells of one field, dated or not.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Said {
    /// As [`Field::read`] made it; nothing where the cell is blank.
    pub value: Option<Value>,
    pub from: Option<Date>,
    pub history: Option<Value>,
    /// There is a column for the value, so that a blank cell says that it is gone.
    pub column: bool,
}

impl Said {
    /// What a new record has of the field.
    pub fn alone(&self, field: &Field) -> Result<Value, Fault> {
        match (&self.history, &self.value) {
            (Some(history), _) => Ok(history.clone()),
            (None, Some(value)) => Ok(value.clone()),
            (None, None) => field.read(""),
        }
    }

    /// What the field becomes, of what is stored.
    pub fn with(&self, field: &Field, stored: Option<&Value>, today: Date) -> Result<Value, Fault> {
        if !field.dated {
            return match stored {
                // A sheet without the column says nothing of it.
                Some(stored) if !self.column && self.value.is_none() => Ok(stored.clone()),
                _ => self.alone(field),
            };
        }
        let stored = stored.filter(|stored| !is_blank(stored));
        let Some(there) = self.history.as_ref().or(stored) else {
            return match (&self.value, self.from) {
                // Before that day it had another value, which nobody says.
                (Some(_), Some(_)) if field.required => Err(Fault::History(NoHistory::NoFirst)),
                (Some(value), Some(_)) => Ok(field.told(&unknown(), value.clone(), self.from, today)),
                _ => self.alone(field),
            };
        };
        let log = matches!(field.kind, FieldKind::Rows(_));
        Ok(match &self.value {
            Some(value) => field.told(there, value.clone(), self.from, today),
            None if self.history.is_none() && self.column && !log && !field.required => {
                field.told(there, unknown(), self.from, today)
            }
            None => there.clone(),
        })
    }

    /// How a change of what is stored is told: `正高级（此前：副高级），自 2026-11-25 起`.
    pub fn change(&self, field: &Field, before: &Value, after: &Value, today: Date) -> Text {
        if !field.dated {
            let shown = |value: &Value, lang, none: &str| {
                let text = field.kind.show(value, lang);
                if text.is_empty() { none.to_owned() } else { text }
            };
            let (old, new) = (shown(before, Lang::Zh, "无"), shown(after, Lang::Zh, "无"));
            let (old_en, new_en) = (shown(before, Lang::En, "none"), shown(after, Lang::En, "none"));
            return Text {
                zh: format!("{new}（此前：{old}）"), en: format!("{new_en} (before: {old_en})")
            };
        }
        let from = self.from.unwrap_or(today);
        let (old, new) = (field.on(before, from), field.on(after, from));
        if new.from == Some(from) && old.value != new.value {
            let shown = |held: Held<'_>, lang, none: &str| {
                let text = held.kind.show(held.value, lang);
                if text.is_empty() { none.to_owned() } else { text }
            };
            let texts = |lang, none| (shown(old, lang, none), shown(new, lang, none));
            let ((old_zh, zh), (old_en, en)) = (texts(Lang::Zh, "无"), texts(Lang::En, "none"));
            return Text {
                zh: format!("{zh}（此前：{old_zh}），自 {from} 起"),
                en: format!("{en} (before: {old_en}) from {from}"),
            };
        }
        let line = |value: &Value| field.write(value).replace('\n', "；");
        Text {
            zh: format!("历次改为：{}（此前：{}）", line(after), line(before)),
            en: format!("the history becomes: {} (before: {})", line(after), line(before)),
        }
    }
}

/// A history without any value.
fn unknown() -> Value {
    serde_json::json!([{ "value": null }])
}
