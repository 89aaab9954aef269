//! The payments, those of a payer together with their subtotal; on paper with the sum in capitals, the rules and who answers for it.

use std::sync::Arc;

use leptos::prelude::*;
use rust_decimal::Decimal;

use super::more::{More, SHOWN};
use crate::{
    app::{
        account::Ruled,
        kinds::session,
        overview::Sum,
        payments::{Payment, Settled},
        provisional::{self, Missing},
        report,
        scope::View,
        workspace::Workspace,
    },
    domain::{Money, lang::grouped},
    exchange::payment_list::{Closing, LeftOut},
    ui::{i18n::*, route::Route, state::State},
};

#[component]
pub fn PaymentTable(
    payments: Arc<Vec<Payment>>,
    left_out: Memo<LeftOut>,
    whole: RwSignal<bool>,
) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let mut payments = (*payments).clone();
    payments.sort_by(|one, other| one.payer.cmp(&other.payer));
    let (workspace, seat) = (state.workspace.get_untracked(), state.seat_untracked());
    let not_final = provisional::of_payments(View { workspace: &workspace, seat: seat.as_ref() }, &payments);
    let not_final = payments.iter().map(|payment| not_final.get(&payment.together()).cloned());
    let not_final = StoredValue::new(not_final.collect::<Vec<_>>());
    let count = payments.len();
    let total = Totals::of(&payments);
    let is_shared = total.sum.taxed.is_none();
    let payments = StoredValue::new(payments);
    let rows = move || {
        let most = if whole.get() { usize::MAX } else { SHOWN };
        payments
            .with_value(|payments| not_final.with_value(|not_final| rows(state, (payments, not_final), most)))
    };
    let closing = move || payments.with_value(|payments| closing(state, payments, total.sum, left_out.get()));
    view! {
        <section class="card sideways">
            <table class="plain payments">
                <caption class="visually-hidden">{t!(i18n, subsidy.list_title)}</caption>
                <thead>
                    <tr>
                        <th scope="col" class="number print-only">{t!(i18n, subsidy.number)}</th>
                        <th scope="col">{t!(i18n, common.month)}</th>
                        <th scope="col">{t!(i18n, subsidy.payer)}</th>
                        <th scope="col">{t!(i18n, subsidy.person)}</th>
                        <th scope="col" class="print-only">{t!(i18n, subsidy.unit)}</th>
                        <th scope="col" class="number">{t!(i18n, subsidy.sessions)}</th>
                        <th scope="col" class="number">{t!(i18n, subsidy.paid_hours)}</th>
                        <th scope="col" class="number">{t!(i18n, overview.after_tax)}</th>
                        <th scope="col" class="number">{t!(i18n, overview.tax)}</th>
                        <th scope="col" class="number">{t!(i18n, overview.gross)}</th>
                        <th scope="col" class="print-only signature">{t!(i18n, subsidy.signature)}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
                <tfoot>{sums_row(t!(i18n, common.total).into_any(), &total)}</tfoot>
            </table>
            <More count whole />
            {is_shared.then(|| view! { <p class="soft">{t!(i18n, overview.taxed_elsewhere)}</p> })}
            {closing}
        </section>
    }
}

/// What payments come to together.
struct Totals {
    sessions: usize,
    paid_hours: Decimal,
    sum: Sum,
}

impl Totals {
    fn of(payments: &[Payment]) -> Self {
        let mut sum = Sum::default();
        payments.iter().for_each(|payment| sum.add(payment));
        let hours = payments.iter().map(|payment| payment.paid_hours);
        Self {
            sessions: payments.iter().map(|payment| payment.sessions).sum(),
            paid_hours: hours.sum::<Decimal>(),
            sum,
        }
    }
}

/// The first lines, each payer's closed by its subtotal.
fn rows(
    state: State,
    (payments, not_final): (&[Payment], &[Option<Vec<Missing>>]),
    most: usize,
) -> Vec<AnyView> {
    let i18n = state.i18n;
    let workspace = state.workspace.get_untracked();
    let mut rows = Vec::new();
    let mut number = 0;
    let several = payments.first().zip(payments.last()).is_some_and(|(one, other)| one.payer != other.payer);
    for of_payer in payments.chunk_by(|one, other| one.payer == other.payer) {
        for payment in of_payer {
            if number == most {
                return rows;
            }
            let missing = not_final.get(number).and_then(Option::as_deref).unwrap_or_default();
            number += 1;
            rows.push(payment_row(state, &workspace, number, (payment, missing)).into_any());
        }
        if let Some(payment) = of_payer.first().filter(|_| several) {
            let title = t!(i18n, subsidy.subtotal, payer = payment.payer.clone());
            rows.push(sums_row(title.into_any(), &Totals::of(of_payer)).into_any());
        }
    }
    rows
}

