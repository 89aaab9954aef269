//! 帮助: what each job does in which order, and how each page is used.

use leptos::prelude::*;

use crate::{
    app::help::Topic,
    ui::{
        components::{help::HelpText, page_head::PageHead},
        i18n::*,
        route::Route,
        state::State,
    },
};

/// The text on a topic, to read and to print; without one, all that there is help on.
#[component]
pub fn HelpPage(topic: Option<Topic>) -> impl IntoView {
    let state = State::here();
    let (i18n, lang) = (state.i18n, state.lang());
    let Some(topic) = topic else { return all(state) };
    view! {
        <PageHead title=Signal::derive(move || topic.label().text(lang.get()).to_owned())>
            <button type="button" class="primary" on:click=move |_| drop(window().print())>
                {t!(i18n, common.print)}
            </button>
            <a class="button" href=Route::Help { topic: None }.href()>
                {t!(i18n, help.all)}
            </a>
        </PageHead>
        <article class="card help-page">
            <HelpText topic=Signal::stored(topic) />
        </article>
    }
    .into_any()
}

fn all(state: State) -> AnyView {
    let (i18n, lang) = (state.i18n, state.lang());
    let own = move || {
        let workspace = state.workspace.get();
        let job = Topic::of_job(&workspace, &state.seat()?)?;
        Some(view! { <p>{t!(i18n, help.your_job)} {link(state, job)}</p> })
    };
    let listed = move |topics: &'static [Topic]| {
        topics.iter().map(|topic| view! { <li>{link(state, *topic)}</li> }).collect_view()
    };
    view! {
        <PageHead title=Signal::derive(move || t_string!(i18n, help.title).to_owned()) />
        {own}
        <div class="columns">
            <section class="card stack">
                <h2>{t!(i18n, help.by_job)}</h2>
                <ul class="todo">{listed(Topic::JOBS)}</ul>
            </section>
            <section class="card stack">
                <h2>{t!(i18n, help.by_page)}</h2>
                <ul class="todo">{listed(Topic::PAGES)}</ul>
            </section>
        </div>
        <section class="card stack">
            <h2>{move || Topic::Begin.label().text(lang.get())}</h2>
            <HelpText topic=Signal::stored(Topic::Begin) />
        </section>
    }
    .into_any()
}

fn link(state: State, topic: Topic) -> impl IntoView {
    let lang = state.lang();
    view! {
        <a href=Route::Help { topic: Some(topic) }.href()>{move || topic.label().text(lang.get())}</a>
    }
}
