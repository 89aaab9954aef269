//! What finance needs beside the payment list: to which accounts a batch is transferred, and what is declared of the tax that was withheld in
//! its month of payment (五.7).

use std::collections::BTreeMap;

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::workspace::{Held, Workspace};
use crate::{
    domain::{
        Money, PayeeAccount, PaymentBatch,
        batch::{BatchPayee, Who, paying},
        field::rounded,
        payee_account::{self, keeping},
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
            person: workspace.tree().name(&payee.instructor).to_owned(),
            bank: account.and_then(|account| account.bank.clone()).unwrap_or_default(),
            account: account.and_then(|account| account.account.clone()).unwrap_or_default(),
            amount: payee.transferred(),
        }
    };
    // A month is declared as a whole: what it was paid by already, and this batch.
    let mut declared = BTreeMap::<Who<'_>, (Money, Money)>::new();
    let all = workspace.payment_batches.held().iter().map(|(_, held)| held);
    let declares =
        |held: &&Held<PaymentBatch>| held.stands_at(paying::paid) || held.record.code == batch.code;
    let of_month = all.filter(|held| held.record.unit == batch.unit && held.record.month == batch.month);
    for payee in of_month.filter(declares).flat_map(|held| &held.record.payees) {
        let (gross, tax) = declared.entry(payee.to()).or_default();
        *gross += payee.gross;
        *tax += payee.tax;
    }
    declared.retain(|_, (gross, _)| *gross > Money::ZERO);
    let withheld = |((payer, instructor), (income, tax)): (Who<'_>, (Money, Money))| {
        // Whoever is not paid to their account any more is declared all the same.
        let account = known(workspace, &batch.unit, instructor).map(|held| &held.record);
        let day = batch.month().map_or(today, |month| month.last_day());
        Withheld {
            payer: payer.to_owned(),
            number: instructor.to_owned(),
            person: workspace.tree().name(instructor).to_owned(),
            document: account.map(|account| account.document.label().zh.to_owned()).unwrap_or_default(),
            document_number: account.and_then(|account| account.document_number.clone()).unwrap_or_default(),
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

/// How many of the people on the sheets have no account, and how many no number of an identity document.
pub fn missing(sheets: &PayingSheets) -> [usize; 2] {
    let accounts = sheets.transfers.iter().filter(|transfer| transfer.account.is_empty());
    let documents = sheets.withheld.iter().filter(|withheld| withheld.document_number.is_empty());
    [accounts.count(), documents.count()]
}

/// What may be taken off an income before it is taxed, by the parameters of the month; nothing where the policy has none.
fn expenses(policy: &Policy, day: Date, income: Money) -> Option<Money> {
    let number = |parameter: &str| policy.number(parameter, day);
    let (least, share) = (number("remuneration_expenses")?, number("remuneration_expenses_share")?);
    let share = rounded(income.yuan() * share, 2);
    Money::from_yuan(Decimal::min(income.yuan(), Decimal::max(least, share)))
}

/// To which account a person is paid; nothing where it is out of use.
fn account<'a>(workspace: &'a Workspace, unit: &str, instructor: &str) -> Option<&'a PayeeAccount> {
    let held = known(workspace, unit, instructor)?;
    held.stands_at(keeping::current).then_some(&held.record)
}

/// What the organ has on file of a person, in use or not.
fn known<'a>(workspace: &'a Workspace, unit: &str, instructor: &str) -> Option<&'a Held<PayeeAccount>> {
    workspace.payee_accounts.held().get(payee_account::id(unit, instructor).as_str())
}
