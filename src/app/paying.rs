//! What finance needs beside the payment list: to which accounts a batch is transferred, and what is declared of the tax that was withheld in
//! its month of payment (五.7).

use std::collections::BTreeMap;

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::{batched::is_settled, workspace::Workspace};
use crate::{
    domain::{
        Money, PayeeAccount, PaymentBatch,
        batch::{BatchPayee, Who},
        payee_account::keeping,
        workflow::Seat,
    },
    exchange::payment_list::{PayingSheets, Transfer, Withheld},
    policy::Policy,
};

/// Whether a seat is one of the organ that pays the batch: accounts and identity numbers are nobody else's to hand out.
pub fn hands_out(seat: Option<&Seat>, batch: &PaymentBatch) -> bool {
    seat.is_some_and(|seat| seat.unit == batch.unit)
}

/// The sheets of a batch that was reviewed.
pub fn sheets(
    workspace: &Workspace,
    policy: Option<&Policy>,
    batch: &PaymentBatch,
    today: Date,
) -> PayingSheets {
    let transfer = |payee: &BatchPayee| {
        let account = account(workspace, &batch.unit, &payee.instructor);
        Transfer {
            payer: payee.payer.clone(),
            number: payee.instructor.clone(),
            person: name(workspace, &payee.instructor),
            bank: account.and_then(|account| account.bank.clone()).unwrap_or_default(),
            account: account.and_then(|account| account.account.clone()).unwrap_or_default(),
            amount: payee.transferred(),
        }
    };
    // A month is declared as a whole, whichever batches it was paid by.
    let mut declared = BTreeMap::<Who<'_>, (Money, Money)>::new();
    let settled =
        workspace.payment_batches.held().iter().map(|(_, held)| held).filter(|held| is_settled(held));
    let of_month = settled.filter(|held| held.record.unit == batch.unit && held.record.month == batch.month);
    for payee in of_month.flat_map(|held| &held.record.payees) {
        let (gross, tax) = declared.entry((&payee.payer, &payee.instructor)).or_default();
        *gross += payee.gross;
        *tax += payee.tax;
    }
    declared.retain(|_, (gross, _)| *gross > Money::ZERO);
    let withheld = |((payer, instructor), (income, tax)): (Who<'_>, (Money, Money))| {
        let account = account(workspace, &batch.unit, instructor);
        let day = batch.month().map_or(today, |month| month.last_day());
        Withheld {
            payer: payer.to_owned(),
            number: instructor.to_owned(),
            person: name(workspace, instructor),
            paper: account.map(|account| account.paper.label().zh.to_owned()).unwrap_or_default(),
            paper_number: account.and_then(|account| account.paper_number.clone()).unwrap_or_default(),
            income,
            expenses: policy.and_then(|policy| expenses(policy, day, income)),
            tax,
        }
    };
    PayingSheets {
        batch: batch.code.clone(),
        month: batch.month.clone(),
        prepared_on: today,
        demo: workspace.settings.demo,
        transfers: batch
            .payees
            .iter()
            .filter(|payee| payee.transferred() > Money::ZERO)
            .map(transfer)
            .collect(),
        withheld: declared.into_iter().map(withheld).collect(),
    }
}

/// How many of the people on the sheets have no account, and how many no number of a paper.
pub fn missing(sheets: &PayingSheets) -> [usize; 2] {
    let accounts = sheets.transfers.iter().filter(|transfer| transfer.account.is_empty());
    let papers = sheets.withheld.iter().filter(|withheld| withheld.paper_number.is_empty());
    [accounts.count(), papers.count()]
}

/// What may be taken off an income before it is taxed, by the parameters of the month; nothing where the policy has none.
fn expenses(policy: &Policy, day: Date, income: Money) -> Option<Money> {
    let number = |parameter: &str| policy.number(parameter, day);
    let (least, share) = (number("remuneration_expenses")?, number("remuneration_expenses_share")?);
    let share = (income.yuan() * share)
        .round_dp_with_strategy(2, rust_decimal::RoundingStrategy::MidpointAwayFromZero);
    Money::from_yuan(Decimal::min(income.yuan(), Decimal::max(least, share)))
}

fn account<'a>(workspace: &'a Workspace, unit: &str, instructor: &str) -> Option<&'a PayeeAccount> {
    let held = workspace.payee_accounts.held().get(format!("{unit}_{instructor}").as_str())?;
    let is_current = held.state.is_none_or(|state| state.code == keeping::current);
    is_current.then_some(&held.record)
}

fn name(workspace: &Workspace, instructor: &str) -> String {
    workspace.instructors.get(instructor).map_or_else(|| instructor.to_owned(), |known| known.name.clone())
}
