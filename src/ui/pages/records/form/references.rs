//! The control of several references: a list that is searched and ticked.

use leptos::prelude::*;

use crate::{
    app::form::Candidates,
    domain::{Kind, lang::grouped},
    ui::{i18n::*, state::State},
};

use super::{choices::CheckBox, field_text::FieldText};

/// Any number of records of these kinds.
#[component]
pub fn ReferencesInput(text: FieldText, kinds: &'static [Kind]) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let filter = RwSignal::new(String::new());
    let known = Memo::new(move |_| Candidates::several(&state.workspace.get(), state.seat().as_ref(), kinds));
    let matching =
        Memo::new(move |_| known.with(|known| known.matching(&filter.get()).cloned().collect::<Vec<_>>()));
    let all = move |on: bool| {
        text.edit(|form, key| {
            for (_, id) in matching.get_untracked() {
                form.toggle(key, &id, on);
            }
        });
    };
    let count = move || text.form.with(|form| form.listed(text.field.key).len());
    view! {
        <div class="picker">
            <div class="row">
                <input
                    type="search"
                    aria-label=move || t_string!(i18n, form.filter)
                    placeholder=move || t_string!(i18n, form.filter)
                    prop:value=move || filter.get()
                    on:input:target=move |event| filter.set(event.target().value())
                />
                <button type="button" on:click=move |_| all(true)>
                    {t!(i18n, form.select_all)}
                </button>
                <button type="button" on:click=move |_| all(false)>
                    {t!(i18n, form.clear_all)}
                </button>
                <span class="soft">{move || t_string!(i18n, form.chosen, count = grouped(count()))}</span>
            </div>
            <div class="checks many" role="group" tabindex="0" aria-label=move || t_string!(i18n, form.filter)>
                <For each=move || matching.get() key=|one| one.1.clone() let:one>
                    <CheckBox text item=one.1>
                        {one.0}
                    </CheckBox>
                </For>
            </div>
        </div>
    }
}
