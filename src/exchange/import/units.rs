//! Units that stand in a heading: under `时长（小时）` a 2 is two hours, and not two minutes. One that can be turned into the field's
//! own is, and that is told; under one that cannot, as lessons into minutes, no number is read.

use rust_decimal::Decimal;

use crate::{
    domain::{
        Label,
        field::{Field, FieldKind, make},
        fields::bracketed,
    },
    policy::decision::Text,
};

/// See the module.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Unit {
    name: String,
    own: Label,
    /// How many of the field's own units it is.
    size: Decimal,
}

/// Units of one measure, each in those of its first.
type Family = &'static [(&'static [&'static str], (i64, u32))];

const FAMILIES: &[Family] = &[
    &[
        (&["分钟", "分", "minutes", "minute", "min"], (1, 0)),
        (&["小时", "时", "钟头", "hours", "hour", "h"], (60, 0)),
    ],
    &[(&["公里", "千米", "km"], (1, 0)), (&["米", "m"], (1, 3)), (&["里", "华里"], (5, 1))],
    &[(&["元", "人民币", "人民币元", "¥", "￥", "rmb", "cny", "yuan"], (1, 0)), (&["角"], (1, 1))],
    &[(&["比例"], (1, 0)), (&["%", "％", "百分比", "百分数"], (1, 2))],
];

const MULTIPLES: &[(&str, i64)] =
    &[("百", 100), ("千", 1_000), ("万", 10_000), ("百万", 1_000_000), ("亿", 100_000_000)];

/// Words that say how to fill a column in, and no unit.
const NOTES: &[&str] =
    &["必填", "选填", "可选", "填", "如", "例", "税", "整数", "数字", "单程", "每次", "required", "optional"];

/// The unit of a heading that is not the field's own, or why it is not known what it is.
pub(super) fn of(field: &Field, heading: &str) -> Option<Result<Unit, Text>> {
    let own = match field.held() {
        FieldKind::Count { unit, .. } | FieldKind::Decimal { unit, .. } => unit,
        FieldKind::Money { .. } => Label::new("元", "yuan"),
        FieldKind::Share => Label::new("比例", "share"),
        _ => return None,
    };
    bracketed(heading).into_iter().find_map(|said| {
        let name = said.strip_prefix("单位").unwrap_or(&said).trim_start_matches([':', '：']);
        let is_note = NOTES.iter().any(|note| name.contains(note)) || name == "次";
        if name.is_empty() || is_note || name == own.zh || name == own.en || number(name) {
            return None;
        }
        match size(name, own) {
            Some(size) if size == Decimal::ONE => None,
            Some(size) => Some(Ok(Unit { name: name.to_owned(), own, size })),
            // 人数（学生） says whom, and no unit.
            None if family(own.zh).is_none() && family(name).is_none() => None,
            None => Some(Err(Text {
                zh: format!(
                    "表头“{heading}”中的“{name}”看不出等于多少{}，请换算成{}并改表头",
                    own.zh, own.zh
                ),
                en: format!(
                    "how much “{name}” of the heading “{heading}” is in {} is not certain; give {} and change the heading",
                    own.en, own.en
                ),
            })),
        }
    })
}

fn number(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_digit())
}

/// The place of a unit's family, and its size there.
fn family(name: &str) -> Option<(usize, Decimal)> {
    let name = name.to_lowercase();
    FAMILIES.iter().enumerate().find_map(|(place, units)| {
        let (_, (size, scale)) = units.iter().find(|(names, _)| names.contains(&&*name))?;
        Some((place, Decimal::new(*size, *scale)))
    })
}

/// How many of the field's own units one of this name is.
fn size(name: &str, own: Label) -> Option<Decimal> {
    let of_own = |name: &str| match (family(name), family(own.zh)) {
        _ if name.is_empty() || name == own.zh => Some(Decimal::ONE),
        (Some((one, size)), Some((other, own))) if one == other => Some(size / own),
        _ => None,
    };
    let several = || {
        let (rest, times) = MULTIPLES
            .iter()
            .rev()
            .find_map(|(word, times)| Some((name.strip_prefix(word)?, Decimal::from(*times))))?;
        of_own(rest).map(|size| size * times)
    };
    of_own(name).or_else(several)
}

impl Unit {
    /// A number of them in the field's own unit, as a person would write it.
    pub fn turned(&self, text: &str) -> Result<String, Text> {
        static NUMBER: Field = make::decimal(0, 1_000_000_000_000, 6, Label::new("", "")).of("number", true);
        let text = text.trim();
        let percent = self.own.zh == "比例" && text.ends_with(['%', '％']);
        if percent {
            return Ok(text.to_owned());
        }
        let bare = text.strip_suffix(&*self.name).unwrap_or(text);
        let read = NUMBER.read(bare).map_err(|fault| Text::of(&fault))?;
        let number: Option<Decimal> = read.as_str().and_then(|number| number.parse().ok());
        let turned = number.and_then(|number| number.checked_mul(self.size));
        Ok(turned.map_or_else(|| text.to_owned(), |number| number.normalize().to_string()))
    }

    /// What is told of a column under it: `E 时长（小时）：按 1 小时 = 60 分钟换算`.
    pub fn told(&self, column: &str) -> Text {
        let Self { name, own, size } = self;
        let size = size.normalize();
        Text {
            zh: format!("{column}：按 1 {name} = {size} {}换算", own.zh),
            en: format!("{column}: read as 1 {name} = {size} {}", own.en),
        }
    }
}
