//! What a person was paid, month by month, with the tax that was withheld (五.7): from the slips that they were given, so that it can be drawn
//! up at their own seat.

use super::workspace::Workspace;
use crate::domain::{Money, PaySlip, pay_slip::transferring, workflow::State};

/// What was paid in a calendar year, by whose months tax is declared.
#[derive(Debug, Clone, PartialEq)]
pub struct Year {
    /// As it is written: `2026`.
    pub year: String,
    pub paid: Vec<Paid>,
    /// What came to the person.
    pub transferred: Money,
    pub tax: Money,
    pub gross: Money,
}

/// One payment.
#[derive(Debug, Clone, PartialEq)]
pub struct Paid {
    pub slip: PaySlip,
    pub state: Option<&'static State>,
    /// Nothing, of what the bank has sent back.
    pub transferred: Money,
}

/// What a person was paid, the latest year first.
pub fn statement(workspace: &Workspace, person: &str) -> Vec<Year> {
    let own = workspace.pay_slips.held().iter().map(|(_, held)| held);
    let own = own.filter(|held| held.record.instructor == person);
    let mut paid: Vec<_> = own
        .map(|held| {
            let is_returned = held.state.is_some_and(|state| state.code == transferring::returned);
            let slip = held.record.clone();
            let transferred = if is_returned { Money::ZERO } else { slip.transferred() };
            Paid { slip, state: held.state, transferred }
        })
        .collect();
    paid.sort_by(|one, other| (&other.slip.month, &other.slip.code).cmp(&(&one.slip.month, &one.slip.code)));
    let of_year = |paid: &[Paid]| Year {
        year: paid.first().map(year).unwrap_or_default().to_owned(),
        transferred: paid.iter().map(|paid| paid.transferred).sum(),
        tax: paid.iter().map(|paid| paid.slip.tax).sum(),
        gross: paid.iter().map(|paid| paid.slip.gross).sum(),
        paid: paid.to_vec(),
    };
    paid.chunk_by(|one, other| year(one) == year(other)).map(of_year).collect()
}

fn year(paid: &Paid) -> &str {
    paid.slip.month.split('-').next().unwrap_or_default()
}
