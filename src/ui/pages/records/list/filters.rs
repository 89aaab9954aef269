//! What narrows a table down: search words, and columns with few values.

use std::sync::Arc;

use leptos::prelude::*;

use crate::{
    app::table::{Filter, Listing, TableQuery},
    domain::Kind,
    ui::{i18n::*, state::State},
};

use super::{change::change, saved_views::SavedViews};

/// The filters of a table.
#[component]
pub fn Filters(kind: Kind, listing: Memo<Arc<Listing>>, query: Signal<TableQuery>) -> impl IntoView {
    let i18n = State::here().i18n;
    let any = Memo::new(move |_| query.get().narrows());
    // Which are offered does not depend on what is searched for.
    let chosen = Memo::new(move |_| TableQuery { filters: query.get().filters, ..TableQuery::default() });
    let filters = Memo::new(move |_| listing.get().filters(&chosen.get()));
    view! {
        <form class="filters" role="search" on:submit=|event| event.prevent_default()>
            <label class="field">
                <span>{t!(i18n, records.search)}</span>
                <input
                    type="search"
                    placeholder=move || t_string!(i18n, records.search_hint)
                    prop:value=move || query.get().text
                    on:input:target=move |event| change(kind, query, |query| query.text = event.target().value())
                />
            </label>
            <For each=move || filters.get() key=|filter| (filter.column.key, filter.choices.clone()) let:filter>
                <Choose kind filter query />
            </For>
            <Show when=move || any.get()>
                <button
                    type="button"
                    on:click=move |_| change(kind, query, |query| *query = query.without_filters())
                >
                    {t!(i18n, records.clear)}
                </button>
            </Show>
            <SavedViews kind query any />
        </form>
    }
}

/// A labelled list of which one value, or all, is chosen.
#[component]
fn Choose(kind: Kind, filter: Filter, query: Signal<TableQuery>) -> impl IntoView {
    let state = State::here();
    let (i18n, lang) = (state.i18n, state.lang());
    let Filter { column, choices } = filter;
    let chosen = Memo::new(move |_| query.get().filters.get(column.key).cloned());
    let choose = move |code: String| {
        change(kind, query, |query| {
            if code.is_empty() {
                query.filters.remove(column.key);
            } else {
                query.filters.insert(column.key.to_owned(), code);
            }
        });
    };
    view! {
        <label class="field">
            <span>{move || column.label.text(lang.get())}</span>
            <select on:change:target=move |event| choose(event.target().value())>
                <option value="" selected=move || chosen.get().is_none()>
                    {t!(i18n, common.all)}
                </option>
                {choices
                    .into_iter()
                    .map(|(code, name)| {
                        let value = code.clone();
                        view! {
                            <option value=value selected=move || chosen.get().as_ref() == Some(&code)>
                                {name}
                            </option>
                        }
                    })
                    .collect_view()}
            </select>
        </label>
    }
}
