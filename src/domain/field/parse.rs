//! Between what people write and what records store.

use rust_decimal::Decimal;
use serde::Deserialize as _;
use serde_json::{Map, Value, json};

use super::{
    Attachment, Fault, Field, FieldKind, clock,
    number::{decimal, number, plain_decimal},
    plain::{half_width, one_line},
    rows::{cells, join_rows},
};
use crate::domain::{
    choice::Choice,
    lang::{Label, Lang},
    money::Money,
};

impl FieldKind {
    /// A value in no language: as an address and a saved view hold it, choices by their codes.
    pub fn encode(self, value: &Value) -> String {
        text_of(self, value, Words::Codes)
    }

    /// A value as people read it: labels for choices, 是 / 否 for flags. Ids stay ids; [`crate::domain::Tree`] and tables
    /// know what they are called.
    pub fn show(self, value: &Value, lang: Lang) -> String {
        match (self, value) {
            (Self::Attachment, Value::Object(file)) => {
                file.get("name").and_then(Value::as_str).unwrap_or_default().to_owned()
            }
            _ => text_of(self, value, Words::In(lang)),
        }
    }

    /// As [`FieldKind::show`], followed by the unit where it has one.
    pub fn show_with_unit(self, value: &Value, lang: Lang) -> String {
        let shown = self.show(value, lang);
        match self {
            Self::Count { unit, .. } | Self::Decimal { unit, .. } if !shown.is_empty() => {
                lang.counted(shown, unit)
            }
            Self::Money { .. } if !shown.is_empty() => match lang {
                Lang::Zh => format!("{shown} 元"),
                Lang::En => format!("¥{shown}"),
            },
            _ => shown,
        }
    }
}

/// Reads a text that is not blank.
pub(super) fn value_of(kind: FieldKind, text: &str) -> Result<Value, Fault> {
    let found = || text.to_owned();
    match kind {
        FieldKind::Text { max } | FieldKind::LongText { max } | FieldKind::Code { max }
            if text.chars().count() > max =>
        {
            Err(Fault::TooLong { max })
        }
        FieldKind::Text { .. } => Ok(one_line(text).into()),
        FieldKind::LongText { .. } => Ok(text.replace("\r\n", "\n").into()),
        FieldKind::Code { .. } => key(text).map(Value::from),
        FieldKind::Reference(_) => reference(text).map(Value::from),
        FieldKind::References(_) => each_once(text, reference),
        FieldKind::Count { min, max, unit } => {
            number(without(text, unit), min, max, 0).map(|n| i64::try_from(n).unwrap_or_default().into())
        }
        FieldKind::Decimal { min, max, scale, unit } => {
            number(without(text, unit), min, max, scale).map(decimal)
        }
        FieldKind::Money { max } => {
            let yuan = text.trim_start_matches(['¥', '￥']).trim_end_matches('元').trim();
            let yuan = number(yuan, 0, max, 2)?;
            Ok(Money::from_yuan(yuan).map_or(Value::Null, |money| money.as_fen().into()))
        }
        FieldKind::Share => match text.strip_suffix(['%', '％']) {
            Some(percent) => number(percent.trim(), 0, 100, 2).map(|n| decimal(n / Decimal::ONE_HUNDRED)),
            None => number(text, 0, 1, 4).map(decimal),
        },
        FieldKind::Date => {
            clock::date(text).map(|d| d.to_string().into()).ok_or_else(|| Fault::NotADate { found: found() })
        }
        FieldKind::Time => clock::time(text).map(|t| t.strftime("%H:%M:%S").to_string().into()),
        FieldKind::Flag => match &*half_width(text).to_lowercase() {
            "是" | "1" | "true" | "√" | "✓" | "✔" | "y" | "yes" => Ok(true.into()),
            "否" | "0" | "false" | "×" | "✗" | "✘" | "n" | "no" => Ok(false.into()),
            _ => Err(Fault::NotYesOrNo { found: found() }),
        },
        FieldKind::Choice(choices) => choice(text, choices).map(Value::from),
        FieldKind::Choices(choices) => each_once(text, |text| choice(text, choices)),
        FieldKind::Rows(fields) => rows(text, fields),
        FieldKind::Attachment => Attachment::parse(text)
            .and_then(|file| serde_json::to_value(file).ok())
            .ok_or_else(|| Fault::NotAnAttachment { found: found() }),
        FieldKind::Point => point(text).ok_or_else(|| Fault::NotAPoint { found: found() }),
    }
}

