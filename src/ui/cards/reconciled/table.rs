//! The comparison, as the page and paper show it.

use leptos::prelude::*;

use crate::{
    app::reconciled::{Finding, Reconciled, Row, Sum},
    domain::{Kind, Money, lang::grouped},
    ui::{i18n::*, route::Route, state::State},
};

/// What each side comes to, and each finding.
pub fn sums(state: State, compared: &Reconciled) -> AnyView {
    let i18n = state.i18n;
    let lang = state.lang().get();
    let row = |name: String, Sum { count, sum }: Sum| {
        view! {
            <tr>
                <th scope="row">{name}</th>
                <td class="number">{grouped(count)}</td>
                <td class="number">{sum.to_string()}</td>
            </tr>
        }
    };
    let sides = [
        row(t_string!(i18n, batch.reconcile_batch_total).to_owned(), compared.batch),
        row(t_string!(i18n, batch.reconcile_bank_total).to_owned(), compared.bank),
    ];
    let found = Finding::ALL.into_iter().rev().map(|finding| (finding, compared.of(finding)));
    let found = found.filter(|(_, sum)| sum.count > 0);
    let found = found.map(|(finding, sum)| row(finding.label().text(lang).to_owned(), sum)).collect_view();
    view! {
        <table class="plain">
            <thead>
                <tr>
                    <td></td>
                    <th scope="col" class="number">{t!(i18n, batch.reconcile_count)}</th>
                    <th scope="col" class="number">{t!(i18n, batch.reconcile_sum)}</th>
                </tr>
            </thead>
            <tbody>{sides.collect_view()} {found}</tbody>
        </table>
    }
    .into_any()
}

/// The lines.
pub fn table(state: State, rows: &[Row]) -> AnyView {
    let i18n = state.i18n;
    let lang = state.lang().get();
    let money = |amount: Option<Money>| amount.map(|amount| amount.to_string());
    let row = |row: &Row| {
        let name = match row.number.as_str() {
            "" => row.name.clone().into_any(),
            number => {
                let href = Route::of(Kind::Instructor, number).href();
                view! { <a href=href>{row.name.clone()}</a> }.into_any()
            }
        };
        let place = row.place.clone().map(|(sheet, row)| {
            t_string!(i18n, batch.reconcile_row, sheet = sheet, row = row.to_string()).to_string()
        });
        view! {
            <tr class:differs=row.finding != Finding::Agrees>
                <th scope="row">{row.finding.label().text(lang)}</th>
                <td>{name}</td>
                <td>{row.payer.clone()}</td>
                <td class="number">{money(row.in_batch)}</td>
                <td class="number">{money(row.at_bank)}</td>
                <td>{row.said.get(lang).to_owned()}</td>
                <td>{place}</td>
            </tr>
        }
    };
    let rows = rows.iter().map(row).collect_view();
    view! {
        <table class="plain">
            <thead>
                <tr>
                    <th scope="col">{t!(i18n, batch.reconcile_finding)}</th>
                    <th scope="col">{t!(i18n, subsidy.person)}</th>
                    <th scope="col">{t!(i18n, subsidy.payer)}</th>
                    <th scope="col" class="number">{t!(i18n, batch.reconcile_in_batch)}</th>
                    <th scope="col" class="number">{t!(i18n, batch.reconcile_at_bank)}</th>
                    <th scope="col">{t!(i18n, batch.reconcile_said)}</th>
                    <th scope="col">{t!(i18n, batch.reconcile_place)}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}
