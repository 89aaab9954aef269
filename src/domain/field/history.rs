//! Values between what people write and what records store, and what holds on a day. A value of a dated field that stands
//! alone holds from the beginning; a history is a line a value, as `2026-03-01：正高级`.
//!
//! The sub-rows of a log have their days in their first column and are written as sub-rows are.

use jiff::civil::Date;
use serde_json::Value;

use super::{
    Fault, Field, FieldKind,
    lines::{escaped, join_history, split_history},
    parse::{Words, text_of, value_of},
    plain::plain,
};
use crate::domain::{
    dated::{Dated, NoHistory, Since},
    kind::Kind,
    lang::Lang,
};

/// A value as it holds on a day.
#[derive(Debug, Clone, Copy)]
pub struct Held<'a> {
    pub kind: FieldKind,
    pub value: &'a Value,
    /// `None` is the beginning, and what is not dated.
    pub from: Option<Date>,
}

impl Held<'_> {
    /// As [`Field::read`] takes it of a dated field: the value alone.
    pub fn alone(&self) -> String {
        escaped(&text_of(self.kind, self.value, Words::In(Lang::Zh)))
    }
}

impl Field {
    /// Reads what a person typed or a sheet holds as text into the JSON value the record stores.
    /// Blank is `Null` for an optional field.
    ///
    /// # Errors
    /// The [`Fault`], when the text is not a value of this field.
    pub fn read(&self, text: &str) -> Result<Value, Fault> {
        let text = plain(text);
        let text = text.trim();
        if !text.is_empty() {
            return if self.dated { read(self, text) } else { value_of(self.kind, text) };
        }
        if self.required {
            return Err(Fault::Missing);
        }
        Ok(if self.is_list() { Value::Array(Vec::new()) } else { Value::Null })
    }

    /// The inverse of [`Field::read`]: a stored value as a sheet holds it, in Chinese.
    pub fn write(&self, value: &Value) -> String {
        written(self, value, Words::In(Lang::Zh))
    }

    /// The inverse of [`Field::read`] too, in no language: a stored value as a form holds it, choices by their codes.
    pub fn encode(&self, value: &Value) -> String {
        written(self, value, Words::Codes)
    }

    /// What holds on a day, of a stored value.
    pub fn on<'a>(&self, value: &'a Value, day: Date) -> Held<'a> {
        on(self, value, day)
    }

    /// The values of a stored history, oldest first.
    pub fn history(&self, value: &Value) -> Vec<Since<Value>> {
        match self.kind {
            FieldKind::Rows(_) => Vec::new(),
            _ if self.dated => entries(value),
            _ => Vec::new(),
        }
    }

    /// Whether its values can name a record of this kind.
    pub fn can_refer_to(&self, kind: Kind) -> bool {
        self.kind.can_refer_to(kind)
    }

    /// The first reference in a stored value, histories and sub-rows included, that is `wanted`.
    pub fn find_reference(
        &self,
        value: &Value,
        wanted: &mut dyn FnMut(&'static [Kind], &str) -> bool,
    ) -> Option<Fault> {
        match self.kind {
            FieldKind::Rows(_) => self.kind.find_reference(value, wanted),
            kind if self.dated => {
                entries(value).iter().find_map(|entry| kind.find_reference(&entry.value, wanted))
            }
            kind => kind.find_reference(value, wanted),
        }
    }
}

fn on<'a>(field: &Field, value: &'a Value, day: Date) -> Held<'a> {
    let kind = field.held();
    if !field.dated {
        return Held { kind, value, from: None };
    }
    let Some(entries) = value.as_array().filter(|entries| entries.iter().all(Value::is_object)) else {
        // A pack has declared the field dated since.
        return Held { kind, value, from: None };
    };
    let (key, day) = (day_key(field.kind), day.to_string());
    // Days as they are stored stand in the order of their texts.
    let begun = |entry: &&Value| entry.get(key).and_then(Value::as_str).is_none_or(|from| *from <= *day);
    let Some(latest) = entries.iter().rev().find(begun) else {
        return Held { kind, value: &Value::Null, from: None };
    };
    let from = latest.get(key);
    let held = if let FieldKind::Rows(_) = field.kind { from } else { latest.get("value") };
    Held {
        kind,
        value: held.unwrap_or(&Value::Null),
        from: from.and_then(|from| from.as_str()?.parse().ok()),
    }
}

/// Where an entry has its day.
fn day_key(kind: FieldKind) -> &'static str {
    match kind {
        FieldKind::Rows([first, ..]) => first.key,
        _ => "from",
    }
}

