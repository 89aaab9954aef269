//! Everything but the interface and IndexedDB, natively.

mod demo;
mod import;
mod policy;
mod story;
