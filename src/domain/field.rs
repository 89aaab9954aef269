//! What a field is: label, type, unit, range, help, source. A record kind declares its fields once; form, table, template,
//! import, export, schema, facts and generators read the declaration.
//!
//! A value has three forms: what a person types or a sheet holds (text), what the record stores (JSON), and what a page
//! shows. [`Field::read`] makes the second from the first, [`Field::write`] the first from the second, and reading what
//! was written gives the same value again.

mod fact;
mod parse;
mod types;

use rust_decimal::Decimal;
use serde_json::Value;

use super::{
    choice::Choice,
    lang::{Label, Lang, Localized},
    record::Kind,
};
use crate::say;

pub use fact::{Fact, Factual};
pub use parse::{join_rows, split_rows};
pub use types::{Attachment, Point, Share, Typed};

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
    /// The row of the notice that asks for it, when it is not the kind's own: `五.1`.
    pub clause: &'static str,
    /// What a new form begins with, as a person would type it.
    pub default: &'static str,
    /// Leads to a person's private life: hidden until somebody says why, and never told to a rule. The name of a person in
    /// office is not personal in this sense; appointing and publishing it is what the notice asks for.
    pub personal: bool,
    /// Whether tables sum it: sessions, not minimum ages.
    pub summed: bool,
}

