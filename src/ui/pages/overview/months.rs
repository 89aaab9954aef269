//! A term by month.

use leptos::prelude::*;

use super::UNKNOWN;
use crate::{
    app::{kinds::session, overview::MonthTotal},
    ui::{i18n::*, route::Route},
};

/// A line a month.
#[component]
pub fn Months(months: Vec<MonthTotal>) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <section class="card">
            <h2>{t!(i18n, overview.by_month)}</h2>
            <table class="plain">
                <thead>
                    <tr>
                        <th scope="col">{t!(i18n, common.month)}</th>
                        <th scope="col" class="number">{t!(i18n, overview.sessions)}</th>
                        <th scope="col" class="number">{t!(i18n, overview.granted)}</th>
                        <th scope="col" class="number">{t!(i18n, overview.after_tax)}</th>
                        <th scope="col" class="number">{t!(i18n, overview.gross)}</th>
                    </tr>
                </thead>
                <tbody>
                    {months
                        .into_iter()
                        .map(|total| {
                            let month = [(session::DATE, total.month.to_string())];
                            let href = Route::sessions(month).href();
                            let gross = total.sum.taxed.map_or(UNKNOWN.to_owned(), |[_, gross]| gross.to_string());
                            view! {
                                <tr>
                                    <th scope="row">
                                        <a href=href>{total.month.to_string()}</a>
                                    </th>
                                    <td class="number">{total.sessions}</td>
                                    <td class="number">{total.granted}</td>
                                    <td class="number">{total.sum.after_tax.to_string()}</td>
                                    <td class="number">{gross}</td>
                                </tr>
                            }
                        })
                        .collect_view()}
                </tbody>
            </table>
        </section>
    }
}
