//! What this browser, or this tab, remembers beside the store: a choice, a draft, a list last looked at.

use leptos::prelude::window;

const LIST: &str = "keqiao-sessions";

/// A choice of this browser; nothing where the browser keeps none.
pub fn remembered(key: &str) -> Option<String> {
    window().local_storage().ok()??.get_item(key).ok()?
}

/// Keeps a choice of this browser.
pub fn remember(key: &str, value: &str) {
    if let Ok(Some(storage)) = window().local_storage() {
        // A browser that keeps nothing only forgets the choice.
        let _ = storage.set_item(key, value);
    }
}

/// The address of the list of sessions that this tab last showed, with its filters.
pub fn last_list() -> Option<String> {
    window().session_storage().ok()??.get_item(LIST).ok()?
}

/// Keeps the address of the list that this tab shows.
pub fn remember_list(address: &str) {
    if let Ok(Some(storage)) = window().session_storage() {
        // A browser that keeps nothing leads back to the whole list.
        let _ = storage.set_item(LIST, address);
    }
}
