//! What a file would bring: valid records, and every problem by row and column. Nothing is stored here.

mod alike;
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

use super::{sheets::Sheet, template::EXPLANATION};
use crate::{domain::Kind, policy::decision::Text};

pub use alike::{Alike, Answer, Likeness, Other, Whence};
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
    let mut known: Vec<_> = layouts
        .map(|layout| {
            let mapping = existing.mappings.get(&layout.shape()).unwrap_or(&nothing_said);
            let mut report = SheetReport::of(&layout, mapping);
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
    let nothing_known = known.iter().all(|(kind, ..)| kind.is_none());
    known.into_iter().for_each(|(.., report)| check.report(report));
    if nothing_known {
        check.tell(Problem {
            sheet: sheets.first().map(|sheet| sheet.name.clone()).unwrap_or_default(),
            row: 0,
            column: String::new(),
            value: String::new(),
            what: Text {
                zh: "没有认出任何一张表。请使用本程序的模板，或在下面选定是哪种表、核对各列。".to_owned(),
                en: "No sheet was recognised. Use this program's template, or say below which table it is and match its columns."
                    .to_owned(),
            },
        });
    }
    check.finish()
}
