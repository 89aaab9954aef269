//! Which kind of record a sheet holds, and in which column each field stands.

use std::collections::HashMap;

use super::super::sheets::{Cell, Row, Sheet};
use crate::domain::{
    Fields, Kind,
    field::Field,
    fields::{Part, asking, heading, headings, parts},
};

/// A sheet is known by its name, else by its headings.
pub(super) fn kind_of(fields: &Fields, sheet: &Sheet) -> Option<Kind> {
    let named = Kind::ALL.iter().copied().find(|kind| {
        let label = kind.label();
        [label.zh, label.en].contains(&sheet.name.trim())
    });
    let headed = || {
        let matched = |kind: &Kind| {
            columns(fields, sheet, *kind).1.keys().filter(|(_, part)| *part == Part::Value).count()
        };
        Kind::ALL.iter().copied().filter(|kind| matched(kind) * 2 > kind.fields().len()).max_by_key(matched)
    };
    named.or_else(headed)
}

/// The column of each field that a sheet has, by key.
pub(super) type Places = HashMap<(&'static str, Part), usize>;

/// The row of the headings and the columns. Headings may stand in any order among the first rows.
pub(super) fn columns(fields: &Fields, sheet: &Sheet, kind: Kind) -> (u32, Places) {
    let at = |row: Row<'_>| {
        let mut places = HashMap::new();
        for (column, cell) in row.cells() {
            if let Cell::Text(text) = cell {
                places.entry(heading(text)).or_insert(column);
            }
        }
        let place = |(field, part): (&'static Field, Part)| {
            let place = headings(field, part).iter().find_map(|heading| places.get(heading).copied())?;
            Some(((field.key, part), place))
        };
        let asking = asking(kind).map(|(field, _)| field);
        let all = fields.of(kind).chain(asking).flat_map(|field| parts(field).map(move |part| (field, part)));
        (row.number, all.filter_map(place).collect::<Places>())
    };
    let rows = sheet.rows().take(HEADING_ROWS).map(at);
    rows.max_by_key(|(row, places)| (places.len(), std::cmp::Reverse(*row))).unwrap_or_default()
}

const HEADING_ROWS: usize = 5;

/// `C 日期`; the heading alone when the sheet lacks the column.
pub(super) fn column_name(field: &Field, part: Part, places: &Places) -> String {
    let letter = places.get(&(field.key, part)).and_then(|place| u16::try_from(*place).ok());
    let letter = letter.map(rust_xlsxwriter::utility::column_number_to_name);
    format!("{} {}", letter.unwrap_or_default(), part.title(field)).trim().to_owned()
}
