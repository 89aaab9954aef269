//! Who is paid what in a batch: what schools have agreed to, by payer and person, with the tax of the month of payment (五.7).

use std::collections::{BTreeMap, HashMap};

use jiff::civil::Date;
use serde_json::{Map, Value};

use super::{
    batched::{is_settled, statements},
    payments::{Settled, settle},
    reading::Reading,
    returned::owed_again,
    workspace::{RecordView, Workspace},
};
use crate::{
    domain::{
        Kind, Money, PaymentBatch, Record as _, SchoolStatement,
        batch::{self, BatchLine, BatchPayee, Who, agreeing},
    },
    policy::{Policy, decision::Text, facts::MonthFacts},
    say,
};

/// What reviewing a batch works out: its payees, and the lines to which the schools have agreed.
///
/// # Errors
/// Why nobody can be paid yet.
pub fn reviewed(
    reading: &Reading,
    record: &RecordView<'_>,
    policy: &Policy,
    _: Date,
) -> Result<Map<String, Value>, Text> {
    reading.note_tables([Kind::PaymentBatch, Kind::SchoolStatement, Kind::PaySlip]);
    let workspace = reading.workspace();
    let Some(batch) = workspace.payment_batches.get(&record.id) else { return Ok(Map::new()) };
    let of_it: Vec<_> = statements(workspace).filter(|statement| statement.batch == batch.code).collect();
    let waits = |statement: &SchoolStatement| {
        let state =
            workspace.find(Kind::SchoolStatement, &statement.id()).and_then(|statement| statement.state);
        state.is_none_or(|state| state.code != agreeing::agreed)
    };
    let waiting = of_it.iter().filter(|statement| waits(statement)).count();
    if waiting > 0 {
        return Err(Text::both(|lang| {
            say!(
                lang,
                "还有 {waiting} 所学校没有确认；请催办，或把它们改为“本批不发”",
                "{waiting} schools have not agreed yet; remind them, or leave their parts out"
            )
            .to_owned()
        }));
    }
    let of_school = |statement: &&SchoolStatement| {
        let school = Some(statement.school.clone());
        let line = move |line: &BatchLine| BatchLine { school: school.clone(), ..line.clone() };
        statement.lines.iter().map(line).collect::<Vec<_>>()
    };
    let lines: Vec<_> = of_it.iter().flat_map(of_school).collect();
    let again = owed_again(workspace, &batch.unit, Some(&batch.code));
    if lines.is_empty() && again.is_empty() {
        return Err(Text {
            zh: "没有学校确认的课次，不能审核；不再需要的批次请作废".to_owned(),
            en: "No school's part is left, so there is nothing to review; void the batch".to_owned(),
        });
    }
    let payees = payees(workspace, (batch, record.text("month")), (&lines, &again), policy)?;
    Ok(Map::from_iter([
        ("payees".to_owned(), serde_json::to_value(&payees).unwrap_or_default()),
        ("lines".to_owned(), serde_json::to_value(&lines).unwrap_or_default()),
    ]))
}

/// What recording a batch as paid asks for: with which voucher, and on which day of its month.
///
/// # Errors
/// What is missing, or does not go together.
pub fn paid(
    reading: &Reading,
    record: &RecordView<'_>,
    _: &Policy,
    _: Date,
) -> Result<Map<String, Value>, Text> {
    let (voucher, day, month) = (record.text("voucher"), record.text("paid_on"), record.text("month"));
    reading.note_tables([Kind::PaymentBatch]);
    if voucher.is_empty() || day.is_empty() {
        return Err(Text {
            zh: "请填写支付凭证号和发放日期".to_owned(),
            en: "Say with which voucher it was paid, and on which day".to_owned(),
        });
    }
    if !day.starts_with(month) {
        return Err(Text {
            zh: format!(
                "个税是按 {month} 发放计算的，发放日期 {day} 不在这个月；请由负责人退回，重新审核时改发放月份"
            ),
            en: format!(
                "Tax was worked out for payment in {month}, and {day} is not in it; have the head return the batch, and change the month when it is reviewed again"
            ),
        });
    }
    Ok(Map::new())
}

