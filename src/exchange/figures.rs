//! Figures of a page as a workbook: what they are, what one has to know of them, and one table that can be sorted.

use rust_decimal::{Decimal, prelude::ToPrimitive as _};
use rust_xlsxwriter::{Format, FormatBorder, Workbook};
use serde::{Deserialize, Serialize};

use super::WriteFault;

/// A table with what stands above it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Figures {
    pub title: String,
    /// A line each, between the title and the table.
    pub remarks: Vec<String>,
    pub columns: Vec<String>,
    pub rows: Vec<Vec<Figure>>,
}

/// A cell.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Figure {
    Text(String),
    Number(Decimal),
    /// Not known, or nobody was asked.
    Nothing,
}

/// Characters that a column has.
const WIDTHS: [f64; 2] = [11.0, 28.0];

impl Figures {
    /// One sheet, to read and to print. A text is never a formula.
    ///
    /// # Errors
    /// [`WriteFault`].
    pub fn xlsx(&self) -> Result<Vec<u8>, WriteFault> {
        let head = Format::new().set_bold().set_text_wrap().set_border_bottom(FormatBorder::Thin);
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        sheet.write_string_with_format(0, 0, &self.title, &Format::new().set_bold().set_font_size(14))?;
        let mut row = 1;
        for remark in &self.remarks {
            sheet.write_string(row, 0, remark)?;
            row += 1;
        }
        for (column, name) in (0..).zip(&self.columns) {
            sheet.write_string_with_format(row, column, name, &head)?;
            let is_text = |cells: &Vec<Figure>| matches!(cells.get(usize::from(column)), Some(Figure::Text(text)) if text.chars().count() > 6);
            let [narrow, wide] = WIDTHS;
            sheet.set_column_width(column, if self.rows.iter().any(is_text) { wide } else { narrow })?;
        }
        sheet.set_freeze_panes(row + 1, 0)?.set_repeat_rows(row, row)?;
        for (row, cells) in (row + 1..).zip(&self.rows) {
            for (column, cell) in (0..).zip(cells) {
                match cell {
                    Figure::Text(text) => {
                        sheet.write_string(row, column, text)?;
                    }
                    Figure::Number(number) => {
                        sheet.write_number(row, column, number.to_f64().unwrap_or_default())?;
                    }
                    Figure::Nothing => {}
                }
            }
        }
        const A4: u8 = 9;
        sheet.set_landscape().set_paper_size(A4).set_print_fit_to_pages(1, 0);
        Ok(book.save_to_buffer()?)
    }
}