/// A number without its unit: `45分钟`.
fn without(text: &str, unit: Label) -> &str {
    [unit.zh, unit.en].iter().find_map(|unit| text.strip_suffix(*unit)).unwrap_or(text).trim()
}

/// How what has a name of ours is written.
#[derive(Clone, Copy)]
pub(super) enum Words {
    Codes,
    In(Lang),
}

impl Words {
    fn list<T: AsRef<str>>(self, items: impl IntoIterator<Item = T>) -> String {
        match self {
            // Which no code and no id holds.
            Self::Codes => {
                items.into_iter().map(|item| item.as_ref().to_owned()).collect::<Vec<_>>().join(",")
            }
            Self::In(lang) => lang.list(items),
        }
    }

    fn choice(self, code: &str, choices: &[Choice]) -> String {
        let Self::In(lang) = self else { return code.to_owned() };
        let known = choices.iter().find(|choice| choice.code == code);
        known.map_or(code, |choice| choice.label.text(lang)).to_owned()
    }

    fn flag(self, flag: bool) -> &'static str {
        match (self, flag) {
            (Self::Codes, true) => "true",
            (Self::Codes, false) => "false",
            (Self::In(Lang::Zh), true) => "是",
            (Self::In(Lang::Zh), false) => "否",
            (Self::In(Lang::En), true) => "yes",
            (Self::In(Lang::En), false) => "no",
        }
    }
}

/// The inverse; empty for a value that is not there.
pub(super) fn text_of(kind: FieldKind, value: &Value, words: Words) -> String {
    match (kind, value) {
        (_, Value::Null) => String::new(),
        (FieldKind::Flag, Value::Bool(flag)) => words.flag(*flag).to_owned(),
        (FieldKind::Choice(choices), Value::String(code)) => words.choice(code, choices),
        (FieldKind::Choices(choices), Value::Array(codes)) => {
            words.list(codes.iter().filter_map(Value::as_str).map(|code| words.choice(code, choices)))
        }
        (FieldKind::References(_), Value::Array(ids)) => words.list(ids.iter().filter_map(Value::as_str)),
        // Stored with seconds, kept to the minute.
        (FieldKind::Time, Value::String(text)) => text.chars().take(5).collect(),
        (FieldKind::Money { .. }, Value::Number(fen)) => {
            fen.as_i64().map_or_else(String::new, |fen| Money::fen(fen).to_string())
        }
        (FieldKind::Share, Value::String(share)) => share.parse::<Decimal>().map_or_else(
            |_| share.clone(),
            |share| format!("{}%", (share * Decimal::ONE_HUNDRED).normalize()),
        ),
        (FieldKind::Rows(fields), Value::Array(rows)) => {
            let row = |row: &Value| {
                let cells = fields.iter().map(|field| {
                    let value = row.get(field.key).unwrap_or(&Value::Null);
                    text_of(field.kind, value, words)
                });
                cells.collect::<Vec<_>>()
            };
            join_rows(&rows.iter().map(row).collect::<Vec<_>>())
        }
        (FieldKind::Attachment, Value::Object(_)) => {
            Attachment::deserialize(value).map_or_else(|_| String::new(), |file| file.text())
        }
        (FieldKind::Point, Value::Object(point)) => {
            let part = |key: &str| point.get(key).and_then(Value::as_str).unwrap_or_default();
            format!("{},{}", part("lon"), part("lat"))
        }
        (_, Value::String(text)) => text.clone(),
        (_, other) => other.to_string(),
    }
}

