//! Documents: forwarding one sends a dispatch to each recipient (0.2).

use jiff::civil::Date;

use crate::{
    app::{
        FormValues,
        reading::Reading,
        workspace::{RecordView, Workspace},
    },
    domain::{Dispatch, Document, Kind, Label, document::handling},
};

use super::behaviour::{Behaviour, effect};

pub static BEHAVIOUR: Behaviour = Behaviour {
    checks: &[("forward", only_downwards)],
    effects: &[effect!("forward" => Dispatch, dispatches)],
    suggest: Some(letter),
    begins_anew: &["number", "opinion", "letter_number", "letter"],
    ..Behaviour::of(Kind::Document)
};

/// A document goes to units below the two organs of the level, and to no other.
fn only_downwards(reading: &Reading, record: &RecordView<'_>) -> Result<(), Label> {
    let (tree, keeper) = (reading.tree(), record.keeper());
    let stranger = |unit: &String| !tree.oversees(keeper, unit) || unit == keeper;
    let document = reading.workspace().documents.get(&record.id);
    if document.is_some_and(|document| document.recipients.iter().any(stranger)) {
        return Err(Label::new(
            "下发名单只能包括本单位、同级单位的下级",
            "Only subordinates of this unit and of its peer may be on the dispatch list",
        ));
    }
    Ok(())
}

/// Who edits an approved document writes its covering letter, and need not begin with an empty one.
fn letter(workspace: &Workspace, record: &RecordView<'_>, filled: &mut FormValues) {
    let approved = record.progress().is_some_and(|progress| progress.state.code == handling::approved);
    let empty = filled.get("letter").is_some_and(String::is_empty);
    if let Some(document) = workspace.documents.get(&record.id).filter(|_| approved && empty) {
        filled.insert("letter", draft_letter(workspace, document));
    }
}

/// A first text of the covering letter, for the office to edit.
fn draft_letter(workspace: &Workspace, document: &Document) -> String {
    let names = || document.recipients.iter().map(|unit| workspace.tree().name(unit).to_owned());
    let to = match document.recipients.len() {
        1..=4 => names().collect::<Vec<_>>().join("、"),
        _ => "各有关单位".to_owned(),
    };
    format!(
        "{to}：\n现将{issuer}{title}（{number}）转发给你们，请结合实际抓好落实，按期回报落实措施。",
        issuer = document.issuer,
        title = document.quoted(),
        number = document.number
    )
}

/// One dispatch a recipient, under the number and title of the covering letter.
fn dispatches(workspace: &Workspace, record: &RecordView<'_>, today: Date) -> Vec<Dispatch> {
    let Some(document) = workspace.documents.get(&record.id) else {
        return Vec::new();
    };
    let forwarded = format!("转发{}", document.quoted());
    // One that says so, or to which no more can be added, goes on as it is called.
    let as_is = document.title.starts_with("转发") || forwarded.chars().count() > 120;
    let subject = if as_is { document.title.clone() } else { forwarded };
    let one = |recipient: &String| Dispatch {
        unit: document.unit.clone(),
        recipient: recipient.clone(),
        document: record.id.clone(),
        number: document.letter_number.as_ref().unwrap_or(&document.number).clone(),
        subject: subject.clone(),
        sent: today,
        measures: None,
        evidence: None,
    };
    document.recipients.iter().map(one).collect()
}
