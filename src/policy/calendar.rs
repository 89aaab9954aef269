//! Holidays and make-up workdays that a pack brings: `calendar.toml`, a table for each year with the notice it comes from.

use jiff::civil::Date;
use toml_edit::{Item, TableLike};

use super::{error::Diagnostic, library::Chain, pack::PackSource, reader::Reader};
use crate::domain::calendar::Calendar;

/// The file of a pack that brings years.
pub const FILE: &str = "calendar.toml";

/// What the program knows, with the years that the packs of a chain bring. A faulty year is left out.
pub fn of(chain: &Chain) -> Calendar {
    let mut calendar = Calendar::shipped().clone();
    for layer in chain.layers() {
        merge(&mut calendar, layer);
    }
    calendar
}

/// Adds the years that one pack brings.
pub(super) fn merge(calendar: &mut Calendar, source: &PackSource) -> Vec<Diagnostic> {
    let text = source.files.get(FILE).map_or("", String::as_str);
    let mut reader = Reader::new(&source.id, FILE, text);
    let Some(document) = reader.document() else {
        return reader.faults;
    };
    for (year, item) in document.as_table().iter() {
        let before = reader.faults.len();
        let (Ok(number), Some(told)) = (year.parse::<i16>(), item.as_table_like()) else {
            reader.wrong(
                item,
                year,
                "应写成 [2027] 一年一段",
                "should be a table named by a year, such as [2027]",
            );
            continue;
        };
        if reader.string(told, "source").is_none_or(|source| source.trim().is_empty()) {
            reader.wrong(item, year, "没有写明依据 source（文号）", "lacks its source, the notice's number");
        }
        let free = days(&mut reader, (number, told), "holidays");
        let worked = days(&mut reader, (number, told), "workdays");
        for (key, cell) in told.iter().filter(|(key, _)| !["source", "holidays", "workdays"].contains(key)) {
            reader.wrong(
                cell,
                key,
                "不能写在这里，可以写 source、holidays、workdays",
                "means nothing here; there are source, holidays and workdays",
            );
        }
        if free.is_empty() && reader.faults.len() == before {
            reader.wrong(
                item,
                year,
                "没有放假日期 holidays，不能当作已知的一年",
                "lacks its holidays; without them the year is not known",
            );
        }
        if let Some(twice) = free.iter().find(|day| worked.contains(day)) {
            reader.wrong(
                item,
                year,
                &format!("把 {twice} 既算作放假又算作上班"),
                &format!("has {twice} both as a holiday and as a workday"),
            );
        }
        if reader.faults.len() == before {
            let free = free.into_iter().map(|day| (day, false));
            calendar.bring(number, free.chain(worked.into_iter().map(|day| (day, true))));
        }
    }
    reader.faults
}

/// The days of a list, all of the year.
fn days(reader: &mut Reader<'_>, (year, told): (i16, &dyn TableLike), key: &str) -> Vec<Date> {
    let Some(item) = told.get(key) else { return Vec::new() };
    let cells = item.as_array().into_iter().flatten();
    let read = |cell: &toml_edit::Value| cell.as_datetime()?.to_string().parse::<Date>().ok();
    let days: Option<Vec<Date>> = cells.map(read).collect();
    let of_year = days.filter(|days| item.is_array() && days.iter().all(|day| day.year() == year));
    of_year.unwrap_or_else(|| {
        wrong_days(reader, item, key, year);
        Vec::new()
    })
}

fn wrong_days(reader: &mut Reader<'_>, item: &Item, key: &str, year: i16) {
    reader.wrong(
        item,
        key,
        &format!("应为 {year} 年的日期列表，如 [{year}-01-01]"),
        &format!("should be a list of days of {year}, such as [{year}-01-01]"),
    );
}
