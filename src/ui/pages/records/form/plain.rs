//! Controls that hold one text: lines, numbers, days, and what cannot be changed.

use leptos::prelude::*;

use crate::{
    app::records,
    domain::field::FieldKind,
    ui::state::{State, now},
};

use super::{control::control, field_text::FieldText};

/// One line: a text, a number with its unit, a day, a time.
#[component]
pub fn PlainInput(text: FieldText) -> impl IntoView {
    let lang = State::here().lang();
    let (kind, mode, max, unit) = match text.field.kind {
        FieldKind::Text { max } | FieldKind::Code { max } => ("text", "text", Some(max), None),
        FieldKind::Count { unit, .. } | FieldKind::Decimal { unit, .. } => {
            ("text", "decimal", None, Some(unit))
        }
        FieldKind::Date => ("date", "text", None, None),
        FieldKind::Time => ("time", "text", None, None),
        _ => ("text", "decimal", None, None),
    };
    let input = view! {
        <input
            type=kind
            inputmode=mode
            maxlength=max.map(|max| max.to_string())
            {..text.attributes()}
            prop:value=move || text.get()
            on:input:target=move |event| text.set(event.target().value())
        />
    };
    match unit {
        Some(unit) => {
            view! { <span class="with-unit">{input} {move || unit.text(lang.get())}</span> }.into_any()
        }
        None => input.into_any(),
    }
}

/// Several lines.
#[component]
pub fn LongTextInput(text: FieldText, max: usize) -> impl IntoView {
    view! {
        <textarea
            rows="4"
            maxlength=max.to_string()
            {..text.attributes()}
            prop:value=move || text.get()
            on:input:target=move |event| text.set(event.target().value())
        ></textarea>
    }
}

/// A value that is shown and cannot be changed.
#[component]
pub fn Fixed(text: FieldText) -> impl IntoView {
    let state = State::here();
    let lang = state.lang();
    let field = text.field;
    let shown = move || {
        let value = field.read(&text.get()).unwrap_or_default();
        let held = field.on(&value, now().today);
        records::shown_with_unit(&state.workspace.get(), held.kind, held.value, lang.get())
    };
    view! { <output id=control(field.key)>{shown}</output> }
}