fn payees(
    workspace: &Workspace,
    (batch, said): (&PaymentBatch, &str),
    (lines, again): (&[BatchLine], &BTreeMap<Who<'_>, Money>),
    policy: &Policy,
) -> Result<Vec<BatchPayee>, Text> {
    let month = batch::month(said).ok_or_else(|| Text {
        zh: format!("发放月份“{said}”应写作年—月，如 2026-03"),
        en: format!("“{said}” is no month of payment; write it as 2026-03"),
    })?;
    let mut by_payee = BTreeMap::<Who<'_>, Vec<&BatchLine>>::new();
    for line in lines {
        by_payee.entry(line.to()).or_default().push(line);
    }
    for who in again.keys() {
        by_payee.entry(*who).or_default();
    }
    let before = Before::of(workspace, batch, said);
    // What the person's payers before this one have come to in the month.
    let mut settled_before = HashMap::<&str, Money>::new();
    for ((_, instructor), paid) in &before.in_month {
        *settled_before.entry(instructor).or_default() += paid.after_tax;
    }
    let mut payees = Vec::new();
    for (who, lines) in by_payee {
        let already = before.in_month.get(&who).copied().unwrap_or_default();
        let by_others = settled_before.get(who.1).copied().unwrap_or_default() - already.after_tax;
        let owed = before.owed.get(&who).copied().unwrap_or_default();
        let settled = payee(who, &lines, (owed, already), |after_tax, sessions| {
            let facts = MonthFacts { month, after_tax, sessions };
            settle(policy, month.last_day(), &facts, by_others)
        })?;
        *settled_before.entry(who.1).or_default() += settled.after_tax;
        payees.push(BatchPayee { again: again.get(&who).copied(), ..settled });
    }
    Ok(payees)
}

/// What was paid, and withheld for tax.
#[derive(Debug, Clone, Copy, Default)]
struct Paid {
    after_tax: Money,
    tax: Money,
}

/// What the organ's other batches that were reviewed have come to.
#[derive(Default)]
struct Before<'a> {
    /// In the batch's month of payment.
    in_month: BTreeMap<Who<'a>, Paid>,
    /// What is owed back: carried on, and not taken off yet.
    owed: BTreeMap<Who<'a>, Money>,
}

impl<'a> Before<'a> {
    fn of(workspace: &'a Workspace, batch: &PaymentBatch, month: &str) -> Self {
        let mut before = Self::default();
        let held = workspace.payment_batches.held().iter().filter(|(_, held)| is_settled(held));
        let others = held.map(|(_, held)| &held.record);
        for other in others.filter(|other| other.unit == batch.unit && other.code != batch.code) {
            for payee in &other.payees {
                let who = payee.to();
                let owed = before.owed.entry(who).or_default();
                *owed += payee.carried.unwrap_or_default() - payee.owed.unwrap_or_default();
                if other.month == month {
                    let paid = before.in_month.entry(who).or_default();
                    paid.after_tax += payee.after_tax;
                    paid.tax += payee.tax;
                }
            }
        }
        before
    }
}

/// Tax is that of everything that the payer pays in the month, less what it has withheld already; below zero nothing is paid, and the
/// rest is carried on.
fn payee(
    (payer, instructor): Who<'_>,
    lines: &[&BatchLine],
    (owed, already): (Money, Paid),
    settle: impl FnOnce(Money, u32) -> Result<Settled, Text>,
) -> Result<BatchPayee, Text> {
    let sum = |of: fn(&BatchLine) -> Money| lines.iter().map(|line| of(line)).sum::<Money>();
    let added = sum(|line| line.adds().max(Money::ZERO));
    let taken = Money::ZERO - sum(|line| line.adds().min(Money::ZERO));
    let due = added - taken - owed;
    let sessions = lines.iter().filter(|line| line.amount != Money::ZERO).count();
    let sessions = u32::try_from(sessions).unwrap_or(u32::MAX);
    let (mut after_tax, mut tax, mut carried) = (Money::ZERO, Money::ZERO, Money::ZERO);
    if due > Money::ZERO {
        match settle(already.after_tax + due, sessions)? {
            Settled::Sum { after_tax: all, tax: of_all, .. } => {
                after_tax = (all - already.after_tax).max(Money::ZERO);
                tax = (of_all - already.tax).max(Money::ZERO);
            }
            Settled::Failed(why) => return Err(why),
            // The organ that pays sees all that it pays.
            Settled::Shared => {}
        }
    } else {
        carried = Money::ZERO - due;
    }
    Ok(BatchPayee {
        payer: payer.to_owned(),
        instructor: instructor.to_owned(),
        sessions,
        hours: lines.iter().map(|line| line.adds_hours()).sum(),
        added,
        taken: said(taken),
        owed: said(owed),
        after_tax,
        tax,
        gross: after_tax + tax,
        carried: said(carried),
        again: None,
    })
}

/// Nothing is said of what is not.
fn said(amount: Money) -> Option<Money> {
    (amount != Money::ZERO).then_some(amount)
}
