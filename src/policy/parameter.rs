//! Parameters: every figure of a policy, with its label, unit, range, source and dated values.

use std::collections::BTreeMap;

use jiff::civil::Date;
use rust_decimal::Decimal;
use toml_edit::{Item, TableLike};

use super::{
    decision::{Place, Text},
    pack::PackSource,
    reader::Reader,
};
use crate::clauses::Clause;

/// One parameter as a chain of packs sets it.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameter {
    /// `travel_max`, or `lecture_fee.senior` within a group.
    pub id: String,
    /// Its place among the parameters, as they were first declared.
    pub order: usize,
    pub label: Text,
    pub kind: Kind,
    pub unit: Text,
    /// Lowest and highest value allowed.
    pub range: Option<(Decimal, Decimal)>,
    pub clause: Option<Clause>,
    /// 文号 of what sets it.
    pub source: String,
    /// The source was checked; otherwise it is marked 待核实.
    pub verified: bool,
    /// It may be left without a value.
    pub optional: bool,
    /// Ascending by day.
    pub values: Vec<Dated>,
}

/// A value from a day on.
#[derive(Debug, Clone, PartialEq)]
pub struct Dated {
    pub from: Date,
    pub value: Value,
    /// The pack that set it.
    pub pack: String,
    pub place: Place,
}

/// What a parameter is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// 元.
    Money,
    /// A multiplier or an amount per unit.
    Rate,
    Count,
    Minutes,
    /// Of one.
    Share,
    Date,
    Choice,
    Table,
}

/// A value.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    Number(Decimal),
    Date(Date),
    Choice(String),
    Table(Table),
}

/// Rows of numbers under named columns. The first column is the upper bound of the row, without one in the last.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    pub columns: Vec<String>,
    pub rows: Vec<Vec<Option<Decimal>>>,
}

const KINDS: [(&str, Kind); 8] = [
    ("money", Kind::Money),
    ("rate", Kind::Rate),
    ("count", Kind::Count),
    ("minutes", Kind::Minutes),
    ("share", Kind::Share),
    ("date", Kind::Date),
    ("choice", Kind::Choice),
    ("table", Kind::Table),
];

impl Value {
    /// As forms and accounts show it.
    pub fn show(&self, kind: Kind) -> String {
        match self {
            Self::Number(number) if kind == Kind::Money => format!("{number:.2}"),
            Self::Number(number) => number.to_string(),
            Self::Date(date) => date.to_string(),
            Self::Choice(choice) => choice.clone(),
            Self::Table(table) => {
                let bound = |cell: &Option<Decimal>| {
                    cell.map_or_else(|| "∞".to_owned(), |n| n.normalize().to_string())
                };
                let row = |row: &Vec<_>| row.iter().map(bound).collect::<Vec<_>>().join(" / ");
                table.rows.iter().map(row).collect::<Vec<_>>().join("；")
            }
        }
    }
}

impl Parameter {
    /// The value in force on a day.
    pub fn on(&self, day: Date) -> Option<&Dated> {
        self.values.iter().rev().find(|dated| dated.from <= day)
    }

    /// Reads a value of this parameter as a person typed it, full-width digits included.
    ///
    /// # Errors
    /// Why it is not one: empty, wrong type, too many decimals, or out of range.
    pub fn read(&self, text: &str) -> Result<Value, Text> {
        let typed: String = text.chars().map(half_width).collect();
        let text = typed.trim();
        if text.is_empty() {
            return Err(Text { zh: "不能为空".to_owned(), en: "must not be empty".to_owned() });
        }
        let number = |text: &str| {
            text.parse::<Decimal>().map_err(|_| Text {
                zh: format!("“{text}”不是数字"),
                en: format!("“{text}” is not a number"),
            })
        };
        let value = match self.kind {
            Kind::Date => text.parse().map(Value::Date).map_err(|_| Text {
                zh: format!("“{text}”不是日期，请写成 2026-03-01"),
                en: format!("“{text}” is not a date; write it as 2026-03-01"),
            })?,
            Kind::Choice => Value::Choice(text.to_owned()),
            Kind::Table => {
                return Err(Text {
                    zh: "表格参数请在 parameters.toml 中修改".to_owned(),
                    en: "edit tables in parameters.toml".to_owned(),
                });
            }
            Kind::Money | Kind::Rate | Kind::Count | Kind::Minutes | Kind::Share => {
                Value::Number(number(text)?)
            }
        };
        self.admit(&value).map(|()| value)
    }

