//! From an account to the payment list that finance receives.

use std::collections::{BTreeMap, HashMap};

use jiff::civil::Date;
use rust_decimal::Decimal;

use crate::{
    domain::{Lang, Money, Session, division::division},
    exchange::payment_list::{PaymentList, PaymentRow, PaymentSession, SchoolRow},
};

use super::{
    account::{Account, Verdict},
    payments::{self, Payment, Settled},
    workspace::Workspace,
};

/// The list of these payments. A payment whose settlement failed is left out: it has no amount to pay.
pub fn payment_list(
    workspace: &Workspace,
    account: &Account,
    payments: &[Payment],
    period: &str,
    today: Date,
    lang: Lang,
) -> PaymentList {
    let settled: Vec<_> =
        payments.iter().filter(|payment| matches!(payment.settled, Settled::Sum { .. })).cloned().collect();
    let title = match lang {
        Lang::Zh => "科技辅导员补助发放表",
        Lang::En => "Payment list of science instructors",
    };
    PaymentList {
        title: title.to_owned(),
        period: period.to_owned(),
        prepared_on: today,
        demo: workspace.settings.demo,
        rows: settled.iter().map(|payment| row(workspace, payment)).collect(),
        schools: by_school(workspace, account, &settled),
        sessions: sessions(workspace, account, &settled),
        cut: settled.iter().map(Payment::cut).sum(),
    }
}

fn row(workspace: &Workspace, payment: &Payment) -> PaymentRow {
    let instructor = workspace.instructors.get(&payment.instructor);
    let [after_tax, tax, gross] = payment.sums();
    PaymentRow {
        month: payment.month,
        payer: payment.payer.clone(),
        person: instructor.map_or_else(String::new, |instructor| instructor.name.clone()),
        number: payment.instructor.clone(),
        unit: instructor.map_or_else(String::new, |instructor| instructor.unit.clone()),
        sessions: payment.sessions,
        paid_hours: payment.paid_hours,
        after_tax,
        tax,
        gross,
    }
}

/// The sessions behind the payments, by county and school. Amounts are the sessions' own, before any monthly cap.
pub fn by_school(workspace: &Workspace, account: &Account, payments: &[Payment]) -> Vec<SchoolRow> {
    let mut schools: BTreeMap<(&str, &str), SchoolRow> = BTreeMap::new();
    for (session, verdict) in behind(workspace, account, payments) {
        let Some(school) = workspace.schools.get(&session.school) else {
            continue;
        };
        let row = schools.entry((&school.division, &school.code)).or_insert_with(|| SchoolRow {
            county: division(&school.division)
                .map_or_else(|| school.division.clone(), |found| found.name.to_owned()),
            name: school.name.clone(),
            sessions: 0,
            paid_hours: Decimal::ZERO,
            after_tax: Money::ZERO,
        });
        row.sessions += 1;
        row.paid_hours += verdict.paid_hours;
        row.after_tax += verdict.amount();
    }
    schools.into_values().collect()
}

fn sessions(workspace: &Workspace, account: &Account, payments: &[Payment]) -> Vec<PaymentSession> {
    let session = |(session, verdict): (&Session, &Verdict)| {
        Some(PaymentSession {
            date: session.date,
            starts: session.starts,
            person: workspace.instructors.get(&session.instructor)?.name.clone(),
            school: workspace.schools.get(&session.school)?.name.clone(),
            topic: session.topic.clone(),
            minutes: session.minutes,
            paid_hours: verdict.paid_hours,
            after_tax: verdict.amount(),
        })
    };
    behind(workspace, account, payments).into_iter().filter_map(session).collect()
}

/// The sessions behind these payments, in their order.
fn behind<'a>(
    workspace: &'a Workspace,
    account: &'a Account,
    payments: &[Payment],
) -> Vec<(&'a Session, &'a Verdict)> {
    let order: HashMap<_, _> =
        (0_usize..).zip(payments).map(|(at, payment)| (payment.together(), at)).collect();
    let mut behind: Vec<_> = workspace
        .sessions
        .held()
        .beside(&account.verdicts)
        .filter_map(|(_, held, verdict)| {
            let (session, verdict) = (&held.record, verdict?);
            let at = order.get(&payments::together(workspace, session, verdict)?)?;
            Some((*at, session, verdict))
        })
        .collect();
    behind.sort_by_key(|(at, ..)| *at);
    behind.into_iter().map(|(_, session, verdict)| (session, verdict)).collect()
}
