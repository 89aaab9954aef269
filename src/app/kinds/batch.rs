//! Payment batches, and what schools say to their parts (五.7).

use crate::{
    app::{
        batched::{is_settled, statements},
        reading::Reading,
        settling,
        workspace::{RecordView, Workspace},
    },
    domain::{
        Kind, Label, PaySlip, Record as _,
        batch::{agreeing, paying},
        workflow::UNDO,
    },
    policy::decision::Text,
};

use super::{
    behaviour::{Behaviour, Card, Line, effect},
    pay_slip,
};

pub static BEHAVIOUR: Behaviour = Behaviour {
    checks: &[("void", nothing_left), ("return", nothing_after), (UNDO, review_stands)],
    effects: &[effect!("pay" => PaySlip, pay_slip::slips)],
    cards: &[Card { title: Label::new("各校确认", "What the schools say"), lines: schools }],
    works_out: &[("review", settling::reviewed), ("pay", settling::paid)],
    // It is worked out from the sessions.
    begun_by_hand: false,
    ..Behaviour::of(Kind::PaymentBatch)
};

pub static STATEMENT: Behaviour = Behaviour {
    checks: &[("exclude", not_reviewed), ("object", not_reviewed), (UNDO, not_reviewed)],
    begun_by_hand: false,
    ..Behaviour::of(Kind::SchoolStatement)
};

/// When a batch was reviewed last; those that were reviewed together follow each other by name.
fn reviewed(record: &RecordView<'_>) -> Option<(String, String)> {
    let steps = record.progress()?.steps;
    let step = steps.iter().rfind(|step| step.verb == "review")?;
    Some((step.when.to_string(), record.id.clone()))
}

/// A review goes by the ones before it: what they paid in the month, and what they left owed.
fn nothing_after(reading: &Reading, record: &RecordView<'_>) -> Result<(), Label> {
    let workspace = reading.workspace();
    reading.note_tables([Kind::PaymentBatch]);
    let own = reviewed(record);
    let later =
        workspace.payment_batches.held().iter().filter(|(id, held)| ***id != *record.id && is_settled(held));
    let mut later = later.filter(|(_, held)| held.record.unit == record.text("unit"));
    match later
        .any(|(id, _)| workspace.find(Kind::PaymentBatch, id).is_some_and(|other| reviewed(&other) > own))
    {
        true => Err(Label::new(
            "以后审核的批次按本批计算了个税和结转，请先退回那些批次",
            "Batches that were reviewed later go by this one: return those first",
        )),
        false => Ok(()),
    }
}

fn review_stands(reading: &Reading, record: &RecordView<'_>) -> Result<(), Label> {
    match record.envelope.steps.last().is_some_and(|step| step.verb == "review") {
        true => nothing_after(reading, record),
        false => Ok(()),
    }
}

/// What was owed by a batch that is void would be owed by nobody.
fn nothing_left(reading: &Reading, record: &RecordView<'_>) -> Result<(), Label> {
    reading.note_tables([Kind::SchoolStatement]);
    match statements(reading.workspace()).any(|statement| statement.batch == record.id) {
        true => Err(Label::new(
            "还有学校的部分没有改为“本批不发”",
            "Parts of schools still stand: leave them out first",
        )),
        false => Ok(()),
    }
}

/// What a batch owes stands once it is reviewed.
fn not_reviewed(reading: &Reading, record: &RecordView<'_>) -> Result<(), Label> {
    let batch = reading.workspace().find(Kind::PaymentBatch, record.text("batch"));
    match batch.and_then(|batch| batch.state).is_none_or(|state| state.code == paying::confirming) {
        true => Ok(()),
        false => Err(Label::new(
            "这一批已经审核；需要改动的，请负责人先退回",
            "The batch has been reviewed; have the head return it first",
        )),
    }
}

/// Each school's part, those that hold the batch up first.
fn schools(workspace: &Workspace, batch: &RecordView<'_>) -> Vec<Line> {
    let of_it = workspace.school_statements.all().filter(|statement| statement.batch == batch.id);
    let mut lines: Vec<_> = of_it
        .filter_map(|statement| {
            let record = workspace.find(Kind::SchoolStatement, &statement.id())?;
            let state = record.state?;
            let name = workspace.tree().name(&statement.school).to_owned();
            let sum = statement.adds();
            let value = Text::both(|lang| format!("{} · {sum}", state.label.text(lang)));
            Some((
                state.code == agreeing::agreed,
                Line { label: name.into(), value, of: Some((Kind::SchoolStatement, record.id)) },
            ))
        })
        .collect();
    lines.sort_by_key(|(is_agreed, _)| *is_agreed);
    lines.into_iter().map(|(_, line)| line).collect()
}
