//! Drafts are kept for this tab only: another person at the same computer opens another.

use leptos::prelude::window;

use crate::app::form::Draft;

/// What is kept under a name.
pub fn kept(key: &str) -> Option<Draft> {
    let text = window().session_storage().ok()??.get_item(key).ok()??;
    serde_json::from_str(&text).ok()
}

/// Keeps a draft. A browser that keeps nothing loses it only with the tab.
pub fn keep(key: &str, draft: &Draft) {
    if let (Ok(Some(storage)), Ok(text)) = (window().session_storage(), serde_json::to_string(draft)) {
        let _ = storage.set_item(key, &text);
    }
}

/// Keeps it no longer.
pub fn drop(key: &str) {
    if let Ok(Some(storage)) = window().session_storage() {
        let _ = storage.remove_item(key);
    }
}
