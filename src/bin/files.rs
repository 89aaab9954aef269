//! The file worker: the part of the program that reads and writes files, in a web worker of its own.

#[cfg(target_arch = "wasm32")]
fn main() {
    keqiao::worker::files::serve();
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    eprintln!("科桥 runs in a browser: cargo xtask serve");
}