/// Reads the text of a dated field that is not blank.
fn read(field: &Field, text: &str) -> Result<Value, Fault> {
    if let FieldKind::Rows(_) = field.kind {
        let rows = value_of(field.kind, text)?;
        return log_in_order(field.kind, rows);
    }
    let mut lines = split_history(text);
    if !field.required && lines.first().is_some_and(|first| first.from.is_some()) {
        lines.insert(0, Since { from: None, value: String::new() });
    }
    let one = |Since { from, value: text }: Since<String>| {
        let value = match text.trim() {
            "" if field.required => Err(Fault::Missing),
            "" => Ok(Value::Null),
            text => value_of(field.kind, text),
        };
        match (value, from) {
            (Ok(value), from) => Ok(Since { from, value }),
            (Err(fault), None) => Err(fault),
            (Err(fault), Some(from)) => Err(Fault::Since { from, fault: Box::new(fault) }),
        }
    };
    let values: Vec<Since<Value>> = lines.into_iter().map(one).collect::<Result<_, _>>()?;
    Dated::try_from(values).map(|dated| stored(&dated)).map_err(Fault::History)
}

fn log_in_order(kind: FieldKind, rows: Value) -> Result<Value, Fault> {
    let day = |row: &Value| row.get(day_key(kind))?.as_str()?.parse::<Date>().ok();
    for pair in rows.as_array().map(Vec::as_slice).unwrap_or_default().windows(2) {
        let [row, next] = pair else { continue };
        if let (Some(before), Some(after)) = (day(row), day(next)) {
            if after < before {
                return Err(Fault::History(NoHistory::OutOfOrder(after, before)));
            }
            // Two employers may have a person checked on one day.
            if row == next {
                return Err(Fault::History(NoHistory::SameDay(after)));
            }
        }
    }
    Ok(rows)
}

/// The inverse of [`read`].
fn written(field: &Field, value: &Value, words: Words) -> String {
    let kind = field.kind;
    if !field.dated || matches!(kind, FieldKind::Rows(_)) {
        return text_of(kind, value, words);
    }
    let line = |Since { from, value }: Since<Value>| Since { from, value: text_of(kind, &value, words) };
    join_history(&entries(value).into_iter().map(line).collect::<Vec<_>>())
}

fn entries(value: &Value) -> Vec<Since<Value>> {
    let alone = || match value {
        Value::Null => Vec::new(),
        value => vec![Since { from: None, value: value.clone() }],
    };
    serde_json::from_value(value.clone()).unwrap_or_else(|_| alone())
}

fn stored(dated: &Dated<Value>) -> Value {
    serde_json::to_value(dated).unwrap_or_default()
}

impl Field {
    /// What a stored value becomes when a sheet says `said`, as [`Field::read`] made it: a whole history takes its place;
    /// a value alone that differs holds from `from`, else from today; a row of a log that is not there yet is added.
    pub fn told(&self, stored: &Value, said: Value, from: Option<Date>, today: Date) -> Value {
        if let (true, FieldKind::Rows(_)) = (self.dated, self.kind) {
            return add_rows(self.kind, stored, &said);
        }
        let mut said_values = entries(&said).into_iter();
        let there = Dated::try_from(entries(stored));
        match (self.dated, there, said_values.next(), said_values.next()) {
            (true, Ok(there), first, None) => {
                let value = first.map_or(Value::Null, |first| first.value);
                self::stored(&there.told(value, from, today))
            }
            _ => said,
        }
    }
}

