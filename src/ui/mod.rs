//! The interface: shell, pages, components. The only place that knows Leptos. It decides nothing: it calls use-cases of
//! `app` and shows what signals hold.

mod beside;
mod cards;
mod charts;
mod components;
mod disk;
mod editor;
mod i18n;
mod pages;
mod rest;
mod route;
mod shell;
mod state;
mod transport;

use leptos::prelude::*;

use self::{
    components::notices::Notices,
    pages::{
        data::DataPage,
        equity::EquityPage,
        handover::HandoverPage,
        help::HelpPage,
        inbox::InboxPage,
        matching::MatchingPage,
        outcomes::OutcomesPage,
        overview::OverviewPage,
        paper::PaperPage,
        policy::PolicyPage,
        records::{FormPage, ListPage, RecordPage},
        roll_over::RollOverPage,
        subsidy::SubsidyPage,
        survey_sheet::SurveySheetPage,
        timetable::TimetablePage,
        unknown::{NotHere, Unknown},
    },
    rest::Rest,
    route::Route,
    shell::Shell,
    state::{Opening, State},
};
use i18n::{I18nContextProvider, t};

/// Puts the program into the page.
pub fn mount() {
    console_error_panic_hook::set_once();
    crate::worker::tell_when_asked("page");
    // Leptos has nothing to run it with before it is mounted.
    wasm_bindgen_futures::spawn_local(async {
        // Where it cannot be loaded, start.js says so.
        if rest::awaited().await.is_err() {
            return;
        }
        leptos::mount::mount_to_body(App);
        if let Some(loading) = document().get_element_by_id("loading") {
            loading.remove();
        }
    });
}

#[component]
fn App() -> impl IntoView {
    view! {
        <I18nContextProvider>
            <Program />
        </I18nContextProvider>
    }
}

#[component]
fn Program() -> impl IntoView {
    let state = State::start();
    let i18n = state.i18n;
    let route = route::current();
    view! {
        <Shell route>
            {move || match state.opening.get() {
                Opening::Loading => view! { <p role="status">{t!(i18n, common.loading)}</p> }.into_any(),
                Opening::Failed(error) => {
                    let lang = state.lang();
                    view! {
                        <h1>{t!(i18n, opening.failed)}</h1>
                        <p class="message bad" role="alert">
                            {move || crate::domain::Localized::text(&error, lang.get())}
                        </p>
                        <p>
                            <button
                                type="button"
                                class="primary"
                                on:click=move |_| leptos::task::spawn_local(state.open())
                            >
                                {t!(i18n, opening.retry)}
                            </button>
                        </p>
                    }
                        .into_any()
                }
                Opening::Open => {
                    view! {
                        <Notices />
                        <Page route />
                    }
                        .into_any()
                }
            }}
        </Shell>
    }
}

