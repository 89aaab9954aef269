//! What time has passed, for whatever is bounded by it.

use std::time::Duration;

use wasm_bindgen::{JsCast, JsValue};

/// Since the page or the worker began. Unlike the time of day it is never set.
pub fn clock() -> Duration {
    thread_local! {
        // Looked up once: the clock is looked at after every decision.
        static PERFORMANCE: Option<web_sys::Performance> =
            js_sys::Reflect::get(&js_sys::global(), &JsValue::from_str("performance"))
                .ok()
                .and_then(|found| found.dyn_into().ok());
    }
    let now = PERFORMANCE.with(|performance| performance.as_ref().map(web_sys::Performance::now));
    now.map_or(Duration::ZERO, |now| Duration::try_from_secs_f64(now / 1_000.0).unwrap_or_default())
}
