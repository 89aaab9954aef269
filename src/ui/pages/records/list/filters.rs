//! What narrows a table down: search words, the state, and columns with few values.

use std::sync::Arc;

use leptos::prelude::*;

use crate::{
    app::table::{Listing, TableQuery},
    domain::Kind,
    ui::{components::filter::Filter, i18n::*, state::State},
};

use super::{change::change, saved_views::SavedViews};

/// Filters shown beside the search: the state, the first columns with a closed list of values, and those of packs.
const MOST_FILTERS: usize = 3;

/// The filters of a table.
#[component]
pub fn Filters(kind: Kind, listing: Memo<Arc<Listing>>, query: Signal<TableQuery>) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let lang = state.lang();
    let any = Memo::new(move |_| {
        let query = query.get();
        !query.text.is_empty() || query.state.is_some() || !query.filters.is_empty()
    });
    let states = kind.workflow().map(|progress| progress.states);
    let filters = move || {
        let listing = listing.get();
        let added = state.workspace.get_untracked().fields().added(kind).to_vec();
        let (mut own, mut of_packs) = (Vec::new(), Vec::new());
        for (column, field) in listing.columns.iter().enumerate() {
            let values = listing.choices(column);
            if values.len() > 1 {
                let part = if added.contains(field) { &mut of_packs } else { &mut own };
                part.push((*field, values));
            }
        }
        own.truncate(MOST_FILTERS);
        own.into_iter()
            .chain(of_packs)
            .map(|(field, values)| {
                let options: Vec<_> = values.into_iter().map(|(code, name)| (name, code)).collect();
                let choose = move |value: Option<String>| {
                    change(kind, query, |query| {
                        match value {
                            Some(value) => query.filters.insert(field.key.to_owned(), value),
                            None => query.filters.remove(field.key),
                        };
                    });
                };
                view! {
                    <Filter
                        label=Signal::derive(move || field.label.text(lang.get()).to_owned())
                        options=Signal::stored(options)
                        chosen=Signal::derive(move || query.get().filters.get(field.key).cloned())
                        on_choose=choose
                    />
                }
            })
            .collect_view()
    };
    let states = states.map(|states| {
        let options = move || {
            states
                .iter()
                .map(|state| (state.label.text(lang.get()).to_owned(), state.code.to_owned()))
                .collect::<Vec<_>>()
        };
        view! {
            <Filter
                label=Signal::derive(move || t_string!(i18n, records.state).to_owned())
                options=Signal::derive(options)
                chosen=Signal::derive(move || query.get().state)
                on_choose=move |value| change(kind, query, |query| query.state = value)
            />
        }
    });
    view! {
        <form class="filters" role="search" on:submit=|event| event.prevent_default()>
            <label class="field">
                <span>{t!(i18n, sessions.search)}</span>
                <input
                    type="search"
                    placeholder=move || t_string!(i18n, records.search_hint)
                    prop:value=move || query.get().text
                    on:input:target=move |event| change(kind, query, |query| query.text = event.target().value())
                />
            </label>
            {states}
            {filters}
            <Show when=move || any.get()>
                <button
                    type="button"
                    on:click=move |_| {
                        change(
                            kind,
                            query,
                            |query| {
                                *query = TableQuery {
                                    sort: query.sort.take(),
                                    descending: query.descending,
                                    ..TableQuery::default()
                                };
                            },
                        );
                    }
                >
                    {t!(i18n, sessions.clear)}
                </button>
            </Show>
            <SavedViews kind query any />
        </form>
    }
}