    fn admit(&self, value: &Value) -> Result<(), Text> {
        let Value::Number(number) = value else {
            return Ok(());
        };
        if matches!(self.kind, Kind::Count | Kind::Minutes) && !number.fract().is_zero() {
            return Err(Text {
                zh: format!("{number} 应为整数"),
                en: format!("{number} should be a whole number"),
            });
        }
        if self.kind == Kind::Money && number.normalize().scale() > 2 {
            return Err(Text {
                zh: format!("{number} 的小数超过两位，金额只到分"),
                en: format!("{number} has more than two decimals; amounts go down to 0.01"),
            });
        }
        match self.range {
            Some((low, high)) if *number < low || *number > high => Err(Text {
                zh: format!("{number} 不在 {low}～{high} 之间"),
                en: format!("{number} is not between {low} and {high}"),
            }),
            _ => Ok(()),
        }
    }
}

/// Input methods for Chinese type ０～９, ． and － as full-width forms of the ASCII characters.
fn half_width(typed: char) -> char {
    match typed {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(typed) - 0xFEE0).unwrap_or(typed),
        '\u{3000}' => ' ',
        other => other,
    }
}

/// Adds what a pack's `parameters.toml` says to what the packs before it said.
pub(super) fn merge(
    parameters: &mut BTreeMap<String, Parameter>,
    source: &PackSource,
) -> Vec<super::Diagnostic> {
    let text = source.files.get("parameters.toml").map_or("", String::as_str);
    let mut reader = Reader::new(&source.id, "parameters.toml", text);
    if let Some(document) = reader.document() {
        for (id, item) in document.as_table() {
            let Some(table) = item.as_table_like() else {
                reader.wrong(item, id, "应为一组参数", "should be a table");
                continue;
            };
            if table.contains_key("type") || table.contains_key("values") {
                one(&mut reader, parameters, &source.id, id, item, table);
                continue;
            }
            for (member, inner) in table.iter() {
                match inner.as_table_like() {
                    Some(table) => {
                        one(&mut reader, parameters, &source.id, &format!("{id}.{member}"), inner, table);
                    }
                    None => reader.wrong(inner, member, "应为参数", "should be a parameter"),
                }
            }
        }
    }
    reader.faults
}

fn one(
    reader: &mut Reader<'_>,
    parameters: &mut BTreeMap<String, Parameter>,
    pack: &str,
    id: &str,
    item: &Item,
    table: &dyn TableLike,
) {
    let kind = table.get("type").and_then(|written| {
        let found = written.as_str().and_then(|name| KINDS.iter().find(|(known, _)| *known == name));
        if found.is_none() {
            let names = KINDS.map(|(name, _)| name).join(", ");
            reader.wrong(written, "type", &format!("应为：{names}"), &format!("should be one of {names}"));
        }
        found.map(|(_, kind)| *kind)
    });
    let parent = parameters.get(id);
    if let (Some(parent), Some(kind)) = (parent, kind)
        && parent.kind != kind
    {
        reader.fault(
            table.get("type").and_then(Item::span),
            format!("不能改变上级政策包中“{id}”的类型"),
            format!("the type of `{id}` in the pack it extends cannot be changed"),
        );
        return;
    }
    let Some(kind) = kind.or(parent.map(|parent| parent.kind)) else {
        reader.fault(item.span(), format!("参数“{id}”没有 type"), format!("parameter `{id}` has no type"));
        return;
    };
    let mut parameter = parent.cloned().unwrap_or_else(|| Parameter {
        id: id.to_owned(),
        order: parameters.len(),
        label: Text::default(),
        kind,
        unit: Text::default(),
        range: None,
        clause: None,
        source: String::new(),
        verified: false,
        optional: false,
        values: Vec::new(),
    });
    let new = parent.is_none();
    describe(reader, table, &mut parameter);
    let values = values(reader, pack, table, &parameter);
    if let Some(first) = values.first() {
        parameter.values.retain(|dated| dated.from < first.from);
        parameter.values.extend(values);
    }
    if new && (parameter.label == Text::default() || parameter.source.is_empty()) {
        reader.fault(
            item.span(),
            format!("参数“{id}”缺少名称 label 或依据 source"),
            format!("parameter `{id}` lacks a label or a source"),
        );
    }
    if parameter.values.is_empty() && !parameter.optional {
        reader.fault(item.span(), format!("参数“{id}”没有取值"), format!("parameter `{id}` has no value"));
    }
    parameters.insert(id.to_owned(), parameter);
}

