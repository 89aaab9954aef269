//! Everything but the interface and IndexedDB, natively.
#![allow(clippy::expect_used, reason = "tests, and what they share")]

mod account;
mod behaviours;
mod bounds;
mod charts;
mod clashes;
mod columns;
#[path = "../contract/mod.rs"]
mod contract;
mod counts;
mod damaged;
mod dated;
mod declarations;
mod demo;
mod diagram;
mod divisions;
mod drawn;
mod exports;
mod fields;
mod followers;
mod form;
mod help;
mod hooks;
mod import;
mod inbox;
mod joint;
mod kinds;
mod labels;
mod language;
mod names;
mod office_sheets;
mod payable;
mod payment_list;
mod policy;
mod readiness;
mod reading;
mod search;
mod seen;
mod session_sheets;
mod sessions;
mod sheets;
mod steps;
mod store;
mod stored_form;
mod story;
mod table;
mod tidy;
mod timed_sheets;
mod undo;
mod walked;
mod workflows;
mod workspace;
mod xls;
#[path = "../xls/mod.rs"]
mod xls_book;
