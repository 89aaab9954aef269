//! What all sheets of a workbook share.

use std::rc::Rc;

use super::{cell::Cell, number_format::Shown};

/// Texts and formats, by their places in the file.
#[derive(Debug, Default)]
pub(super) struct Shared {
    pub texts: Vec<Rc<str>>,
    pub formats: Vec<Rc<Shown>>,
    /// Days are counted from 1904.
    pub from_1904: bool,
}

impl Shared {
    /// What a number is, by the format of its cell.
    pub fn number(&self, number: f64, format: Option<u32>) -> Cell {
        /// From the beginning of 1900 to that of 1904.
        const LATER: f64 = 1_462.0;
        let shown = format.and_then(|format| self.formats.get(usize::try_from(format).ok()?)).cloned();
        let shown = shown.unwrap_or_else(|| Rc::new(Shown::Plain));
        let is_day = matches!(*shown, Shown::Day | Shown::Moment);
        Cell::Number(if self.from_1904 && is_day { number + LATER } else { number }, shown)
    }
}
