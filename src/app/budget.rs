//! What is left of the money: of a payer's budget of a year what was paid, what lies in batches, and what is still to come (五.7).

use jiff::civil::Date;

use super::{
    account::{Account, Ruling},
    batched::{batched, is_settled, statements},
    workspace::{Held, Workspace},
};
use crate::domain::{
    Budget, Money, PaymentBatch,
    batch::{BatchLine, paying},
};

/// How a budget stands.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Standing {
    /// All budgets of the payer and year together.
    pub amount: Money,
    /// Gross, of batches that are recorded as paid.
    pub paid: Money,
    /// Of the others that stand: gross once they are reviewed, after tax before.
    pub batched: Money,
    /// After tax: what sessions of the year earn and no batch owes yet; nothing where no account is there.
    pub to_come: Option<Money>,
}

impl Standing {
    /// Below zero where more is spent, or bound, than there is.
    pub fn left(&self) -> Money {
        self.amount - self.paid - self.batched - self.to_come.unwrap_or_default()
    }
}

/// How the budget of an organ for a payer and year stands; nothing where it has none.
pub fn standing(
    workspace: &Workspace,
    account: Option<&Account>,
    (unit, payer, year): (&str, &str, &str),
) -> Option<Standing> {
    let is_its = |budget: &&Budget| (&*budget.unit, &*budget.payer, &*budget.year) == (unit, payer, year);
    let mut budgets = workspace.budgets.all().filter(is_its).peekable();
    budgets.peek()?;
    let mut standing = Standing { amount: budgets.map(|budget| budget.amount).sum(), ..Standing::default() };
    for (code, held) in workspace.payment_batches.held().iter() {
        let batch = &held.record;
        if batch.unit != unit || !batch.month.starts_with(year) {
            continue;
        }
        if is_settled(held) {
            let gross =
                batch.payees.iter().filter(|payee| payee.payer == payer).map(|payee| payee.gross).sum();
            match is_paid(held) {
                true => standing.paid += gross,
                false => standing.batched += gross,
            }
        } else {
            let lines = statements(workspace).filter(|statement| *statement.batch == **code);
            let own = lines.flat_map(|statement| &statement.lines).filter(|line| line.payer == payer);
            standing.batched += own.map(BatchLine::adds).sum();
        }
    }
    standing.to_come = account.map(|account| to_come(workspace, account, (unit, payer, year)));
    Some(standing)
}

fn is_paid(held: &Held<PaymentBatch>) -> bool {
    held.state.is_some_and(|state| state.code == paying::paid)
}

/// What sessions of the year earn beyond what batches have owed for them, after tax.
fn to_come(workspace: &Workspace, account: &Account, (unit, payer, year): (&str, &str, &str)) -> Money {
    let is_its = |school: &str, day: Date| {
        workspace.tree().superior(school) == Some(unit)
            && workspace.schools.get(school).is_some_and(|school| school.payer.on(day) == payer)
    };
    let decided = workspace.sessions.held().beside(&account.verdicts);
    let owed = batched(workspace, |_| true);
    let open = decided.filter_map(|(id, held, verdict)| {
        let (session, Ruling::Amount(amount)) = (&held.record, &verdict?.ruling) else { return None };
        let is_its = session.date.year().to_string() == year && is_its(&session.school, session.date);
        let before = owed.get(&**id).into_iter().flatten().map(|owed| owed.amount).sum::<Money>();
        is_its.then(|| *amount - before)
    });
    open.sum()
}

/// The payers of a batch with how their budgets of its year stand, this batch with them; those without a budget are left out.
pub fn of_batch(
    workspace: &Workspace,
    account: Option<&Account>,
    batch: &PaymentBatch,
) -> Vec<(String, Standing)> {
    let statements = statements(workspace).filter(|statement| statement.batch == batch.code);
    let lines = statements.flat_map(|statement| &statement.lines).chain(&batch.lines);
    let mut payers: Vec<_> = lines.map(|line| line.payer.clone()).collect();
    payers.sort_unstable();
    payers.dedup();
    let year = batch.month.split('-').next().unwrap_or_default();
    let one = |payer: String| {
        let standing = standing(workspace, account, (&batch.unit, &payer, year))?;
        Some((payer, standing))
    };
    payers.into_iter().filter_map(one).collect()
}
