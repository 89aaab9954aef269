//! The built app in a real browser, through roles and visible names. `cargo xtask test e2e` starts what these need.

mod access;
mod bench;
mod main_job;
mod page;
mod policy;
