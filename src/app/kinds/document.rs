//! Documents: forwarding one sends a dispatch to each recipient (0.2).

use jiff::civil::Date;

use crate::{
    app::{
        FormValues,
        reading::Reading,
        workspace::{RecordView, Workspace},
    },
    domain::{Dispatch, Document, Kind, Label, document::handling, workflow::Stage},
    exchange::paper::{Block, Closing, NO_DAY, Paper, Style, in_chinese},
};

use super::behaviour::{Behaviour, effect};

pub static BEHAVIOUR: Behaviour = Behaviour {
    checks: &[("forward", only_downwards)],
    effects: &[effect!("forward" => Dispatch, dispatches)],
    suggest: Some(letter),
    begins_anew: &["number", "opinion", "letter_number", "letter"],
    paper: Some(covering_letter),
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

const COVERING_LETTER: Label = Label::new("转发件", "Covering letter");
/// Beyond so many the letter names the first and refers to a list.
const NAMED: usize = 8;

/// The covering letter, once there is a text. No red head and no seal: those are the office's own to put on.
fn covering_letter(workspace: &Workspace, record: &RecordView<'_>) -> Option<Paper> {
    let document = workspace.documents.get(&record.id)?;
    let mut blocks: Vec<_> = Block::paragraphs(document.letter.as_deref()?).collect();
    let first = blocks.first_mut()?;
    if first.text.ends_with(['：', ':']) {
        first.style = Style::To;
    }
    blocks.push(Block::of(Style::Enclosure, format!("附件：{}（{}）", document.title, document.number)));
    let tree = workspace.tree();
    let issuer = tree.name(&document.unit).to_owned();
    let sent = record.progress()?.steps.iter().rev().find(|step| step.verb == "forward").map(|step| step.day);
    let names: Vec<_> = document.recipients.iter().map(|unit| tree.name(unit)).collect();
    let recipients = match names.get(..NAMED) {
        Some(first) if names.len() > NAMED => {
            format!("{}等{}家单位（名单另附）", first.join("，"), names.len())
        }
        _ => names.join("，"),
    };
    let title = document.forwarding_title(&issuer);
    let state = record.state?;
    let mark = match state.stage {
        Stage::Void => Some("已撤销"),
        // Nobody has agreed to it yet.
        _ if [handling::registered, handling::proposed].contains(&state.code) => Some("草稿"),
        _ => None,
    };
    Some(Paper {
        name: COVERING_LETTER.into(),
        called: title.clone(),
        marks: mark.map(str::to_owned).into_iter().collect(),
        number: document.letter_number.clone(),
        title,
        blocks,
        closing: Closing::Signed { by: issuer, on: sent.map_or_else(|| NO_DAY.to_owned(), in_chinese) },
        notes: vec![format!("公开属性：{}", document.openness.label().zh), format!("下发：{recipients}")],
    })
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
