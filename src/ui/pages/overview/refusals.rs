//! Why sessions of a term are not paid: bars, and the table.

use std::sync::Arc;

use leptos::prelude::*;

use crate::{
    app::{charts, kinds::session, overview::Overview as Summary},
    domain::{Term, lang::grouped},
    ui::{charts::Chart, i18n::*, route::Route, state::State},
};

/// Reasons with their counts.
#[component]
pub fn Refusals(summary: Arc<Summary>, term: Term) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let refusals = summary.refusals.clone();
    let bars =
        Signal::derive(move || charts::refusals(&summary, |reason| state.reason(reason), state.lang().get()));
    view! {
        <Chart title=Signal::derive(move || t_string!(i18n, overview.refusals).to_owned()) of=bars>
            <p class="soft">
                {if refusals.is_empty() {
                    t!(i18n, overview.no_refusals).into_any()
                } else {
                    t!(i18n, overview.refusals_counted).into_any()
                }}
            </p>
            <table class="plain">
                <tbody>
                    {refusals
                        .into_iter()
                        .map(|(reason, count)| {
                            let refused = [(session::DATE, term.to_string()), (session::OUTCOME, reason.clone())];
                            let href = Route::sessions(refused).href();
                            view! {
                                <tr>
                                    <th scope="row">
                                        <a href=href>{move || state.reason(&reason)}</a>
                                    </th>
                                    <td class="number">{grouped(count)}</td>
                                </tr>
                            }
                        })
                        .collect_view()}
                </tbody>
            </table>
        </Chart>
    }
}
