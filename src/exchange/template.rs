//! The workbook that people fill in: a sheet a kind, drop-downs and ranges, and a sheet that explains. The same layout
//! carries records out, so what was exported can be edited and imported again.

use jiff::civil::Date;
use rust_xlsxwriter::{
    Color, DataValidation, DataValidationRule, Format, FormatAlign, FormatBorder, Workbook, Worksheet,
};
use serde_json::Value;

use super::{WriteFault, import::Problem};
use crate::domain::{
    Fields, Kind, Lang,
    choice::Choice,
    field::{Field, FieldKind},
    fields::{Part, asking, parts},
};

/// Rows that carry validation: more than a term's sessions of a county.
const ROWS: u32 = 5_000;

/// An empty template of these kinds.
///
/// # Errors
/// [`WriteFault`].
pub fn template(fields: &Fields, kinds: &[Kind]) -> Result<Vec<u8>, WriteFault> {
    with_records(fields, kinds, &|_| Vec::new(), Date::MIN, None)
}

/// The template filled with records, as JSON by kind: of what is dated the value that holds today, and its history where
/// it has one. `mark` is written first on the explanation sheet: 演示数据.
///
/// # Errors
/// [`WriteFault`].
pub fn with_records(
    fields: &Fields,
    kinds: &[Kind],
    records: &dyn Fn(Kind) -> Vec<Value>,
    today: Date,
    mark: Option<&str>,
) -> Result<Vec<u8>, WriteFault> {
    let mut book = Workbook::new();
    explain(book.add_worksheet(), fields, kinds, mark)?;
    for kind in kinds {
        fill(book.add_worksheet(), fields, *kind, &records(*kind), today)?;
    }
    Ok(book.save_to_buffer()?)
}

fn head() -> Format {
    Format::new()
        .set_bold()
        .set_background_color(Color::RGB(0x00E3_F1F2))
        .set_border_bottom(FormatBorder::Thin)
        .set_align(FormatAlign::VerticalCenter)
        .set_text_wrap()
}

/// The sheet that explains; nothing is read of it.
pub(super) const EXPLANATION: &str = "填表说明";

fn explain(
    sheet: &mut Worksheet,
    fields: &Fields,
    kinds: &[Kind],
    mark: Option<&str>,
) -> Result<(), WriteFault> {
    let (bold, wrap) = (Format::new().set_bold(), Format::new().set_text_wrap().set_align(FormatAlign::Top));
    sheet.set_name(EXPLANATION)?;
    let mut row = 0;
    if let Some(mark) = mark {
        sheet.write_string_with_format(row, 0, mark, &bold)?;
        row += 1;
    }
    for line in [
        "每张表第一行是表头，请勿改名；从第二行起每行一条。带 * 的列必填。",
        "一张表引用另一张表的编号时，编号要能对上：先填被引用的表。不知道编号的，在旁边的名称列填名称即可；两列都填时应一致。",
        "请填数值，不要填公式。一格里有几项时用顿号隔开。",
        "同一份文件可以重复导入：没有变化的行不会重复入库。",
        "注明“按日期保存”的列：改了值，自导入当日起有效，此前的值保留；要自另一天起，加一列“<列名>自”填日期，如“职称自”。",
    ] {
        sheet.write_string(row, 0, line)?;
        row += 1;
    }
    row += 1;
    for (column, heading) in ["表", "列", "必填", "填什么", "说明"].into_iter().enumerate() {
        sheet.write_string_with_format(row, u16::try_from(column).unwrap_or(0), heading, &head())?;
    }
    for kind in kinds {
        let asking = asking(*kind).map(|(field, _)| field);
        for field in fields.of(*kind).chain(asking) {
            row += 1;
            let cells = [
                kind.label().zh.to_owned(),
                field.label.zh.to_owned(),
                if field.required && kind.is_given(field.key) { "是" } else { "否" }.to_owned(),
                what(field),
                field.explained(kind.fields(), Lang::Zh),
            ];
            for (column, text) in cells.iter().enumerate() {
                sheet.write_string_with_format(row, u16::try_from(column).unwrap_or(0), text, &wrap)?;
            }
        }
    }
    for (column, width) in [12.0, 16.0, 6.0, 44.0, 52.0].into_iter().enumerate() {
        sheet.set_column_width(u16::try_from(column).unwrap_or(0), width)?;
    }
    Ok(())
}

