//! The control of a reference: a name from a list, or typed.

use leptos::prelude::*;

use crate::{app::form::Candidates, domain::Kind, ui::state::State};

use super::{control::control, field_text::FieldText};

/// One record of these kinds.
#[component]
pub fn ReferenceInput(text: FieldText, kinds: &'static [Kind]) -> impl IntoView {
    let state = State::here();
    let list = format!("{}-list", control(text.field.key));
    let known = Memo::new(move |_| Candidates::seen(&state.workspace.get(), state.seat().as_ref(), kinds));
    let options = move || {
        let option = |offered: String| view! { <option value=offered></option> };
        known.with(|known| known.all().iter().map(Candidates::offer).map(option).collect_view())
    };
    view! {
        <input
            type="text"
            list=list.clone()
            autocomplete="off"
            {..text.attributes()}
            prop:value=move || known.with(|known| known.offered(&text.get()))
            on:change:target=move |event| {
                text.set(known.with_untracked(|known| known.chosen(&event.target().value())));
            }
        />
        <datalist id=list>{options}</datalist>
    }
}
