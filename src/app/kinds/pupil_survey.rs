//! Pupil surveys: a form begins with its three statements, and the page shows what has changed.

use jiff::civil::Date;

use crate::{
    app::{
        FormValues,
        inbox::Days,
        outcomes::change::Change,
        workspace::{RecordView, Workspace},
    },
    domain::{
        Kind, Label, Term,
        field::join_rows,
        pupil_survey::{Aim, surveying},
        workflow::Seat,
    },
};

use super::behaviour::{Behaviour, Card, Line};

pub static BEHAVIOUR: Behaviour = Behaviour {
    prefill: Some(prefill),
    suggest: Some(again),
    begins_anew: &["term", "before_sheets", "before", "after_sheets", "after", "notes"],
    cards: &[Card { title: Label::new("前后变化", "Before and after"), lines: changes }],
    in_order_of: &["term", "class"],
    ..Behaviour::of(Kind::PupilSurvey)
};

/// This term, and a line for each statement.
fn prefill(_: &Workspace, _: Option<&Seat>, today: Date, _: Days<'_>, filled: &mut FormValues) {
    filled.insert("term", Term::of(today).to_string());
    filled.insert("before", lines());
}

/// The lines of the second survey come when it is due, so that a new form has those of the first alone.
fn again(_: &Workspace, record: &RecordView<'_>, filled: &mut FormValues) {
    let is_empty = filled.get("after").is_none_or(String::is_empty);
    if is_empty && record.state.is_some_and(|state| state.code == surveying::running) {
        filled.insert("after", lines());
    }
}

fn lines() -> String {
    let lines: Vec<_> = Aim::ALL.iter().map(|aim| vec![aim.code().to_owned()]).collect();
    join_rows(&lines)
}

fn changes(workspace: &Workspace, record: &RecordView<'_>) -> Vec<Line> {
    let Some(survey) = workspace.pupil_surveys.get(&record.id) else { return Vec::new() };
    let line = |aim: &Aim| {
        let change = Change::of(survey, *aim)?;
        Some(Line { label: aim.label().into(), value: change.text(), of: None })
    };
    Aim::ALL.iter().filter_map(line).collect()
}
