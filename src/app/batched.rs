//! What payment batches have owed for sessions so far (五.7).

use std::collections::HashMap;

use rust_decimal::Decimal;

use super::workspace::{Held, Workspace};
use crate::domain::{
    Money, PaymentBatch, Record as _, SchoolStatement,
    batch::{BatchLine, Who, paying},
    workflow::Stage,
};

/// What was owed for a session, all in all, to one person by one payer.
#[derive(Debug, Clone, PartialEq)]
pub struct Owed<'a> {
    pub payer: &'a str,
    pub instructor: &'a str,
    /// 学时.
    pub hours: Decimal,
    /// After tax.
    pub amount: Money,
}

impl<'a> Owed<'a> {
    /// By whom, and to whom.
    pub fn to(&self) -> Who<'a> {
        (self.payer, self.instructor)
    }

    /// Whether anything of it stands.
    pub fn is_nothing(&self) -> bool {
        self.hours.is_zero() && self.amount == Money::ZERO
    }
}

/// Whether a batch has been reviewed: what it owes is in its own lines then.
pub fn is_settled(held: &Held<PaymentBatch>) -> bool {
    held.state.is_some_and(|state| [paying::reviewed, paying::approved, paying::paid].contains(&state.code))
}

/// The statements of schools that stand, of batches that are with the schools: nothing of one that was left out was ever owed. One that is
/// not the batch's own, as its organ drew it up, says nothing.
pub fn statements(workspace: &Workspace) -> impl Iterator<Item = &SchoolStatement> {
    let is_open = |statement: &SchoolStatement| match workspace.payment_batches.held().get(&statement.batch) {
        Some(batch) => {
            let is_its = batch.record.unit == statement.unit;
            is_its && batch.state.is_some_and(|state| state.code == paying::confirming)
        }
        // A school has its statement alone.
        None => true,
    };
    let held = workspace.school_statements.held().iter();
    let stands = held.filter(|(key, held)| {
        let is_void = held.state.is_some_and(|state| state.stage == Stage::Void);
        !is_void && *held.record.id() == ***key
    });
    stands.map(|(_, held)| &held.record).filter(move |statement| is_open(statement))
}

/// The lines by which sessions are owed.
pub fn lines(workspace: &Workspace) -> impl Iterator<Item = &BatchLine> {
    let settled = workspace.payment_batches.held().iter().filter(|(_, held)| is_settled(held));
    let settled = settled.flat_map(|(_, held)| &held.record.lines);
    // A person has their slips alone.
    let slips = workspace.pay_slips.all().filter(|slip| !workspace.payment_batches.has(&slip.batch));
    let told = statements(workspace).flat_map(|statement| &statement.lines);
    settled.chain(told).chain(slips.flat_map(|slip| &slip.lines))
}

/// What has been owed for each of the sessions that are wanted.
pub fn batched<'a>(
    workspace: &'a Workspace,
    wanted: impl Fn(&str) -> bool,
) -> HashMap<&'a str, Vec<Owed<'a>>> {
    let mut batched = HashMap::<&str, Vec<Owed<'_>>>::new();
    for line in lines(workspace).filter(|line| wanted(&line.session)) {
        let of_it = batched.entry(&line.session).or_default();
        match of_it.iter_mut().find(|owed| owed.to() == line.to()) {
            Some(owed) => {
                owed.hours += line.adds_hours();
                owed.amount += line.adds();
            }
            None => of_it.push(Owed {
                payer: &line.payer,
                instructor: &line.instructor,
                hours: line.adds_hours(),
                amount: line.adds(),
            }),
        }
    }
    for owed in batched.values_mut() {
        owed.retain(|owed| !owed.is_nothing());
    }
    batched.retain(|_, owed| !owed.is_empty());
    batched
}
