//! Files chosen in a form: their bytes wait for the record, whose field holds name, size and hash.

use std::collections::BTreeMap;

use leptos::prelude::*;
use sha2::{Digest, Sha256};
use wasm_bindgen_futures::JsFuture;

use crate::{
    domain::field::Attachment,
    ui::{i18n::*, state::State},
};

/// Files that were chosen and are stored with the record: chunk and bytes.
pub type Files = StoredValue<BTreeMap<String, Vec<u8>>>;

/// The largest file that can be attached, in bytes.
pub const LARGEST: f64 = 20_000_000.0;

/// Takes a chosen file in: its bytes wait for the record, the field holds its name, size and hash.
pub fn attach(state: State, file: web_sys::File, text: RwSignal<String>, files: Files) {
    if file.size() > LARGEST {
        state.toasts.failed(t_string!(state.i18n, form.file_too_large).to_owned());
        return;
    }
    leptos::task::spawn_local(async move {
        let Ok(buffer) = JsFuture::from(file.array_buffer()).await else {
            state.toasts.failed(t_string!(state.i18n, data.unread_file).to_owned());
            return;
        };
        let bytes = js_sys::Uint8Array::new(&buffer).to_vec();
        let sha256: String = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        let name: String = file.name().chars().filter(|c| !c.is_control()).collect();
        let attachment = Attachment { name, size: bytes.len() as u64, sha256 };
        text.set(format!("{} sha256:{} {}", attachment.name, attachment.sha256, attachment.size));
        files.update_value(|files| {
            files.insert(attachment.chunk(), bytes);
        });
    });
}