fn what(field: &Field) -> String {
    let value = what_value(field.held());
    if field.dated { format!("{value}；按日期保存") } else { value }
}

fn what_value(kind: FieldKind) -> String {
    match kind {
        FieldKind::Text { max } => format!("文字，不超过 {max} 字"),
        FieldKind::LongText { max } => format!("文字，可分行，不超过 {max} 字"),
        FieldKind::Code { max } => format!("字母、数字、连字符或下划线，不超过 {max} 位"),
        FieldKind::Count { min, max, unit } => format!("整数，{min}～{max} {}", unit.zh),
        FieldKind::Decimal { min, max, scale, unit } => {
            format!("数字，{min}～{max} {}，至多 {scale} 位小数", unit.zh)
        }
        FieldKind::Date => "日期，如 2026-03-05".to_owned(),
        FieldKind::Time => "时间，如 16:30".to_owned(),
        FieldKind::Flag => "是 / 否".to_owned(),
        FieldKind::Money { max } => format!("金额，0～{max} 元，至多两位小数"),
        FieldKind::Share => "百分比，如 35%".to_owned(),
        FieldKind::Choice(choices) => options(choices).join(" / "),
        FieldKind::Choices(choices) => format!("一项或几项，用顿号隔开：{}", options(choices).join(" / ")),
        FieldKind::Reference(kinds) => format!("“{}”表中的编号", sheets(kinds)),
        FieldKind::References(kinds) => format!("“{}”表中的一个或几个编号，用顿号隔开", sheets(kinds)),
        FieldKind::Rows(fields) => {
            let columns: Vec<_> = fields.iter().map(|field| field.label.zh).collect();
            format!("一行一条，列之间用 | 隔开：{}", columns.join(" | "))
        }
        FieldKind::Attachment => "附件在页面上添加；表格中保留导出时的原文".to_owned(),
        FieldKind::Point => "经度,纬度，如 113.62,34.75".to_owned(),
    }
}

fn options(choices: &[Choice]) -> Vec<&'static str> {
    choices.iter().map(|choice| choice.label.zh).collect()
}

fn sheets(kinds: &[Kind]) -> String {
    let names: Vec<_> = kinds.iter().map(|kind| kind.label().zh).collect();
    names.join("”或“")
}

fn fill(
    sheet: &mut Worksheet,
    fields: &Fields,
    kind: Kind,
    records: &[Value],
    today: Date,
) -> Result<(), WriteFault> {
    sheet.set_name(kind.label().zh)?;
    sheet.set_freeze_panes(1, 0)?;
    sheet.set_row_height(0, 24)?;
    // Text cells keep codes with leading zeros, and dates and times as they were typed.
    let text = Format::new().set_num_format("@");
    let stored = |record: &Value, (field, part): (&Field, Part)| {
        let called = (part == Part::Called).then(|| part.key(field));
        record.get(called.as_deref().unwrap_or(field.key)).cloned().unwrap_or_default()
    };
    let filled = |(field, part): &(&Field, Part)| {
        matches!(part, Part::Value | Part::Called)
            || records
                .iter()
                .any(|record| !written(field, *part, &stored(record, (field, *part)), today).is_empty())
    };
    let asking = asking(kind).map(|(field, _)| field);
    let all = fields.of(kind).chain(asking).flat_map(|field| parts(field).map(move |part| (field, part)));
    for (column, (field, part)) in all.filter(filled).enumerate() {
        let column = u16::try_from(column).unwrap_or(u16::MAX);
        let required =
            if field.required && kind.is_given(field.key) && part == Part::Value { " *" } else { "" };
        sheet.write_string_with_format(0, column, format!("{}{required}", part.title(field)), &head())?;
        sheet.set_column_width(column, if part == Part::Value { width(field) } else { 16.0 })?;
        let is_number =
            part == Part::Value && matches!(field.kind, FieldKind::Count { .. } | FieldKind::Decimal { .. });
        if !is_number {
            sheet.set_column_format(column, &text)?;
        }
        if let Some(validation) = validation(field).filter(|_| part == Part::Value) {
            sheet.add_data_validation(1, column, ROWS, column, &validation)?;
        }
        for (row, record) in records.iter().enumerate() {
            let row = u32::try_from(row + 1).unwrap_or(u32::MAX);
            let shown = written(field, part, &stored(record, (field, part)), today);
            match shown.parse::<f64>().ok().filter(|_| is_number) {
                // Counts and distances with one decimal: a float holds and shows them exactly.
                Some(number) => {
                    sheet.write_number(row, column, number)?;
                }
                None if shown.is_empty() => {}
                None => {
                    sheet.write_string_with_format(row, column, shown, &text)?;
                }
            }
        }
    }
    Ok(())
}

