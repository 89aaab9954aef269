//! What lies beside the program: fetched when it is used.

use leptos::prelude::window;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use crate::worker::beside::address;

/// The text of `./path`; nothing where there is none.
///
/// # Errors
/// When it cannot be reached.
pub async fn text(path: &str) -> Result<Option<String>, JsValue> {
    let response: web_sys::Response =
        JsFuture::from(window().fetch_with_str(&address(path))).await?.unchecked_into();
    if !response.ok() {
        return Ok(None);
    }
    Ok(JsFuture::from(response.text()?).await?.as_string())
}
