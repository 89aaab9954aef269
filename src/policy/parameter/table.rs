//! Tables: rows of numbers, of which the first counts whose `up_to` covers a number. A table that leaves a number uncovered, or
//! covers one twice, decides otherwise than it reads, so it is refused.

use rust_decimal::Decimal;
use toml_edit::{Item, TableLike};

use super::Table;
use crate::policy::{
    nearest::{did_you_mean, nearest},
    reader::Reader,
};

/// The column up to which a row counts; it comes first, wherever it is written.
const BOUND: &str = "up_to";
/// What the last row has in it.
const OPEN: &str = "unlimited";

/// `[{ up_to = 800, minus = 0, divide_by = 1 }, …]`.
pub(super) fn read(reader: &mut Reader<'_>, item: &Item) -> Option<Table> {
    let Some(list) = item.as_array() else {
        reader.wrong(item, "value", "应为表格行的列表", "should be a list of rows");
        return None;
    };
    let entries: Vec<_> = list.iter().cloned().map(Item::Value).collect();
    let Some(last) = entries.last() else {
        reader.wrong(item, "value", "没有一行", "has no rows");
        return None;
    };
    let mut table = Table { columns: Vec::new(), rows: Vec::new() };
    for entry in &entries {
        let row = row(reader, entry, &mut table.columns)?;
        let bound = row.first().copied().flatten();
        if bound.is_none() && !std::ptr::eq(entry, last) {
            reader.wrong(entry, BOUND, "只有最后一行不设上限", "is unlimited in the last row only");
            return None;
        }
        let before = table.rows.last().and_then(|row: &Vec<_>| *row.first()?);
        if let (Some(before), Some(bound)) = (before, bound)
            && before >= bound
        {
            reader.wrong(
                entry,
                BOUND,
                &format!("应逐行增大：{bound} 不大于上一行的 {before}"),
                &format!("must grow from row to row: {bound} is not above {before} of the row before"),
            );
            return None;
        }
        table.rows.push(row);
    }
    if table.rows.last().and_then(|row| *row.first()?).is_some() {
        reader.wrong(
            last,
            BOUND,
            &format!("在最后一行应为 \"{OPEN}\"，否则更大的数没有着落"),
            &format!("must be \"{OPEN}\" in the last row, or no row covers a larger number"),
        );
        return None;
    }
    Some(table)
}

/// A row by its columns, in the order of the first row with the bound before them.
fn row(reader: &mut Reader<'_>, entry: &Item, columns: &mut Vec<String>) -> Option<Vec<Option<Decimal>>> {
    let Some(cells) = entry.as_table_like() else {
        reader.wrong(entry, "value", "的每一行应写成 { 列 = 值 }", "rows should be { column = value }");
        return None;
    };
    if columns.is_empty() {
        let others = cells.iter().map(|(name, _)| name).filter(|name| *name != BOUND);
        columns.extend([BOUND].into_iter().chain(others).map(str::to_owned));
    }
    if let Some((strange, cell)) = cells.iter().find(|(name, _)| !columns.iter().any(|known| known == name)) {
        let (zh, en) = did_you_mean(nearest(strange, columns.iter().map(String::as_str)));
        reader.wrong(
            cell,
            strange,
            &format!("不是第一行的列{zh}"),
            &format!("is no column of the first row{en}"),
        );
        return None;
    }
    columns.iter().map(|column| cell(reader, entry, cells, column)).collect()
}

fn cell(
    reader: &mut Reader<'_>,
    entry: &Item,
    cells: &dyn TableLike,
    column: &str,
) -> Option<Option<Decimal>> {
    match cells.get(column) {
        None => {
            reader.wrong(entry, column, "这一列没有写", "is missing in this row");
            None
        }
        Some(cell) if column == BOUND && cell.as_str() == Some(OPEN) => Some(None),
        Some(cell) => reader.decimal(cell, column).map(Some),
    }
}