fn sums_row(title: AnyView, totals: &Totals) -> impl IntoView + use<> {
    let [tax, gross] = totals.sum.taxed_texts();
    view! {
        <tr class="sums">
            <td class="print-only"></td>
            <th scope="row" colspan="3">{title}</th>
            <td class="print-only"></td>
            <td class="number">{grouped(totals.sessions)}</td>
            <td class="number">{grouped(totals.paid_hours.normalize())}</td>
            <td class="number">{totals.sum.after_tax.to_string()}</td>
            <td class="number">{tax}</td>
            <td class="number">{gross}</td>
            <td class="print-only"></td>
        </tr>
    }
}

fn payment_row(
    state: State,
    workspace: &Workspace,
    number: usize,
    (payment, missing): (&Payment, &[Missing]),
) -> impl IntoView + use<> {
    let i18n = state.i18n;
    let instructor = workspace.instructors.get(&payment.instructor);
    let name = instructor.map_or_else(|| payment.instructor.clone(), |instructor| instructor.name.clone());
    let unit = instructor.map(|instructor| instructor.unit.clone());
    let sessions = Route::sessions([
        (session::INSTRUCTOR, payment.instructor.clone()),
        (session::DATE, payment.month.to_string()),
        (session::PAYER, payment.payer.clone()),
        (session::OUTCOME, Ruled::Granted.code().to_owned()),
    ]);
    let amounts = match &payment.settled {
        Settled::Sum { .. } | Settled::Shared => {
            let mut sum = Sum::default();
            sum.add(payment);
            let [tax, gross] = sum.taxed_texts();
            [sum.after_tax.to_string(), tax, gross]
                .map(|sum| view! { <td class="number">{sum}</td> })
                .collect_view()
                .into_any()
        }
        Settled::Failed(why) => {
            let why = why.get(state.lang().get()).to_owned();
            view! { <td colspan="3" class="fault">{why}</td> }.into_any()
        }
    };
    let cut = payment.cut();
    let provisional = provisional::text(missing, state.lang().get());
    view! {
        <tr>
            <td class="number print-only">{grouped(number)}</td>
            <td class="date">{payment.month.to_string()}</td>
            <td class="name">{payment.payer.clone()}</td>
            <th scope="row">
                {name}
                {(cut != Money::ZERO)
                    .then(|| {
                        view! {
                            <span class="soft">" " {t!(i18n, subsidy.cut, amount = cut.to_string())}</span>
                        }
                    })}
                {provisional.map(|text| view! { <span class="soft">" " {text}</span> })}
            </th>
            <td class="print-only">{unit}</td>
            <td class="number">
                <a href=sessions.href()>{grouped(payment.sessions)}</a>
            </td>
            <td class="number">{grouped(payment.paid_hours.normalize())}</td>
            {amounts}
            <td class="print-only"></td>
        </tr>
    }
}

/// On paper: what the workbook says below its total, who answers for the list, and its date.
fn closing(state: State, payments: &[Payment], sum: Sum, left_out: LeftOut) -> impl IntoView + use<> {
    let i18n = state.i18n;
    let (shipped, workspace) = (state.shipped.get(), state.workspace.get_untracked());
    let lang = state.lang().get();
    let account = state.account.get_untracked().unwrap_or_default();
    let rules = report::rules(&shipped, &workspace, &state.rulebook(), (&account, payments), lang);
    let closing = Closing { after_tax: sum.after_tax, taxed: sum.taxed, left_out, rules };
    let lines = closing.lines(lang).into_iter().map(|line| view! { <p>{line}</p> }).collect_view();
    let today = crate::ui::state::now().today.to_string();
    view! {
        <div class="print-only">{lines}</div>
        <div class="signatures">
            <span>{t!(i18n, subsidy.prepared_by)}</span>
            <span>{t!(i18n, subsidy.checked_by)}</span>
            <span>{t!(i18n, subsidy.approved_by)}</span>
            <span>{t!(i18n, subsidy.prepared_on, date = today)}</span>
        </div>
    }
}
