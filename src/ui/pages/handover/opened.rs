//! Reading the files that somebody chose, and saving the one that answers an invitation.

use leptos::{prelude::*, task::spawn_local};
use wasm_bindgen_futures::JsFuture;

use crate::{
    ui::{
        components::download::{BYTES, download},
        i18n::*,
        state::{ANSWER, State, remember},
    },
    worker::handover::Answer,
};

/// Saves the file that answers an invitation, remembers what it is called until the certificate has come, and takes what was stored.
pub fn answered(state: State, answer: Answer, then: impl FnOnce(State) + 'static) {
    if let Err(error) = download(&answer.file.name, BYTES, &answer.file.bytes) {
        leptos::logging::error!("{error:?}");
    }
    remember(ANSWER, &answer.file.name);
    state.answer.set(Some(answer.file.name));
    state.stored(Ok(answer.stored), move |state, _| then(state));
}

/// Names and bytes of the files chosen in an input, which takes the same ones again afterwards.
pub fn read_files(
    state: State,
    event: &leptos::ev::Event,
    then: impl FnOnce(Vec<(String, Vec<u8>)>) + 'static,
) {
    let input: web_sys::HtmlInputElement = event_target(event);
    let chosen = input.files();
    let files: Vec<_> =
        chosen.iter().flat_map(|files| (0..files.length()).filter_map(|at| files.get(at))).collect();
    input.set_value("");
    if files.is_empty() {
        return;
    }
    state.toasts.clear_failures();
    spawn_local(async move {
        let mut read = Vec::new();
        for file in files {
            match JsFuture::from(file.array_buffer()).await {
                Ok(buffer) => read.push((file.name(), js_sys::Uint8Array::new(&buffer).to_vec())),
                Err(_) => state.toasts.failed(move || t_string!(state.i18n, data.unread_file)),
            }
        }
        then(read);
    });
}
