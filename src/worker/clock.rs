//! What time has passed, for whatever is bounded by it.

use std::time::Duration;

use wasm_bindgen::{JsCast, JsValue};

/// Since the page or the worker began. Unlike the time of day it is never set.
pub fn clock() -> Duration {
    let performance = js_sys::Reflect::get(&js_sys::global(), &JsValue::from_str("performance"));
    let performance = performance.ok().and_then(|found| found.dyn_into::<web_sys::Performance>().ok());
    performance.map_or(Duration::ZERO, |performance| {
        Duration::try_from_secs_f64(performance.now() / 1_000.0).unwrap_or_default()
    })
}
