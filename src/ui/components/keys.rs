//! Keys that work anywhere on a page.

use leptos::{ev, prelude::*};
use wasm_bindgen::JsCast as _;

/// Does something at a key, as long as whoever asks for it is there.
pub fn on_key(is_it: impl Fn(&ev::KeyboardEvent) -> bool + 'static, act: impl Fn() + 'static) {
    let keys = window_event_listener(ev::keydown, move |event| {
        // Behind a locked screen nothing opens.
        let is_locked = document().body().is_some_and(|body| body.has_attribute("data-locked"));
        if !is_locked && is_it(&event) {
            event.prevent_default();
            act();
        }
    });
    on_cleanup(move || keys.remove());
}

/// A letter together with Ctrl, or with what stands for it on a Mac.
pub fn with_control(event: &ev::KeyboardEvent, letter: &str) -> bool {
    (event.ctrl_key() || event.meta_key()) && !event.shift_key() && event.key().eq_ignore_ascii_case(letter)
}

/// Whether what is pressed is written into a field.
pub fn is_typing(event: &ev::KeyboardEvent) -> bool {
    let into = event.target().and_then(|target| target.dyn_into::<web_sys::HtmlElement>().ok());
    into.is_some_and(|element| {
        element.is_content_editable() || matches!(&*element.tag_name(), "INPUT" | "TEXTAREA" | "SELECT")
    })
}
