//! 课次: every session, searched, filtered, sorted and summed; Enter opens one.

use std::sync::Arc;

use leptos::prelude::*;

use crate::{
    app::{
        account::{Account, Ruling},
        find::{self, Column, Found, Query},
    },
    domain::{Declared as _, Localized, Month, Session},
    ui::{
        components::{
            badge::{Badge, Tone},
            filter::Filter,
            grid::{Grid, GridColumn, LeftAt},
            page_head::PageHead,
            progress_bar::ProgressBar,
        },
        i18n::*,
        pages::records::Kinds,
        route::Route,
        state::State,
    },
};

/// The sessions that a query finds. The query lives in the address, so a view can be kept as a bookmark.
#[component]
pub fn SessionsPage(#[prop(into)] query: Signal<Query>) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let empty = Memo::new(move |_| state.workspace.get().sessions.is_empty());
    view! {
        <PageHead title=Signal::derive(move || t_string!(i18n, nav.sessions).to_owned()) />
        <Kinds kind=Session::KIND />
        <Show
            when=move || !empty.get()
            fallback=move || {
                view! {
                    <div class="card empty">
                        <p>{t!(i18n, sessions.none_stored)}</p>
                        <a class="button primary" href=Route::Data.href()>
                            {t!(i18n, first.import_button)}
                        </a>
                    </div>
                }
            }
        >
            <Filters query />
            <SessionsGrid query />
        </Show>
    }
}

fn change(query: Signal<Query>, edit: impl FnOnce(&mut Query)) {
    let mut changed = query.get_untracked();
    edit(&mut changed);
    Route::Sessions(changed).replace();
}

#[component]
fn Filters(query: Signal<Query>) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let schools = Memo::new(move |_| {
        let workspace = state.workspace.get();
        let mut schools: Vec<_> =
            workspace.schools.all().map(|school| (school.name.clone(), school.code.clone())).collect();
        schools.sort();
        schools
    });
    let instructors = Memo::new(move |_| {
        let workspace = state.workspace.get();
        let mut instructors: Vec<_> = workspace
            .instructors
            .all()
            .map(|instructor| {
                (format!("{}（{}）", instructor.name, instructor.number), instructor.number.clone())
            })
            .collect();
        instructors.sort();
        instructors
    });
    let months = Memo::new(move |_| {
        let workspace = state.workspace.get();
        let months: std::collections::BTreeSet<_> =
            workspace.sessions.all().map(|session| Month::of(session.date)).collect();
        months.into_iter().map(|month| (month.to_string(), month.to_string())).collect::<Vec<_>>()
    });
    let outcomes = Memo::new(move |_| {
        let mut outcomes = vec![
            (t_string!(i18n, outcome.granted).to_owned(), "granted".to_owned()),
            (t_string!(i18n, outcome.refused).to_owned(), "refused".to_owned()),
            (t_string!(i18n, outcome.undecided).to_owned(), "undecided".to_owned()),
        ];
        if let Some(account) = state.account.get() {
            for (reason, _) in crate::app::account::refusals(account.verdicts.values()) {
                outcomes.push((format!("— {}", state.reason(&reason)), reason));
            }
        }
        outcomes
    });
    let any = Memo::new(move |_| {
        let query = query.get();
        query != Query { sort: query.sort, descending: query.descending, ..Query::default() }
    });
    let by_school = Callback::new(move |school| change(query, |query| query.school = school));
    let by_instructor = Callback::new(move |instructor| change(query, |query| query.instructor = instructor));
    let by_month = Callback::new(move |month: Option<String>| {
        change(query, |query| query.month = month.and_then(|month| month.parse().ok()));
    });
    let by_outcome = Callback::new(move |outcome: Option<String>| {
        change(query, |query| query.outcome = outcome.and_then(|code| code.parse().ok()));
    });
    view! {
        <form class="filters" role="search" on:submit=|event| event.prevent_default()>
            <label class="field">
                <span>{t!(i18n, sessions.search)}</span>
                <input
                    type="search"
                    placeholder=move || t_string!(i18n, sessions.search_hint)
                    prop:value=move || query.get().text
                    on:input:target=move |event| change(query, |query| query.text = event.target().value())
                />
            </label>
            <Filter
                label=Signal::derive(move || t_string!(i18n, sessions.school).to_owned())
                options=schools
                chosen=Signal::derive(move || query.get().school)
                on_choose=by_school
            />
            <Filter
                label=Signal::derive(move || t_string!(i18n, sessions.instructor).to_owned())
                options=instructors
                chosen=Signal::derive(move || query.get().instructor)
                on_choose=by_instructor
            />
            <Filter
                label=Signal::derive(move || t_string!(i18n, common.month).to_owned())
                options=months
                chosen=Signal::derive(move || query.get().month.map(|month| month.to_string()))
                on_choose=by_month
            />
            <Filter
                label=Signal::derive(move || t_string!(i18n, sessions.outcome).to_owned())
                options=outcomes
                chosen=Signal::derive(move || query.get().outcome.map(|outcome| outcome.code().to_owned()))
                on_choose=by_outcome
            />
            <MoreFilters query />
            <Show when=move || any.get()>
                <button
                    type="button"
                    on:click=move |_| {
                        change(
                            query,
                            |query| {
                                *query = Query {
                                    sort: query.sort,
                                    descending: query.descending,
                                    ..Query::default()
                                };
                            },
                        );
                    }
                >
                    {t!(i18n, sessions.clear)}
                </button>
            </Show>
        </form>
    }
}

