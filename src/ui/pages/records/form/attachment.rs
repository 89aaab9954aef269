//! The control of a file: its bytes wait in the form for the record.

use leptos::prelude::*;

use crate::{
    domain::field::Attachment,
    ui::{components::chosen_file, i18n::*, state::State},
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
                        chosen_file::read(state, file, move |name, bytes| {
                            text.edit(|form, key| form.attach(key, &name, bytes));
                        });
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
