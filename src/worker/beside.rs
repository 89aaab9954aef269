//! Where what lies beside the program is: a file beside it, of its own version, or a part of the one-file edition.

use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

#[wasm_bindgen]
extern "C" {
    /// The address of `./path`. Set by `boot.js`; what the one-file edition has in the place of files, `unpack.js` says.
    #[wasm_bindgen(js_name = keqiaoBeside)]
    pub fn address(path: &str) -> String;

    /// A worker that runs the script `./path`, set by the same.
    #[wasm_bindgen(js_name = keqiaoWorker, catch)]
    pub fn worker(path: &str) -> Result<web_sys::Worker, JsValue>;
}
