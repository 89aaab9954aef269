//! One sheet, as it was read: the cells that hold something, and what is hidden and merged.

use super::{
    cell::Cell,
    fault::FileFault,
    room::{self, MOST_COLUMNS, Room},
};

/// One sheet. Only cells that hold something are kept.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Sheet {
    pub name: String,
    /// Not shown by a spreadsheet program.
    pub hidden: bool,
    /// Something stands further to the right than is read.
    pub is_wider: bool,
    /// Rows that hold what is merged with the row above.
    pub carried: usize,
    /// Values that lie unseen under a merged cell, and are not read.
    pub covered: usize,
    /// The file names it and does not have it.
    pub lost: bool,
    /// By row and column.
    cells: Vec<(u32, u16, Cell)>,
    hidden_rows: Vec<u32>,
    hidden_columns: Columns,
    /// Cells with a formula, read by what it last showed.
    formulas: Vec<(u32, u16)>,
    merged: Vec<Merged>,
}

/// Which columns something holds of.
#[derive(Debug, Clone, PartialEq)]
struct Columns([bool; MOST_COLUMNS as usize]);

impl Default for Columns {
    fn default() -> Self {
        Self([false; MOST_COLUMNS as usize])
    }
}

/// A range of cells that shows what its first holds: rows and columns, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Merged {
    pub rows: (u32, u32),
    pub columns: (u16, u16),
}

/// One row.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Row<'a> {
    /// As the spreadsheet program numbers it, from 1.
    pub number: u32,
    /// Not shown by a spreadsheet program, or filtered away.
    pub hidden: bool,
    cells: &'a [(u32, u16, Cell)],
}

impl Row<'_> {
    pub fn cell(&self, column: usize) -> &Cell {
        const EMPTY: &Cell = &Cell::Empty;
        let place = self.cells.binary_search_by_key(&column, |(_, column, _)| usize::from(*column));
        place.ok().and_then(|place| self.cells.get(place)).map_or(EMPTY, |(.., cell)| cell)
    }

    /// The cells that hold something, by column.
    pub fn cells(&self) -> impl Iterator<Item = (usize, &Cell)> {
        self.cells.iter().map(|(_, column, cell)| (usize::from(*column), cell))
    }
}

impl Sheet {
    /// Of which nothing is read yet.
    pub(super) fn named(name: String, hidden: bool) -> Self {
        Self { name, hidden, ..Self::default() }
    }

