//! Dispatches: who acknowledges one has the document registered (0.2).

use jiff::civil::Date;

use crate::{
    app::workspace::{RecordView, Workspace},
    domain::{Document, Kind},
};

use super::behaviour::{Behaviour, effect};

pub static BEHAVIOUR: Behaviour = Behaviour {
    effects: &[effect!("acknowledge" => Document, registration)],
    // It comes of forwarding a document that was approved.
    begun_by_hand: false,
    ..Behaviour::of(Kind::Dispatch)
};

/// The document at its recipient, with a pointer to the one it came with.
fn registration(workspace: &Workspace, record: &RecordView<'_>, today: Date) -> Vec<Document> {
    let Some(dispatch) = workspace.dispatches.get(&record.id) else {
        return Vec::new();
    };
    let Some(above) = workspace.documents.get(&dispatch.document) else {
        return Vec::new();
    };
    let name = |unit: &str| workspace.tree().name(unit).to_owned();
    vec![Document {
        unit: dispatch.recipient.clone(),
        number: dispatch.number.clone(),
        title: dispatch.subject.clone(),
        issuer: name(&dispatch.unit),
        written: dispatch.sent,
        issued: None,
        received: today,
        main_to: name(&dispatch.recipient),
        copy_to: None,
        openness: above.openness,
        original: above.original.clone(),
        text: above.letter.clone().or_else(|| above.text.clone()),
        parent: Some(dispatch.document.clone()),
        opinion: None,
        recipients: Vec::new(),
        letter_number: None,
        letter: None,
    }]
}