fn key(text: &str) -> Result<String, Fault> {
    let text = &*half_width(text);
    if lost_digits(text) {
        return Err(Fault::LostDigits { found: text.to_owned() });
    }
    if text.chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c)) {
        Ok(text.to_owned())
    } else {
        Err(Fault::NotACode { found: text.to_owned() })
    }
}

/// `4.11022E+17`.
fn lost_digits(text: &str) -> bool {
    let Some((digits, power)) = text.split_once(['E', 'e']) else { return false };
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    power.strip_prefix('+').is_some_and(is_number) && is_number(&digits.replacen('.', "", 1))
}

/// An id: what some kinds are known by holds Chinese and brackets, but never what separates ids in a list.
fn reference(text: &str) -> Result<String, Fault> {
    if lost_digits(text) {
        return Err(Fault::LostDigits { found: text.to_owned() });
    }
    let sound = |c: char| !c.is_whitespace() && !c.is_control() && !"、,，;；|".contains(c);
    if text.chars().count() <= 120 && text.chars().all(sound) {
        Ok(text.to_owned())
    } else {
        Err(Fault::NotACode { found: text.chars().take(60).collect() })
    }
}

/// The items of a list in their order; one written twice is one.
fn each_once<T: Into<Value>>(text: &str, one: impl Fn(&str) -> Result<T, Fault>) -> Result<Value, Fault> {
    let mut items = Vec::new();
    for part in several(text) {
        let item = one(part)?.into();
        if !items.contains(&item) {
            items.push(item);
        }
    }
    Ok(Value::Array(items))
}

fn several(text: &str) -> impl Iterator<Item = &str> {
    text.split(['、', ',', '，', ';', '；', '\n']).map(str::trim).filter(|part| !part.is_empty())
}

fn choice(text: &str, choices: &'static [Choice]) -> Result<&'static str, Fault> {
    choices
        .iter()
        .find(|choice| {
            let words = [choice.code, choice.label.zh, choice.label.en];
            words.iter().any(|word| *word == text || half_width(word) == half_width(text))
        })
        .map(|choice| choice.code)
        .ok_or_else(|| Fault::NotAChoice { found: text.to_owned(), choices })
}

/// A line a row, cells between `|`. What follows the last field is a fault, what is missing at the end is blank.
fn rows(text: &str, fields: &'static [Field]) -> Result<Value, Fault> {
    let mut rows = Vec::new();
    for (index, line) in text.lines().filter(|line| !line.trim().is_empty()).enumerate() {
        let cells = cells(line);
        let in_row = |label: Label, fault| Fault::InRow { row: index + 1, label, fault: Box::new(fault) };
        if let (Some(extra), Some(last)) = (cells.get(fields.len()), fields.last()) {
            return Err(in_row(last.label, Fault::TooLong { max: extra.chars().count() }));
        }
        let mut row = Map::new();
        for (place, field) in fields.iter().enumerate() {
            let cell = cells.get(place).map_or("", String::as_str);
            let value = field.read(cell).map_err(|fault| in_row(field.label, fault))?;
            row.insert(field.key.to_owned(), value);
        }
        rows.push(Value::Object(row));
    }
    Ok(Value::Array(rows))
}

/// `113.62,34.75`: degrees east and north.
fn point(text: &str) -> Option<Value> {
    let (lon, lat) = text.split_once([',', '，'])?;
    let degrees = |text: &str, most: i64| {
        let number = plain_decimal(text.trim())?;
        (number.abs() <= most.into() && number.scale() <= 6).then(|| number.normalize().to_string())
    };
    Some(json!({ "lon": degrees(lon, 180)?, "lat": degrees(lat, 90)? }))
}
