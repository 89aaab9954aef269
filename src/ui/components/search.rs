//! Ctrl-K: finding anything by name, 文号 or pinyin initials.

use leptos::{ev, prelude::*};

use crate::{
    app::search::{self, Hit},
    ui::{components::dialog::Dialog, i18n::*, route::Route, state::State},
};

/// As many as fit the dialog.
const MOST: usize = 12;

/// The button in the header, and the dialog it and Ctrl-K open.
#[component]
pub fn SearchButton() -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let open = RwSignal::new(false);
    let keys = window_event_listener(ev::keydown, move |event| {
        if (event.ctrl_key() || event.meta_key()) && event.key().eq_ignore_ascii_case("k") {
            event.prevent_default();
            open.set(true);
        }
    });
    on_cleanup(move || keys.remove());
    view! {
        <button type="button" class="on-dark" on:click=move |_| open.set(true)>
            {t!(i18n, search.button)}
            <kbd>"Ctrl K"</kbd>
        </button>
        <Dialog open title=Signal::derive(move || t_string!(i18n, search.title).to_owned())>
            <Search open />
        </Dialog>
    }
}

#[component]
fn Search(open: RwSignal<bool>) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let lang = state.lang();
    let text = RwSignal::new(String::new());
    let active = RwSignal::new(0_usize);
    let hits = Memo::new(move |_| {
        let workspace = state.workspace.get();
        search::search(&workspace, state.seat().as_ref(), &text.get(), MOST)
    });
    let go = move |hit: &Hit| {
        open.set(false);
        Route::of(hit.kind, &hit.id).go();
    };
    let on_keydown = move |event: ev::KeyboardEvent| {
        let last = hits.with(Vec::len).saturating_sub(1);
        match event.key().as_str() {
            "ArrowDown" => active.update(|at| *at = (*at + 1).min(last)),
            "ArrowUp" => active.update(|at| *at = at.saturating_sub(1)),
            "Enter" => {
                if let Some(hit) = hits.with(|hits| hits.get(active.get_untracked()).cloned()) {
                    go(&hit);
                }
            }
            _ => return,
        }
        event.prevent_default();
    };
    view! {
        <input
            type="text"
            role="combobox"
            autofocus=true
            autocomplete="off"
            aria-expanded=move || (!hits.get().is_empty()).to_string()
            aria-controls="search-hits"
            aria-activedescendant=move || (!hits.get().is_empty()).then(|| format!("search-hit-{}", active.get()))
            aria-label=move || t_string!(i18n, search.title)
            placeholder=move || t_string!(i18n, search.hint)
            prop:value=move || text.get()
            on:input:target=move |event| {
                active.set(0);
                text.set(event.target().value());
            }
            on:keydown=on_keydown
        />
        <ul class="hits" id="search-hits" role="listbox" aria-label=move || t_string!(i18n, search.title)>
            {move || {
                hits.get()
                    .into_iter()
                    .enumerate()
                    .map(|(place, hit)| {
                        let (kind, title) = (hit.kind, hit.title.clone());
                        view! {
                            <li
                                role="option"
                                id=format!("search-hit-{place}")
                                aria-selected=move || (active.get() == place).to_string()
                                on:click=move |_| go(&hit)
                            >
                                {title}
                                <span class="soft">{kind.one().text(lang.get())}</span>
                            </li>
                        }
                    })
                    .collect_view()
            }}
        </ul>
        <Show when=move || hits.get().is_empty() && !text.get().trim().is_empty()>
            <p class="soft" role="status">
                {t!(i18n, search.none)}
            </p>
        </Show>
    }
}
