//! What is paid, as far as the sessions behind it are seen.

use rustc_hash::FxHashMap;

use crate::{
    app::{
        account::Account,
        payments::{Payment, Settled, Together},
        scope::{Sight, View},
    },
    domain::{Kind, Month},
};

use super::{Earned, Sums};

/// The payments of some months. Of one behind which there are others' sessions too, what those that are seen earned.
pub fn payments<'a>(
    view: View<'a>,
    account: &'a Account,
    sums: &mut Sums,
    wanted: impl Fn(Month) -> bool,
) -> Vec<Payment> {
    let of_months = account.payments.iter().filter(|payment| wanted(payment.month));
    if Sight::of(view, Kind::BULK).sees_all() {
        return of_months.cloned().collect();
    }
    let mut shares: FxHashMap<Together<'_>, Earned> = FxHashMap::default();
    for ((month, payer, person), share) in sums.judged(view, account).flat_map(|(_, part)| &part.shares) {
        shares.entry((*month, payer, person)).or_default().add(*share);
    }
    let share = |payment: &Payment| {
        let Earned { sessions, paid_hours, after_tax } = *shares.get(&payment.together())?;
        if sessions == payment.sessions {
            return Some(payment.clone());
        }
        let settled = Settled::Shared;
        Some(Payment { sessions, paid_hours, earned: after_tax, settled, ..payment.clone() })
    };
    of_months.filter_map(share).collect()
}
