//! What is left of the money: of a payer's budget what was paid, what lies in batches, and what is still to come (五.7).

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::{
    account::Account,
    batched::{is_settled, statements},
    batches::{self, Plan},
    workspace::{Held, Workspace},
};
use crate::{
    domain::{
        Budget, Money, PaymentBatch, Record as _,
        batch::{BatchLine, paying},
    },
    policy::decision::Text,
};

/// How a budget stands.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Standing {
    pub amount: Money,
    /// Gross, of batches that are recorded as paid.
    pub paid: Money,
    /// Of the others that stand: gross once they are reviewed, after tax before.
    pub batched: Money,
    /// After tax: what sessions earn and no batch owes yet, less what corrections take back; nothing where no account is there.
    pub to_come: Option<Money>,
}

impl Standing {
    /// Below zero where more is spent, or bound, than there is.
    pub fn left(&self) -> Money {
        self.amount - self.paid - self.batched - self.to_come.unwrap_or_default()
    }
}

/// A budget by its name, and how it stands.
pub type Named = (String, Standing);

/// How a budget stands; nothing where only the organ that keeps it knows what its batches pay whom.
pub fn of_budget(
    workspace: &Workspace,
    account: Option<&Account>,
    budget: &Budget,
    today: Date,
) -> Option<Named> {
    let open = account.map(|account| open(workspace, account, &budget.unit, budget.until));
    let standing = standing(workspace, open.as_ref(), budget, today);
    is_known(workspace, &budget.unit).then(|| (budget.title(), standing))
}

/// The budgets from which a batch is paid, with how they stand, this batch with them; nothing where there are some and only the organ that
/// keeps them knows what its batches pay whom.
pub fn of_batch(
    workspace: &Workspace,
    account: Option<&Account>,
    batch: &PaymentBatch,
    today: Date,
) -> Option<Vec<Named>> {
    let of_time = workspace.budgets.all().filter(|budget| budget.unit == batch.unit && is_of(budget, batch));
    let of_time: Vec<_> = of_time.collect();
    if !is_known(workspace, &batch.unit) {
        return of_time.is_empty().then(Vec::new);
    }
    let statements = statements(workspace).filter(|statement| statement.batch == batch.code);
    let lines = statements.flat_map(|statement| &statement.lines).chain(&batch.lines);
    let payers: BTreeSet<&str> = lines.map(|line| line.payer.as_str()).collect();
    let own: Vec<_> = of_time.into_iter().filter(|budget| payers.contains(&*budget.payer)).collect();
    let last = own.iter().map(|budget| budget.until).max();
    let open = last.zip(account).map(|(last, account)| open(workspace, account, &batch.unit, last));
    let named = |budget: &Budget| (budget.title(), standing(workspace, open.as_ref(), budget, today));
    Some(own.into_iter().map(named).collect())
}

/// Whether what an organ's batches pay is here, by payer and person: that goes to nobody else.
fn is_known(workspace: &Workspace, unit: &str) -> bool {
    workspace.settings.office.as_ref().is_none_or(|office| office.unit == unit)
}

/// What the organ's next batches would owe for sessions until a day.
fn open(workspace: &Workspace, account: &Account, unit: &str, until: Date) -> Plan {
    let since = batches::since(workspace, unit).unwrap_or(Date::MIN);
    batches::plan(workspace, account, (unit, since, until), &|_, _| Text::default())
}

fn standing(workspace: &Workspace, open: Option<&Plan>, budget: &Budget, today: Date) -> Standing {
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
    // What is in no batch yet is paid now at the earliest.
    let is_paid_in_time = |line: &&BatchLine| (budget.from..=budget.until).contains(&line.date.max(today));
    let to_come = |open: &Plan| {
        open.lines().filter(|line| line.payer == *payer).filter(is_paid_in_time).map(BatchLine::adds).sum()
    };
    standing.to_come = open.map(to_come);
    standing
}

/// Whether a batch is paid in the time of a budget.
fn is_of(budget: &Budget, batch: &PaymentBatch) -> bool {
    batch.month().is_some_and(|month| (budget.from..=budget.until).contains(&month.last_day()))
}

fn is_paid(held: &Held<PaymentBatch>) -> bool {
    held.state.is_some_and(|state| state.code == paying::paid)
}
