//! What would be lost with the tab.

use leptos::{ev, prelude::*};

/// The browser asks before it closes the tab, as long as something is unsaved.
pub fn asked_about(unsaved: Memo<bool>) {
    let leaving = window_event_listener(ev::beforeunload, move |event| {
        if unsaved.try_get_untracked() == Some(true) {
            event.prevent_default();
            // Older browsers ask for this instead; none shows the text.
            event.set_return_value("unsaved");
        }
    });
    on_cleanup(move || leaving.remove());
}
