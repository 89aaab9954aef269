//! The frame of every page: product, desk, language, sections.

use leptos::{html, prelude::*};

use crate::ui::{
    components::{
        badge::{Badge, Tone},
        dialog::Dialog,
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
        other => (other.section(), None),
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
                    <Show when=move || state.workspace.get().settings.demo>
                        <Badge
                            tone=Tone::Demo
                            text=Signal::derive(move || t_string!(i18n, shell.demo).to_owned())
                        />
                    </Show>
                    <DeskButton />
                    <LanguageButton />
                </div>
            </header>
            <nav class="nav" aria-label=move || t_string!(i18n, shell.sections)>
                <ul>
                    {SECTIONS
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
                        .collect_view()}
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

const SECTIONS: [Section; 5] = [
    Section::Overview,
    Section::Sessions,
    Section::Subsidy,
    Section::Policy,
    Section::Data,
];

fn home(section: Section) -> Route {
    match section {
        Section::Overview => Route::Overview { term: None },
        Section::Sessions => Route::Sessions(Default::default()),
        Section::Subsidy => Route::Subsidy {
            term: None,
            month: None,
        },
        Section::Policy => Route::Policy { pack: None, at: None },
        Section::Data => Route::Data,
    }
}

fn name(i18n: leptos_i18n::I18nContext<Locale>, section: Section) -> &'static str {
    match section {
        Section::Overview => t_string!(i18n, nav.overview),
        Section::Sessions => t_string!(i18n, nav.sessions),
        Section::Subsidy => t_string!(i18n, nav.subsidy),
        Section::Policy => t_string!(i18n, nav.policy),
        Section::Data => t_string!(i18n, nav.data),
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

/// Who sits here.
#[component]
fn DeskButton() -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let open = RwSignal::new(false);
    let desk = move || {
        let desk = state.workspace.get().settings.desk.clone();
        if desk.is_empty() {
            t_string!(i18n, desk.nobody).to_owned()
        } else {
            desk
        }
    };
    view! {
        <button type="button" class="on-dark" on:click=move |_| open.set(true)>
            {t!(i18n, desk.label)}
            {desk}
        </button>
        <Dialog open title=Signal::derive(move || t_string!(i18n, desk.title).to_owned())>
            <DeskForm on_done=move || open.set(false) />
        </Dialog>
    }
}

/// Asks for the desk's name and remembers it.
#[component]
pub fn DeskForm(#[prop(into)] on_done: Callback<()>) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let name = RwSignal::new(state.workspace.get_untracked().settings.desk.clone());
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let desk = name.get_untracked().trim().to_owned();
        if !desk.is_empty() {
            state.sit_at(desk);
            on_done.run(());
        }
    };
    view! {
        <form class="stack" on:submit=submit>
            <label class="field">
                <span>{t!(i18n, desk.field)}</span>
                <input type="text" maxlength="40" required=true autofocus=true bind:value=name />
                <span class="help">{t!(i18n, desk.help)}</span>
            </label>
            <div class="actions">
                <button type="button" on:click=move |_| on_done.run(())>
                    {t!(i18n, common.cancel)}
                </button>
                <button type="submit" class="primary">
                    {t!(i18n, common.ok)}
                </button>
            </div>
        </form>
    }
}
