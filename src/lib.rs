//! 科桥 Keqiao. `src/README.md` is the map.

pub mod app;
pub mod clauses;
pub mod demo;
pub mod domain;
pub mod exchange;
pub mod keys;
pub mod lab;
pub mod matching;
pub mod policy;
pub mod store;
#[cfg(target_arch = "wasm32")]
pub mod ui;
#[cfg(target_arch = "wasm32")]
pub mod worker;
