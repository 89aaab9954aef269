//! The results as a workbook: a line for each group and statement, with all its counts.

use rust_decimal::Decimal;

use super::results::{By, Group, Results};
use crate::{
    domain::{
        Label, Lang, Localized as _, Term,
        pupil_survey::{Aim, Answer, Time},
    },
    exchange::figures::{Figure, Figures},
};

const TITLE: Label = Label::new("成效结果", "Outcomes");

/// What each group is one of.
const OF_ALL: Label = Label::new("全部", "All");
const OF_FORMS: Label = Label::new("形式", "Form");
const OF_SUBJECTS: Label = Label::new("领域", "Field");
const OF_CLASSES: Label = Label::new("班级", "Class");

const COLUMNS: [Label; 6] = [
    Label::new("分类", "By"),
    Label::new("组", "Group"),
    Label::new("班级数", "Classes"),
    Label::new("前测收回份数", "Sheets before"),
    Label::new("后测收回份数", "Sheets after"),
    Label::new("方面", "Statement about"),
];
const RISEN: Label = Label::new("完全符合增加（百分点）", "Certainly true, risen by (points)");
const TIMES: [(Time, Label); 2] =
    [(Time::Before, Label::new("前测", "Before")), (Time::After, Label::new("后测", "After"))];

/// The table of all that is shown of a term; `remarks` stand above it.
pub fn figures(results: &Results, term: Term, remarks: Vec<String>, lang: Lang) -> Figures {
    let mut columns: Vec<_> = COLUMNS.iter().map(|label| label.text(lang).to_owned()).collect();
    for (_, time) in TIMES {
        let of =
            |answer: &Answer| format!("{}{}{}", time.text(lang), lang.colon(), answer.label().text(lang));
        columns.extend(Answer::ALL.iter().map(of));
    }
    columns.push(RISEN.text(lang).to_owned());
    let mut rows = Vec::new();
    if let Some(whole) = &results.whole {
        rows.extend(lines(OF_ALL, &whole.all, lang));
        for (label, by) in [(OF_FORMS, By::Form), (OF_SUBJECTS, By::Subject)] {
            rows.extend(whole.by(by).iter().flat_map(|group| lines(label, group, lang)));
        }
    }
    rows.extend(results.each.iter().flat_map(|(_, class)| lines(OF_CLASSES, class, lang)));
    Figures { title: format!("{} {}", TITLE.text(lang), term.text(lang)), remarks, columns, rows }
}

/// A line for each statement.
fn lines(of: Label, group: &Group, lang: Lang) -> impl Iterator<Item = Vec<Figure>> {
    let text = |text: &str| Figure::Text(text.to_owned());
    let count = |count: u32| Figure::Number(Decimal::from(count));
    Aim::ALL.iter().zip(group.changes).map(move |(aim, change)| {
        let mut line = vec![
            text(of.text(lang)),
            text(group.name.get(lang)),
            count(group.size.classes),
            count(group.size.before),
            count(group.size.after),
            text(aim.label().text(lang)),
        ];
        line.extend(TIMES.iter().flat_map(|(time, _)| change.at(*time)).map(count));
        line.push(change.points().map_or(Figure::Nothing, Figure::Number));
        line
    })
}
