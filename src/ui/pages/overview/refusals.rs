//! Why sessions of a term are not paid.

use leptos::prelude::*;

use crate::{
    app::kinds::session,
    domain::Term,
    ui::{i18n::*, route::Route, state::State},
};

/// Reasons with their counts.
#[component]
pub fn Refusals(refusals: Vec<(String, usize)>, term: Term) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    view! {
        <section class="card">
            <h2>{t!(i18n, overview.refusals)}</h2>
            {refusals.is_empty().then(|| view! { <p class="soft">{t!(i18n, overview.no_refusals)}</p> })}
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
                                    <td class="number">{count}</td>
                                </tr>
                            }
                        })
                        .collect_view()}
                </tbody>
            </table>
        </section>
    }
}
