//! The rest of the program, which comes behind the first page (`public/rest.js`).

use js_sys::{Promise, WebAssembly::LinkError};
use leptos::prelude::*;
use wasm_bindgen::{JsCast as _, JsValue, prelude::wasm_bindgen};
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = keqiaoRest)]
    fn before() -> Promise;

    #[wasm_bindgen(js_namespace = keqiaoRest)]
    fn come() -> Promise;
}

/// Whether it is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rest {
    Coming,
    Here,
    /// It could not be loaded.
    Missing,
    /// What was loaded belongs to another version of the program.
    Other,
}

/// Waits for it where the browser could not have it at once when something of it is called.
///
/// # Errors
/// When it cannot be loaded.
pub async fn awaited() -> Result<(), JsValue> {
    JsFuture::from(before()).await.map(drop)
}

/// Follows whether it is there, and has it loaded.
pub fn follow(rest: RwSignal<Rest>) {
    rest.set(Rest::Coming);
    leptos::task::spawn_local(async move {
        rest.set(match JsFuture::from(come()).await {
            Ok(_) => Rest::Here,
            Err(why) if why.is_instance_of::<LinkError>() => Rest::Other,
            Err(_) => Rest::Missing,
        });
    });
}
