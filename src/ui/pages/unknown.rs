use leptos::prelude::*;

use crate::ui::{components::page_head::PageHead, i18n::*, route::Route};

/// An address that leads nowhere.
#[component]
pub fn Unknown() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <PageHead title=Signal::derive(move || t_string!(i18n, unknown.title).to_owned()) />
        <p>{t!(i18n, unknown.text)}</p>
        <p>
            <a href=Route::Overview { term: None }.href()>{t!(i18n, nav.overview)}</a>
        </p>
    }
}
