//! 总览: the term at a glance, or, in a new workspace, the three ways to begin.

use std::sync::Arc;

use leptos::prelude::*;

use crate::{
    app::{
        find::{OutcomeFilter, Query},
        overview::{self, MonthTotal, Overview as Summary},
    },
    demo,
    domain::{Localized, Term},
    ui::{
        components::{dialog::Dialog, page_head::PageHead, progress_bar::ProgressBar},
        i18n::*,
        pages::clause_status::{Clauses, Outcomes},
        route::Route,
        state::State,
    },
};

/// The first page.
#[component]
pub fn OverviewPage(term: Option<Term>) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let empty = Memo::new(move |_| state.workspace.get().is_empty());
    view! {
        <PageHead title=Signal::derive(move || t_string!(i18n, nav.overview).to_owned()) />
        <Show when=move || !empty.get() fallback=|| view! { <FirstRun /> }>
            <TermPanel term />
            <Outcomes />
            <Clauses />
        </Show>
    }
}

/// Nothing is here yet: load the demo county, import a file, or start empty.
#[component]
fn FirstRun() -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let naming = RwSignal::new(false);
    let busy = RwSignal::new(false);
    let load_demo = move |_| {
        busy.set(true);
        state.load_demo(demo_sessions(), move || busy.set(false));
    };
    view! {
        <p class="soft">{t!(i18n, first.welcome)}</p>
        <div class="columns">
            <section class="card stack">
                <h2>{t!(i18n, first.demo_title)}</h2>
                <p>{t!(i18n, first.demo_text)}</p>
                <Show
                    when=move || !busy.get()
                    fallback=move || {
                        view! {
                            <ProgressBar
                                label=Signal::derive(move || t_string!(i18n, first.demo_busy).to_owned())
                                of=Signal::derive(|| None)
                            />
                        }
                    }
                >
                    <button type="button" class="primary" on:click=load_demo>
                        {t!(i18n, first.demo_button)}
                    </button>
                </Show>
            </section>
            <section class="card stack">
                <h2>{t!(i18n, first.import_title)}</h2>
                <p>{t!(i18n, first.import_text)}</p>
                <a class="button" href=Route::Data.href()>
                    {t!(i18n, first.import_button)}
                </a>
            </section>
            <section class="card stack">
                <h2>{t!(i18n, first.empty_title)}</h2>
                <p>{t!(i18n, first.empty_text)}</p>
                <button type="button" on:click=move |_| naming.set(true)>
                    {t!(i18n, first.empty_button)}
                </button>
            </section>
        </div>
        <StartEmpty open=naming />
    }
}

/// The demo county's sessions; `?demo=20000` in the address asks for more, as `cargo xtask bench` does.
fn demo_sessions() -> usize {
    let search = window().location().search().unwrap_or_default();
    let wanted = web_sys::UrlSearchParams::new_with_str(&search).ok().and_then(|query| query.get("demo"));
    wanted
        .and_then(|count| count.parse().ok())
        .filter(|count| *count <= 50_000)
        .unwrap_or(demo::COUNTY.sessions)
}

/// Starting empty asks only who sits here.
#[component]
fn StartEmpty(open: RwSignal<bool>) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    view! {
        <Dialog open title=Signal::derive(move || t_string!(i18n, seat.title).to_owned())>
            <crate::ui::components::seat::SeatForm on_done=move || {
                open.set(false);
                Route::Data.go();
            } />
        </Dialog>
    }
}

#[component]
fn TermPanel(term: Option<Term>) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let terms = Memo::new(move |_| overview::terms(&state.workspace.get()));
    let chosen = Memo::new(move |_| term.or_else(|| terms.get().first().copied()));
    let summary = Memo::new(move |_| {
        let account = state.account.get()?;
        Some(Arc::new(overview::of_term(&state.workspace.get(), &account, chosen.get()?)))
    });
    view! {
        <div class="row">
            <Show when=move || !terms.get().is_empty()>
            <label class="row">
                <span>{t!(i18n, overview.term)}</span>
                <select on:change:target=move |event| {
                    Route::Overview { term: Term::parse(&event.target().value()) }.go();
                }>
                    {move || {
                        terms
                            .get()
                            .into_iter()
                            .map(|term| {
                                let lang = state.lang();
                                view! {
                                    <option
                                        value=term.to_string()
                                        selected=move || chosen.get() == Some(term)
                                    >
                                        {move || term.text(lang.get())}
                                    </option>
                                }
                            })
                            .collect_view()
                    }}
                </select>
            </label>
            </Show>
            <span class="soft">
                {move || t_string!(i18n, overview.held, schools = state.workspace.get().schools.all().len(), instructors = state.workspace.get().instructors.all().len())}
            </span>
        </div>
        {move || match (chosen.get(), summary.get()) {
            (None, _) => view! { <NoSessions /> }.into_any(),
            (Some(_), None) => {
                view! {
                    <ProgressBar
                        label=Signal::derive(move || t_string!(i18n, common.deciding).to_owned())
                        of=state.deciding
                    />
                }
                    .into_any()
            }
            (Some(term), Some(summary)) => view! { <TermTotals summary term /> }.into_any(),
        }}
    }
}

