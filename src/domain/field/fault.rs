//! What can be wrong with a value, in words that say how to mend it.

use jiff::civil::{Date, Time};
use rust_decimal::Decimal;

use super::condition::Condition;
use crate::{
    domain::{
        choice::Choice,
        dated::NoHistory,
        kind::Kind,
        lang::{Label, Lang, Localized},
    },
    say,
};

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
    /// Its digits are those of `4.11022E+17`: a spreadsheet has dropped the others.
    LostDigits {
        found: String,
    },
    NotANumber {
        found: String,
    },
    /// A comma that does not part thousands.
    UncertainNumber {
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
    /// `4:30` may be in the afternoon.
    UncertainTime {
        found: String,
        later: Time,
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
    /// Of the value from a day on.
    Since {
        from: Date,
        fault: Box<Fault>,
    },
    /// The values are no history.
    History(NoHistory),
    /// The record has chosen what has no such field.
    NotFor(Condition),
    /// A rule between fields, stated by the record itself.
    Rule(Label),
    /// Another record stands in the way: what is wrong, which it is, and how both can be there.
    Clash {
        what: Label,
        other: String,
        remedy: Label,
    },
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
                "“{found}”不是编号，只能用字母、数字、连字符和下划线",
                "“{found}” is not a code; use letters, digits, hyphens and underscores"
            ),
            Self::LostDigits { found } => say!(
                lang,
                "“{found}”已丢失位数，请把这一列设为文本格式后重新填写",
                "“{found}” has lost digits; format the column as text and enter it again"
            ),
            Self::NotANumber { found } => say!(lang, "“{found}”不是数字", "“{found}” is not a number"),
            Self::UncertainNumber { found } => say!(
                lang,
                "“{found}”中的逗号不是千位分隔符，看不出是多少，请改成一个数",
                "the comma in “{found}” does not part thousands; write one number"
            ),
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
            Self::UncertainTime { found, later } => say!(
                lang,
                "“{found}”看不出是上午还是下午，请写成 {later} 或 {earlier:02}:{minute:02}",
                "“{found}” may be in the morning or in the afternoon; write {later} or {earlier:02}:{minute:02}",
                later = later.strftime("%H:%M"),
                earlier = later.hour() - 12,
                minute = later.minute()
            ),
            Self::NotYesOrNo { found } => {
                say!(lang, "“{found}”应为“是”或“否”", "“{found}” should be 是 (yes) or 否 (no)")
            }
            Self::NotAChoice { found, choices } => say!(
                lang,
                "“{found}”不在可选项中：{names}",
                "“{found}” is not one of: {names}",
                names = lang.list(choices.iter().map(|choice| choice.label.text(lang)))
            ),
            Self::NoSuchRecord { found, kinds } if !found.is_ascii() => say!(
                lang,
                "{names}中没有“{found}”，请先登记或改正",
                "there is no “{found}” among: {names}; add it first or correct it",
                names = lang.list(kinds.iter().map(|kind| kind.label().text(lang)))
            ),
            Self::NoSuchRecord { found, kinds } => say!(
                lang,
                "{names}中没有编号 {found}，请先登记或改正",
                "there is no {found} among: {names}; add it first or correct it",
                names = lang.list(kinds.iter().map(|kind| kind.label().text(lang)))
            ),
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
            Self::Since { from, fault } => {
                say!(lang, "自 {from} 起的值{fault}", "from {from}: {fault}", fault = fault.text(lang))
            }
            Self::History(why) => why.text(lang),
            Self::NotFor(condition) => say!(
                lang,
                "{condition}，现在应留空",
                "is filled in {condition}; leave it empty here",
                condition = condition.text(lang)
            ),
            Self::Rule(label) => label.text(lang).to_owned(),
            Self::Clash { what, other, remedy } => say!(
                lang,
                "{what}（{other}）；{remedy}",
                "{what} ({other}); {remedy}",
                what = what.text(lang),
                remedy = remedy.text(lang)
            ),
        }
    }
}
