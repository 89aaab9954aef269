//! Bytes in, bytes out: spreadsheets that people fill in, payment lists that finance opens. Knows no file dialog, no
//! store and no clock.

pub mod icalendar;
pub mod import;
pub mod package;
pub mod payment_list;
pub mod schema;
mod sheets;
mod template;

pub use sheets::{Cell, FileFault, Row, Sheet, read};
pub use template::{problems, template, with_records};

use crate::domain::{Lang, Localized};

/// A workbook that could not be written: the library's own word.
#[derive(Debug, thiserror::Error)]
#[error("the workbook could not be written: {0}")]
pub struct WriteFault(#[from] rust_xlsxwriter::XlsxError);

impl Localized for WriteFault {
    fn text(&self, lang: Lang) -> String {
        match lang {
            Lang::Zh => format!("表格没有生成：{}。请重试。", self.0),
            Lang::En => format!("{self}. Try again."),
        }
    }
}
