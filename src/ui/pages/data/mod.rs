//! 数据: bringing files in, taking them out, the journal, and removing everything.

pub mod backup;
mod import;
mod journal;

use leptos::prelude::*;

use self::{
    backup::{BackupCard, Leaving},
    import::Import,
    journal::Journal,
};
use crate::{
    domain::{Kind, Localized},
    ui::{
        components::{dialog::Dialog, export::ExportButton, page_head::PageHead},
        i18n::*,
        route::part,
        state::State,
    },
    worker::files,
};

/// Import, export, journal, removal.
#[component]
pub fn DataPage() -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    view! {
        <PageHead title=Signal::derive(move || t_string!(i18n, nav.data).to_owned()) />
        <Import />
        <BackupCard />
        <Leaving />
        <div class="columns">
            <Export />
            <Erase />
        </div>
        <Unreadable />
        <Journal />
    }
}

#[component]
fn Export() -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    view! {
        <section class="card stack" id=part::EXPORT>
            <h2>{t!(i18n, data.export)}</h2>
            <p>{t!(i18n, data.export_text)}</p>
            <div class="row">
                <ExportButton
                    kinds=Kind::ALL.to_vec()
                    name=Signal::derive(move || t_string!(i18n, data.records_file).to_owned())
                    label=Signal::derive(move || t_string!(i18n, data.export_button).to_owned())
                />
                <button
                    type="button"
                    on:click=move |_| {
                        state.save_file(files::Schema { packs: state.packs() }, "keqiao-schema.json".to_owned(), "application/schema+json", |_| {});
                    }
                >
                    {t!(i18n, data.schema)}
                </button>
            </div>
        </section>
    }
}

#[component]
fn Erase() -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let open = RwSignal::new(false);
    let typed = RwSignal::new(String::new());
    let agreed = move || typed.get().trim() == t_string!(i18n, data.erase_word);
    let erase = move |_| {
        open.set(false);
        typed.set(String::new());
        state.erase();
    };
    view! {
        <section class="card stack" id=part::ERASE>
            <h2>{t!(i18n, data.erase)}</h2>
            <p>{t!(i18n, data.erase_text)}</p>
            <div class="row">
                <button type="button" class="danger" on:click=move |_| open.set(true)>
                    {t!(i18n, data.erase_button)}
                </button>
            </div>
            <Dialog open title=Signal::derive(move || t_string!(i18n, data.erase).to_owned())>
                <p>{t!(i18n, data.erase_text)}</p>
                <label class="field">
                    <span>{t!(i18n, data.erase_confirm)}</span>
                    <input type="text" autocomplete="off" bind:value=typed />
                </label>
                <div class="actions">
                    <button type="button" on:click=move |_| open.set(false)>
                        {t!(i18n, common.cancel)}
                    </button>
                    <button type="button" class="danger" disabled=move || !agreed() on:click=erase>
                        {t!(i18n, data.erase)}
                    </button>
                </div>
            </Dialog>
        </section>
    }
}

/// Rows kept as they are because this version cannot read them.
#[component]
fn Unreadable() -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let rows = Memo::new(move |_| state.workspace.get().unreadable.clone());
    view! {
        <Show when=move || !rows.get().is_empty()>
            <section class="card message warn">
                <h2>{t!(i18n, data.unreadable)}</h2>
                <ul>
                    {move || {
                        let lang = state.lang().get();
                        rows.get().values().map(|error| view! { <li>{error.text(lang)}</li> }).collect_view()
                    }}
                </ul>
            </section>
        </Show>
    }
}
