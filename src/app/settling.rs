//! Who is paid what in a batch: what schools have agreed to, by payer and person, with the tax of the month of payment (五.7).

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde_json::{Map, Value};

use super::{
    batched::statements,
    payments::{Settled, settle},
    reading::Reading,
    workspace::{RecordView, Workspace},
};
use crate::{
    domain::{
        Kind, Money, PaymentBatch,
        batch::{BatchLine, BatchPayee, agreeing},
        workflow::Stage,
    },
    policy::{Policy, decision::Text, facts::MonthFacts},
    say,
};

/// Who is paid: payer and number of the instructor.
type Who = (String, String);

/// What reviewing a batch works out: the lines of its payees.
///
/// # Errors
/// Why nobody can be paid yet.
pub fn payees(
    reading: &Reading,
    record: &RecordView<'_>,
    policy: &Policy,
    day: Date,
) -> Result<Map<String, Value>, Text> {
    reading.note_tables([Kind::PaymentBatch, Kind::SchoolStatement]);
    let workspace = reading.workspace();
    let Some(batch) = workspace.payment_batches.get(&record.id) else { return Ok(Map::new()) };
    let of_it = || statements(workspace).filter(|statement| statement.batch == batch.code);
    let waits = |school: &str| {
        let id = format!("{}_{school}", batch.code);
        let statement = workspace.find(Kind::SchoolStatement, &id);
        statement.is_some_and(|statement| statement.state.is_some_and(|state| state.code != agreeing::agreed))
    };
    let waiting = of_it().filter(|statement| waits(&statement.school)).count();
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
    let mut lines = BTreeMap::<Who, Vec<&BatchLine>>::new();
    for line in of_it().flat_map(|statement| &statement.lines) {
        lines.entry((line.payer.clone(), line.instructor.clone())).or_default().push(line);
    }
    if lines.is_empty() {
        return Err(Text {
            zh: "没有学校确认的课次，不能审核；不再需要的批次请作废".to_owned(),
            en: "No school's part is left, so there is nothing to review; void the batch".to_owned(),
        });
    }
    let others = Others::of(workspace, batch);
    // What the person's other payers have come to in the month, payer by payer.
    let mut settled_before = BTreeMap::<String, Money>::new();
    let mut payees = Vec::new();
    for ((payer, instructor), lines) in lines {
        let who = (payer, instructor);
        let payee = others.payee(batch, &who, &lines, |facts| {
            let before = settled_before.entry(who.1.clone()).or_default();
            let settled = settle(policy, day, facts, *before)?;
            if let Settled::Sum { after_tax, .. } = settled {
                *before += after_tax;
            }
            Ok(settled)
        })?;
        payees.push(payee);
    }
    let payees = serde_json::to_value(&payees).unwrap_or_default();
    Ok(Map::from_iter([("payees".to_owned(), payees)]))
}

/// What other batches of the organ paid, and left owed.
struct Others<'a>(Vec<&'a PaymentBatch>);

impl<'a> Others<'a> {
    fn of(workspace: &'a Workspace, batch: &PaymentBatch) -> Self {
        let held = workspace.payment_batches.held().iter();
        let stands = held.filter(|(_, held)| held.state.is_none_or(|state| state.stage != Stage::Void));
        let others = stands.map(|(_, held)| &held.record);
        let mut others: Vec<_> = others
            .filter(|other| other.unit == batch.unit && other.code != batch.code && !other.payees.is_empty())
            .collect();
        others.sort_by_key(|other| (&other.month, other.through, &other.code));
        Self(others)
    }

    fn lines<'b>(
        &'b self,
        who: &'b Who,
    ) -> impl DoubleEndedIterator<Item = (&'a PaymentBatch, &'a BatchPayee)> + 'b {
        self.0.iter().filter_map(move |batch| {
            let is_its = |payee: &&BatchPayee| (&payee.payer, &payee.instructor) == (&who.0, &who.1);
            Some((*batch, batch.payees.iter().find(is_its)?))
        })
    }

    fn payee(
        &self,
        batch: &PaymentBatch,
        who: &Who,
        lines: &[&BatchLine],
        settle: impl FnOnce(&MonthFacts) -> Result<Settled, Text>,
    ) -> Result<BatchPayee, Text> {
        let sum = |of: fn(&BatchLine) -> Money| lines.iter().map(|line| of(line)).sum::<Money>();
        let added = sum(|line| line.adds().max(Money::ZERO));
        let taken = Money::ZERO - sum(|line| line.adds().min(Money::ZERO));
        let owed = self.lines(who).next_back().and_then(|(_, payee)| payee.carried).unwrap_or_default();
        let due = added - taken - owed;
        // Tax is that of everything that the payer pays in the month, less what it has withheld already.
        let of_month =
            || self.lines(who).filter(|(other, _)| other.month == batch.month).map(|(_, payee)| payee);
        let (paid, withheld) = (
            of_month().map(|payee| payee.after_tax).sum::<Money>(),
            of_month().map(|payee| payee.tax).sum::<Money>(),
        );
        let sessions = lines.iter().filter(|line| line.amount != Money::ZERO).count();
        let sessions = u32::try_from(sessions).unwrap_or(u32::MAX);
        let (mut after_tax, mut tax, mut carried) = (Money::ZERO, Money::ZERO, Money::ZERO);
        if due > Money::ZERO {
            let month = batch.month().ok_or_else(|| Text {
                zh: format!("发放月份“{}”不是月份，应写作 2026-03", batch.month),
                en: format!("“{}” is no month of payment; write 2026-03", batch.month),
            })?;
            match settle(&MonthFacts { month, after_tax: paid + due, sessions })? {
                Settled::Sum { after_tax: all, tax: of_all, .. } => {
                    after_tax = (all - paid).max(Money::ZERO);
                    tax = (of_all - withheld).max(Money::ZERO);
                }
                Settled::Failed(why) => return Err(why),
                Settled::Shared => {}
            }
        } else {
            carried = Money::ZERO - due;
        }
        Ok(BatchPayee {
            payer: who.0.clone(),
            instructor: who.1.clone(),
            sessions,
            hours: lines.iter().map(|line| line.adds_hours()).sum(),
            added,
            taken: said(taken),
            owed: said(owed),
            after_tax,
            tax,
            gross: after_tax + tax,
            carried: said(carried),
        })
    }
}

/// Nothing is said of what is not.
fn said(amount: Money) -> Option<Money> {
    (amount != Money::ZERO).then_some(amount)
}
