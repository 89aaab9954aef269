//! What somebody has to do something about.

use std::sync::Arc;

use leptos::prelude::*;

use crate::{
    app::{account::Ruled, kinds::session, overview::Overview as Summary},
    domain::{Kind, Term, counts, lang::grouped},
    ui::{i18n::*, route::Route, state::State},
};

/// The list; what is in order is left out of it.
#[component]
pub fn Missing(summary: Arc<Summary>, term: Term) -> impl IntoView {
    let state = State::here();
    let (i18n, lang) = (state.i18n, state.lang());
    let missing = summary.missing.clone();
    let last_export = move || state.workspace.get().settings.last_export.clone();
    let (undecided, unsettled) = (missing.undecided.clone(), missing.unsettled.clone());
    let unconfirmed = missing.unconfirmed;
    let unreadable = missing.unreadable;
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
                        let text = move || {
                            let sessions = lang.get().counted(count, counts::SESSIONS);
                            t_string!(i18n, overview.cannot_decide, sessions = sessions).to_string()
                        };
                        view! {
                            <li>
                                <a href=href>{text}</a>
                                <p class="fault">{move || why.get(lang.get()).to_owned()}</p>
                            </li>
                        }
                    })}
                {unsettled
                    .map(|(count, why)| {
                        let href = Route::Subsidy { term: Some(term), month: None }.href();
                        let text = move || {
                            let payments = lang.get().counted(count, counts::PAYMENTS);
                            t_string!(i18n, overview.cannot_settle, payments = payments).to_string()
                        };
                        view! {
                            <li>
                                <a href=href>{text}</a>
                                <p class="fault">{move || why.get(lang.get()).to_owned()}</p>
                            </li>
                        }
                    })}
                {(unconfirmed > 0)
                    .then(|| {
                        let href = sessions(session::UNCONFIRMED);
                        let text = move || {
                            let sessions = lang.get().counted(unconfirmed, counts::SESSIONS);
                            t_string!(i18n, overview.unconfirmed, sessions = sessions).to_string()
                        };
                        view! {
                            <li>
                                <a href=href>{text}</a>
                            </li>
                        }
                    })}
                <Named
                    kind=Kind::Instructor
                    ids=missing.unchecked_instructors
                    text=move |count| {
                        let instructors = lang.get().counted(count, counts::INSTRUCTORS);
                        t_string!(i18n, overview.unchecked, instructors = instructors).to_string()
                    }
                />
                <Named
                    kind=Kind::School
                    ids=missing.unserved_schools
                    text=move |count| {
                        let schools = lang.get().counted(count, counts::SCHOOLS);
                        t_string!(i18n, overview.unserved, schools = schools).to_string()
                    }
                />
                {(unreadable > 0)
                    .then(|| {
                        let text = move || {
                            let records = lang.get().counted(unreadable, counts::RECORDS);
                            t_string!(i18n, overview.unreadable, records = records).to_string()
                        };
                        view! {
                            <li>
                                <a href=Route::Data.href()>{text}</a>
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

/// As many are listed as are read at a glance; the others a click further.
const LISTED: usize = 100;

/// How many records there are, and on demand which: each leads to its page.
#[component]
fn Named(kind: Kind, ids: Vec<String>, #[prop(into)] text: Callback<usize, String>) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let count = ids.len();
    let most = RwSignal::new(LISTED);
    let open = RwSignal::new(false);
    let names = move || {
        let workspace = state.workspace.get();
        let name =
            |id: &String| workspace.table(kind).get(id).map_or_else(|| id.clone(), |known| known.title());
        let line = |id: &String| view! { <li><a href=Route::of(kind, id).href()>{name(id)}</a></li> };
        ids.iter().take(most.get()).map(line).collect_view()
    };
    (count > 0).then(|| {
        view! {
            <li class="more">
                <details on:toggle=move |_| open.set(true)>
                    <summary>{move || text.run(count)}</summary>
                    {move || open.get().then(|| view! { <ul class="names">{names.clone()}</ul> })}
                    <Show when=move || count.gt(&most.get())>
                        <button type="button" on:click=move |_| most.set(usize::MAX)>
                            {move || t_string!(i18n, inbox.show_all, count = grouped(count)).to_string()}
                        </button>
                    </Show>
                </details>
            </li>
        }
    })
}
