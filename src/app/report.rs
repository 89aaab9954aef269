//! From an account to the payment list that finance receives.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use jiff::civil::Date;
use rust_decimal::Decimal;

use crate::{
    domain::{Kind, Label, Lang, Money, Month, Session, division::division, hash},
    exchange::payment_list::{LeftOut, PaymentList, PaymentRow, PaymentSession, SchoolRow, TITLE},
    say,
};

use super::{
    account::{Account, Verdict},
    overview::Overview,
    payments::{self, Payment, Settled},
    periods,
    policies::{self, PackFiles, Rulebook},
    provisional,
    scope::{Sight, View},
    unpaid::Unpaid,
    workspace::Workspace,
};

/// What the list says of itself.
#[derive(Debug, Clone)]
pub struct Heading {
    /// The term or month.
    pub period: String,
    /// See [`rules`].
    pub rules: Vec<String>,
    /// See [`left_out`].
    pub left_out: LeftOut,
    /// See [`unpaid`](super::unpaid::unpaid).
    pub unpaid: Vec<Unpaid>,
    pub today: Date,
    pub lang: Lang,
}

/// What the list of a term's payments, or of one of its months, leaves out.
pub fn left_out(term: &Overview, month: Option<Month>, payments: &[Payment]) -> LeftOut {
    let months = term.months.iter().filter(|total| month.is_none_or(|month| month == total.month));
    let failed = payments.iter().filter(|payment| matches!(payment.settled, Settled::Failed(_)));
    LeftOut { payments: failed.count(), sessions: months.map(|total| total.undecided).sum() }
}

/// The list of these payments, those of a payer together. A payment whose settlement failed is left out: it has no amount to pay.
pub fn payment_list(view: View<'_>, account: &Account, payments: &[Payment], of: Heading) -> PaymentList {
    let is_settled = |payment: &&Payment| !matches!(payment.settled, Settled::Failed(_));
    let mut settled: Vec<_> = payments.iter().filter(is_settled).cloned().collect();
    settled.sort_by(|one, other| one.payer.cmp(&other.payer));
    let missing = provisional::of_payments(view, &settled);
    let remark = |payment: &Payment| provisional::text(missing.get(&payment.together())?, of.lang);
    let row = |payment| row(view.workspace, payment, remark(payment).unwrap_or_default());
    PaymentList {
        title: TITLE.text(of.lang).to_owned(),
        period: of.period,
        prepared_on: of.today,
        demo: view.workspace.settings.demo,
        rules: of.rules,
        rows: settled.iter().map(row).collect(),
        schools: by_school(view, account, &settled),
        sessions: sessions(view, account, &settled),
        cut: settled.iter().map(Payment::cut).sum(),
        left_out: of.left_out,
        unpaid: of.unpaid.iter().map(|unpaid| unpaid.row(of.lang)).collect(),
    }
}

/// The policy by which these payments were settled and the sessions behind them decided, a line for each of its versions.
pub fn rules(
    shipped: &PackFiles,
    workspace: &Workspace,
    rulebook: &Rulebook,
    (account, payments): (&Account, &[Payment]),
    lang: Lang,
) -> Vec<String> {
    const SHIPPED: Label = Label::new("初始版本", "initial version");
    let pack = &workspace.settings.pack;
    let title = policies::title(shipped, pack);
    let title = title.get(lang);
    let paid: HashSet<_> = payments.iter().map(Payment::together).collect();
    let sessions = workspace.sessions.held().beside(&account.verdicts).filter_map(|(_, held, verdict)| {
        let together = payments::together(workspace, &held.record, verdict?)?;
        paid.contains(&together).then_some(held.record.date)
    });
    let days: BTreeSet<_> = payments.iter().map(|payment| payment.month.last_day()).chain(sessions).collect();
    let mut rules = Vec::new();
    for day in days {
        let in_force = periods::in_force(shipped, workspace, pack, day);
        let (Some((version, from)), Ok(policy)) = (in_force, rulebook.on(day)) else { continue };
        let version = match version {
            0 => SHIPPED.text(lang).to_owned(),
            number => say!(lang, "第 {number} 版", "version {number}"),
        };
        let hash = hash::short(policy.hash());
        let rule = say!(
            lang,
            "核算依据：{title} {version}，自 {from} 起施行，校验码 {hash}",
            "Rules: {title}, {version}, in force from {from}, hash {hash}"
        );
        if !rules.contains(&rule) {
            rules.push(rule);
        }
    }
    rules
}

fn row(workspace: &Workspace, payment: &Payment, remark: String) -> PaymentRow {
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
        taxed: (payment.settled != Settled::Shared).then_some([tax, gross]),
        remark,
    }
}

/// The sessions behind the payments, by county and school. Amounts are the sessions' own, before any monthly cap.
pub fn by_school(view: View<'_>, account: &Account, payments: &[Payment]) -> Vec<SchoolRow> {
    let mut schools: BTreeMap<(&str, &str), SchoolRow> = BTreeMap::new();
    for (session, verdict) in behind(view, account, payments) {
        let Some(school) = view.workspace.schools.get(&session.school) else {
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

fn sessions(view: View<'_>, account: &Account, payments: &[Payment]) -> Vec<PaymentSession> {
    let workspace = view.workspace;
    let session = |(session, verdict): Behind<'_>| {
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
    behind(view, account, payments).into_iter().filter_map(session).collect()
}

/// A session that is paid, and what was decided about it.
type Behind<'a> = (&'a Session, &'a Verdict);

/// The sessions behind these payments that are seen, in their order.
fn behind<'a>(view: View<'a>, account: &'a Account, payments: &[Payment]) -> Vec<Behind<'a>> {
    let order: HashMap<_, _> =
        (0_usize..).zip(payments).map(|(at, payment)| (payment.together(), at)).collect();
    let mut sight = Sight::of(view, Kind::BULK);
    let sessions = view.workspace.sessions.held().beside(&account.verdicts);
    let mut behind: Vec<_> = sessions
        .filter_map(|(id, held, verdict)| {
            let (session, verdict) = (&held.record, verdict?);
            let at = order.get(&payments::together(view.workspace, session, verdict)?)?;
            sight.sees(id, held).then_some((*at, session, verdict))
        })
        .collect();
    behind.sort_by_key(|(at, ..)| *at);
    behind.into_iter().map(|(_, session, verdict)| (session, verdict)).collect()
}