    /// The rows that hold something.
    pub fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.cells.chunk_by(|one, other| one.0 == other.0).filter_map(|cells| {
            let (index, ..) = cells.first()?;
            let hidden = self.hidden_rows.binary_search(index).is_ok();
            Some(Row { number: index + 1, hidden, cells })
        })
    }

    pub fn is_hidden_column(&self, column: usize) -> bool {
        self.hidden_columns.0.get(column).is_some_and(|hidden| *hidden)
    }

    /// How many cells have a formula, read by what it last showed.
    pub fn formulas(&self) -> usize {
        self.formulas.len()
    }

    /// Whether a cell has one.
    pub fn is_formula(&self, row: u32, column: usize) -> bool {
        let place = row.checked_sub(1).zip(u16::try_from(column).ok());
        place.is_some_and(|place| self.formulas.binary_search(&place).is_ok())
    }

    /// The column at which a range begins that is merged over this cell, for a heading over several columns.
    pub fn merged_from(&self, row: u32, column: usize) -> Option<usize> {
        let column = u16::try_from(column).ok()?;
        let holds = |merged: &&Merged| {
            (merged.rows.0..=merged.rows.1).contains(&(row - 1))
                && (merged.columns.0..=merged.columns.1).contains(&column)
        };
        self.merged.iter().find(holds).map(|merged| usize::from(merged.columns.0))
    }

    /// The rows, from the first to the last, over which anything is merged with a cell of this row.
    pub fn merged_rows(&self, row: u32) -> Option<(u32, u32)> {
        let holding = self.merged.iter().map(|merged| (merged.rows.0 + 1, merged.rows.1 + 1));
        let holding = holding.filter(|(first, last)| first < last && (*first..=*last).contains(&row));
        holding.reduce(|one, other| (one.0.min(other.0), one.1.max(other.1)))
    }

    /// Puts a cell at its place. What is empty is not kept.
    pub(super) fn put(
        &mut self,
        room: &mut Room,
        (row, column): (u32, u32),
        cell: Cell,
    ) -> Result<(), FileFault> {
        if cell == Cell::Empty {
            return Ok(());
        }
        room::row(row.saturating_add(1))?;
        match u16::try_from(column) {
            Ok(narrow) if column < MOST_COLUMNS => {
                room.take(&cell)?;
                self.cells.push((row, narrow, cell));
            }
            _ => self.is_wider = true,
        }
        Ok(())
    }

    /// Notes that the cell at a place has a formula, and what it shows.
    pub(super) fn calculated(&mut self, (row, column): (u32, u32)) {
        self.formulas.extend(u16::try_from(column).ok().map(|column| (row, column)));
    }

    pub(super) fn hide_row(&mut self, room: &mut Room, row: u32) -> Result<(), FileFault> {
        room.take(&Cell::Empty)?;
        self.hidden_rows.push(row);
        Ok(())
    }

    /// Whether columns are hidden, both ends included.
    pub(super) fn hide_columns(&mut self, first: u32, last: u32, hidden: bool) {
        let columns = first as usize..=last.min(MOST_COLUMNS - 1) as usize;
        self.hidden_columns.0.get_mut(columns).unwrap_or_default().fill(hidden);
    }

    /// A column of which nothing is said is of no width.
    pub(super) fn hide_all_columns(&mut self) {
        self.hide_columns(0, MOST_COLUMNS, true);
    }

    pub(super) fn merge(&mut self, room: &mut Room, merged: Merged) -> Result<(), FileFault> {
        room.merge()?;
        self.merged.push(merged);
        Ok(())
    }

    /// Once all of it is read: in order, and what is merged down stands in each of the rows that hold anything, instead of what lies
    /// under it.
    pub(super) fn finish(&mut self, room: &mut Room) -> Result<(), FileFault> {
        let place = |cell: &(u32, u16, Cell)| (cell.0, cell.1);
        if !self.cells.is_sorted_by_key(place) {
            self.cells.sort_by_key(place);
        }
        self.cells.dedup_by_key(|cell| place(cell));
        self.hidden_rows.sort_unstable();
        self.formulas.sort_unstable();
        let mut rows: Vec<u32> = self.cells.iter().map(|(row, ..)| *row).collect();
        rows.dedup();
        room.rows(rows.len())?;
        let (mut carried, mut covered) = (Vec::new(), Vec::new());
        for Merged { rows: (first, last), columns: (column, end) } in &self.merged {
            let there = self.cells.binary_search_by_key(&(*first, *column), place);
            let shown = there.ok().and_then(|there| self.cells.get(there)).map(|(.., cell)| cell);
            let own = rows.partition_point(|row| row < first)..rows.partition_point(|row| row <= last);
            for row in rows.get(own).unwrap_or_default() {
                // Counted whether or not anything is there: ranges may lie on each other.
                room.take(shown.unwrap_or(&Cell::Empty))?;
                let under = self.cells.partition_point(|cell| place(cell) < (*row, *column))
                    ..self.cells.partition_point(|cell| place(cell) <= (*row, *end));
                for at in under.filter(|at| there.ok() != Some(*at)) {
                    room.take(&Cell::Empty)?;
                    covered.push(at);
                }
                if let Some(cell) = shown.filter(|_| row != first) {
                    carried.push((*row, *column, cell.clone()));
                }
            }
        }
        self.lay_over(carried, covered);
        Ok(())
    }

    /// Takes away what lies under merged cells, at these places, and puts what they show into the rows below.
    fn lay_over(&mut self, carried: Vec<(u32, u16, Cell)>, mut covered: Vec<usize>) {
        if carried.is_empty() && covered.is_empty() {
            return;
        }
        covered.sort_unstable();
        let mut at = 0..;
        self.cells.retain(|_| at.next().is_none_or(|at| covered.binary_search(&at).is_err()));
        covered.dedup();
        (self.carried, self.covered) = (carried.len(), covered.len());
        self.cells.extend(carried);
        self.cells.sort_by_key(|cell| (cell.0, cell.1));
        self.cells.dedup_by_key(|cell| (cell.0, cell.1));
    }
}
