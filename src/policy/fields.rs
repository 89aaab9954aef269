//! Fields that a pack adds to a kind of record: `fields.toml`.
//!
//! A field is declared as in the program, by label, type, range, help and clause, and from then on is one: forms,
//! tables, templates and rules have it. Its values stay with the records when the pack goes.

use std::{cell::RefCell, collections::HashMap};

use rust_decimal::prelude::ToPrimitive;
use toml_edit::{Item, TableLike};

use super::{decision::Text, error::Diagnostic, hook, library::Chain, pack::PackSource, reader::Reader};
use crate::{
    clauses::Clause,
    domain::{
        Fields, Kind, Label,
        choice::Choice,
        field::{Field, FieldKind, make},
    },
};

/// The file of a pack that declares fields.
pub const FILE: &str = "fields.toml";

/// What the file begins with: how a field is declared, commented out.
pub const EXAMPLE: &str = include_str!("fields-example.toml");

/// Fields that one pack may add to a kind: what a form still bears.
const MOST: usize = 30;

/// The fields that the packs of a chain add. Faulty declarations add none.
pub fn of(chain: &Chain) -> Fields {
    let mut fields = Fields::default();
    for layer in chain.layers() {
        merge(&mut fields, layer);
    }
    fields
}

/// Adds what one pack declares.
pub(super) fn merge(fields: &mut Fields, source: &PackSource) -> Vec<Diagnostic> {
    let text = source.files.get(FILE).map_or("", String::as_str);
    let mut reader = Reader::new(&source.id, FILE, text);
    let Some(document) = reader.document() else {
        return reader.faults;
    };
    for (code, item) in document.as_table().iter() {
        let Some(kind) = Kind::parse(code) else {
            let known: Vec<_> = Kind::ALL.iter().map(|kind| kind.code()).collect();
            let known = known.join(" ");
            reader.fault(
                item.span(),
                format!("没有“{code}”这类记录，可用：{known}"),
                format!("there is no kind {code}; there are: {known}"),
            );
            continue;
        };
        let Some(declared) = item.as_table_like() else {
            reader.wrong(item, code, "应写成 [类别.字段]", "should be [kind.field]");
            continue;
        };
        if declared.len() > MOST {
            reader.fault(
                item.span(),
                format!("一类记录至多增加 {MOST} 个字段"),
                format!("a pack may add at most {MOST} fields to a kind"),
            );
            continue;
        }
        for (key, item) in declared.iter() {
            if let Some(field) = one(&mut reader, (kind, key), item)
                && !fields.add(kind, field)
            {
                reader.wrong(
                    item,
                    key,
                    "或其名称与已有字段相同",
                    "or its label is a field of this kind already",
                );
            }
        }
    }
    reader.faults
}

/// The columns that tables compute (`app::kinds`), by which filters and addresses know them.
pub const COMPUTED: [&str; 4] = ["paid_hours", "amount", "outcome", "payer"];

