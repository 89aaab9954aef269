//! One field of a form: its label, its control by its type, help, and what is wrong with it.

use leptos::{ev, prelude::*};
use wasm_bindgen::JsCast as _;

use crate::{
    domain::field::{Field, FieldKind},
    ui::{i18n::*, state::State},
};

use super::{
    super::personal::Personal,
    attachment::AttachmentInput,
    choices::{ChoiceInput, ChoicesInput, FlagInput},
    control::{control, description, is_wide},
    dated::DatedInput,
    field_text::FieldText,
    plain::{Fixed, LongTextInput, PlainInput},
    reference::ReferenceInput,
    references::ReferencesInput,
    rows::RowsInput,
};

/// Label, control, help and fault of a field.
#[component]
pub fn FieldInput(
    text: FieldText,
    /// Shows what is hidden, once somebody has said what it is needed for.
    asking: Personal,
) -> impl IntoView {
    let state = State::here();
    let lang = state.lang();
    let field = text.field;
    let fault = text.fault(state);
    let leave = move |event: ev::FocusEvent| {
        if !stays(&event) {
            text.leave();
        }
    };
    let label = move || {
        view! {
            {field.called().text(lang.get())}
            {field.required.then(|| view! { <span class="required" aria-hidden="true">" *"</span> })}
        }
    };
    let inner = move || if text.is_hidden() && !asking.shown() { asking.mask() } else { input(text) };
    let dated = field.dated && !matches!(field.kind, FieldKind::Rows(_)) && !text.is_fixed();
    let since = move || {
        let shown = dated && (!text.is_hidden() || asking.shown());
        shown.then(|| view! { <DatedInput text /> })
    };
    let below = view! {
        <span class="help" id=description(field.key)>
            {move || field.help.text(lang.get())}
            <Show when=move || fault.get().is_some()>
                <span class="fault" role="alert">
                    {move || fault.get()}
                </span>
            </Show>
        </span>
    };
    let class = if is_wide(field) { "field wide" } else { "field" };
    if matches!(field.kind, FieldKind::Choices(_) | FieldKind::Rows(_) | FieldKind::References(_)) {
        view! {
            <fieldset class=class on:focusout=leave>
                <legend>{label}</legend>
                {inner}
                {since}
                {below}
            </fieldset>
        }
        .into_any()
    } else {
        view! {
            <div class=class on:focusout=leave>
                <label for=control(field.key)>{label} {marked(state, field)}</label>
                {inner}
                {since}
                {below}
            </div>
        }
        .into_any()
    }
}

fn input(text: FieldText) -> AnyView {
    if text.is_fixed() {
        return view! { <Fixed text /> }.into_any();
    }
    match text.field.kind {
        FieldKind::Text { .. }
        | FieldKind::Code { .. }
        | FieldKind::Count { .. }
        | FieldKind::Decimal { .. }
        | FieldKind::Money { .. }
        | FieldKind::Share
        | FieldKind::Point
        | FieldKind::Date
        | FieldKind::Time => view! { <PlainInput text /> }.into_any(),
        FieldKind::LongText { max } => view! { <LongTextInput text max /> }.into_any(),
        FieldKind::Flag => view! { <FlagInput text /> }.into_any(),
        FieldKind::Choice(choices) => view! { <ChoiceInput text choices /> }.into_any(),
        FieldKind::Choices(choices) => view! { <ChoicesInput text choices /> }.into_any(),
        FieldKind::Reference(kinds) => view! { <ReferenceInput text kinds /> }.into_any(),
        FieldKind::References(kinds) => view! { <ReferencesInput text kinds /> }.into_any(),
        FieldKind::Rows(columns) => view! { <RowsInput text columns /> }.into_any(),
        FieldKind::Attachment => view! { <AttachmentInput text /> }.into_any(),
    }
}

/// The keyboard goes to another control of the same group, or to a button, which must not move while it is pressed.
fn stays(event: &ev::FocusEvent) -> bool {
    let element = |target: Option<web_sys::EventTarget>| {
        target.and_then(|target| target.dyn_into::<web_sys::Element>().ok())
    };
    let (Some(group), Some(next)) = (element(event.current_target()), element(event.related_target())) else {
        return false;
    };
    group.contains(Some(&next)) || next.tag_name() == "BUTTON"
}

fn marked(state: State, field: &Field) -> Option<AnyView> {
    let i18n = state.i18n;
    field.personal.then(|| view! { <span class="badge">{t!(i18n, form.personal)}</span> }.into_any())
}
