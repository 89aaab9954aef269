use leptos::task::spawn_local;
use wasm_bindgen_futures::JsFuture;

use crate::{
    app::form::LARGEST_FILE,
    ui::{i18n::*, state::State},
};

/// Reads a file to be attached, name and bytes; says why where it is too large or cannot be read.
pub fn read(state: State, file: web_sys::File, then: impl FnOnce(String, Vec<u8>) + 'static) {
    if file.size() > LARGEST_FILE as f64 {
        state.toasts.failed(move || t_string!(state.i18n, form.file_too_large));
        return;
    }
    spawn_local(async move {
        match JsFuture::from(file.array_buffer()).await {
            Ok(buffer) => then(file.name(), js_sys::Uint8Array::new(&buffer).to_vec()),
            Err(_) => state.toasts.failed(move || t_string!(state.i18n, data.unread_file)),
        }
    });
}
