//! Surveys: one that is filed is a contact with the bureau; the page compares it with the school's earlier ones.

use jiff::civil::Date;

use crate::{
    app::workspace::{RecordView, Workspace},
    domain::{Contact, Kind, Label, contact::Channel, field::Share},
};

use super::behaviour::{Behaviour, Card, Line, effect};

pub static BEHAVIOUR: Behaviour = Behaviour {
    effects: &[effect!("file" => Contact, contact)],
    cards: &[Card { title: Label::new("本校历次问卷", "The school's surveys"), lines: surveys }],
    begins_anew: &["remarks"],
    ..Behaviour::of(Kind::Survey)
};

/// The bureau to which the school reports is told what the school remarks.
fn contact(workspace: &Workspace, record: &RecordView<'_>, today: Date) -> Vec<Contact> {
    let bureau = workspace.tree().superior(record.keeper());
    let one = |bureau: &str| Contact {
        code: format!("{}-contact", record.id),
        unit: record.keeper().to_owned(),
        with: bureau.to_owned(),
        date: today,
        channel: Channel::Message,
        topic: record.title.clone(),
        summary: Some(record.text("remarks").to_owned()),
    };
    bureau.map(one).into_iter().collect()
}

fn surveys(workspace: &Workspace, record: &RecordView<'_>) -> Vec<Line> {
    let own = workspace.records_of(Kind::Survey).filter(|other| other.keeper() == record.keeper());
    let line = |survey: RecordView<'_>| {
        let satisfied = workspace.surveys.get(&survey.id).map_or(Share::default(), |survey| survey.satisfied);
        Line {
            label: survey.title.into(),
            value: satisfied.to_string().into(),
            of: Some((Kind::Survey, survey.id)),
        }
    };
    own.map(line).collect()
}
