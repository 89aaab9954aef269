//! The program in the browser: pages in a window, the service in a worker. Natively there is nothing to run; the library
//! is used by tests and by `cargo xtask`.

#[cfg(target_arch = "wasm32")]
mod rest {
    use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

    #[wasm_bindgen]
    extern "C" {
        #[wasm_bindgen(js_namespace = keqiaoRest)]
        fn now(exports: &JsValue);
    }

    /// What the first part of the program calls where something of the rest is called before it has come (`xtask/src/split.rs`).
    #[wasm_bindgen]
    pub fn rest_wanted() {
        now(&wasm_bindgen::exports());
    }
}

#[cfg(target_arch = "wasm32")]
fn main() {
    if web_sys::window().is_some() {
        keqiao::ui::mount();
    } else {
        keqiao::worker::decisions::serve();
    }
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    eprintln!("科桥 runs in a browser: cargo xtask serve");
}
