//! Help on the page that is shown: by a button in its head, or by `?`.

use leptos::{ev, prelude::*};

use super::{dialog::Dialog, keys};
use crate::{
    app::help::Topic,
    domain::Lang,
    ui::{beside, i18n::*, route::Route, state::State},
};

/// Whether the help on the page is open: beside the page, which stays as it is.
#[derive(Clone, Copy)]
pub struct Helping(RwSignal<bool>);

impl Helping {
    /// Begun by the shell.
    pub fn provide() {
        provide_context(Self(RwSignal::new(false)));
    }

    #[expect(clippy::expect_used, reason = "every page stands under the shell, which provides it")]
    fn here() -> Self {
        use_context().expect("a page outside the shell")
    }
}

/// The button of a page's head.
#[component]
pub fn HelpButton() -> impl IntoView {
    let i18n = State::here().i18n;
    let Helping(open) = Helping::here();
    let label = move || t_string!(i18n, help.button);
    view! {
        <button type="button" class="plain" aria-label=label title=label on:click=move |_| open.set(true)>
            "?"
        </button>
    }
}

/// The help on the page of the route.
#[component]
pub fn HelpDialog(route: Signal<Route>) -> impl IntoView {
    let state = State::here();
    let (i18n, lang) = (state.i18n, state.lang());
    let Helping(open) = Helping::here();
    let topic = Memo::new(move |_| route.get().help());
    keys::on_key(|event| is_question(event) && !keys::is_typing(event), move || open.set(true));
    // A link in it leads to another page.
    Effect::new(move |before: Option<()>| {
        route.track();
        if before.is_some() {
            open.set(false);
        }
    });
    let page = move || Route::Help { topic: Some(topic.get()) }.href();
    view! {
        <Dialog open wide=true title=Signal::derive(move || topic.get().label().text(lang.get()).to_owned())>
            <HelpText topic />
            <div class="actions">
                <a class="button" href=page>
                    {t!(i18n, help.to_print)}
                </a>
                <button type="button" class="primary" autofocus=true on:click=move |_| open.set(false)>
                    {t!(i18n, common.close)}
                </button>
            </div>
        </Dialog>
    }
}

/// As keyboards write it, those that write Chinese too.
fn is_question(event: &ev::KeyboardEvent) -> bool {
    matches!(&*event.key(), "?" | "？") && !event.ctrl_key() && !event.alt_key() && !event.meta_key()
}

/// The text on a topic, loaded when it is shown.
#[component]
pub fn HelpText(#[prop(into)] topic: Signal<Topic>) -> impl IntoView {
    let state = State::here();
    let (i18n, lang) = (state.i18n, state.lang());
    let text = LocalResource::new(move || {
        let language = match lang.get() {
            Lang::Zh => "zh",
            Lang::En => "en",
        };
        let path = format!("./help/{language}/{}.html", topic.get().code());
        async move { beside::text(&path).await.ok().flatten() }
    });
    move || match text.get() {
        None => view! { <p role="status">{t!(i18n, help.loading)}</p> }.into_any(),
        Some(None) => view! { <p class="message bad">{t!(i18n, help.unread)}</p> }.into_any(),
        // It comes with the program, as the program's own code does.
        Some(Some(html)) => view! { <div class="help-text" inner_html=html></div> }.into_any(),
    }
}