/// What an address can ask for besides the choices above: each is shown, and taken away by its button.
#[component]
fn MoreFilters(query: Signal<Query>) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let chip = move |text: String, clear: fn(&mut Query)| {
        view! {
            <button type="button" class="chip" on:click=move |_| change(query, clear)>
                {text}
                <span aria-hidden="true">"✕"</span>
                <span class="visually-hidden">{t!(i18n, sessions.take_away)}</span>
            </button>
        }
    };
    move || {
        let Query { term, payer, unconfirmed, .. } = query.get();
        let term = term.map(|term| chip(term.text(state.lang().get()), |query| query.term = None));
        let payer = payer.map(|payer| {
            let text = t_string!(i18n, sessions.payer, name = payer).to_string();
            chip(text, |query| query.payer = None)
        });
        let unconfirmed = unconfirmed.then(|| {
            let text = t_string!(i18n, sessions.unconfirmed).to_owned();
            chip(text, |query| query.unconfirmed = false)
        });
        view! { {term} {payer} {unconfirmed} }
    }
}

#[component]
fn SessionsGrid(query: Signal<Query>) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let found: Memo<Arc<Found>> = Memo::new(move |_| {
        let account = state.account.get().unwrap_or_default();
        Arc::new(find::sessions(&state.workspace.get(), &account, &query.get()))
    });
    let column = move |title: Signal<String>, sort: Option<Column>, number| GridColumn {
        title,
        number,
        on_sort: sort.map(|sort| {
            Callback::new(move |()| {
                change(query, |query| {
                    query.descending = query.sort == sort && !query.descending;
                    query.sort = sort;
                });
            })
        }),
        sorted: Signal::derive(move || {
            let query = query.get();
            sort.filter(|sort| *sort == query.sort).map(|_| query.descending)
        }),
    };
    let columns = vec![
        column(Signal::derive(move || t_string!(i18n, sessions.date).to_owned()), Some(Column::Date), false),
        column(
            Signal::derive(move || t_string!(i18n, sessions.school).to_owned()),
            Some(Column::School),
            false,
        ),
        column(
            Signal::derive(move || t_string!(i18n, sessions.instructor).to_owned()),
            Some(Column::Instructor),
            false,
        ),
        column(Signal::derive(move || t_string!(i18n, sessions.topic).to_owned()), None, false),
        column(Signal::derive(move || t_string!(i18n, sessions.form).to_owned()), Some(Column::Form), false),
        column(
            Signal::derive(move || t_string!(i18n, sessions.minutes).to_owned()),
            Some(Column::Minutes),
            true,
        ),
        column(Signal::derive(move || t_string!(i18n, sessions.paid_hours).to_owned()), None, true),
        column(
            Signal::derive(move || t_string!(i18n, sessions.amount).to_owned()),
            Some(Column::Amount),
            true,
        ),
        column(Signal::derive(move || t_string!(i18n, sessions.outcome).to_owned()), None, false),
    ];
    let foot = move || {
        let found = found.get();
        vec![
            t_string!(i18n, sessions.found, count = found.ids.len()),
            String::new(),
            String::new(),
            String::new(),
            String::new(),
            found.minutes.to_string(),
            found.paid_hours.normalize().to_string(),
            found.amount.to_string(),
            String::new(),
        ]
    };
    view! {
        <Show when=move || state.account.get().is_none()>
            <ProgressBar
                label=Signal::derive(move || t_string!(i18n, common.deciding).to_owned())
                of=state.deciding
            />
        </Show>
        <Show
            when=move || !found.get().ids.is_empty()
            fallback=move || view! { <p class="card empty">{t!(i18n, sessions.none_found)}</p> }
        >
            <Grid
                label=Signal::derive(move || t_string!(i18n, sessions.grid_label).to_owned())
                class="sessions"
                columns=columns.clone()
                count=Signal::derive(move || found.get().ids.len())
                cells=move |line: usize| cells(state, &found.get(), line)
                on_open=move |line: usize| {
                    if let Some(id) = found.get_untracked().ids.get(line) {
                        Route::Session { id: id.to_string() }.go();
                    }
                }
                foot=Signal::derive(foot)
                left_at=LeftAt {
                    table: Session::KIND.code(),
                    address: Signal::derive(move || Route::Sessions(query.get()).href()),
                }
            />
        </Show>
    }
}

