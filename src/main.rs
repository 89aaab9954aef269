//! The program in the browser: pages in a window, the service in a worker. Natively there is nothing to run; the library
//! is used by tests and by `cargo xtask`.

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
