//! Bytes in, bytes out: spreadsheets that people fill in, payment lists that finance opens, papers that offices seal. Knows no file dialog, no
//! store and no clock.

pub mod audit_extract;
pub mod figures;
pub mod icalendar;
pub mod import;
pub mod package;
pub mod paper;
pub mod payment_list;
pub mod schema;
pub mod served_list;
mod sheets;
mod template;

pub use sheets::{Cell, FileFault, Row, Sheet, read};
pub use template::{problems, template, with_records};

use crate::domain::{Lang, Localized};

/// A file that could not be written: the library's own word.
#[derive(Debug, thiserror::Error)]
pub enum WriteFault {
    #[error("the workbook could not be written: {0}")]
    Workbook(#[from] rust_xlsxwriter::XlsxError),
    #[error("the document could not be written: {0}")]
    Docx(#[from] zip::result::ZipError),
}

impl Localized for WriteFault {
    fn text(&self, lang: Lang) -> String {
        match (lang, self) {
            (Lang::Zh, Self::Workbook(why)) => format!("表格没有生成：{why}。请重试。"),
            (Lang::Zh, Self::Docx(why)) => format!("文档没有生成：{why}。请重试。"),
            (Lang::En, _) => format!("{self}. Try again."),
        }
    }
}