fn cells(state: State, found: &Found, line: usize) -> Vec<AnyView> {
    let workspace = state.workspace.get();
    let Some(id) = found.ids.get(line) else {
        return Vec::new();
    };
    let Some(session) = workspace.sessions.get(id) else {
        return Vec::new();
    };
    let school =
        workspace.schools.get(&session.school).map_or(session.school.clone(), |school| school.name.clone());
    let instructor = workspace
        .instructors
        .get(&session.instructor)
        .map_or(session.instructor.clone(), |instructor| instructor.name.clone());
    let account: Option<Arc<Account>> = state.account.get();
    let verdict = account.as_ref().and_then(|account| account.verdicts.get(id));
    let paid_hours = verdict.map(|verdict| verdict.paid_hours.normalize().to_string());
    let amount = verdict.map(|verdict| match verdict.ruling {
        Ruling::Amount(amount) => amount.to_string(),
        Ruling::Refused(_) | Ruling::Undecided(_) => "—".to_owned(),
    });
    let lang = state.lang().get();
    vec![
        format!("{} {}", session.date, session.starts.strftime("%H:%M")).into_any(),
        titled(school),
        titled(instructor),
        titled(session.topic.clone()),
        titled(session.form.label().text(lang).to_owned()),
        session.minutes.to_string().into_any(),
        paid_hours.unwrap_or_default().into_any(),
        amount.unwrap_or_default().into_any(),
        verdict.map(|verdict| outcome(state, &verdict.ruling)).into_any(),
    ]
}

/// A text that may be longer than its cell, in whole where the pointer rests on it.
fn titled(text: String) -> AnyView {
    let title = text.clone();
    view! { <span title=title>{text}</span> }.into_any()
}

/// The outcome of a session as a badge.
pub fn outcome(state: State, ruling: &Ruling) -> AnyView {
    let i18n = state.i18n;
    match ruling.clone() {
        Ruling::Amount(_) => {
            let text = Signal::derive(move || t_string!(i18n, outcome.granted).to_owned());
            view! { <Badge tone=Tone::Good text /> }.into_any()
        }
        Ruling::Refused(reason) => {
            let text = Signal::derive(move || state.reason(&reason));
            view! { <Badge tone=Tone::Neutral text /> }.into_any()
        }
        Ruling::Undecided(_) => {
            let text = Signal::derive(move || t_string!(i18n, outcome.undecided).to_owned());
            view! { <Badge tone=Tone::Bad text /> }.into_any()
        }
    }
}
