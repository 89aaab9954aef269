//! The control of a file: its bytes wait in the form for the record.

use leptos::prelude::*;
use wasm_bindgen_futures::JsFuture;

use crate::{
    app::form::LARGEST_FILE,
    domain::field::Attachment,
    ui::{i18n::*, state::State},
};

use super::{
    control::{control, description},
    field_text::FieldText,
};

/// A file to choose, with the name of the one that is there.
#[component]
pub fn AttachmentInput(text: FieldText) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let field = text.field;
    let name = move || Attachment::parse(&text.get()).map(|file| file.name);
    view! {
        <span class="with-unit">
            <input
                type="file"
                id=control(field.key)
                aria-describedby=description(field.key)
                on:change:target=move |event| {
                    if let Some(file) = event.target().files().and_then(|files| files.get(0)) {
                        attach(state, file, text);
                    }
                }
            />
            {move || {
                name()
                    .map(|name| {
                        view! {
                            <span>{name}</span>
                            <button type="button" class="plain" on:click=move |_| text.set(String::new())>
                                {t!(i18n, form.remove)}
                            </button>
                        }
                    })
            }}
        </span>
    }
}

/// Takes a chosen file into the form.
fn attach(state: State, file: web_sys::File, text: FieldText) {
    if file.size() > LARGEST_FILE as f64 {
        state.toasts.failed(t_string!(state.i18n, form.file_too_large).to_owned());
        return;
    }
    leptos::task::spawn_local(async move {
        let Ok(buffer) = JsFuture::from(file.array_buffer()).await else {
            state.toasts.failed(t_string!(state.i18n, data.unread_file).to_owned());
            return;
        };
        let bytes = js_sys::Uint8Array::new(&buffer).to_vec();
        text.edit(|form, key| form.attach(key, &file.name(), bytes));
    });
}
