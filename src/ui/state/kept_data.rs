//! Whether the browser keeps what is stored. A mark beside the database says how far the journal had come, so that an empty
//! database is told from a new one; and the browser is asked to keep the data when room becomes scarce.

use leptos::{prelude::*, task::spawn_local};
use wasm_bindgen_futures::JsFuture;

use super::{State, remember, remembered};
use crate::app::workspace::Workspace;

/// Where the browser remembers the last journal number, beside the database.
const JOURNAL: &str = "keqiao-journal";

/// What the browser has kept and will keep.
#[derive(Clone, Copy)]
pub struct KeptData {
    /// The last journal number that is remembered, where the database ends before it.
    pub missing: RwSignal<Option<u64>>,
    /// Whether the browser has promised to keep the data; nothing until it has answered.
    pub promised: RwSignal<Option<bool>>,
    asked: StoredValue<bool>,
}

impl KeptData {
    pub fn unknown() -> Self {
        Self { missing: RwSignal::new(None), promised: RwSignal::new(None), asked: StoredValue::new(false) }
    }
}

/// The last journal number that this browser remembers; 0 where it remembers none.
pub(super) fn last_remembered() -> u64 {
    remembered(JOURNAL).and_then(|text| text.parse().ok()).unwrap_or_default()
}

impl State {
    /// Compares what was remembered before the database was read with what it has.
    pub(super) fn compare_with_mark(self, last: u64, workspace: &Workspace) {
        let missing = workspace.sequence() < last;
        self.kept_data.missing.set(missing.then_some(last));
        if !missing {
            self.mark_journal(workspace);
        }
    }

    /// Remembers how far the journal has come. While something is missing, until somebody has been told, the mark stays.
    pub(super) fn mark_journal(self, workspace: &Workspace) {
        if workspace.sequence() == 0 || self.kept_data.missing.with_untracked(Option::is_some) {
            return;
        }
        remember(JOURNAL, &workspace.sequence().to_string());
        // A browser may ask the person: once is enough.
        if !self.kept_data.asked.get_value() {
            self.kept_data.asked.set_value(true);
            self.ask_to_keep();
        }
    }

    /// Whoever was told that something is missing goes on with what is there.
    pub fn go_on_without(self) {
        self.kept_data.missing.set(None);
        remember(JOURNAL, "0");
        self.workspace.with_untracked(|workspace| self.mark_journal(workspace));
    }

    fn ask_to_keep(self) {
        spawn_local(async move {
            let asked = js_sys::Reflect::get(&window().navigator(), &"storage".into());
            // Only an address that is secure has the interface.
            let promised = match asked.map(wasm_bindgen::JsCast::dyn_into::<web_sys::StorageManager>) {
                Ok(Ok(storage)) => match storage.persist() {
                    Ok(promise) => JsFuture::from(promise).await.is_ok_and(|answer| answer.is_truthy()),
                    Err(_) => false,
                },
                _ => false,
            };
            self.kept_data.promised.try_set(Some(promised));
        });
    }
}
