//! The figures of a term, each leading to the records behind it.

use std::sync::Arc;

use leptos::prelude::*;

use crate::{
    app::{account::Ruled, charts, kinds::session, overview::Overview as Summary},
    domain::{Section, Term, counts, lang::grouped},
    ui::{charts::Chart, i18n::*, route::Route, state::State},
};

use super::{missing::Missing, months::Months, refusals::Refusals};

/// Where a figure has more characters, none of them would fit its place at the usual size.
const LONG: usize = 11;

/// The figures, and what is behind them.
#[component]
pub fn TermTotals(summary: Arc<Summary>, term: Term) -> impl IntoView {
    let state = State::here();
    let (i18n, lang) = (state.i18n, state.lang());
    let of_types = Arc::clone(&summary);
    let by_type = Signal::derive(move || charts::by_school_type(&of_types, state.lang().get()));
    let figure = |label: AnyView, counts: AnyView, value: String, href: Option<String>| {
        let value = match href {
            Some(href) => view! { <a href=href>{value}</a> }.into_any(),
            None => value.into_any(),
        };
        view! {
            <div class="figure">
                <dt>{label}</dt>
                <dd>{value}</dd>
                <dd class="counts">{counts}</dd>
            </div>
        }
    };
    let sessions = |outcome: Option<Ruled>| {
        let of = outcome.map_or(session::COUNTED, |ruled| (session::OUTCOME, ruled.code()));
        Some(Route::sessions([(session::DATE, &*term.to_string()), of]).href())
    };
    let subsidy =
        state.opens(Section::Subsidy).then(|| Route::Subsidy { term: Some(term), month: None }.href());
    let Summary { sessions: count, granted, refused, planned, undecided, sums, .. } = *summary;
    let (schools, served, instructors) =
        (summary.schools, summary.schools_served, summary.instructors_active);
    let counted = move || {
        let counted = |count: usize, unit| lang.get().counted(count, unit);
        t_string!(
            i18n,
            overview.counted,
            schools = counted(schools, counts::SCHOOLS),
            served = grouped(served),
            instructors = counted(instructors, counts::INSTRUCTORS)
        )
        .to_string()
    };
    let [tax, gross] = sums.taxed_texts();
    let after_tax = sums.after_tax.to_string();
    let long = [&after_tax, &tax, &gross].iter().any(|sum| sum.len() > LONG);
    view! {
        <dl class="figures" class:long=long>
            {figure(
                t!(i18n, overview.sessions).into_any(),
                t!(i18n, overview.sessions_counted).into_any(),
                grouped(count),
                sessions(None),
            )}
            {figure(
                t!(i18n, overview.granted).into_any(),
                t!(i18n, overview.granted_counted).into_any(),
                grouped(granted),
                sessions(Some(Ruled::Granted)),
            )}
            {figure(
                t!(i18n, overview.refused).into_any(),
                t!(i18n, overview.refused_counted).into_any(),
                grouped(refused),
                sessions(Some(Ruled::Refused)),
            )}
            {(undecided > 0)
                .then(|| {
                    figure(
                        t!(i18n, overview.undecided).into_any(),
                        t!(i18n, overview.undecided_counted).into_any(),
                        grouped(undecided),
                        sessions(Some(Ruled::Undecided)),
                    )
                })}
            {(planned > 0)
                .then(|| {
                    figure(
                        t!(i18n, overview.planned).into_any(),
                        t!(i18n, overview.planned_counted).into_any(),
                        grouped(planned),
                        sessions(Some(Ruled::Planned)),
                    )
                })}
            {figure(
                t!(i18n, overview.after_tax).into_any(),
                t!(i18n, overview.after_tax_counted).into_any(),
                after_tax,
                subsidy.clone(),
            )}
            {figure(
                t!(i18n, overview.tax).into_any(),
                t!(i18n, overview.tax_counted).into_any(),
                tax,
                subsidy.clone(),
            )}
            {figure(
                t!(i18n, overview.gross).into_any(),
                t!(i18n, overview.gross_counted).into_any(),
                gross,
                subsidy,
            )}
        </dl>
        <p class="soft">
            {counted}
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
