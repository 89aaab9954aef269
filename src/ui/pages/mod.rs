//! The pages, one a file or folder.

pub mod data;
pub mod overview;
pub mod policy;
pub mod session;
pub mod sessions;
pub mod subsidy;
pub mod unknown;
