//! A new workspace: the ways to begin.

use leptos::prelude::*;

use crate::{
    demo,
    ui::{
        components::{dialog::Dialog, progress_bar::ProgressBar, search::go_to_part, seat::SeatForm},
        i18n::*,
        pages::data::backup::ChooseFile,
        route::{Route, part},
        state::{Given, State},
    },
};

/// Nothing is here yet: load the demo county, restore a backup, import a file, or start empty.
#[component]
pub fn FirstRun() -> impl IntoView {
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
                <h2>{t!(i18n, first.restore_title)}</h2>
                <p>{t!(i18n, first.restore_text)}</p>
                <ChooseFile
                    label=Signal::derive(move || t_string!(i18n, first.open_file).to_owned())
                    on_chosen=Callback::new(move |given| go_on_with(state, given))
                />
            </section>
            <section class="card stack">
                <h2>{t!(i18n, first.office_title)}</h2>
                <p>{t!(i18n, first.office_text)}</p>
                <a class="button" href=Route::Handover.href()>
                    {t!(i18n, first.office_button)}
                </a>
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

/// A file is opened where its kind is: a backup or a work file among the data, what comes from another office at the hand-over.
fn go_on_with(state: State, given: Given) {
    let is_everything = given.is_everything();
    state.given.set(Some(given));
    if is_everything {
        go_to_part(&Route::Data, part::BACKUP);
    } else {
        Route::Handover.go();
    }
}

/// The demo county's sessions; `?demo=20000` in the address asks for more, as `cargo xtask bench` does.
fn demo_sessions() -> usize {
    let search = window().location().search().unwrap_or_default();
    let wanted = web_sys::UrlSearchParams::new_with_str(&search).ok().and_then(|query| query.get("demo"));
    wanted.and_then(|count| count.parse().ok()).unwrap_or(demo::COUNTY.sessions)
}

/// Starting empty asks only who sits here.
#[component]
fn StartEmpty(open: RwSignal<bool>) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    view! {
        <Dialog open title=Signal::derive(move || t_string!(i18n, seat.title).to_owned())>
            <SeatForm on_done=move || {
                open.set(false);
                Route::Data.go();
            } />
        </Dialog>
    }
}
