//! What a field is: label, type, unit, range, help, source. A record kind declares its fields once; form, table, template,
//! import, export, schema, facts and generators read the declaration.
//!
//! A value has three forms: what a person types or a sheet holds (text), what the record stores (JSON), and what a page
//! shows. [`Field::read`] makes the second from the first, [`Field::write`] the first from the second, and reading what
//! was written gives the same value again.

mod clock;
mod condition;
mod fact;
mod fault;
mod history;
mod lines;
mod number;
mod only_for;
mod parse;
pub mod personal;
mod plain;
mod rows;
mod scalar;
mod types;

use jiff::civil::Time;
use serde_json::Value;

use super::{choice::Choice, kind::Kind, lang::Label};

pub use condition::{Condition, OnlyFor};
pub use fact::{Fact, Factual, Values};
pub use fault::{Fault, FieldProblem};
pub use history::Held;
pub use lines::{join_history, split_history};
pub use number::{plain_decimal, rounded};
pub use plain::{half_width, one_line, plain};
pub use rows::{join_rows, split_rows};
pub use scalar::Scalar;
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
    /// Other words for it in tables that offices make themselves: 授课时间 for the day of a session.
    pub also: &'static [&'static str],
    /// The field that says how long the time goes on; see [`Field::lasting`].
    pub lasts: &'static str,
    /// Words for a column of lesson-hours; see [`Field::in_lessons`].
    pub lessons: &'static [&'static str],
    /// The row of the notice that asks for it, when it is not the kind's own: `五.1`.
    pub clause: &'static str,
    /// What a new form begins with, as a person would type it.
    pub default: &'static str,
    /// The choices of another field without which a record has no such field; see [`Field::only_for`].
    pub only_for: Option<OnlyFor>,
    /// Leads to a person's private life: hidden until somebody says why, and never told to a rule. The name of a person in
    /// office is not personal in this sense; appointing and publishing it is what the notice asks for.
    pub personal: bool,
    /// Its keeper's own business: no package carries it to another office.
    pub inner: bool,
    /// Whether tables sum it: sessions, not minimum ages.
    pub summed: bool,
    /// Its values hold from a day on, and earlier ones stay. Sub-rows that are dated are a log: each begins with its day, and
    /// the day of the latest is what a rule is told.
    pub dated: bool,
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

impl FieldKind {
    /// Whether lists align it to the right.
    pub const fn is_number(self) -> bool {
        matches!(self, Self::Count { .. } | Self::Decimal { .. } | Self::Money { .. } | Self::Share)
    }

    /// Whether it can name a record of this kind, in one of its rows too.
    fn can_refer_to(self, kind: Kind) -> bool {
        match self {
            Self::Reference(kinds) | Self::References(kinds) => kinds.contains(&kind),
            Self::Rows(fields) => fields.iter().any(|field| field.kind.can_refer_to(kind)),
            _ => false,
        }
    }

    /// The first reference in a value, sub-rows included, that is `wanted`.
    fn find_reference(
        self,
        value: &Value,
        wanted: &mut dyn FnMut(&'static [Kind], &str) -> bool,
    ) -> Option<Fault> {
        let fault = |kinds: &'static [Kind], id: &str| Fault::NoSuchRecord { found: id.to_owned(), kinds };
        match (self, value) {
            (Self::Reference(kinds), Value::String(id)) => wanted(kinds, id).then(|| fault(kinds, id)),
            (Self::References(kinds), Value::Array(ids)) => {
                ids.iter().filter_map(Value::as_str).find(|id| wanted(kinds, id)).map(|id| fault(kinds, id))
            }
            (Self::Rows(fields), Value::Array(rows)) => rows.iter().enumerate().find_map(|(index, row)| {
                fields.iter().find_map(|field| {
                    let fault = field.kind.find_reference(row.get(field.key)?, wanted)?;
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
    /// What it is called where names are shown: what is labelled as the code of a school, as the school labels it, is the
    /// `学校` there. Sheets, which hold the code, say [`Field::label`].
    pub fn called(&self) -> Label {
        match self.kind {
            FieldKind::Reference([kind]) if kind.fields().iter().any(|own| own.is_code_of(self)) => {
                kind.one()
            }
            _ => self.label,
        }
    }

    /// Whether another field holds this code, and says so.
    fn is_code_of(&self, reference: &Self) -> bool {
        matches!(self.kind, FieldKind::Code { .. }) && self.label == reference.label
    }

    pub const fn new(kind: FieldKind) -> Self {
        Self {
            key: "",
            label: Label::new("", ""),
            kind,
            required: true,
            help: Label::new("", ""),
            also: &[],
            lasts: "",
            lessons: &[],
            clause: "",
            default: "",
            only_for: None,
            personal: false,
            inner: false,
            summed: false,
            dated: false,
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

    /// Other words for it.
    pub const fn also(mut self, words: &'static [&'static str]) -> Self {
        self.also = words;
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

    /// Is its keeper's own business: no package carries it to another office.
    pub const fn inner(mut self) -> Self {
        self.inner = true;
        self
    }

    pub const fn personal(mut self) -> Self {
        self.personal = true;
        self
    }

    /// A time of which a sheet may say in one cell how long it goes on, `16:30-17:15`: as many minutes as this field says, or until
    /// its time.
    pub const fn lasting(mut self, key: &'static str) -> Self {
        assert!(matches!(self.kind, FieldKind::Time), "only a time goes on");
        self.lasts = key;
        self
    }

    /// Minutes that a sheet may say in lesson-hours, in a column called so.
    pub const fn in_lessons(mut self, words: &'static [&'static str]) -> Self {
        assert!(matches!(self.kind, FieldKind::Count { .. }), "only a count is said in lesson-hours");
        self.lessons = words;
        self
    }

    /// A count, a decimal or money that tables sum.
    pub const fn summed(mut self) -> Self {
        let is_measured = matches!(
            self.kind,
            FieldKind::Count { .. } | FieldKind::Decimal { .. } | FieldKind::Money { .. }
        );
        assert!(is_measured, "only a count, a decimal or money is summed");
        self.summed = true;
        self
    }

    /// Each value holds from a day; see [`Field::dated`].
    pub const fn dated(mut self) -> Self {
        self.dated = true;
        self
    }

    /// When it begins and ends, by a text that says both; `None` of any other text, and of a field that does not go on.
    pub fn span(&self, text: &str) -> Option<Result<(Time, Time), Fault>> {
        if self.lasts.is_empty() { None } else { clock::range(text) }
    }

    /// Whether it is stored as a list when it is blank. A history is not: one without any value is not there.
    pub const fn is_list(&self) -> bool {
        match self.kind {
            FieldKind::Rows(_) => true,
            FieldKind::Choices(_) | FieldKind::References(_) => !self.dated,
            _ => false,
        }
    }

    /// The type of the value that holds on a day: of a log it is the day.
    pub const fn held(&self) -> FieldKind {
        match self.kind {
            FieldKind::Rows(_) if self.dated => FieldKind::Date,
            kind => kind,
        }
    }
}