/// The type of a field, with its unit and range.
#[derive(Debug, Clone, Copy)]
pub enum FieldKind {
    /// At most this many characters, one line.
    Text {
        max: usize,
    },
    /// At most this many characters, several lines.
    LongText {
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
    /// 元, from 0; stored in fen.
    Money {
        max: i64,
    },
    /// From 0 to 1, written as a percentage.
    Share,
    Date,
    /// Minutes of the day, `16:30`.
    Time,
    Flag,
    Choice(&'static [Choice]),
    /// Any number of a closed list.
    Choices(&'static [Choice]),
    /// The id of a record of one of these kinds.
    Reference(&'static [Kind]),
    /// The ids of any number of them.
    References(&'static [Kind]),
    /// Sub-rows with fields of their own, none of which are rows again.
    Rows(&'static [Field]),
    /// A file whose bytes the store keeps under their hash.
    Attachment,
    /// Degrees east and north.
    Point,
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
    /// A reference to a record of one of these kinds that is not on file.
    NoSuchRecord {
        found: String,
        kinds: &'static [Kind],
    },
    NotAnAttachment {
        found: String,
    },
    NotAPoint {
        found: String,
    },
    /// In a list of sub-rows.
    InRow {
        row: usize,
        label: Label,
        fault: Box<Fault>,
    },
    /// A rule between fields, stated by the record itself.
    Rule(Label),
}

impl Localized for Fault {
    fn text(&self, lang: Lang) -> String {
        match self {
            Self::Missing => say!(lang, "必填，未填写", "required, but empty"),
            Self::TooLong { max } => {
                say!(lang, "超过 {max} 个字符，请缩短", "longer than {max} characters; shorten it")
            }
            Self::NotACode { found } => say!(
                lang,
                "“{found}”不是编号，只能用字母、数字和连字符",
                "“{found}” is not a code; use letters, digits and hyphens"
            ),
            Self::NotANumber { found } => say!(lang, "“{found}”不是数字", "“{found}” is not a number"),
            Self::OutOfRange { found, min, max } => {
                say!(lang, "{found} 不在 {min}～{max} 之间", "{found} is not between {min} and {max}")
            }
            Self::TooPrecise { found, scale: 0 } => {
                say!(lang, "{found} 不是整数", "{found} is not a whole number")
            }
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
            Self::NotYesOrNo { found } => {
                say!(lang, "“{found}”应为“是”或“否”", "“{found}” should be 是 (yes) or 否 (no)")
            }
            Self::NotAChoice { found, choices } => {
                let names: Vec<_> = choices.iter().map(|choice| choice.label.text(lang)).collect();
                say!(
                    lang,
                    "“{found}”不在可选项中：{names}",
                    "“{found}” is not one of: {names}",
                    names = names.join("、")
                )
            }
            Self::NoSuchRecord { found, kinds } => {
                let names: Vec<_> = kinds.iter().map(|kind| kind.label().text(lang)).collect();
                say!(
                    lang,
                    "{names}中没有编号 {found}，请先登记或改正",
                    "there is no {found} among: {names}; add it first or correct it",
                    names = names.join(match lang {
                        Lang::Zh => "、",
                        Lang::En => ", ",
                    })
                )
            }
            Self::NotAnAttachment { found } => say!(
                lang,
                "“{found}”不是附件；附件在页面上添加，表格中保留导出时的原文",
                "“{found}” is not an attachment; add files on the page and leave the exported text as it is"
            ),
            Self::NotAPoint { found } => say!(
                lang,
                "“{found}”不是经纬度，请写成 113.62,34.75",
                "“{found}” is not a position; write it as 113.62,34.75"
            ),
            Self::InRow { row, label, fault } => say!(
                lang,
                "第 {row} 行“{label}”：{fault}",
                "row {row}, {label}: {fault}",
                label = label.text(lang),
                fault = fault.text(lang)
            ),
            Self::Rule(label) => label.text(lang).to_owned(),
        }
    }
}

impl FieldKind {
    /// The first reference in a value, sub-rows included, that is `missing`.
    pub fn first_reference(self, value: &Value, missing: &dyn Fn(&[Kind], &str) -> bool) -> Option<Fault> {
        let fault = |kinds: &'static [Kind], id: &str| Fault::NoSuchRecord { found: id.to_owned(), kinds };
        match (self, value) {
            (Self::Reference(kinds), Value::String(id)) => missing(kinds, id).then(|| fault(kinds, id)),
            (Self::References(kinds), Value::Array(ids)) => {
                ids.iter().filter_map(Value::as_str).find(|id| missing(kinds, id)).map(|id| fault(kinds, id))
            }
            (Self::Rows(fields), Value::Array(rows)) => rows.iter().enumerate().find_map(|(index, row)| {
                fields.iter().find_map(|field| {
                    let fault = field.kind.first_reference(row.get(field.key)?, missing)?;
                    Some(Fault::InRow { row: index + 1, label: field.label, fault: Box::new(fault) })
                })
            }),
            _ => None,
        }
    }
}

/// Nothing was filled in.
pub fn is_blank(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        _ => false,
    }
}

impl PartialEq for Field {
    /// Declarations are statics: the same one is the same place.
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}

/// The beginnings of declarations: `code(20).label("学校标识码", "School code")`.
pub mod make {
    use super::{Choice, Field, FieldKind, Kind, Label};

    pub const fn text(max: usize) -> Field {
        Field::new(FieldKind::Text { max })
    }

    pub const fn long_text(max: usize) -> Field {
        Field::new(FieldKind::LongText { max })
    }

    pub const fn code(max: usize) -> Field {
        Field::new(FieldKind::Code { max })
    }

    pub const fn count(min: i64, max: i64, unit: Label) -> Field {
        Field::new(FieldKind::Count { min, max, unit })
    }

    pub const fn decimal(min: i64, max: i64, scale: u32, unit: Label) -> Field {
        Field::new(FieldKind::Decimal { min, max, scale, unit })
    }

    pub const fn money(max: i64) -> Field {
        Field::new(FieldKind::Money { max })
    }

    pub const fn share() -> Field {
        Field::new(FieldKind::Share)
    }

    pub const fn date() -> Field {
        Field::new(FieldKind::Date)
    }

    pub const fn time() -> Field {
        Field::new(FieldKind::Time)
    }

    pub const fn flag() -> Field {
        Field::new(FieldKind::Flag)
    }

    pub const fn choice(choices: &'static [Choice]) -> Field {
        Field::new(FieldKind::Choice(choices))
    }

    pub const fn choices(choices: &'static [Choice]) -> Field {
        Field::new(FieldKind::Choices(choices))
    }

    pub const fn reference(kinds: &'static [Kind]) -> Field {
        Field::new(FieldKind::Reference(kinds))
    }

    pub const fn references(kinds: &'static [Kind]) -> Field {
        Field::new(FieldKind::References(kinds))
    }

    pub const fn rows(fields: &'static [Field]) -> Field {
        Field::new(FieldKind::Rows(fields))
    }

    pub const fn attachment() -> Field {
        Field::new(FieldKind::Attachment)
    }

    pub const fn point() -> Field {
        Field::new(FieldKind::Point)
    }
}

impl Field {
    pub const fn new(kind: FieldKind) -> Self {
        Self {
            key: "",
            label: Label::new("", ""),
            kind,
            required: true,
            help: Label::new("", ""),
            clause: "",
            default: "",
            personal: false,
            summed: false,
        }
    }

    /// Named and made optional as the struct's field is; the declaring macro calls it.
    pub const fn of(mut self, key: &'static str, optional: bool) -> Self {
        self.key = key;
        self.required = !optional;
        self
    }

    pub const fn label(mut self, zh: &'static str, en: &'static str) -> Self {
        self.label = Label::new(zh, en);
        self
    }

    pub const fn help(mut self, zh: &'static str, en: &'static str) -> Self {
        self.help = Label::new(zh, en);
        self
    }

    pub const fn clause(mut self, clause: &'static str) -> Self {
        self.clause = clause;
        self
    }

    pub const fn default(mut self, default: &'static str) -> Self {
        self.default = default;
        self
    }

    pub const fn personal(mut self) -> Self {
        self.personal = true;
        self
    }

    /// A count, a decimal or money that tables sum.
    pub const fn summed(mut self) -> Self {
        self.summed = true;
        self
    }

    /// Reads what a person typed or a sheet holds as text into the JSON value the record stores.
    /// Blank is `Null` for an optional field.
    ///
    /// # Errors
    /// The [`Fault`], when the text is not a value of this field.
    pub fn read(&self, text: &str) -> Result<Value, Fault> {
        let text = text.trim();
        if !text.is_empty() {
            return parse::value(self.kind, text);
        }
        if self.required {
            return Err(Fault::Missing);
        }
        Ok(match self.kind {
            FieldKind::Choices(_) | FieldKind::References(_) | FieldKind::Rows(_) => Value::Array(Vec::new()),
            _ => Value::Null,
        })
    }

    /// The inverse of [`Field::read`]: a stored value as a form or a sheet holds it.
    pub fn write(&self, value: &Value) -> String {
        parse::text(self.kind, value, Lang::Zh)
    }

    /// A stored value as people read it: labels for choices, 是 / 否 for flags. Ids stay ids; [`super::Tree`] and tables
    /// know what they are called.
    pub fn show(&self, value: &Value, lang: Lang) -> String {
        match (self.kind, value) {
            (FieldKind::Attachment, Value::Object(file)) => {
                file.get("name").and_then(Value::as_str).unwrap_or_default().to_owned()
            }
            _ => parse::text(self.kind, value, lang),
        }
    }

    /// As [`Field::show`], followed by the unit where the field has one.
    pub fn show_with_unit(&self, value: &Value, lang: Lang) -> String {
        let shown = self.show(value, lang);
        match self.kind {
            FieldKind::Count { unit, .. } | FieldKind::Decimal { unit, .. } if !shown.is_empty() => {
                format!("{shown} {}", unit.text(lang))
            }
            FieldKind::Money { .. } if !shown.is_empty() => match lang {
                Lang::Zh => format!("{shown} 元"),
                Lang::En => format!("¥{shown}"),
            },
            _ => shown,
        }
    }

    /// Whether lists align it to the right.
    pub const fn is_number(&self) -> bool {
        matches!(
            self.kind,
            FieldKind::Count { .. } | FieldKind::Decimal { .. } | FieldKind::Money { .. } | FieldKind::Share
        )
    }
}
