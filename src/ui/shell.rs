//! The frame of every page: product, seat, language, sections.

use leptos::{html, prelude::*};

use crate::ui::{
    components::{
        badge::{Badge, Tone},
        search::SearchButton,
        seat::SeatButton,
        toast::ToastRack,
    },
    i18n::*,
    route::{Route, Section},
    state::State,
};

/// Header, navigation and the place for the page.
#[component]
pub fn Shell(route: Signal<Route>, children: Children) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let main = NodeRef::<html::Main>::new();
    // A new page begins at its top, with the keyboard there too.
    let page = Memo::new(move |_| match route.get() {
        Route::Session { id } => (Some(Section::Sessions), Some(id)),
        Route::Records { kind, .. } => (Some(Section::of(kind)), Some(kind.code().to_owned())),
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
    let side = Memo::new(move |_| {
        let seat = state.seat()?;
        state.workspace.get().tree().get(&seat.unit).map(|unit| unit.side)
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
                    <Show when=move || state.workspace.get().settings.demo>
                        <Badge
                            tone=Tone::Demo
                            text=Signal::derive(move || t_string!(i18n, shell.demo).to_owned())
                        />
                    </Show>
                    <SearchButton />
                    <SeatButton />
                    <LanguageButton />
                </div>
            </header>
            <nav class="nav" aria-label=move || t_string!(i18n, shell.sections)>
                <ul>
                    {move || {
                        let side = side.get();
                        SECTIONS
                            .into_iter()
                            .filter(|section| side.is_none_or(|side| section.is_for(side)))
                            .map(|section| {
                                let current = move || (route.get().section() == Some(section)).then_some("page");
                                view! {
                                    <li>
                                        <a href=home(section).href() aria-current=current>
                                            {move || name(i18n, section)}
                                        </a>
                                    </li>
                                }
                            })
                            .collect_view()
                    }}
                </ul>
            </nav>
            <main class="main" tabindex="-1" node_ref=main>
                <Show when=move || state.workspace.get().settings.demo>
                    <p class="print-only">{t!(i18n, shell.demo)}</p>
                </Show>
                {children()}
            </main>
            <ToastRack toasts=state.toasts />
        </div>
    }
}

const SECTIONS: [Section; 9] = [
    Section::Overview,
    Section::Inbox,
    Section::Documents,
    Section::Joint,
    Section::Resources,
    Section::Sessions,
    Section::Subsidy,
    Section::Policy,
    Section::Data,
];

fn home(section: Section) -> Route {
    match section {
        Section::Overview => Route::Overview { term: None },
        Section::Sessions => Route::Sessions(Default::default()),
        Section::Subsidy => Route::Subsidy { term: None, month: None },
        Section::Policy => Route::Policy { pack: None, at: None },
        Section::Data => Route::Data,
        Section::Inbox => Route::Inbox,
        Section::Documents | Section::Joint | Section::Resources => match section.kinds().first() {
            Some(kind) => Route::Records { kind: *kind, query: Default::default() },
            None => Route::Unknown,
        },
    }
}

fn name(i18n: leptos_i18n::I18nContext<Locale>, section: Section) -> &'static str {
    match section {
        Section::Overview => t_string!(i18n, nav.overview),
        Section::Sessions => t_string!(i18n, nav.sessions),
        Section::Subsidy => t_string!(i18n, nav.subsidy),
        Section::Policy => t_string!(i18n, nav.policy),
        Section::Data => t_string!(i18n, nav.data),
        Section::Inbox => t_string!(i18n, nav.inbox),
        Section::Documents => t_string!(i18n, nav.documents),
        Section::Joint => t_string!(i18n, nav.joint),
        Section::Resources => t_string!(i18n, nav.resources),
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
