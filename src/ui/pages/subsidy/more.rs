//! A province's list has tens of thousands of lines: the page is there with the first of them.

use leptos::prelude::*;

use crate::{
    domain::{counts::LINES, lang::grouped},
    ui::{i18n::*, state::State},
};

/// So many lines of a list are there at once; the others when they are asked for, or printed.
pub const SHOWN: usize = 200;

/// Says that there are more lines than are shown, and shows them.
#[component]
pub fn More(count: usize, whole: RwSignal<bool>) -> impl IntoView {
    let state = State::here();
    let (i18n, lang) = (state.i18n, state.lang());
    let shown = move || {
        let lines = lang.get().counted(count, LINES);
        t_string!(i18n, subsidy.shown, shown = grouped(SHOWN), lines = lines).to_string()
    };
    let is_cut = move || count > SHOWN && !whole.get();
    view! {
        <Show when=is_cut>
            <p class="row no-print">
                <span class="soft">{shown}</span>
                <button type="button" on:click=move |_| whole.set(true)>
                    {t!(i18n, subsidy.show_all)}
                </button>
            </p>
        </Show>
    }
}
