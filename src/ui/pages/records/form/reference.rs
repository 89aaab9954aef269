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
    let typed = RwSignal::new(String::new());
    let options = move || known.with(|known| suggestions(known, &typed.get()));
    view! {
        <input
            type="text"
            list=list.clone()
            autocomplete="off"
            {..text.attributes()}
            prop:value=move || known.with(|known| known.offered(&text.get()))
            on:input:target=move |event| typed.set(event.target().value())
            on:change:target=move |event| {
                text.set(known.with_untracked(|known| known.chosen(&event.target().value())));
            }
        />
        <datalist id=list>{options}</datalist>
    }
}

/// As many as a list under a field shows.
const MOST: usize = 30;

/// Those in which what is typed occurs. The browser lists what contains it: of what was found by initials, the label does.
pub fn suggestions(known: &Candidates, typed: &str) -> AnyView {
    let option = |offered: String| {
        let label = (!offered.contains(typed)).then(|| typed.to_owned());
        view! { <option value=offered label=label></option> }
    };
    known.matching(typed).take(MOST).map(Candidates::offer).map(option).collect_view().into_any()
}
