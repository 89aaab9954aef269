//! Pay slips: made when a batch is recorded as paid; the person sees their own (五.7).

use std::collections::HashMap;

use jiff::civil::Date;
use serde_json::{Map, Value};

use crate::{
    app::{
        reading::Reading,
        returned::owed_again,
        workspace::{RecordView, Workspace},
    },
    domain::{
        Kind, Label, Money, PaySlip,
        batch::{BatchLine, BatchPayee},
        pay_slip::transferring,
        workflow::{Relation::Named, UNDO},
    },
    policy::{Policy, decision::Text},
    say,
};

use super::behaviour::{Behaviour, Card, Line};

pub static BEHAVIOUR: Behaviour = Behaviour {
    checks: &[("bounce", was_transferred), ("withdraw_return", not_paid_again), (UNDO, not_paid_again)],
    works_out: &[("bounce", returned)],
    also_seen_by: &[Named("instructor")],
    cards: &[Card { title: Label::new("退票", "Returned transfer"), lines: again }],
    begun_by_hand: false,
    ..Behaviour::of(Kind::PaySlip)
};

fn slip<'a>(workspace: &'a Workspace, record: &RecordView<'_>) -> Option<&'a PaySlip> {
    workspace.pay_slips.get(&record.id)
}

fn was_transferred(reading: &Reading, record: &RecordView<'_>) -> Result<(), Label> {
    match slip(reading.workspace(), record).is_some_and(|slip| slip.transferred() > Money::ZERO) {
        true => Ok(()),
        false => Err(Label::new("这张发放单没有付款，没有可退的", "Nothing was transferred by this slip")),
    }
}

/// What recording a return asks for: the day on which it came back.
fn returned(_: &Reading, record: &RecordView<'_>, _: &Policy, _: Date) -> Result<Map<String, Value>, Text> {
    match record.text("returned_on").is_empty() {
        true => Err(Label::new("请填写退票日期", "Say on which day the bank returned it").into()),
        false => Ok(Map::new()),
    }
}

/// What came back and has been paid again cannot have stayed away.
fn not_paid_again(reading: &Reading, record: &RecordView<'_>) -> Result<(), Label> {
    reading.note_tables([Kind::PaymentBatch, Kind::PaySlip]);
    let workspace = reading.workspace();
    let Some(slip) = slip(workspace, record) else { return Ok(()) };
    let is_returned = record.state.is_some_and(|state| state.code == transferring::returned);
    let owed = owed_again(workspace, &slip.unit, None);
    let open = owed.get(&(&*slip.payer, &*slip.instructor)).copied().unwrap_or_default();
    match is_returned && open < slip.transferred() {
        true => Err(Label::new(
            "退回的款已由以后的批次重发，不能撤销退票",
            "A later batch has paid it again, so the return stands",
        )),
        false => Ok(()),
    }
}

/// What became of what came back.
fn again(workspace: &Workspace, record: &RecordView<'_>) -> Vec<Line> {
    let is_returned = record.state.is_some_and(|state| state.code == transferring::returned);
    let Some(slip) = slip(workspace, record).filter(|_| is_returned) else { return Vec::new() };
    let owed = owed_again(workspace, &slip.unit, None);
    let open = owed.get(&(&*slip.payer, &*slip.instructor)).copied().unwrap_or_default();
    // Whoever was paid does not have the batches.
    let knows = workspace.payment_batches.has(&slip.batch);
    let value = match (knows, open > Money::ZERO) {
        (true, true) => Text::both(|lang| {
            say!(lang, "{open} 元待重发，列入下一批", "{open} owed again, with the next batch")
        }),
        (true, false) => Text {
            zh: "已由以后的批次重发".to_owned(),
            en: "A later batch has paid it again".to_owned(),
        },
        (false, _) => Text {
            zh: "由编制单位在下一批重发".to_owned(),
            en: "The unit that prepared it pays again with the next batch".to_owned(),
        },
    };
    vec![Line { label: Label::new("重发", "Paid again").into(), value, of: None }]
}

/// What a batch has paid each, as they are told.
pub(super) fn slips(workspace: &Workspace, record: &RecordView<'_>, today: Date) -> Vec<PaySlip> {
    let Some(batch) = workspace.payment_batches.get(&record.id) else { return Vec::new() };
    // Before it is said on which day, it is told how many there will be.
    let paid_on = record.text("paid_on").parse().unwrap_or(today);
    let mut lines = HashMap::<(&str, &str), Vec<BatchLine>>::new();
    for line in &batch.lines {
        lines.entry(line.to()).or_default().push(line.clone());
    }
    let slip = |(number, payee): (usize, &BatchPayee)| {
        let own = lines.get(&payee.to());
        PaySlip {
            code: format!("{}-{number}", batch.code),
            unit: batch.unit.clone(),
            batch: batch.code.clone(),
            instructor: payee.instructor.clone(),
            payer: payee.payer.clone(),
            month: batch.month.clone(),
            paid_on,
            sessions: payee.sessions,
            hours: payee.hours,
            added: payee.added,
            taken: payee.taken,
            owed: payee.owed,
            after_tax: payee.after_tax,
            again: payee.again,
            tax: payee.tax,
            gross: payee.gross,
            carried: payee.carried,
            lines: own.cloned().unwrap_or_default(),
            returned_on: None,
            new_account: None,
        }
    };
    (1..).zip(&batch.payees).map(slip).collect()
}
