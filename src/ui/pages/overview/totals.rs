//! The figures of a term, each leading to the records behind it.

use std::sync::Arc;

use leptos::prelude::*;

use crate::{
    app::{account::Ruled, charts, kinds::session, overview::Overview as Summary},
    domain::Term,
    ui::{charts::Chart, i18n::*, route::Route, state::State},
};

use super::{missing::Missing, months::Months, refusals::Refusals};

/// Where a figure has more characters, none of them would fit its place at the usual size.
const LONG: usize = 11;

/// The figures, and what is behind them.
#[component]
pub fn TermTotals(summary: Arc<Summary>, term: Term) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let of_types = Arc::clone(&summary);
    let by_type = Signal::derive(move || charts::by_school_type(&of_types, state.lang().get()));
    let figure = |label: AnyView, value: String, href: Option<String>| {
        let value = match href {
            Some(href) => view! { <a href=href>{value}</a> }.into_any(),
            None => value.into_any(),
        };
        view! {
            <div class="figure">
                <dt>{label}</dt>
                <dd>{value}</dd>
            </div>
        }
    };
    let sessions = |outcome: Option<Ruled>| {
        let outcome = outcome.map(|ruled| (session::OUTCOME, ruled.code().to_owned()));
        Route::sessions([(session::DATE, term.to_string())].into_iter().chain(outcome)).href()
    };
    let Summary { sessions: count, granted, refused, planned, undecided, sums, .. } = *summary;
    let [tax, gross] = sums.taxed_texts();
    let after_tax = sums.after_tax.to_string();
    let long = [&after_tax, &tax, &gross].iter().any(|sum| sum.len() > LONG);
    view! {
        <dl class="figures" class:long=long>
            {figure(t!(i18n, overview.sessions).into_any(), count.to_string(), Some(sessions(None)))}
            {figure(
                t!(i18n, overview.granted).into_any(),
                granted.to_string(),
                Some(sessions(Some(Ruled::Granted))),
            )}
            {figure(
                t!(i18n, overview.refused).into_any(),
                refused.to_string(),
                Some(sessions(Some(Ruled::Refused))),
            )}
            {(undecided > 0)
                .then(|| {
                    figure(
                        t!(i18n, overview.undecided).into_any(),
                        undecided.to_string(),
                        Some(sessions(Some(Ruled::Undecided))),
                    )
                })}
            {(planned > 0)
                .then(|| {
                    figure(
                        t!(i18n, overview.planned).into_any(),
                        planned.to_string(),
                        Some(sessions(Some(Ruled::Planned))),
                    )
                })}
            {figure(t!(i18n, overview.after_tax).into_any(), after_tax, None)}
            {figure(t!(i18n, overview.tax).into_any(), tax, None)}
            {figure(
                t!(i18n, overview.gross).into_any(),
                gross,
                Some(Route::Subsidy { term: Some(term), month: None }.href()),
            )}
        </dl>
        <p class="soft">
            {t!(
                i18n,
                overview.counted,
                schools = summary.schools,
                served = summary.schools_served,
                instructors = summary.instructors_active,
            )}
            {sums.taxed.is_none().then(|| view! { " " {t!(i18n, overview.taxed_elsewhere)} })}
        </p>
        <div class="columns overview">
            <Months summary=summary.clone() />
            <Missing summary=summary.clone() term />
            <Refusals summary=summary.clone() term />
            <Chart title=Signal::derive(move || t_string!(i18n, overview.by_school_type).to_owned()) of=by_type />
        </div>
    }
}
