//! The built app in a real browser, through roles and visible names. `cargo xtask test e2e` starts what these need.
#![allow(clippy::expect_used, reason = "tests, and what they share")]

mod access;
mod batches;
mod bench;
mod charts;
mod choosing;
mod equity;
mod first;
mod handover;
mod invited;
mod joint;
mod kept;
mod leaving;
mod main_job;
mod manners;
mod memory;
mod nominations;
mod office;
mod offline;
mod one_file;
mod outcomes;
mod packages;
mod page;
mod papers;
mod policy;
mod power;
mod rounds;
mod scale;
mod series;
mod sessions;
mod site;
mod tables;
mod timetable;
mod two_organs;
