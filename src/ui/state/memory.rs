//! What this browser, or this tab, remembers beside the store: a choice, a draft, a list last looked at.

use leptos::prelude::window;
use serde::{Deserialize, Serialize};

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

/// What of this browser is either so or not.
const YES: &str = "yes";

/// Whether it was said to be so.
pub fn is_on(key: &str) -> bool {
    remembered(key).as_deref() == Some(YES)
}

/// Says whether it is so.
pub fn turn(key: &str, on: bool) {
    remember(key, if on { YES } else { "" });
}

/// Where a table of this tab was left.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TablePlace {
    /// With its filters and order.
    pub address: String,
    /// How far it was scrolled, in pixels.
    pub top: f64,
    /// The active line.
    pub line: usize,
}

impl TablePlace {
    /// Where the table of this name was left; nothing where the browser keeps nothing.
    pub fn left(table: &str) -> Option<Self> {
        let text = window().session_storage().ok()??.get_item(&Self::key(table)).ok()??;
        serde_json::from_str(&text).ok()
    }

    /// Keeps it for the tab. A browser that keeps nothing leads back to the beginning of the whole table.
    pub fn keep(&self, table: &str) {
        if let (Ok(Some(storage)), Ok(text)) = (window().session_storage(), serde_json::to_string(self)) {
            let _ = storage.set_item(&Self::key(table), &text);
        }
    }

    fn key(table: &str) -> String {
        format!("keqiao-table-{table}")
    }
}
