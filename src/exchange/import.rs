//! What a file would bring: valid records, and every problem by row and column. Nothing is stored here.

mod batch;
mod check;
mod columns;
mod dated;
mod row;
mod summary;

use super::sheets::Sheet;
use crate::{domain::Kind, policy::decision::Text};

pub use batch::{Batch, Incoming};
pub use check::Existing;
pub use summary::{Counts, Preview, Problem, SHOWN, Summary};

/// Checks the sheets of a file against what is stored.
pub fn preview(sheets: &[Sheet], existing: &Existing<'_>) -> Preview {
    let mut check = check::Check::of(existing);
    let known: Vec<_> =
        sheets.iter().filter_map(|sheet| Some((columns::kind_of(existing.fields, sheet)?, sheet))).collect();
    for kind in Kind::ALL {
        for (_, sheet) in known.iter().filter(|(of, _)| of == kind) {
            check.sheet(*kind, sheet);
        }
    }
    let mut preview = check.preview;
    if known.is_empty() {
        preview.summary.tell(Problem {
            sheet: sheets.first().map(|sheet| sheet.name.clone()).unwrap_or_default(),
            row: 0,
            column: String::new(),
            value: String::new(),
            what: Text {
                zh: "没有认出任何一张表。请使用本程序的模板，保留第一行表头。".to_owned(),
                en: "No sheet was recognised. Use this program's template and keep its first row.".to_owned(),
            },
        });
    }
    preview
}
