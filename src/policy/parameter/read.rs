//! Reading `parameters.toml`: what a pack says of parameters, laid over what the packs before it said.

use std::collections::{BTreeMap, BTreeSet};

use toml_edit::{Item, TableLike};

use super::{Dated, KINDS, Kind, Parameter, Value, table};
use crate::{
    clauses::Clause,
    policy::{
        decision::Text,
        error::Diagnostic,
        nearest::{did_you_mean, nearest},
        pack::PackSource,
        reader::Reader,
    },
};

/// Dated values of one parameter: a change a day for years.
const MOST_VALUES: usize = 2_000;

/// Adds what a pack's `parameters.toml` says to what the packs before it said.
pub(in crate::policy) fn merge(
    parameters: &mut BTreeMap<String, Parameter>,
    source: &PackSource,
) -> Vec<Diagnostic> {
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
            if parameters.contains_key(id) {
                two_meanings(&mut reader, item, id);
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
        choices: Vec::new(),
        values: Vec::new(),
    });
    let new = parent.is_none();
    let group = format!("{id}.");
    if parameters.keys().any(|known| known.starts_with(&group)) {
        two_meanings(reader, item, id);
    }
    only(reader, table, &KEYS);
    if table.contains_key("values") {
        // What a value of another pack rests on is not what this one does.
        parameter.source.clear();
        parameter.verified = false;
    }
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

/// What a parameter is told by.
const KEYS: [&str; 10] =
    ["label", "type", "unit", "range", "clause", "source", "status", "optional", "choices", "values"];

/// Refuses what nobody would read: a word mistyped, or one that means nothing here.
fn only(reader: &mut Reader<'_>, table: &dyn TableLike, known: &[&'static str]) {
    for (key, item) in table.iter().filter(|(key, _)| !known.contains(key)) {
        let (zh, en) = did_you_mean(nearest(key, known.iter().copied()));
        reader.fault(
            item.span(),
            format!("这里不能写“{key}”，可以写：{}{zh}", known.join("、")),
            format!("`{key}` means nothing here; there are {}{en}", known.join(", ")),
        );
    }
}

fn two_meanings(reader: &mut Reader<'_>, item: &Item, id: &str) {
    reader.fault(
        item.span(),
        format!("“{id}”既是参数又是一组参数，请改名"),
        format!("{id} is both a parameter and a group of parameters; rename one"),
    );
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
    if let Some(choices) = table.get("choices").and_then(Item::as_table_like) {
        let codes: Vec<_> = choices.iter().map(|(code, _)| code.to_owned()).collect();
        parameter.choices =
            codes.into_iter().filter_map(|code| Some((code.clone(), reader.text(choices, &code)?))).collect();
    }
    if parameter.kind == Kind::Choice && parameter.choices.is_empty() {
        reader.fault(
            table.get("type").and_then(Item::span),
            format!("“{}”应有可选项：choices = {{ 代码 = {{ zh = \"…\", en = \"…\" }} }}", parameter.id),
            format!("{} needs choices = {{ code = {{ zh = \"…\", en = \"…\" }} }}", parameter.id),
        );
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
    if entries.len() > MOST_VALUES {
        reader.wrong(
            list,
            "values",
            &format!("最多 {MOST_VALUES} 个"),
            &format!("can be at most {MOST_VALUES}"),
        );
        return Vec::new();
    }
    let mut values = Vec::new();
    let mut days = BTreeSet::new();
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
        only(reader, inner, &["from", "value"]);
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
        if !days.insert(from) {
            reader.fault(
                entry.span(),
                format!("“{}”自 {from} 起有两个取值", parameter.id),
                format!("{} has two values from {from}", parameter.id),
            );
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
        Kind::Table => table::read(reader, item).map(Value::Table),
        Kind::Money | Kind::Rate | Kind::Count | Kind::Minutes | Kind::Share => {
            reader.decimal(item, "value").map(Value::Number)
        }
    }
}