fn one(reader: &mut Reader<'_>, (kind, key): (Kind, &str), item: &Item) -> Option<&'static Field> {
    let faults = reader.faults.len();
    let letters = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    if !key.starts_with(|c: char| c.is_ascii_lowercase()) || !key.chars().all(letters) || key.len() > 40 {
        reader.wrong(
            item,
            key,
            "应由小写字母、数字和下划线组成，以字母开头",
            "should be lower-case letters, digits and underscores, beginning with a letter",
        );
    }
    if hook::is_derived(kind, key) {
        reader.wrong(
            item,
            key,
            "是规则推算的事实，请换一个名字",
            "is a fact that rules derive; choose another name",
        );
    }
    if COMPUTED.contains(&key) {
        reader.wrong(
            item,
            key,
            "是表格中核算的一列，请换一个名字",
            "is a column that tables compute; choose another name",
        );
    }
    let Some(table) = item.as_table_like() else {
        reader.wrong(item, key, "应写成 [类别.字段]", "should be [kind.field]");
        return None;
    };
    const KNOWN: [&str; 15] = [
        "label", "type", "unit", "range", "digits", "max", "choices", "kinds", "help", "clause", "default",
        "required", "personal", "summed", "dated",
    ];
    for (word, item) in table.iter() {
        if !KNOWN.contains(&word) {
            reader.wrong(item, word, "不是字段的说明项", "says nothing of a field");
        }
    }
    let label = reader.text(table, "label");
    if label.as_ref().is_none_or(|label| label.zh.trim().is_empty()) && reader.faults.len() == faults {
        reader.wrong(item, "label", "没有写", "is missing");
    }
    let help = reader.text(table, "help");
    for (word, text, most) in [("label", &label, 20), ("help", &help, 200)] {
        let long = |text: &Text| text.zh.chars().count() > most || text.en.chars().count() > 3 * most;
        if text.as_ref().is_some_and(long) {
            let (zh, en) = (format!("超过 {most} 字"), format!("is longer than {} letters", 3 * most));
            reader.wrong(table.get(word).unwrap_or(item), word, &zh, &en);
        }
    }
    let field_kind = field_kind(reader, table, item);
    let clause = reader.string(table, "clause");
    if let Some(clause) = clause.as_deref()
        && Clause::parse(clause).is_none()
    {
        reader.wrong(item, "clause", "不是通知的条款", "is no clause of the notice");
    }
    let default = reader.string(table, "default");
    let required = reader.flag(table, "required").unwrap_or(false);
    let personal = reader.flag(table, "personal").unwrap_or(false);
    let summed = reader.flag(table, "summed").unwrap_or(false);
    let dated = reader.flag(table, "dated").unwrap_or(false);
    if let (true, Some(Stated::Plain(FieldKind::LongText { .. } | FieldKind::Attachment))) =
        (dated, &field_kind)
    {
        let item = table.get("dated").unwrap_or(item);
        reader.wrong(item, "dated", "不能用于长文字和附件", "is not for long texts and attachments");
    }
    if let (true, Some(stated)) = (summed, &field_kind)
        && !matches!(stated, Stated::Measured { .. } | Stated::Plain(FieldKind::Money { .. }))
    {
        let item = table.get("summed").unwrap_or(item);
        reader.wrong(item, "summed", "只能用于计数、小数和金额", "is for a count, a decimal or money");
    }
    if reader.faults.len() > faults {
        return None;
    }
    let stated = field_kind?;
    let declared = format!(
        "{} {key} {label:?} {stated:?} {help:?} {clause:?} {default:?} {required} {personal} {summed} {dated}",
        kind.code()
    );
    let field = interned(declared, || {
        let mut field = Field::new(leaked_kind(stated)).of(leaked(key), !required);
        field.label = leaked_label(label?);
        field.help = help.map_or(field.help, leaked_label);
        field.clause = clause.map_or("", |clause| leaked(&clause));
        field.default = default.map_or("", |default| leaked(&default));
        field.personal = personal;
        field.summed = summed;
        field.dated = dated;
        Some(field)
    })?;
    if !field.default.is_empty() && field.read(field.default).is_err() {
        reader.wrong(item, "default", "不是这个字段的值", "is not a value of this field");
        return None;
    }
    Some(field)
}

/// A type as a pack states it; what a [`FieldKind`] refers to is made to last only when the whole declaration is sound.
#[derive(Debug)]
enum Stated {
    Plain(FieldKind),
    Choices { several: bool, of: Vec<(String, Text)> },
    References { several: bool, to: Vec<Kind> },
    Measured { range: (i64, i64), scale: Option<u32>, unit: Text },
}

fn field_kind(reader: &mut Reader<'_>, table: &dyn TableLike, item: &Item) -> Option<Stated> {
    let stated = reader.string(table, "type").unwrap_or_default();
    let longest = |reader: &mut Reader<'_>, most: usize| {
        let max = table.get("max")?;
        let whole =
            max.as_integer().and_then(|max| usize::try_from(max).ok()).filter(|max| (1..=most).contains(max));
        if whole.is_none() {
            let (zh, en) = (format!("应在 1～{most} 之间"), format!("should be 1 to {most}"));
            reader.wrong(max, "max", &zh, &en);
        }
        whole
    };
    Some(match stated.as_str() {
        "text" => Stated::Plain(FieldKind::Text { max: longest(reader, 200).unwrap_or(60) }),
        "long-text" => Stated::Plain(FieldKind::LongText { max: longest(reader, 10_000).unwrap_or(2_000) }),
        "code" => Stated::Plain(FieldKind::Code { max: longest(reader, 60).unwrap_or(40) }),
        "count" | "decimal" => Stated::Measured {
            range: range(reader, table)?,
            scale: (stated == "decimal").then(|| digits(reader, table)),
            unit: reader.text(table, "unit").unwrap_or_default(),
        },
        "money" => {
            let (least, max) = range(reader, table)?;
            if least != 0 || max == 0 {
                let item = table.get("range").unwrap_or(item);
                reader.wrong(item, "range", "应从 0 开始", "should begin at 0");
            }
            Stated::Plain(FieldKind::Money { max })
        }
        "share" => Stated::Plain(FieldKind::Share),
        "date" => Stated::Plain(FieldKind::Date),
        "time" => Stated::Plain(FieldKind::Time),
        "flag" => Stated::Plain(FieldKind::Flag),
        "point" => Stated::Plain(FieldKind::Point),
        "attachment" => Stated::Plain(FieldKind::Attachment),
        "choice" | "choices" => {
            Stated::Choices { several: stated == "choices", of: options(reader, table, item)? }
        }
        "reference" | "references" => {
            Stated::References { several: stated == "references", to: kinds(reader, table, item)? }
        }
        _ => {
            reader.wrong(
                table.get("type").unwrap_or(item),
                "type",
                "应为 text long-text code count decimal money share date time flag choice choices reference references point attachment 之一",
                "should be one of text long-text code count decimal money share date time flag choice choices reference references point attachment",
            );
            return None;
        }
    })
}

