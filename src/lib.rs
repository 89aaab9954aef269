//! 科桥 Keqiao. `src/README.md` is the map.

pub mod domain;
pub mod notice;
pub mod policy;
pub mod store;
