//! What is typed into a form and not yet saved: kept in the tab, with what the form began with.

use leptos::prelude::window;
use serde::{Deserialize, Serialize};

use crate::app::merge::Texts;

/// A draft as the tab keeps it.
#[derive(Serialize, Deserialize)]
pub struct Kept {
    /// Of the record, when the form began.
    pub revision: Option<u64>,
    /// What the form began with.
    pub base: Texts,
    pub texts: Texts,
}

/// Kept for this tab only: another person at the same computer opens another.
pub fn kept(key: &str) -> Option<Kept> {
    let text = window().session_storage().ok()??.get_item(key).ok()??;
    serde_json::from_str(&text).ok()
}

/// Keeps a draft, or drops it.
pub fn keep(key: &str, text: Option<&str>) {
    if let Ok(Some(storage)) = window().session_storage() {
        // A browser that keeps nothing loses the draft only with the tab.
        let _ = match text {
            Some(text) => storage.set_item(key, text),
            None => storage.remove_item(key),
        };
    }
}
