//! The frame of every page: product, seat, language, sections.

use leptos::{html, prelude::*};

use crate::ui::{
    cards::reconciled::Reconciling,
    components::{
        badge::{Badge, Tone},
        help::{HelpDialog, Helping},
        lock::{LockButton, LockScreen},
        navigation::Navigation,
        search::SearchButton,
        seat::SeatButton,
        steps::Steps,
        toast::ToastRack,
    },
    i18n::*,
    pages::{handover::UnlockDialog, records::StepDialog},
    route::Route,
    state::State,
};

/// Header, navigation and the place for the page.
#[component]
pub fn Shell(route: Signal<Route>, children: Children) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    Steps::provide();
    Reconciling::provide();
    Helping::provide();
    let seat = RwSignal::new(false);
    let main = NodeRef::<html::Main>::new();
    // A new page begins at its top, with the keyboard there too.
    let page = Memo::new(move |_| match route.get() {
        Route::Records { kind, .. } => (None, Some(kind.code().to_owned())),
        other => (other.section(), Some(other.href())),
    });
    Effect::new(move |previous: Option<_>| {
        let now = page.get();
        if previous.is_some_and(|previous| previous != now)
            && let Some(main) = main.get_untracked()
        {
            main.set_scroll_top(0);
            let _ = main.focus();
        }
        now
    });
    view! {
        <div class="shell">
            <button
                type="button"
                class="skip"
                on:click=move |_| {
                    if let Some(main) = main.get_untracked() {
                        let _ = main.focus();
                    }
                }
            >
                {t!(i18n, shell.skip)}
            </button>
            <header class="bar">
                <a class="product" href=Route::Overview { term: None }.href()>
                    "科桥 Keqiao"
                </a>
                <span class="purpose">{t!(i18n, shell.purpose)}</span>
                <div class="right">
                    <Show when=move || state.workspace.settings().demo>
                        <Badge
                            tone=Tone::Demo
                            text=Signal::derive(move || t_string!(i18n, shell.demo).to_owned())
                        />
                    </Show>
                    <SearchButton seat />
                    <LockButton />
                    <SeatButton open=seat />
                    <LanguageButton />
                </div>
            </header>
            <Navigation route />
            <main class="main" tabindex="-1" node_ref=main>
                <Show when=move || state.workspace.settings().demo>
                    <p class="print-only">{t!(i18n, shell.demo)}</p>
                </Show>
                {children()}
            </main>
            <StepDialog />
            <UnlockDialog />
            <LockScreen />
            <HelpDialog route />
            <ToastRack toasts=state.toasts />
        </div>
    }
}

#[component]
fn LanguageButton() -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    // Named in the language it leads to, so that whoever needs it can read it.
    let label = move || match i18n.get_locale() {
        Locale::zh => ("English", "en"),
        Locale::en => ("中文", "zh"),
    };
    view! {
        <button type="button" class="on-dark" lang=move || label().1 on:click=move |_| state.switch_language()>
            {move || label().0}
        </button>
    }
}
