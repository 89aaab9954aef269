//! Everything but the interface and IndexedDB, natively.

#[path = "../contract/mod.rs"]
mod contract;
mod demo;
mod import;
mod policy;
mod store;
mod story;
