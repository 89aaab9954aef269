//! The cells of a sheet of a workbook, as its XML brings them.

use std::rc::Rc;

use quick_xml::events::{BytesStart, Event};

use super::{
    cell::Cell,
    fault::FileFault,
    room::{self, Room},
    shared::Shared,
    sheet::{Merged, Sheet},
    xml,
};

/// See the module.
pub(super) struct SheetReader<'a> {
    sheet: Sheet,
    shared: &'a Shared,
    room: &'a mut Room,
    /// A row that does not say how high it is, is of no height.
    is_flat: bool,
    /// Of the next cell that does not say where it stands.
    row: u32,
    column: u32,
    cell: Reading,
}

/// A cell of which not all is read yet.
#[derive(Default)]
struct Reading {
    format: Option<u32>,
    kind: String,
    /// `None` where nothing is said of it.
    value: Option<String>,
    formula: Option<String>,
    inside: Inside,
    spoken: bool,
}

#[derive(Default, Clone, Copy, PartialEq)]
enum Inside {
    #[default]
    Nothing,
    Value,
    Formula,
}

impl<'a> SheetReader<'a> {
    pub fn new(sheet: Sheet, shared: &'a Shared, room: &'a mut Room) -> Self {
        Self { sheet, shared, room, is_flat: false, row: 0, column: 0, cell: Reading::default() }
    }

    pub fn finish(mut self) -> Result<Sheet, FileFault> {
        self.sheet.finish(self.room)?;
        Ok(self.sheet)
    }

    pub fn take(&mut self, event: &Event<'_>) -> Result<(), FileFault> {
        match event {
            Event::Start(element) => self.begin(element),
            Event::End(element) => match element.local_name().as_ref() {
                "c" => self.put(),
                "row" => {
                    self.row = self.row.saturating_add(1);
                    Ok(())
                }
                "v" | "t" | "f" => {
                    self.cell.inside = Inside::Nothing;
                    Ok(())
                }
                "rPh" => {
                    self.cell.spoken = false;
                    Ok(())
                }
                _ => Ok(()),
            },
            event => match self.cell.inside {
                Inside::Value => xml::text(event, self.cell.value.get_or_insert_default()),
                Inside::Formula => xml::text(event, self.cell.formula.get_or_insert_default()),
                Inside::Nothing => Ok(()),
            },
        }
    }

    fn begin(&mut self, element: &BytesStart<'_>) -> Result<(), FileFault> {
        match element.local_name().as_ref() {
            "row" => {
                if let Some(row) = xml::number(element, "r").and_then(|row| row.checked_sub(1)) {
                    self.row = row;
                }
                self.column = 0;
                if is_hidden(element, "ht") || self.is_flat && xml::attribute(element, "ht").is_none() {
                    self.sheet.hide_row(self.room, self.row)?;
                }
            }
            // Rows that are hidden unless something stands in them are not: zeroHeight is of rows that are not written.
            "sheetFormatPr" => {
                self.is_flat = is_none(element, "defaultRowHeight");
                if is_none(element, "defaultColWidth") {
                    self.sheet.hide_all_columns();
                }
            }
            "col" => {
                let end = |name| xml::number(element, name).and_then(|column| column.checked_sub(1));
                if let (Some(first), Some(last)) = (end("min"), end("max")) {
                    self.sheet.hide_columns(first, last, is_hidden(element, "width"));
                }
            }
            "c" => {
                if let Some((row, column)) = xml::attribute(element, "r").and_then(|place| place_of(&place)) {
                    (self.row, self.column) = (row, column);
                }
                self.cell = Reading {
                    format: xml::number(element, "s"),
                    kind: xml::attribute(element, "t").unwrap_or_default().into_owned(),
                    ..Reading::default()
                };
            }
            "v" => {
                self.cell.inside = Inside::Value;
                // A formula may show nothing.
                self.cell.value.get_or_insert_default();
            }
            "t" if !self.cell.spoken => self.cell.inside = Inside::Value,
            "rPh" => self.cell.spoken = true,
            "f" => {
                self.cell.inside = Inside::Formula;
                self.cell.formula = Some(String::new());
            }
            "mergeCell" => {
                let range = xml::attribute(element, "ref").unwrap_or_default();
                let merged = range.split_once(':').and_then(|(first, last)| {
                    let ((top, left), (bottom, right)) = (place_of(first)?, place_of(last)?);
                    let columns = (u16::try_from(left).ok()?, u16::try_from(right).ok()?);
                    Some(Merged { rows: (top, bottom), columns })
                });
                merged.map_or(Ok(()), |merged| self.sheet.merge(self.room, merged))?;
            }
            _ => {}
        }
        Ok(())
    }

    fn put(&mut self) -> Result<(), FileFault> {
        let Reading { format, kind, value, formula, .. } = std::mem::take(&mut self.cell);
        let place = (self.row, self.column);
        self.column = self.column.saturating_add(1);
        let text = |text: &str| -> Result<Cell, FileFault> {
            room::fits(text)?;
            Ok(Cell::text(&xml::unescaped(text)))
        };
        let said = value.as_ref().is_some_and(|value| kind == "str" || !value.trim().is_empty());
        let value = value.unwrap_or_default();
        let is_shown = formula.is_some() && said;
        let cell = match kind.as_str() {
            _ if formula.is_some() && !said => Cell::Formula(formula.unwrap_or_default().as_str().into()),
            "s" => {
                let text = value.trim().parse().ok().and_then(|index: usize| self.shared.texts.get(index));
                match text.filter(|text| !text.chars().all(char::is_whitespace)) {
                    Some(text) => Cell::Text(Rc::clone(text)),
                    None => Cell::Empty,
                }
            }
            "b" => Cell::Flag(value.trim() == "1"),
            "e" => Cell::Error(value.as_str().into()),
            "str" | "inlineStr" | "d" => text(&value)?,
            _ => match value.trim().parse::<f64>().ok().filter(|number| number.is_finite()) {
                Some(number) => self.shared.number(number, format),
                None => text(&value)?,
            },
        };
        if is_shown {
            self.sheet.calculated(place);
        }
        self.sheet.put(self.room, place, cell)
    }
}

/// Hidden, or of no size.
fn is_hidden(element: &BytesStart<'_>, size: &str) -> bool {
    xml::is_set(element, "hidden") || is_none(element, size)
}

fn is_none(element: &BytesStart<'_>, size: &str) -> bool {
    xml::attribute(element, size).is_some_and(|size| size.parse() == Ok(0.0))
}

/// `C12`, both from zero.
fn place_of(place: &str) -> Option<(u32, u32)> {
    let place = place.replace('$', "");
    let digits = place.find(|c: char| c.is_ascii_digit())?;
    let (letters, row) = place.split_at_checked(digits)?;
    let mut column = 0_u32;
    for letter in letters.bytes() {
        let letter = letter.to_ascii_uppercase();
        if !letter.is_ascii_uppercase() {
            return None;
        }
        column = column.checked_mul(26)?.checked_add(u32::from(letter - b'A') + 1)?;
    }
    Some((row.parse::<u32>().ok()?.checked_sub(1)?, column.checked_sub(1)?))
}
