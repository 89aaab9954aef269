//! What narrows a table down: search words, and columns with few values.

use std::sync::Arc;

use leptos::prelude::*;

use crate::{
    app::table::{Choice, Column, Filter, Listing, TableQuery},
    domain::Kind,
    ui::{i18n::*, state::State},
};

use super::{change::change, later::later, saved_views::SavedViews};

/// The filters of a table.
#[component]
pub fn Filters(kind: Kind, listing: Memo<Arc<Listing>>, query: Signal<TableQuery>) -> impl IntoView {
    let i18n = State::here().i18n;
    let any = Memo::new(move |_| query.get().narrows());
    // Which are offered does not depend on what is searched for.
    let chosen = Memo::new(move |_| TableQuery { filters: query.get().filters, ..TableQuery::default() });
    let follows = move || {
        listing.track();
        chosen.track();
    };
    let rows = move || listing.with(|listing| listing.len());
    let filters = later(follows, rows, move || listing.get().filters(&chosen.get()));
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
            <For
                each=move || filters.get().unwrap_or_default()
                key=|filter| (filter.column.key, filter.listed.clone(), filter.chosen.clone().filter(|_| filter.listed.is_none()))
                children=move |filter: Filter| match filter.listed.clone() {
                    Some(choices) => view! { <Choose kind filter choices query /> }.into_any(),
                    None => view! { <LookUp kind filter listing query /> }.into_any(),
                }
            />
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

fn choose(kind: Kind, query: Signal<TableQuery>, column: Column, code: String) {
    change(kind, query, |query| {
        if code.is_empty() {
            query.filters.remove(column.key);
        } else {
            query.filters.insert(column.key.to_owned(), code);
        }
    });
}

/// As many as a list under the field shows.
const MOST_MATCHES: usize = 30;

/// A field for one of very many values, found by what is typed of its name, of its initials or of its code.
#[component]
fn LookUp(
    kind: Kind,
    filter: Filter,
    listing: Memo<Arc<Listing>>,
    query: Signal<TableQuery>,
) -> impl IntoView {
    let state = State::here();
    let (i18n, lang) = (state.i18n, state.lang());
    let Filter { column, chosen, .. } = filter;
    let name = chosen.map(|(_, name)| name).unwrap_or_default();
    let list = format!("{}-matches", column.key);
    let typed = RwSignal::new(None::<String>);
    let matches = Memo::new(move |_| {
        let typed = typed.get()?;
        Some(listing.get().matching(column.key, &typed, MOST_MATCHES))
    });
    let shown = name.clone();
    // Why nothing was chosen.
    let unsure = RwSignal::new(None::<(String, bool)>);
    let take = move |event: web_sys::HtmlInputElement| {
        let text = event.value().trim().to_owned();
        let found = listing.get_untracked().matching(column.key, &text, MOST_MATCHES);
        let exact = found.iter().find(|(code, name)| *name == text || *code == text);
        unsure.set(None);
        match exact.or_else(|| found.first().filter(|_| found.len() == 1)) {
            _ if text.is_empty() => choose(kind, query, column, String::new()),
            Some((code, _)) => choose(kind, query, column, code.clone()),
            // Nothing is certainly meant: what was chosen stays.
            None => {
                event.set_value(&shown);
                unsure.set(Some((text, found.is_empty())));
            }
        }
    };
    view! {
        <div class="look-up">
            <label class="field">
                <span>{move || column.label.text(lang.get())}</span>
                <input
                    type="search"
                    list=list.clone()
                    autocomplete="off"
                    placeholder=move || t_string!(i18n, records.look_up_hint)
                    value=name
                    on:focus=move |_| typed.update(|typed| *typed = typed.take().or_else(|| Some(String::new())))
                    on:input:target=move |event| typed.set(Some(event.target().value()))
                    on:change:target=move |event| take(event.target())
                />
                <datalist id=list>
                    {move || {
                        let typed = typed.get().unwrap_or_default();
                        // The browser lists what contains what was typed: of what was found by initials, the label does.
                        let option = |(_, name): Choice| {
                            let label = (!name.contains(&typed)).then(|| typed.clone());
                            view! { <option value=name label=label></option> }
                        };
                        matches.get().into_iter().flatten().map(option).collect_view()
                    }}
                </datalist>
            </label>
            {move || {
                let (typed, nothing) = unsure.get()?;
                let text = if nothing {
                    t_string!(i18n, records.look_up_none, typed = typed)
                } else {
                    t_string!(i18n, records.look_up_many, typed = typed)
                };
                Some(view! { <small class="soft" role="status">{text}</small> })
            }}
        </div>
    }
}

/// A labelled list of which one value, or all, is chosen.
#[component]
fn Choose(kind: Kind, filter: Filter, choices: Vec<Choice>, query: Signal<TableQuery>) -> impl IntoView {
    let state = State::here();
    let (i18n, lang) = (state.i18n, state.lang());
    let column = filter.column;
    let chosen = Memo::new(move |_| query.get().filters.get(column.key).cloned());
    let choose = move |code| choose(kind, query, column, code);
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