#[component]
fn NoSessions() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <div class="card empty">
            <p>{t!(i18n, overview.no_sessions)}</p>
            <a class="button primary" href=Route::Data.href()>
                {t!(i18n, first.import_button)}
            </a>
        </div>
    }
}

#[component]
fn TermTotals(summary: Arc<Summary>, term: Term) -> impl IntoView {
    let i18n = use_i18n();
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
    let sessions = |outcome| Route::Sessions(Query { term: Some(term), outcome, ..Query::default() }).href();
    let Summary { sessions: count, granted, refused, undecided, .. } = *summary;
    view! {
        <dl class="figures">
            {figure(t!(i18n, overview.sessions).into_any(), count.to_string(), Some(sessions(None)))}
            {figure(
                t!(i18n, overview.granted).into_any(),
                granted.to_string(),
                Some(sessions(Some(OutcomeFilter::Granted))),
            )}
            {figure(
                t!(i18n, overview.refused).into_any(),
                refused.to_string(),
                Some(sessions(Some(OutcomeFilter::Refused))),
            )}
            {(undecided > 0)
                .then(|| {
                    figure(
                        t!(i18n, overview.undecided).into_any(),
                        undecided.to_string(),
                        Some(sessions(Some(OutcomeFilter::Undecided))),
                    )
                })}
            {figure(t!(i18n, overview.after_tax).into_any(), summary.after_tax.to_string(), None)}
            {figure(t!(i18n, overview.tax).into_any(), summary.tax.to_string(), None)}
            {figure(
                t!(i18n, overview.gross).into_any(),
                summary.gross.to_string(),
                Some(Route::Subsidy { term: Some(term), month: None }.href()),
            )}
        </dl>
        <div class="columns overview">
            <Months months=summary.months.clone() />
            <Missing summary=summary.clone() term />
            <Refusals refusals=summary.refusals.clone() term />
        </div>
    }
}

#[component]
fn Months(months: Vec<MonthTotal>) -> impl IntoView {
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
                            let href = Route::Sessions(Query {
                                    month: Some(total.month),
                                    ..Query::default()
                                })
                                .href();
                            view! {
                                <tr>
                                    <th scope="row">
                                        <a href=href>{total.month.to_string()}</a>
                                    </th>
                                    <td class="number">{total.sessions}</td>
                                    <td class="number">{total.granted}</td>
                                    <td class="number">{total.after_tax.to_string()}</td>
                                    <td class="number">{total.gross.to_string()}</td>
                                </tr>
                            }
                        })
                        .collect_view()}
                </tbody>
            </table>
        </section>
    }
}

#[component]
fn Refusals(refusals: Vec<(String, usize)>, term: Term) -> impl IntoView {
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
                            let href = Route::Sessions(Query {
                                    term: Some(term),
                                    outcome: Some(OutcomeFilter::Reason(reason.clone())),
                                    ..Query::default()
                                })
                                .href();
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

/// What somebody has to do something about.
#[component]
fn Missing(summary: Arc<Summary>, term: Term) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let missing = summary.missing.clone();
    let last_export = move || state.workspace.get().settings.last_export.clone();
    let undecided = missing.undecided.clone();
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
    view! {
        <section class="card">
            <h2>{t!(i18n, overview.missing)}</h2>
            <ul class="todo">
                {undecided
                    .map(|(count, why)| {
                        let href = Route::Sessions(Query {
                                term: Some(term),
                                outcome: Some(OutcomeFilter::Undecided),
                                ..Query::default()
                            })
                            .href();
                        view! {
                            <li>
                                <a href=href>{move || t_string!(i18n, overview.cannot_decide, count = count)}</a>
                                <p class="fault">{move || why.get(state.lang().get()).to_owned()}</p>
                            </li>
                        }
                    })}
                {(unconfirmed > 0)
                    .then(|| {
                        let href = Route::Sessions(Query {
                                term: Some(term),
                                unconfirmed: true,
                                ..Query::default()
                            })
                            .href();
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