fn describe(reader: &mut Reader<'_>, table: &dyn TableLike, parameter: &mut Parameter) {
    if let Some(label) = reader.text(table, "label") {
        parameter.label = label;
    }
    if let Some(unit) = reader.text(table, "unit") {
        parameter.unit = unit;
    }
    if let Some(source) = reader.string(table, "source") {
        parameter.source = source;
    }
    if let Some(optional) = reader.flag(table, "optional") {
        parameter.optional = optional;
    }
    match reader.string(table, "status").as_deref() {
        None => {}
        Some("verified") => parameter.verified = true,
        Some("to-verify") => parameter.verified = false,
        Some(_) => reader.fault(
            table.get("status").and_then(Item::span),
            "status 应为 verified 或 to-verify",
            "status should be verified or to-verify",
        ),
    }
    if let Some(clause) = reader.string(table, "clause") {
        parameter.clause = Clause::parse(&clause);
        if parameter.clause.is_none() {
            reader.fault(
                table.get("clause").and_then(Item::span),
                format!("通知没有条款“{clause}”"),
                format!("the notice has no clause {clause}"),
            );
        }
    }
    if let Some(range) = table.get("range") {
        let ends: Vec<_> = range.as_array().into_iter().flatten().cloned().map(Item::Value).collect();
        match ends.as_slice() {
            [low, high] => {
                if let (Some(low), Some(high)) = (reader.decimal(low, "range"), reader.decimal(high, "range"))
                {
                    parameter.range = Some((low, high));
                }
            }
            _ => reader.wrong(range, "range", "应写成 [最低, 最高]", "should be [lowest, highest]"),
        }
    }
}

fn values(reader: &mut Reader<'_>, pack: &str, table: &dyn TableLike, parameter: &Parameter) -> Vec<Dated> {
    let Some(list) = table.get("values") else {
        return Vec::new();
    };
    let entries: Vec<Item> = match (list.as_array(), list.as_array_of_tables()) {
        (Some(array), _) => array.iter().cloned().map(Item::Value).collect(),
        (_, Some(tables)) => tables.iter().cloned().map(Item::Table).collect(),
        _ => {
            reader.wrong(list, "values", "应为列表", "should be a list");
            return Vec::new();
        }
    };
    let mut values = Vec::new();
    for entry in entries {
        let Some(inner) = entry.as_table_like() else {
            reader.wrong(
                &entry,
                "values",
                "的每一项应写成 { from = …, value = … }",
                "must hold { from = …, value = … }",
            );
            continue;
        };
        let from = reader.date(inner, "from");
        let value = inner.get("value").and_then(|item| value(reader, item, parameter.kind));
        let (Some(from), Some(value)) = (from, value) else {
            if inner.get("from").is_none() || inner.get("value").is_none() {
                reader.wrong(
                    &entry,
                    "values",
                    "的每一项应有 from 和 value",
                    "entries need `from` and `value`",
                );
            }
            continue;
        };
        if let Err(why) = parameter.admit(&value) {
            reader.wrong(&entry, &parameter.id, &format!("：{}", why.zh), &why.en);
            continue;
        }
        let span = inner.get("value").and_then(Item::span).or(entry.span());
        values.push(Dated { from, value, pack: pack.to_owned(), place: reader.place(span) });
    }
    values.sort_by_key(|dated| dated.from);
    values
}

fn value(reader: &mut Reader<'_>, item: &Item, kind: Kind) -> Option<Value> {
    match kind {
        Kind::Date => {
            let date = item.as_datetime().and_then(|date| date.to_string().parse().ok());
            if date.is_none() {
                reader.wrong(item, "value", "应为日期", "should be a date");
            }
            date.map(Value::Date)
        }
        Kind::Choice => item.as_str().map(|choice| Value::Choice(choice.to_owned())),
        Kind::Table => rows(reader, item).map(Value::Table),
        Kind::Money | Kind::Rate | Kind::Count | Kind::Minutes | Kind::Share => {
            reader.decimal(item, "value").map(Value::Number)
        }
    }
}

/// `[{ up_to = 800, minus = 0, divide_by = 1 }, …]`.
fn rows(reader: &mut Reader<'_>, item: &Item) -> Option<Table> {
    let Some(list) = item.as_array() else {
        reader.wrong(item, "value", "应为表格行的列表", "should be a list of rows");
        return None;
    };
    let mut table = Table { columns: Vec::new(), rows: Vec::new() };
    for entry in list {
        let entry = Item::Value(entry.clone());
        let Some(cells) = entry.as_table_like() else {
            reader.wrong(&entry, "value", "的每一行应写成 { 列 = 值 }", "rows should be { column = value }");
            return None;
        };
        let columns: Vec<_> = cells.iter().map(|(name, _)| name.to_owned()).collect();
        if table.columns.is_empty() {
            table.columns = columns;
        } else if table.columns != columns {
            reader.wrong(&entry, "value", "各行的列应相同", "rows should have the same columns");
            return None;
        }
        let mut row = Vec::new();
        for (name, cell) in cells.iter() {
            if cell.as_str() == Some("unlimited") {
                row.push(None);
            } else {
                row.push(Some(reader.decimal(cell, name)?));
            }
        }
        table.rows.push(row);
    }
    Some(table)
}