/// What a cell holds of a stored value. The history is written where the value alone would not say it.
fn written(field: &Field, part: Part, stored: &Value, today: Date) -> String {
    if part == Part::Called {
        return stored.as_str().unwrap_or_default().to_owned();
    }
    if !field.dated {
        return field.write(stored);
    }
    let held = field.on(stored, today);
    match part {
        Part::Value | Part::Called | Part::Lessons => held.alone(),
        Part::From => held.from.map(|from| from.to_string()).unwrap_or_default(),
        Part::History if field.read(&held.alone()).is_ok_and(|alone| alone == *stored) => String::new(),
        Part::History => field.write(stored),
    }
}

fn width(field: &Field) -> f64 {
    match field.kind {
        FieldKind::LongText { .. } | FieldKind::Rows(_) | FieldKind::References(_) => 40.0,
        FieldKind::Text { max } if max > 40 => 28.0,
        FieldKind::Text { .. } | FieldKind::Code { .. } | FieldKind::Reference(_) | FieldKind::Choices(_) => {
            16.0
        }
        _ => 13.0,
    }
}

/// Drop-downs and ranges, where a spreadsheet can hold them: its lists and numbers are limited, a pack's fields are not.
fn validation(field: &Field) -> Option<DataValidation> {
    let rule = DataValidation::new();
    let bounds = |min: i64, max: i64| Some((i32::try_from(min).ok()?, i32::try_from(max).ok()?));
    let rule = match field.kind {
        FieldKind::Choice(choices) => rule.allow_list_strings(&options(choices)).ok()?,
        FieldKind::Flag => rule.allow_list_strings(&["是", "否"]).ok()?,
        FieldKind::Count { min, max, .. } => {
            let (min, max) = bounds(min, max)?;
            rule.allow_whole_number(DataValidationRule::Between(min, max))
        }
        FieldKind::Decimal { min, max, .. } => {
            let (min, max) = bounds(min, max)?;
            rule.allow_decimal_number(DataValidationRule::Between(f64::from(min), f64::from(max)))
        }
        _ => return None,
    };
    rule.set_error_title(first(field.label.zh, 32))
        .and_then(|rule| rule.set_error_message(first(&what(field), 255)))
        .ok()
}

/// As much of a text as fits so many UTF-16 units.
fn first(text: &str, units: usize) -> String {
    let mut left = units;
    let fits = move |c: &char| {
        let fits = c.len_utf16() <= left;
        left = left.saturating_sub(c.len_utf16());
        fits
    };
    text.chars().take_while(fits).collect()
}

/// The problems of an import as a workbook, to send back to whoever filled the file in.
///
/// # Errors
/// [`WriteFault`].
pub fn problems(problems: &[Problem]) -> Result<Vec<u8>, WriteFault> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("问题清单")?;
    sheet.set_freeze_panes(1, 0)?;
    for (column, (heading, width)) in
        [("表", 14.0), ("行", 8.0), ("列", 18.0), ("内容", 24.0), ("问题", 60.0)].into_iter().enumerate()
    {
        let column = u16::try_from(column).unwrap_or(0);
        sheet.write_string_with_format(0, column, heading, &head())?;
        sheet.set_column_width(column, width)?;
    }
    for (index, problem) in problems.iter().enumerate() {
        let row = u32::try_from(index + 1).unwrap_or(u32::MAX);
        sheet.write_string(row, 0, &problem.sheet)?;
        sheet.write_number(row, 1, problem.row)?;
        sheet.write_string(row, 2, &problem.column)?;
        sheet.write_string(row, 3, &problem.value)?;
        sheet.write_string(row, 4, &problem.what.zh)?;
    }
    Ok(book.save_to_buffer()?)
}
