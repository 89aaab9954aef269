//! Where an address leads to no page, or to one in which the seat has no part.

use leptos::prelude::*;

use crate::{
    domain::Label,
    ui::{components::page_head::PageHead, i18n::*, route::Route, state::State},
};

/// An address that leads nowhere.
#[component]
pub fn Unknown() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <PageHead title=Signal::derive(move || t_string!(i18n, unknown.title).to_owned()) />
        <p>{t!(i18n, unknown.text)}</p>
        <WayHome />
    }
}

/// A section, or a page of one, that the menu does not offer this seat.
#[component]
pub fn NotHere(what: Label) -> impl IntoView {
    let state = State::here();
    let (i18n, lang) = (state.i18n, state.lang());
    let title = move || t_string!(i18n, unknown.not_here, section = what.text(lang.get())).to_string();
    view! {
        <PageHead title=Signal::derive(title) />
        <p>{t!(i18n, unknown.not_here_text)}</p>
        <WayHome />
    }
}

#[component]
fn WayHome() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <p>
            <a href=Route::Overview { term: None }.href()>{t!(i18n, nav.overview)}</a>
        </p>
    }
}
