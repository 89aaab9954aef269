//! What a file would bring: valid records, and every problem by row and column. Nothing is stored here.

mod alike;
mod bank_file;
mod bank_words;
mod batch;
mod check;
mod dated;
mod lacking;
mod layout;
mod line;
mod mapping;
mod naming;
mod report;
mod row;
mod summary;
mod units;

use std::collections::HashMap;

use super::{sheets::Sheet, template::EXPLANATION};
use crate::{domain::Kind, policy::decision::Text};

pub use alike::{Alike, Answer, Likeness, Other, Unnumbered, Whence};
pub use bank_file::{BankFault, BankFile, BankLine, bank_file};
pub use bank_words::Outcome;
pub use batch::{Batch, Incoming, Place};
pub use check::Existing;
pub use line::{Line, NewRow, Understood};
pub use mapping::{Mapping, Mappings};
pub use naming::{Asked, Found, Meant, Wanted};
pub use report::{Constant, ReportedColumn, SheetReport, Spans};
pub use summary::{Counts, Preview, Problem, SHOWN, SHOWN_NEW, Summary};

use self::{check::Check, layout::Layout};

/// Checks the sheets of a file against what is stored.
pub fn preview(sheets: &[Sheet], existing: &Existing<'_>) -> Preview {
    let vocabulary = layout::vocabulary(existing.fields);
    let nothing_said = Mapping::default();
    let layouts = sheets
        .iter()
        .filter(|sheet| sheet.name != EXPLANATION)
        .filter_map(|sheet| Layout::of(sheet, &vocabulary));
    let layouts: Vec<_> = layouts.collect();
    let mut shapes: HashMap<String, usize> = HashMap::new();
    layouts.iter().for_each(|layout| *shapes.entry(layout.shape()).or_default() += 1);
    let mut known: Vec<_> = layouts
        .into_iter()
        .map(|layout| {
            let mapping = existing.mappings.get(&layout.shape()).unwrap_or(&nothing_said);
            let mut report = SheetReport::of(&layout, mapping);
            let mapping = mapping.of_sheet(&layout.sheet.name);
            let kind = match &mapping.kind {
                Some(code) => Kind::parse(code),
                None => layout.kind(existing.fields),
            };
            if kind.is_none()
                && let Some(likely) = layout.likely(existing.fields)
            {
                report.likely = Some(likely.code().to_owned());
                // What it would be read as stands there to be put right before it is.
                if mapping.kind.is_none() {
                    let places = layout.suggested(existing.fields, likely);
                    report.columns = report::columns(existing.fields, likely, &layout, &places);
                }
            }
            let wanted = !layout.sheet.hidden || mapping.hidden;
            (kind.filter(|_| wanted), layout, mapping, report)
        })
        .collect();
    let mut check = Check::of(existing);
    // What is referred to comes before what refers to it.
    for kind in Kind::ALL {
        for (_, layout, mapping, report) in known.iter_mut().filter(|(of, ..)| of.as_ref() == Some(kind)) {
            check.sheet(*kind, layout, mapping, report);
        }
    }
    for sheet in sheets.iter().filter(|sheet| sheet.lost) {
        check.tell(Problem {
            sheet: sheet.name.clone(),
            row: 0,
            column: String::new(),
            value: String::new(),
            what: Text {
                zh: "文件里有这张表的名称，没有它的内容，没有读入。请在办公软件中打开并重新保存。".to_owned(),
                en: "The file names this sheet and does not hold it; it was not read. Open the file in a spreadsheet program and save it again."
                    .to_owned(),
            },
        });
    }
    for (kind, layout, _, report) in &mut known {
        if shapes.get(&layout.shape()).is_some_and(|count| *count > 1) {
            let likely = report.likely.as_deref().and_then(Kind::parse);
            report.has_twins(existing.fields, kind.or(likely));
        }
    }
    let nothing_known = known.iter().all(|(kind, ..)| kind.is_none());
    known.into_iter().for_each(|(.., report)| check.report(report));
    if nothing_known {
        check.tell(Problem {
            sheet: sheets.first().map(|sheet| sheet.name.clone()).unwrap_or_default(),
            row: 0,
            column: String::new(),
            value: String::new(),
            what: Text {
                zh: "没有认出任何一张表。请使用本程序的模板，或在“核对各列”里选定是哪种表、各列是什么。".to_owned(),
                en: "No sheet was recognised. Use this program's template, or say under “Match columns” which table it is and what its columns are."
                    .to_owned(),
            },
        });
    }
    check.finish()
}
