//! What is left of the money: of a payer's budget what was paid, what lies in batches, and what is still to come (五.7).

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::{
    account::{Account, Ruling},
    batched::{batched, is_settled, statements},
    workspace::{Held, Workspace},
};
use crate::domain::{
    Budget, Money, PaymentBatch, Record as _,
    batch::{BatchLine, paying},
};

/// How a budget stands.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Standing {
    pub amount: Money,
    /// Gross, of batches that are recorded as paid.
    pub paid: Money,
    /// Of the others that stand: gross once they are reviewed, after tax before.
    pub batched: Money,
    /// After tax: what its sessions earn and no batch owes yet; nothing where no account is there.
    pub to_come: Option<Money>,
}

impl Standing {
    /// Below zero where more is spent, or bound, than there is.
    pub fn left(&self) -> Money {
        self.amount - self.paid - self.batched - self.to_come.unwrap_or_default()
    }
}

/// How a budget stands.
pub fn standing(workspace: &Workspace, account: Option<&Account>, budget: &Budget) -> Standing {
    let Budget { unit, payer, .. } = budget;
    let mut standing = Standing { amount: budget.amount, ..Standing::default() };
    for (code, held) in workspace.payment_batches.held().iter() {
        let batch = &held.record;
        if batch.unit != *unit || !is_of(budget, batch) {
            continue;
        }
        if is_settled(held) {
            let gross =
                batch.payees.iter().filter(|payee| payee.payer == *payer).map(|payee| payee.gross).sum();
            match is_paid(held) {
                true => standing.paid += gross,
                false => standing.batched += gross,
            }
        } else {
            let lines = statements(workspace).filter(|statement| *statement.batch == **code);
            let own = lines.flat_map(|statement| &statement.lines).filter(|line| line.payer == *payer);
            standing.batched += own.map(BatchLine::adds).sum();
        }
    }
    standing.to_come = account.map(|account| to_come(workspace, account, budget));
    standing
}

/// Whether a batch is paid in the time of a budget.
fn is_of(budget: &Budget, batch: &PaymentBatch) -> bool {
    batch.month().is_some_and(|month| (budget.from..=budget.until).contains(&month.last_day()))
}

fn is_paid(held: &Held<PaymentBatch>) -> bool {
    held.state.is_some_and(|state| state.code == paying::paid)
}

/// What sessions of the time earn beyond what batches have owed for them, after tax.
fn to_come(workspace: &Workspace, account: &Account, budget: &Budget) -> Money {
    let is_its = |school: &str, day: Date| {
        (budget.from..=budget.until).contains(&day)
            && workspace.tree().superior(school) == Some(&*budget.unit)
            && workspace.schools.get(school).is_some_and(|school| *school.payer.on(day) == budget.payer)
    };
    let decided = workspace.sessions.held().beside(&account.verdicts);
    let owed = batched(workspace, |_| true);
    let open = decided.filter_map(|(id, held, verdict)| {
        let (session, Ruling::Amount(amount)) = (&held.record, &verdict?.ruling) else { return None };
        let is_its = is_its(&session.school, session.date);
        let before = owed.get(&**id).into_iter().flatten().map(|owed| owed.amount).sum::<Money>();
        is_its.then(|| *amount - before)
    });
    open.sum()
}

/// The budgets from which a batch is paid, with how they stand, this batch with them.
pub fn of_batch(
    workspace: &Workspace,
    account: Option<&Account>,
    batch: &PaymentBatch,
) -> Vec<(String, Standing)> {
    let statements = statements(workspace).filter(|statement| statement.batch == batch.code);
    let lines = statements.flat_map(|statement| &statement.lines).chain(&batch.lines);
    let payers: BTreeSet<&str> = lines.map(|line| line.payer.as_str()).collect();
    let own = workspace.budgets.all().filter(|budget| {
        budget.unit == batch.unit && payers.contains(&*budget.payer) && is_of(budget, batch)
    });
    own.map(|budget| (budget.title(), standing(workspace, account, budget))).collect()
}