fn range(reader: &mut Reader<'_>, table: &dyn TableLike) -> Option<(i64, i64)> {
    let Some(item) = table.get("range") else {
        return Some((0, 1_000_000));
    };
    let whole = |item: &toml_edit::Value| item.as_integer().filter(|n| n.abs() <= 1_000_000_000_000);
    let bounds = item.as_array().and_then(|array| {
        let (low, high) = (whole(array.get(0)?)?, whole(array.get(1)?)?);
        (array.len() == 2 && low <= high).then_some((low, high))
    });
    if bounds.is_none() {
        reader.wrong(item, "range", "应写成 [最小, 最大]", "should be [least, most], whole numbers");
    }
    bounds
}

fn digits(reader: &mut Reader<'_>, table: &dyn TableLike) -> u32 {
    let Some(item) = table.get("digits") else { return 2 };
    let digits =
        reader.decimal(item, "digits").and_then(|digits| digits.to_u32()).filter(|digits| *digits <= 6);
    if digits.is_none() {
        reader.wrong(item, "digits", "应在 0～6 之间", "should be 0 to 6");
    }
    digits.unwrap_or(2)
}

/// `choices = [{ code = "full", zh = "专职", en = "Full-time" }, …]`.
fn options(reader: &mut Reader<'_>, table: &dyn TableLike, item: &Item) -> Option<Vec<(String, Text)>> {
    let stated = table.get("choices").and_then(Item::as_array);
    let one = |value: &toml_edit::Value| {
        let option = value.as_inline_table()?;
        let word = |key: &str| option.get(key).and_then(|word| word.as_str()).map(str::to_owned);
        let (code, zh) = (word("code")?, word("zh")?);
        let en = word("en").unwrap_or_else(|| zh.clone());
        // A separator in a label could not be read back from a cell that holds several.
        let sound = |text: &str| {
            let short = (1..=60).contains(&text.trim().chars().count());
            short && !text.contains(['、', ',', '，', ';', '；', '\n'])
        };
        (sound(&code) && sound(&zh) && sound(&en)).then_some((code, Text { zh, en }))
    };
    let options = stated.and_then(|list| list.iter().map(one).collect::<Option<Vec<_>>>());
    let sound = options.filter(|options| {
        let distinct = |text: &dyn Fn(&(String, Text)) -> String| {
            let all: std::collections::HashSet<_> = options.iter().map(text).collect();
            all.len() == options.len()
        };
        (1..=60).contains(&options.len())
            && distinct(&|option| option.0.clone())
            && distinct(&|option| option.1.zh.clone())
            && distinct(&|option| option.1.en.clone())
    });
    if sound.is_none() {
        reader.wrong(
            table.get("choices").unwrap_or(item),
            "choices",
            "应写成 [{ code = \"…\", zh = \"…\", en = \"…\" }, …]，1～60 项，互不相同，不含顿号逗号",
            "should be [{ code = \"…\", zh = \"…\", en = \"…\" }, …]: 1 to 60, all different, without commas",
        );
    }
    sound
}

