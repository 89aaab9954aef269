//! Ctrl-K: finding anything by name, 文号 or pinyin initials: pages and commands, records, and sessions.

mod goal;

use std::{sync::Arc, time::Duration};

use leptos::{ev, prelude::*};

pub use self::goal::go_to_part;
use self::goal::{Entry, commands};
use super::{dialog::Dialog, keys};
use crate::{
    app::{
        preview::Preview,
        search::{self, Hit},
        table::Listing,
    },
    ui::{
        i18n::*,
        state::{Same, State},
    },
};

/// As many records as fit the dialog.
const MOST: usize = 12;
/// As many of a kind that is found by its table.
const MOST_IN_TABLE: usize = 6;
/// How long nothing is typed before the large tables are searched.
const PAUSE: Duration = Duration::from_millis(150);

/// The button in the header, and the dialog it and Ctrl-K open. `seat` opens the dialog of seats.
#[component]
pub fn SearchButton(seat: RwSignal<bool>) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let open = RwSignal::new(false);
    keys::on_key(|event| keys::with_control(event, "k"), move || open.set(true));
    view! {
        <button type="button" class="on-dark" on:click=move |_| open.set(true)>
            {t!(i18n, search.button)}
            <kbd>"Ctrl K"</kbd>
        </button>
        <Dialog open wide=true title=Signal::derive(move || t_string!(i18n, search.title).to_owned())>
            <Search open seat />
        </Dialog>
    }
}

/// What is found by the tables, of what was last typed and left so.
fn in_tables(state: State, asked: RwSignal<String>) -> Memo<Vec<Hit>> {
    Memo::new(move |_| {
        let text = asked.get();
        if text.trim().is_empty() {
            return Vec::new();
        }
        let workspace = state.workspace.get();
        let of = (Same(Arc::clone(&workspace)), state.account.get().map(Same), state.viewer());
        let listings = state.kept.of("found", of, |(workspace, account, viewer)| {
            let listing = |kind| {
                let account = account.as_ref().map(|account| Arc::clone(&account.0));
                let workspace = Arc::clone(&workspace.0);
                state.codes.with_value(|codes| Listing::of(workspace, account, viewer.clone(), kind, codes))
            };
            search::by_table().map(listing).collect::<Vec<_>>()
        });
        let found =
            |listing: &Listing| search::in_table(&preview(state, &workspace), listing, &text, MOST_IN_TABLE);
        listings.iter().flat_map(found).collect()
    })
}

fn preview(state: State, workspace: &crate::app::workspace::Workspace) -> Preview<'_> {
    Preview { workspace, unit: None, today: state.today.get(), lang: state.lang().get() }
}

/// Scrolls a line into the list where it is beyond its edge.
fn show_line(place: usize) {
    let nearest = web_sys::ScrollIntoViewOptions::new();
    nearest.set_block(web_sys::ScrollLogicalPosition::Nearest);
    if let Some(line) = document().get_element_by_id(&format!("search-hit-{place}")) {
        line.scroll_into_view_with_scroll_into_view_options(&nearest);
    }
}

#[component]
fn Search(open: RwSignal<bool>, seat: RwSignal<bool>) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let text = RwSignal::new(String::new());
    let asked = RwSignal::new(String::new());
    let mut ask =
        debounce(PAUSE, move |()| drop(asked.try_set(text.try_get_untracked().unwrap_or_default())));
    let active = RwSignal::new(0_usize);
    let rows = in_tables(state, asked);
    let records = Memo::new(move |_| {
        let workspace = state.workspace.get();
        search::search(&preview(state, &workspace), state.seat().as_ref(), &text.get(), MOST)
    });
    let hits = Memo::new(move |_| {
        let (first, last) = commands(state, &text.get());
        let lang = state.lang().get();
        let records = records.get().into_iter().chain(rows.get()).map(|hit| Entry::of(hit, lang));
        first.into_iter().chain(records).chain(last).collect::<Vec<_>>()
    });
    let go = move |entry: &Entry| {
        open.set(false);
        entry.goal.reach(state, seat);
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
        show_line(active.get_untracked());
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
                ask(());
            }
            on:keydown=on_keydown
        />
        <ul class="hits" id="search-hits" role="listbox" aria-label=move || t_string!(i18n, search.title)>
            {move || {
                hits.get()
                    .into_iter()
                    .enumerate()
                    .map(|(place, hit)| {
                        let (title, about) = (hit.title.clone(), hit.about.clone());
                        view! {
                            <li
                                role="option"
                                id=format!("search-hit-{place}")
                                aria-selected=move || (active.get() == place).to_string()
                                on:click=move |_| go(&hit)
                            >
                                <span>{title}</span>
                                <span class="soft">{about}</span>
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
