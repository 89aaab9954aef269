//! Choosing a term, where a page is of one.

use leptos::prelude::*;

use crate::{
    domain::{Localized as _, Term},
    ui::state::State,
};

/// A list of the terms, of which one is chosen.
#[component]
pub fn TermSelect(
    terms: Memo<Vec<Term>>,
    chosen: Memo<Option<Term>>,
    #[prop(into)] on_choose: Callback<Option<Term>>,
) -> impl IntoView {
    let lang = State::here().lang();
    let option = move |term: Term| {
        view! {
            <option value=term.to_string() selected=move || chosen.get() == Some(term)>
                {move || term.text(lang.get())}
            </option>
        }
    };
    view! {
        <select on:change:target=move |event| on_choose.run(Term::parse(&event.target().value()))>
            {move || terms.get().into_iter().map(option).collect_view()}
        </select>
    }
}
