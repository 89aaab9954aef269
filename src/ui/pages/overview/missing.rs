//! What somebody has to do something about.

use std::sync::Arc;

use leptos::prelude::*;

use crate::{
    app::{account::Ruled, kinds::session, overview::Overview as Summary},
    domain::Term,
    ui::{i18n::*, route::Route, state::State},
};

/// The list; what is in order is left out of it.
#[component]
pub fn Missing(summary: Arc<Summary>, term: Term) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let missing = summary.missing.clone();
    let last_export = move || state.workspace.get().settings.last_export.clone();
    let (undecided, unsettled) = (missing.undecided.clone(), missing.unsettled.clone());
    let unconfirmed = missing.unconfirmed;
    let instructors = missing.unchecked_instructors.len();
    let schools = missing.unserved_schools.len();
    let unreadable = missing.unreadable;
    let school_names = missing.unserved_schools;
    let names = move || {
        let workspace = state.workspace.get();
        let names = school_names.iter().filter_map(|code| workspace.schools.get(code));
        state.lang().get().list(names.map(|school| &school.name))
    };
    let sessions = |(key, code): (&'static str, &str)| {
        Route::sessions([(session::DATE, term.to_string()), (key, code.to_owned())]).href()
    };
    view! {
        <section class="card">
            <h2>{t!(i18n, overview.missing)}</h2>
            <ul class="todo">
                {undecided
                    .map(|(count, why)| {
                        let href = sessions((session::OUTCOME, Ruled::Undecided.code()));
                        view! {
                            <li>
                                <a href=href>{move || t_string!(i18n, overview.cannot_decide, count = count)}</a>
                                <p class="fault">{move || why.get(state.lang().get()).to_owned()}</p>
                            </li>
                        }
                    })}
                {unsettled
                    .map(|(count, why)| {
                        let href = Route::Subsidy { term: Some(term), month: None }.href();
                        view! {
                            <li>
                                <a href=href>{move || t_string!(i18n, overview.cannot_settle, count = count)}</a>
                                <p class="fault">{move || why.get(state.lang().get()).to_owned()}</p>
                            </li>
                        }
                    })}
                {(unconfirmed > 0)
                    .then(|| {
                        let href = sessions(session::UNCONFIRMED);
                        view! {
                            <li>
                                <a href=href>
                                    {move || t_string!(i18n, overview.unconfirmed, count = unconfirmed)}
                                </a>
                            </li>
                        }
                    })}
                {(instructors > 0)
                    .then(|| {
                        view! { <li>{move || t_string!(i18n, overview.unchecked, count = instructors)}</li> }
                    })}
                {(schools > 0)
                    .then(|| {
                        view! {
                            <li class="more">
                                <details>
                                    <summary>
                                        {move || t_string!(i18n, overview.unserved, count = schools)}
                                    </summary>
                                    <p class="soft">{names}</p>
                                </details>
                            </li>
                        }
                    })}
                {(unreadable > 0)
                    .then(|| {
                        view! {
                            <li>
                                <a href=Route::Data.href()>
                                    {move || t_string!(i18n, overview.unreadable, count = unreadable)}
                                </a>
                            </li>
                        }
                    })}
                <li>
                    {move || match last_export() {
                        Some(export) => {
                            t_string!(
                                i18n,
                                overview.last_export,
                                when = state.local_time(&export.when),
                                file = export.file
                            )
                        }
                        None => t_string!(i18n, overview.no_export).to_owned(),
                    }}
                </li>
            </ul>
        </section>
    }
}
