//! Controls of closed lists. They hold codes and show labels.

use leptos::prelude::*;

use crate::{
    domain::choice::Choice,
    ui::{i18n::*, state::State},
};

use super::field_text::FieldText;

/// One of a list.
#[component]
pub fn ChoiceInput(text: FieldText, choices: &'static [Choice]) -> impl IntoView {
    let lang = State::here().lang();
    let label =
        move |choice: &'static Choice| Signal::derive(move || choice.label.text(lang.get()).to_owned());
    let options = choices.iter().map(|choice| (choice.code, label(choice))).collect();
    view! { <Select text options /> }
}

/// Yes or no.
#[component]
pub fn FlagInput(text: FieldText) -> impl IntoView {
    let i18n = State::here().i18n;
    let yes = Signal::derive(move || t_string!(i18n, form.yes).to_owned());
    let no = Signal::derive(move || t_string!(i18n, form.no).to_owned());
    view! { <Select text options=vec![("true", yes), ("false", no)] /> }
}

#[component]
fn Select(text: FieldText, options: Vec<(&'static str, Signal<String>)>) -> impl IntoView {
    let i18n = State::here().i18n;
    view! {
        <select
            {..text.attributes()}
            on:change:target=move |event| text.set(event.target().value())
        >
            <option value="" selected=move || text.get().is_empty()>
                {t!(i18n, form.choose)}
            </option>
            {options
                .into_iter()
                .map(|(code, label)| {
                    view! {
                        <option value=code selected=move || text.get() == code>
                            {label}
                        </option>
                    }
                })
                .collect_view()}
        </select>
    }
}

/// Any number of a list.
#[component]
pub fn ChoicesInput(text: FieldText, choices: &'static [Choice]) -> impl IntoView {
    let lang = State::here().lang();
    let boxes = choices
        .iter()
        .map(|choice| {
            view! {
                <CheckBox text item=choice.code.to_owned()>
                    {move || choice.label.text(lang.get())}
                </CheckBox>
            }
        })
        .collect_view();
    view! { <div class="checks">{boxes}</div> }
}

/// One of several that can be chosen.
#[component]
pub fn CheckBox(text: FieldText, item: String, children: Children) -> impl IntoView {
    let own = item.clone();
    view! {
        <label class="check">
            <input
                type="checkbox"
                prop:checked=move || text.lists(&own)
                on:change:target=move |event| {
                    let on = event.target().checked();
                    text.edit(|form, key| form.toggle(key, &item, on));
                }
            />
            {children()}
        </label>
    }
}
