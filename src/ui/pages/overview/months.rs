//! A term by month: bars of what is paid, and the table.

use std::sync::Arc;

use leptos::prelude::*;

use crate::{
    app::{charts, kinds::session, overview::Overview as Summary},
    domain::lang::grouped,
    ui::{charts::Chart, i18n::*, route::Route, state::State},
};

/// Bars, and a line a month.
#[component]
pub fn Months(summary: Arc<Summary>) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let months = summary.months.clone();
    let bars = Signal::derive(move || charts::by_month(&summary, state.lang().get()));
    view! {
        <Chart title=Signal::derive(move || t_string!(i18n, overview.by_month).to_owned()) of=bars>
            <p class="soft">{t!(i18n, overview.months_counted)}</p>
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
                            let month = total.month.to_string();
                            let href = Route::sessions([(session::DATE, &*month), session::COUNTED]).href();
                            let [_, gross] = total.sum.taxed_texts();
                            view! {
                                <tr>
                                    <th scope="row">
                                        <a href=href>{total.month.to_string()}</a>
                                    </th>
                                    <td class="number">{grouped(total.sessions)}</td>
                                    <td class="number">{grouped(total.granted)}</td>
                                    <td class="number">{total.sum.after_tax.to_string()}</td>
                                    <td class="number">{gross}</td>
                                </tr>
                            }
                        })
                        .collect_view()}
                </tbody>
            </table>
        </Chart>
    }
}
