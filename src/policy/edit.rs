//! Editing a pack's files without disturbing what a person wrote in them.

use jiff::civil::Date;
use rust_decimal::prelude::ToPrimitive;
use toml_edit::{Array, DocumentMut, InlineTable, Item, Table, Value as Toml};

use super::{
    decision::Text,
    parameter::{Parameter, Value},
};

/// Writes a value of a parameter, from a day on, into the text of a `parameters.toml`. Comments and layout stay.
///
/// # Errors
/// When the text is not TOML, or holds something else under the parameter's name.
pub fn set_value(toml: &str, parameter: &Parameter, from: Date, value: &Value) -> Result<String, Text> {
    let mut document = parsed(toml)?;
    let occupied = || occupied(parameter);
    let table = table_of(&mut document, parameter).ok_or_else(occupied)?;
    let Some(written) = written(value) else {
        return Ok(document.to_string());
    };
    let values = table.entry("values").or_insert_with(|| Item::Value(Toml::Array(Array::new())));
    let values = values.as_array_mut().ok_or_else(occupied)?;
    let day = from.to_string();
    let same_day = |entry: &Toml| {
        let inline = entry.as_inline_table();
        inline
            .and_then(|entry| entry.get("from"))
            .and_then(Toml::as_datetime)
            .is_some_and(|from| from.to_string() == day)
    };
    let place = values.iter().position(same_day);
    match place.and_then(|place| values.get_mut(place)).and_then(Toml::as_inline_table_mut) {
        Some(entry) => {
            entry.insert("value", written);
        }
        None => {
            let mut entry = InlineTable::new();
            let from: toml_edit::Datetime = day.parse().map_err(|_| occupied())?;
            entry.insert("from", from.into());
            entry.insert("value", written);
            values.push(entry);
        }
    }
    Ok(document.to_string())
}

/// Writes on what the values rest that this text has of a parameter, and whether somebody has read it there.
///
/// # Errors
/// As [`set_value`].
pub fn set_source(toml: &str, parameter: &Parameter, source: &str, verified: bool) -> Result<String, Text> {
    let mut document = parsed(toml)?;
    let table = table_of(&mut document, parameter).ok_or_else(|| occupied(parameter))?;
    table.insert("source", Item::Value(source.trim().into()));
    table.insert("status", Item::Value(if verified { "verified" } else { "to-verify" }.into()));
    Ok(document.to_string())
}

fn parsed(toml: &str) -> Result<DocumentMut, Text> {
    toml.parse().map_err(|error: toml_edit::TomlError| Text {
        zh: format!("parameters.toml 有误，请先改正：{}", error.message()),
        en: format!("parameters.toml is faulty; mend it first: {}", error.message()),
    })
}

fn occupied(parameter: &Parameter) -> Text {
    Text {
        zh: format!("parameters.toml 中“{}”不是参数", parameter.id),
        en: format!("{} is no parameter in parameters.toml", parameter.id),
    }
}

/// The table of a parameter, begun where there is none; nothing where something else has its name.
fn table_of<'a>(document: &'a mut DocumentMut, parameter: &Parameter) -> Option<&'a mut Table> {
    let mut table: &mut Table = document.as_table_mut();
    let steps: Vec<_> = parameter.id.split('.').collect();
    for (depth, step) in steps.iter().enumerate() {
        let implicit = depth + 1 < steps.len();
        let fresh = || {
            let mut table = Table::new();
            table.set_implicit(implicit);
            Item::Table(table)
        };
        table = table.entry(step).or_insert_with(fresh).as_table_mut()?;
    }
    Some(table)
}

/// Whole numbers plainly, decimals in quotes; nothing for a table, which is edited as text.
fn written(value: &Value) -> Option<Toml> {
    Some(match value {
        Value::Number(number) => match number.normalize() {
            whole if whole.scale() == 0 => whole.to_i64()?.into(),
            decimal => decimal.to_string().into(),
        },
        Value::Date(date) => date.to_string().parse::<toml_edit::Datetime>().ok()?.into(),
        Value::Choice(choice) => choice.as_str().into(),
        Value::Table(_) => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::{PackLibrary, Policy, embedded_files, packs};
    use jiff::civil::date;

    #[test]
    fn a_value_is_set_and_everything_else_stays() {
        let library = PackLibrary::of(packs(&embedded_files())).expect("packs");
        let policy =
            Policy::compile(&library.chain("henan", date(2026, 3, 2)).expect("henan")).expect("compiles");
        let academician = policy.parameter("lecture_fee.academician").expect("a parameter");
        let from = date(2017, 1, 1);
        let set = |toml: &str, value: &str| {
            set_value(toml, academician, from, &academician.read(value).expect("a value")).expect("TOML")
        };
        let first = set("# 说明\n", "2000");
        assert_eq!(
            first,
            "[lecture_fee.academician]\nvalues = [{ from = 2017-01-01, value = 2000 }]\n# 说明\n"
        );
        let second = set(&first, "1800.50");
        assert_eq!(second, first.replace("2000", "\"1800.50\"").replace("\"1800.50\"", "\"1800.5\""));
        let sourced = set_source(&first, academician, " 豫财〔2026〕1号 ", true).expect("TOML");
        assert_eq!(
            sourced,
            first.replace("# 说明", "source = \"豫财〔2026〕1号\"\nstatus = \"verified\"\n# 说明")
        );
        let refused = |typed: &str| academician.read(typed).expect_err("no value").zh;
        assert_eq!(refused("9999999"), "9999999 不在 0～5000 之间");
        assert_eq!(refused("很多"), "“很多”不是数字");
        assert_eq!(refused("  "), "不能为空");
        assert_eq!(refused("350.555"), "350.555 的小数超过两位，金额只到分");
        assert_eq!(academician.read("　２０００．５０"), academician.read("2000.5"));
    }
}