/// The page of the route. A page stays while only its filters change.
#[component]
fn Page(route: Signal<Route>) -> impl IntoView {
    let state = State::here();
    // What the menu does not offer is not opened by its address either. One memo answers both: of two, of which one follows the other,
    // a view does not see the other change alone (reactive_graph 0.2 takes the view for the one that had it worked out).
    let which = Memo::new(move |_| {
        let route = match route.get() {
            Route::Records { kind, .. } => Route::Records { kind, query: Default::default() },
            Route::Subsidy { .. } => Route::Subsidy { term: None, month: None },
            Route::Timetable { .. } => Route::timetable(),
            Route::Equity { .. } => Route::Equity { term: None, place: None },
            other => other,
        };
        let closed = match route {
            Route::Equity { .. } if !state.compares_schools() => Some(route.help().label()),
            _ => route.section().filter(|section| !state.opens(*section)).map(|section| section.label()),
        };
        closed.map_or(Ok(route), Err)
    });
    let table = Signal::derive(move || match route.get() {
        Route::Records { query, .. } => query,
        _ => Default::default(),
    });
    let due = Signal::derive(move || match route.get() {
        Route::Subsidy { term, month } => (term, month),
        _ => (None, None),
    });
    let week = Signal::derive(move || match route.get() {
        Route::Timetable { whose, week } => (whose, week),
        _ => Default::default(),
    });
    let looked_at = Signal::derive(move || match route.get() {
        Route::Equity { term, place } => (term, place),
        _ => (None, None),
    });
    let seat = Memo::new(move |_| state.seat());
    let by_seat = move || seat.track();
    let rest = RwSignal::new(Rest::Coming);
    rest::follow(rest);
    move || match which.get() {
        Ok(route) if !route.is_first() && rest.get() != Rest::Here => view! { <Waiting rest /> }.into_any(),
        Ok(Route::Overview { term }) => view! { <OverviewPage term /> }.into_any(),
        Ok(Route::Inbox) => view! { <InboxPage /> }.into_any(),
        Ok(Route::Records { kind, .. }) => view! { <ListPage kind query=table /> }.into_any(),
        Ok(Route::Record { kind, id }) => {
            view! { <RecordPage kind id=Signal::derive(move || id.clone()) /> }.into_any()
        }
        Ok(Route::New { kind, from }) => {
            by_seat();
            view! { <FormPage kind id=None from field=None /> }.into_any()
        }
        Ok(Route::Edit { kind, id, field }) => {
            by_seat();
            view! { <FormPage kind id=Some(id) from=None field /> }.into_any()
        }
        Ok(Route::Matching { round }) => {
            by_seat();
            view! { <MatchingPage round /> }.into_any()
        }
        Ok(Route::Outcomes { term }) => view! { <OutcomesPage term /> }.into_any(),
        Ok(Route::SurveySheet { id }) => view! { <SurveySheetPage id /> }.into_any(),
        Ok(Route::Timetable { .. }) => view! { <TimetablePage asked=week /> }.into_any(),
        Ok(Route::Equity { .. }) => {
            let (term, place) =
                (Signal::derive(move || looked_at.get().0), Signal::derive(move || looked_at.get().1));
            view! { <EquityPage term place /> }.into_any()
        }
        Ok(Route::RollOver) => view! { <RollOverPage /> }.into_any(),
        Ok(Route::Paper { kind, id }) => {
            view! { <PaperPage kind id=Signal::derive(move || id.clone()) /> }.into_any()
        }
        Ok(Route::Subsidy { .. }) => {
            let (term, month) = (Signal::derive(move || due.get().0), Signal::derive(move || due.get().1));
            view! { <SubsidyPage term month /> }.into_any()
        }
        Ok(Route::Policy { pack, at }) => view! { <PolicyPage pack at /> }.into_any(),
        Ok(Route::Handover) => view! { <HandoverPage /> }.into_any(),
        Ok(Route::Data) => view! { <DataPage /> }.into_any(),
        Ok(Route::Help { topic }) => view! { <HelpPage topic /> }.into_any(),
        Ok(Route::Unknown) => view! { <Unknown /> }.into_any(),
        Err(what) => view! { <NotHere what /> }.into_any(),
    }
}

/// In place of a page of which the program has not come yet.
#[component]
fn Waiting(rest: RwSignal<Rest>) -> impl IntoView {
    let i18n = State::here().i18n;
    move || match rest.get() {
        Rest::Missing => view! {
            <p class="message bad" role="alert">
                {t!(i18n, opening.rest_missing)}
            </p>
            <p>
                <button type="button" class="primary" on:click=move |_| rest::follow(rest)>
                    {t!(i18n, opening.retry)}
                </button>
            </p>
        }
        .into_any(),
        Rest::Other => view! {
            <p class="message" role="alert">
                {t!(i18n, opening.rest_replaced)}
            </p>
            <p>
                <button type="button" class="primary" on:click=|_| drop(window().location().reload())>
                    {t!(i18n, opening.reload)}
                </button>
            </p>
        }
        .into_any(),
        Rest::Coming | Rest::Here => view! { <p role="status">{t!(i18n, common.loading)}</p> }.into_any(),
    }
}
