//! What somebody has to do something about.

use std::sync::Arc;

use leptos::prelude::*;
use leptos_i18n::I18nContext;

use crate::{
    app::{account::Ruled, kinds::session, overview::Overview as Summary},
    domain::{Kind, Label, Term, counts, lang::grouped},
    policy::decision::Text,
    ui::{i18n::*, route::Route, state::State},
};

/// The list; what is in order is left out of it.
#[component]
pub fn Missing(summary: Arc<Summary>, term: Term) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let missing = summary.missing.clone();
    let last_export = move || state.workspace.get().settings.last_export.clone();
    let sessions = |(key, code): (&'static str, &str)| {
        Route::sessions([(session::DATE, term.to_string()), (key, code.to_owned())]).href()
    };
    let undecided = missing.undecided.map(|(count, why)| {
        let said: Said =
            |i18n, sessions| t_string!(i18n, overview.cannot_decide, sessions = sessions).to_string();
        let href = sessions((session::OUTCOME, Ruled::Undecided.code()));
        line(state, (count, counts::SESSIONS, said), href, Some(why))
    });
    let unsettled = missing.unsettled.map(|(count, why)| {
        let said: Said =
            |i18n, payments| t_string!(i18n, overview.cannot_settle, payments = payments).to_string();
        let href = Route::Subsidy { term: Some(term), month: None }.href();
        line(state, (count, counts::PAYMENTS, said), href, Some(why))
    });
    let unconfirmed = (missing.unconfirmed > 0).then(|| {
        let said: Said =
            |i18n, sessions| t_string!(i18n, overview.unconfirmed, sessions = sessions).to_string();
        line(state, (missing.unconfirmed, counts::SESSIONS, said), sessions(session::UNCONFIRMED), None)
    });
    let unreadable = (missing.unreadable > 0).then(|| {
        let said: Said = |i18n, records| t_string!(i18n, overview.unreadable, records = records).to_string();
        line(state, (missing.unreadable, counts::RECORDS, said), Route::Data.href(), None)
    });
    view! {
        <section class="card">
            <h2>{t!(i18n, overview.missing)}</h2>
            <ul class="todo">
                {undecided}
                {unsettled}
                {unconfirmed}
                <Named
                    kind=Kind::BULK
                    ids=missing.disputed_sessions
                    unit=counts::SESSIONS
                    said=|i18n, sessions| t_string!(i18n, overview.disputed, sessions = sessions).to_string()
                />
                <Named
                    kind=Kind::Instructor
                    ids=missing.unchecked_instructors
                    unit=counts::INSTRUCTORS
                    said=|i18n, instructors| {
                        t_string!(i18n, overview.unchecked, instructors = instructors).to_string()
                    }
                />
                <Named
                    kind=Kind::School
                    ids=missing.unserved_schools
                    unit=counts::SCHOOLS
                    said=|i18n, schools| t_string!(i18n, overview.unserved, schools = schools).to_string()
                />
                {unreadable}
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

/// What is said of a count.
type Said = fn(I18nContext<Locale>, String) -> String;

/// A count with what is said of it in the language of the page.
fn counted(state: State, (count, unit, said): (usize, Label, Said)) -> impl Fn() -> String + Copy {
    move || said(state.i18n, state.lang().get().counted(count, unit))
}

/// So many of something, which lead to where they are listed, and why it is so with the first of them.
fn line(state: State, of: (usize, Label, Said), href: String, why: Option<Text>) -> impl IntoView {
    let why = why.map(|why| {
        view! { <p class="fault">{move || why.get(state.lang().get()).to_owned()}</p> }
    });
    view! {
        <li>
            <a href=href>{counted(state, of)}</a>
            {why}
        </li>
    }
}

/// As many are listed as are read at a glance; the others a click further.
const LISTED: usize = 100;

/// How many records there are, and on demand which: each leads to its page.
#[component]
fn Named(kind: Kind, ids: Vec<String>, unit: Label, said: Said) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let count = ids.len();
    let text = counted(state, (count, unit, said));
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
                    <summary>{text}</summary>
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
