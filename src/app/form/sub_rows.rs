//! Sub-rows being filled in: cells by row and column.

use crate::domain::field::{Field, join_rows, split_rows};

/// The rows of one field, with those that are still blank.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SubRows {
    columns: usize,
    cells: Vec<Vec<String>>,
}

impl SubRows {
    /// The rows that a field's text holds.
    pub fn of(text: &str, columns: &[Field]) -> Self {
        Self { columns: columns.len(), cells: split_rows(text, columns.len()) }
    }

    /// The field's text; blank rows are left out.
    pub fn text(&self) -> String {
        join_rows(&self.cells)
    }

    /// The rows of a log in the order of their days, which stand first; those without are last.
    pub fn in_order(&self) -> Self {
        let mut sorted = self.clone();
        sorted.cells.sort_by_key(|row| row.first().map(|day| (day.is_empty(), day.clone())));
        sorted
    }

    /// Blanks what is personal where it stood before and stands no more.
    pub fn forget(&mut self, columns: &[Field], before: &Self, now: &Self) {
        for (column, _) in columns.iter().enumerate().filter(|(_, column)| column.personal) {
            let says =
                |rows: &Self, text: &String| rows.cells.iter().any(|row| row.get(column) == Some(text));
            let own = self.cells.iter_mut().filter_map(|row| row.get_mut(column));
            own.filter(|text| says(before, text) && !says(now, text)).for_each(String::clear);
        }
    }

    /// How many rows there are.
    pub fn count(&self) -> usize {
        self.cells.len()
    }

    pub fn cell(&self, row: usize, column: usize) -> &str {
        self.cells.get(row).and_then(|row| row.get(column)).map_or("", String::as_str)
    }

    pub fn set(&mut self, row: usize, column: usize, text: String) {
        if let Some(cell) = self.cells.get_mut(row).and_then(|row| row.get_mut(column)) {
            *cell = text;
        }
    }

    /// Adds a blank row at the end.
    pub fn add(&mut self) {
        self.cells.push(vec![String::new(); self.columns]);
    }

    pub fn remove(&mut self, row: usize) {
        if row < self.cells.len() {
            self.cells.remove(row);
        }
    }
}