fn add_rows(kind: FieldKind, stored: &Value, said: &Value) -> Value {
    let key = day_key(kind);
    let day = |row: &Value| row.get(key).and_then(Value::as_str).map(str::to_owned);
    let no_more = |row: &Value, than: &Value| {
        let mut cells = row.as_object().into_iter().flatten();
        cells.all(|(key, cell)| cell.is_null() || than.get(key) == Some(cell))
    };
    let mut rows = stored.as_array().cloned().unwrap_or_default();
    for row in said.as_array().into_iter().flatten() {
        if rows.iter().any(|there| no_more(row, there)) {
            continue;
        }
        match rows.iter_mut().find(|there| no_more(there, row)) {
            Some(there) => *there = row.clone(),
            None => {
                let place = rows.partition_point(|there| day(there) <= day(row));
                rows.insert(place, row.clone());
            }
        }
    }
    Value::Array(rows)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Kind, lang::Localized};
    use jiff::civil::date;
    use serde_json::json;

    fn field(kind: Kind, key: &str) -> &'static Field {
        kind.field(key).expect("a field")
    }

    #[test]
    fn a_value_alone_holds_from_the_beginning_and_a_history_is_a_line_each() {
        let title = field(Kind::Instructor, "title");
        assert_eq!(title.read("正高级"), Ok(json!([{ "value": "senior" }])));
        let history = json!([{ "value": "associate" }, { "from": "2026-03-01", "value": "senior" }]);
        for text in [
            "副高级\n2026-03-01：正高级",
            "副高级；2026/3/1：正高级",
            "副高级; 自2026年3月1日起:正高级",
            "associate\n\n2026-03-01: senior\n",
        ] {
            assert_eq!(title.read(text).as_ref(), Ok(&history), "{text}");
        }
        assert_eq!(title.write(&history), "副高级\n2026-03-01：正高级");
        let held = |day| title.on(&history, day).value.as_str().unwrap_or_default();
        assert_eq!((held(date(2026, 2, 28)), held(date(2026, 3, 1))), ("associate", "senior"));
        let starts = field(Kind::School, "service_from");
        let later = json!([{ "value": "16:30:00" }, { "from": "2026-03-01", "value": "17:00:00" }]);
        assert_eq!(starts.read("16:30；2026-03-01：17：00").as_ref(), Ok(&later));
    }

    #[test]
    fn what_is_no_history_is_refused_with_a_reason() {
        let title = field(Kind::Instructor, "title");
        for (text, said) in [
            ("副高级\n2026-03-01：正高级\n2026-03-01：院士", "2026-03-01 有两个值，只留一个"),
            ("副高级\n2026-03-01：正高级\n2025-03-01：院士", "2025-03-01 写在 2026-03-01 之后"),
            ("2026-03-01：正高级", "最初的值不写日期"),
            ("副高级\n正高级", "后来的值要写明自哪天起"),
            ("副高级\n2026-03-01：高级工", "自 2026-03-01 起的值“高级工”不在可选项中"),
            ("副高级\n2026-03-01：", "自 2026-03-01 起的值必填"),
        ] {
            let told = title.read(text).expect_err(text).text(Lang::Zh);
            assert!(told.contains(said), "{text}: {told}");
        }
        let checks = field(Kind::Instructor, "checked_on");
        let told = |text: &str| checks.read(text).expect_err(text).text(Lang::Zh);
        assert!(told("2026-03-01\n2025-03-01").contains("写在 2026-03-01 之后"));
        assert!(told("2026-03-01 | 县教育局\n2026-03-01 | 县教育局").contains("有两个值"));
    }

    #[test]
    fn a_text_that_looks_like_a_history_stays_a_text() {
        let payer = field(Kind::School, "payer");
        for name in [
            "县教育局；县财政局",
            "2026-03-01：县教育局",
            "甲；2026-03-01：乙",
            "甲\\n",
            "甲\\2026-03-01：乙",
        ] {
            let value = json!([{ "value": name }, { "from": "2026-05-01", "value": name }]);
            assert_eq!(payer.read(&payer.write(&value)).as_ref(), Ok(&value), "{name}");
        }
        assert_eq!(payer.read("县教育局；县财政局"), Ok(json!([{ "value": "县教育局；县财政局" }])));
    }

    #[test]
    fn a_check_is_added_to_those_that_are_there() {
        let checks = field(Kind::Instructor, "checked_on");
        let read = |text: &str| checks.read(text).expect(text);
        let there = read("2025-03-01 | 县教育局 | 一小\n2026-03-01");
        let after = |text: &str| checks.write(&checks.told(&there, read(text), None, date(2026, 7, 6)));
        assert_eq!(after("2026-03-01"), checks.write(&there), "it says nothing new");
        assert_eq!(after("2026-06-01"), "2025-03-01 | 县教育局 | 一小\n2026-03-01 |  | \n2026-06-01 |  | ");
        assert_eq!(after("2026-03-01 | 县教育局"), "2025-03-01 | 县教育局 | 一小\n2026-03-01 | 县教育局 | ");
        assert_eq!(
            after("2025-03-01 | 县教育局 | 二小"),
            "2025-03-01 | 县教育局 | 一小\n2025-03-01 | 县教育局 | 二小\n2026-03-01 |  | "
        );
        assert_eq!(checks.on(&there, date(2026, 2, 28)).value, "2025-03-01");
    }
}
