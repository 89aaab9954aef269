//! What a field is: label, type, unit, range, help. One table a record kind, read by every generic part.

use jiff::civil::{Date, Time};
use rust_decimal::Decimal;
use serde_json::Value;

use super::{
    choice::Choice,
    lang::{Label, Lang, Localized},
    record::Kind,
};
use crate::say;

/// One field of a record kind.
#[derive(Debug)]
pub struct Field {
    /// The serde name in the record struct.
    pub key: &'static str,
    pub label: Label,
    pub kind: FieldKind,
    pub required: bool,
    /// What to write here, for the explanation sheet and under the form field.
    pub help: Label,
    /// Names a person, or leads to one.
    pub personal: bool,
}

/// The type of a field, with its unit and range.
#[derive(Debug, Clone, Copy)]
pub enum FieldKind {
    /// At most this many characters, one line.
    Text {
        max: usize,
    },
    /// Letters, digits and `-`, at most this many: a key people copy.
    Code {
        max: usize,
    },
    Count {
        min: i64,
        max: i64,
        unit: Label,
    },
    /// With at most `scale` decimal places.
    Decimal {
        min: i64,
        max: i64,
        scale: u32,
        unit: Label,
    },
    Date,
    /// Minutes of the day, `16:30`.
    Time,
    Flag,
    Choice(&'static [Choice]),
    /// The id of a record of this kind.
    Reference(Kind),
}

/// What is wrong with one value. `field` is the key.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{field}: {fault:?}")]
pub struct FieldProblem {
    pub field: &'static str,
    pub fault: Fault,
}

/// The ways a value can be wrong.
#[derive(Debug, Clone, PartialEq)]
pub enum Fault {
    Missing,
    TooLong {
        max: usize,
    },
    NotACode {
        found: String,
    },
    NotANumber {
        found: String,
    },
    OutOfRange {
        found: Decimal,
        min: i64,
        max: i64,
    },
    TooPrecise {
        found: Decimal,
        scale: u32,
    },
    NotADate {
        found: String,
    },
    NotATime {
        found: String,
    },
    NotYesOrNo {
        found: String,
    },
    NotAChoice {
        found: String,
        choices: &'static [Choice],
    },
    /// A rule between fields, stated by the record itself.
    Rule(Label),
}

impl Localized for Fault {
    fn text(&self, lang: Lang) -> String {
        match self {
            Self::Missing => say!(lang, "必填，未填写", "required, but empty"),
            Self::TooLong { max } => say!(
                lang,
                "超过 {max} 个字符，请缩短",
                "longer than {max} characters; shorten it"
            ),
            Self::NotACode { found } => say!(
                lang,
                "“{found}”不是编号，只能用字母、数字和连字符",
                "“{found}” is not a code; use letters, digits and hyphens"
            ),
            Self::NotANumber { found } => say!(lang, "“{found}”不是数字", "“{found}” is not a number"),
            Self::OutOfRange { found, min, max } => say!(
                lang,
                "{found} 不在 {min}～{max} 之间",
                "{found} is not between {min} and {max}"
            ),
            Self::TooPrecise { found, scale } => say!(
                lang,
                "{found} 的小数位数超过 {scale} 位",
                "{found} has more than {scale} decimal places"
            ),
            Self::NotADate { found } => say!(
                lang,
                "“{found}”不是有效日期，请写成 2026-03-05",
                "“{found}” is not a date; write it as 2026-03-05"
            ),
            Self::NotATime { found } => say!(
                lang,
                "“{found}”不是有效时间，请写成 16:30",
                "“{found}” is not a time; write it as 16:30"
            ),
            Self::NotYesOrNo { found } => say!(
                lang,
                "“{found}”应为“是”或“否”",
                "“{found}” should be 是 (yes) or 否 (no)"
            ),
            Self::NotAChoice { found, choices } => {
                let names: Vec<_> = choices.iter().map(|choice| choice.label.text(lang)).collect();
                say!(
                    lang,
                    "“{found}”不在可选项中：{names}",
                    "“{found}” is not one of: {names}",
                    names = names.join("、")
                )
            }
            Self::Rule(label) => label.text(lang).to_owned(),
        }
    }
}

impl Field {
    pub const fn new(key: &'static str, label: (&'static str, &'static str), kind: FieldKind) -> Self {
        Self {
            key,
            label: Label::new(label.0, label.1),
            kind,
            required: true,
            help: Label::new("", ""),
            personal: false,
        }
    }

    pub const fn optional(mut self) -> Self {
        self.required = false;
        self
    }

    pub const fn personal(mut self) -> Self {
        self.personal = true;
        self
    }

    pub const fn help(mut self, zh: &'static str, en: &'static str) -> Self {
        self.help = Label::new(zh, en);
        self
    }

