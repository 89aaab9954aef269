//! Views of a table kept in this browser: a name and the query's address, which says codes and no labels.

use leptos::prelude::*;

use crate::{
    app::table::TableQuery,
    domain::Kind,
    ui::{
        i18n::*,
        route::Route,
        state::{State, remember, remembered},
    },
};

/// The views, and keeping the present one.
#[component]
pub fn SavedViews(kind: Kind, query: Signal<TableQuery>, any: Memo<bool>) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let key = format!("keqiao-views-{}", kind.code());
    let read = {
        let key = key.clone();
        move || -> Vec<(String, String)> {
            remembered(&key).and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default()
        }
    };
    let views = RwSignal::new(read());
    let keep = StoredValue::new(move |list: &Vec<(String, String)>| {
        if let Ok(text) = serde_json::to_string(list) {
            remember(&key, &text);
        }
        views.set(list.clone());
    });
    let naming = RwSignal::new(None::<String>);
    let store = move || {
        let Some(name) = naming.get_untracked().map(|name| name.trim().to_owned()) else {
            return;
        };
        if name.is_empty() {
            return;
        }
        let href = Route::Records { kind, query: query.get_untracked() }.href();
        let mut list = views.get_untracked();
        list.retain(|(other, _)| *other != name);
        list.push((name, href));
        keep.with_value(|keep| keep(&list));
        naming.set(None);
    };
    view! {
        <div class="views">
            <For each=move || views.get() key=|view| view.clone() let:view>
                {
                    let (name, href) = view.clone();
                    let label = name.clone();
                    view! {
                        <span class="view">
                            <a href=href>{name}</a>
                            <button
                                type="button"
                                class="plain"
                                aria-label=move || t_string!(i18n, records.drop_view, name = label.clone())
                                on:click=move |_| {
                                    let mut list = views.get_untracked();
                                    list.retain(|other| *other != view);
                                    keep.with_value(|keep| keep(&list));
                                }
                            >
                                "×"
                            </button>
                        </span>
                    }
                }
            </For>
            {move || match naming.get() {
                Some(_) => {
                    view! {
                        <input
                            type="text"
                            maxlength="20"
                            autofocus=true
                            aria-label=move || t_string!(i18n, records.view_name)
                            placeholder=move || t_string!(i18n, records.view_name)
                            on:input:target=move |event| {
                                naming
                                    .update_untracked(|name| *name = Some(event.target().value()));
                            }
                            on:keydown=move |event| {
                                match event.key().as_str() {
                                    "Enter" => {
                                        event.prevent_default();
                                        store();
                                    }
                                    "Escape" => naming.set(None),
                                    _ => {}
                                }
                            }
                        />
                        <button type="button" on:click=move |_| store()>
                            {t!(i18n, common.save)}
                        </button>
                    }
                        .into_any()
                }
                None if any.get() => {
                    view! {
                        <button type="button" class="plain" on:click=move |_| naming.set(Some(String::new()))>
                            {t!(i18n, records.save_view)}
                        </button>
                    }
                        .into_any()
                }
                None => ().into_any(),
            }}
        </div>
    }
}
