//! How much of a file is read before it is refused. Everything is counted before it is kept, over all sheets of the file.

use super::{
    cell::Cell,
    fault::{FileFault, MEGABYTE},
};
use crate::domain::Label;

/// Files of an archive.
const MOST_PARTS: usize = 4_000;
/// A county's schools each with a sheet are fewer.
const MOST_SHEETS: usize = 200;
/// As many rows as are checked at once, of thirty columns.
const MOST_CELLS: usize = 3_000_000;
/// Rows that hold something. Each is held against what is stored and against all others, and all of them are stored, and undone,
/// at once: of more nobody would see a preview within seconds.
const MOST_FILLED: usize = 100_000;
/// Of all cells together, a text counted as often as it is used.
const MOST_TEXT: usize = 100 * MEGABYTE;
/// What a spreadsheet program lets a cell hold, in characters.
const LONGEST: usize = 32_767;
const MOST_MERGED: usize = 100_000;
/// What a sheet of a workbook can have.
pub(super) const MOST_ROWS: u32 = 1_048_576;
/// Wider sheets are read up to here: three columns of each of as many fields as a kind can have.
pub(super) const MOST_COLUMNS: u32 = 256;

/// What a spreadsheet program lets a workbook have.
const MOST_FORMATS: usize = 65_536;

const CELLS: Label = Label::new("单元格", "cells");
const TEXT: Label = Label::new("文字字节", "bytes of text");

/// What is left for a file.
#[derive(Debug)]
pub(super) struct Room {
    /// Cells, hidden rows and what merged cells lie over.
    cells: usize,
    text: usize,
    merged: usize,
    rows: usize,
}

impl Default for Room {
    fn default() -> Self {
        Self { cells: MOST_CELLS, text: MOST_TEXT, merged: MOST_MERGED, rows: MOST_FILLED }
    }
}

impl Room {
    /// Makes room for a cell.
    pub fn take(&mut self, cell: &Cell) -> Result<(), FileFault> {
        let too_many = |what, most| FileFault::TooMany { what, most };
        self.cells = self.cells.checked_sub(1).ok_or(too_many(CELLS, MOST_CELLS))?;
        let (Cell::Text(text) | Cell::Formula(text)) = cell else { return Ok(()) };
        fits(text)?;
        let left = self.text.checked_sub(text.len());
        self.text = left.ok_or(too_many(TEXT, MOST_TEXT))?;
        Ok(())
    }

    /// Makes room for the rows of a sheet.
    pub fn rows(&mut self, count: usize) -> Result<(), FileFault> {
        let left = self.rows.checked_sub(count);
        self.rows = left.ok_or(FileFault::TooManyRows { most: MOST_FILLED })?;
        Ok(())
    }

    /// Makes room for a range of merged cells.
    pub fn merge(&mut self) -> Result<(), FileFault> {
        let left = self.merged.checked_sub(1);
        let what = Label::new("合并单元格", "merged cells");
        self.merged = left.ok_or(FileFault::TooMany { what, most: MOST_MERGED })?;
        Ok(())
    }
}

/// A text that is still being read: what has more bytes than the longest can have is no cell's.
pub(super) fn grows(text: &str) -> Result<(), FileFault> {
    if text.len() > LONGEST * char::MAX.len_utf8() { fits(text) } else { Ok(()) }
}

/// A text that no cell can hold is refused where it is read, once and not in each cell that has it.
pub(super) fn fits(text: &str) -> Result<(), FileFault> {
    let long = text.len() > LONGEST && text.chars().count() > LONGEST;
    if long {
        let what = Label::new("某个单元格的字数", "characters in a cell");
        return Err(FileFault::TooMany { what, most: LONGEST });
    }
    Ok(())
}

pub(super) fn sheets(count: usize) -> Result<(), FileFault> {
    at_most(count, MOST_SHEETS, Label::new("工作表", "sheets"))
}

pub(super) fn parts(count: usize) -> Result<(), FileFault> {
    at_most(count, MOST_PARTS, Label::new("部件", "parts"))
}

/// What all cells share: texts, each listed once and not more often than there are cells.
pub(super) fn texts(count: usize, bytes: usize) -> Result<(), FileFault> {
    at_most(count, MOST_CELLS, CELLS)?;
    at_most(bytes, MOST_TEXT, TEXT)
}

pub(super) fn formats(count: usize) -> Result<(), FileFault> {
    at_most(count, MOST_FORMATS, Label::new("单元格格式", "cell formats"))
}

pub(super) fn row(row: u32) -> Result<(), FileFault> {
    at_most(row as usize, MOST_ROWS as usize, Label::new("行", "rows"))
}

fn at_most(count: usize, most: usize, what: Label) -> Result<(), FileFault> {
    if count > most { Err(FileFault::TooMany { what, most }) } else { Ok(()) }
}