    /// Reads what a person typed or a sheet holds as text into the JSON value the record stores.
    /// Blank is `Null` for an optional field.
    ///
    /// # Errors
    /// The [`Fault`], when the text is not a value of this field.
    pub fn read(&self, text: &str) -> Result<Value, Fault> {
        let text = text.trim();
        if text.is_empty() {
            return if self.required {
                Err(Fault::Missing)
            } else {
                Ok(Value::Null)
            };
        }
        let found = || text.to_owned();
        match self.kind {
            FieldKind::Text { max } | FieldKind::Code { max } if text.chars().count() > max => {
                Err(Fault::TooLong { max })
            }
            FieldKind::Text { .. } => Ok(text.into()),
            FieldKind::Code { .. } | FieldKind::Reference(_) => {
                if text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') {
                    Ok(text.into())
                } else {
                    Err(Fault::NotACode { found: found() })
                }
            }
            FieldKind::Count { min, max, .. } => {
                number(text, min, max, 0).map(|n| i64::try_from(n).unwrap_or_default().into())
            }
            FieldKind::Decimal { min, max, scale, .. } => {
                number(text, min, max, scale).map(|n| n.normalize().to_string().into())
            }
            FieldKind::Date => date(text)
                .map(|d| d.to_string().into())
                .ok_or_else(|| Fault::NotADate { found: found() }),
            FieldKind::Time => time(text)
                .map(|t| t.strftime("%H:%M").to_string().into())
                .ok_or_else(|| Fault::NotATime { found: found() }),
            FieldKind::Flag => match text {
                "是" | "1" | "TRUE" | "true" | "√" | "Y" | "yes" => Ok(true.into()),
                "否" | "0" | "FALSE" | "false" | "×" | "N" | "no" => Ok(false.into()),
                _ => Err(Fault::NotYesOrNo { found: found() }),
            },
            FieldKind::Choice(choices) => choices
                .iter()
                .find(|choice| [choice.code, choice.label.zh, choice.label.en].contains(&text))
                .map(|choice| choice.code.into())
                .ok_or_else(|| Fault::NotAChoice {
                    found: found(),
                    choices,
                }),
        }
    }

    /// A stored value as people read it: labels for choices, 是 / 否 for flags.
    pub fn show(&self, value: &Value, lang: Lang) -> String {
        match (self.kind, value) {
            (_, Value::Null) => String::new(),
            (FieldKind::Flag, Value::Bool(flag)) => match (flag, lang) {
                (true, Lang::Zh) => "是".into(),
                (false, Lang::Zh) => "否".into(),
                (true, Lang::En) => "yes".into(),
                (false, Lang::En) => "no".into(),
            },
            (FieldKind::Choice(choices), Value::String(code)) => choices
                .iter()
                .find(|choice| choice.code == code)
                .map_or_else(|| code.clone(), |choice| choice.label.text(lang).to_owned()),
            // Stored with seconds, kept to the minute.
            (FieldKind::Time, Value::String(text)) => text.chars().take(5).collect(),
            (_, Value::String(text)) => text.clone(),
            (_, other) => other.to_string(),
        }
    }

    /// As [`Field::show`], followed by the unit where the field has one.
    pub fn show_with_unit(&self, value: &Value, lang: Lang) -> String {
        let shown = self.show(value, lang);
        match self.kind {
            FieldKind::Count { unit, .. } | FieldKind::Decimal { unit, .. } if !shown.is_empty() => {
                format!("{shown} {}", unit.text(lang))
            }
            _ => shown,
        }
    }
}

fn number(text: &str, min: i64, max: i64, scale: u32) -> Result<Decimal, Fault> {
    let found = text
        .replace([',', '，'], "")
        .parse::<Decimal>()
        .map_err(|_| Fault::NotANumber {
            found: text.to_owned(),
        })?;
    if found < Decimal::from(min) || found > Decimal::from(max) {
        return Err(Fault::OutOfRange { found, min, max });
    }
    if found.normalize().scale() > scale {
        return Err(Fault::TooPrecise { found, scale });
    }
    Ok(found.normalize())
}

/// `2026-03-05`, `2026/3/5`, `2026.3.5`, `2026年3月5日`.
fn date(text: &str) -> Option<Date> {
    let plain = text.replace(['/', '.', '年', '月'], "-").replace('日', "");
    let mut parts = plain.split('-').map(str::trim);
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || year.len() != 4 {
        return None;
    }
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

/// `16:30`, `16:30:00`, `16：30`.
fn time(text: &str) -> Option<Time> {
    let plain = text.replace('：', ":");
    let mut parts = plain.split(':').map(|part| part.trim().parse::<i8>().ok());
    let (hour, minute, second) = (parts.next()??, parts.next()??, parts.next().unwrap_or(Some(0))?);
    if parts.next().is_some() || second != 0 {
        return None;
    }
    Time::new(hour, minute, 0, 0).ok()
}