fn kinds(reader: &mut Reader<'_>, table: &dyn TableLike, item: &Item) -> Option<Vec<Kind>> {
    let stated = table.get("kinds").and_then(Item::as_array);
    let kinds = stated
        .and_then(|list| list.iter().map(|kind| Kind::parse(kind.as_str()?)).collect::<Option<Vec<_>>>())
        .filter(|kinds| !kinds.is_empty());
    if kinds.is_none() {
        reader.wrong(
            table.get("kinds").unwrap_or(item),
            "kinds",
            "应写成 [\"school\", …]",
            "should be [\"school\", …]: the kinds it may refer to",
        );
    }
    kinds
}

thread_local! {
    /// Declarations by what they say. A field is the same place in memory wherever it is met, as the program's own are.
    /// Reading a pack again takes no more memory; an edit of a declaration takes a few hundred bytes for good.
    static INTERNED: RefCell<HashMap<String, &'static Field>> = RefCell::default();
}

fn interned(declared: String, make: impl FnOnce() -> Option<Field>) -> Option<&'static Field> {
    let known = INTERNED.with_borrow(|known| known.get(&declared).copied());
    known.or_else(|| {
        let field: &'static Field = Box::leak(Box::new(make()?));
        INTERNED.with_borrow_mut(|known| known.insert(declared, field));
        Some(field)
    })
}

fn leaked(text: &str) -> &'static str {
    Box::leak(text.to_owned().into_boxed_str())
}

fn leaked_label(text: Text) -> Label {
    let en = if text.en.is_empty() { &text.zh } else { &text.en };
    Label::new(leaked(&text.zh), leaked(en))
}

fn leaked_kind(stated: Stated) -> FieldKind {
    match stated {
        Stated::Plain(kind) => kind,
        Stated::Measured { range: (min, max), scale, unit } => {
            let unit = leaked_label(unit);
            match scale {
                None => make::count(min, max, unit).kind,
                Some(scale) => make::decimal(min, max, scale, unit).kind,
            }
        }
        Stated::Choices { several, of } => {
            let choices: Vec<_> = of
                .into_iter()
                .map(|(code, label)| Choice { code: leaked(&code), label: leaked_label(label) })
                .collect();
            let choices: &'static [Choice] = Box::leak(choices.into_boxed_slice());
            if several { FieldKind::Choices(choices) } else { FieldKind::Choice(choices) }
        }
        Stated::References { several, to } => {
            let kinds: &'static [Kind] = Box::leak(to.into_boxed_slice());
            if several { FieldKind::References(kinds) } else { FieldKind::Reference(kinds) }
        }
    }
}
