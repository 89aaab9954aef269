//! The hand-over worker: the part of the program that holds the keys of desks and reads and writes packages, in a web worker of its
//! own.

#[cfg(target_arch = "wasm32")]
fn main() {
    keqiao::worker::handover::serve();
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    eprintln!("科桥 runs in a browser: cargo xtask serve");
}
