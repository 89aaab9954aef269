//! Transfers that the bank has sent back (退票): owed again, and paid with the next batch as an amount of its own. Tax was withheld the first
//! time and is not asked for twice; the batch that paid stays as it is (五.7).

use std::collections::{BTreeMap, HashSet};

use super::{
    batched::is_settled,
    workspace::{Held, Workspace},
};
use crate::domain::{
    Money,
    batch::{Who, paying},
    pay_slip::transferring,
};

/// What an organ's next batch pays again. Nothing while one of its batches is with the schools: the review of that one takes all of it.
pub fn for_the_next(workspace: &Workspace, unit: &str) -> Money {
    let own = workspace.payment_batches.held().iter().filter(|(_, held)| held.record.unit == unit);
    let mut open = own.filter(|(_, held)| held.stands_at(paying::confirming));
    match open.next() {
        Some(_) => Money::ZERO,
        None => owed_again(workspace, unit, None).into_values().sum(),
    }
}

/// What an organ owes again, of whom more has come back than other batches than `without` have paid again. The amounts are those of the batches
/// themselves, whatever a slip says.
pub fn owed_again<'a>(
    workspace: &'a Workspace,
    unit: &str,
    without: Option<&str>,
) -> BTreeMap<Who<'a>, Money> {
    let mut again = BTreeMap::<Who<'_>, Money>::new();
    let slips = workspace.pay_slips.held().iter().map(|(_, held)| held);
    // A slip that is not the organ's own says nothing.
    let returned = slips.filter(|held| {
        held.record.unit == unit && held.state.is_some_and(|state| state.code == transferring::returned)
    });
    let returned: HashSet<_> =
        returned.map(|Held { record, .. }| (&*record.batch, &*record.payer, &*record.instructor)).collect();
    let own = workspace.payment_batches.held().iter().filter(|(_, held)| held.record.unit == unit);
    for (_, held) in own.filter(|(_, held)| is_settled(held)) {
        for payee in &held.record.payees {
            let is_returned = returned.contains(&(&*held.record.code, &*payee.payer, &*payee.instructor));
            let back = if is_returned { payee.transferred() } else { Money::ZERO };
            let paid = match without == Some(held.record.code.as_str()) {
                true => Money::ZERO,
                false => payee.again.unwrap_or_default(),
            };
            *again.entry(payee.to()).or_default() += back - paid;
        }
    }
    again.retain(|_, amount| *amount != Money::ZERO);
    again
}
