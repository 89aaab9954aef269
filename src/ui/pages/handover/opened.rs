//! Reading the files that somebody chose, and saving the one that answers an invitation.

use leptos::{prelude::*, task::spawn_local};

use crate::{
    ui::{
        components::download::{BYTES, download},
        state::{ANSWER, State, remember},
        transport::{ByHand, Transport as _},
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
        match ByHand(files).receive().await {
            Ok(read) => then(read),
            Err(why) => state.tell(why),
        }
    });
}
