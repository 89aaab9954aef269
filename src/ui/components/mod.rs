//! Parts that pages are made of: one component a file, its style beside it.

pub mod account;
pub mod badge;
pub mod choice;
pub mod chosen_file;
pub mod confirm;
pub mod dialog;
pub mod download;
pub mod export;
pub mod grid;
pub mod help;
pub mod keys;
pub mod last_backup;
pub mod lock;
pub mod navigation;
pub mod notices;
pub mod page_head;
pub mod print;
pub mod progress_bar;
pub mod reason;
pub mod search;
pub mod seat;
pub mod steps;
pub mod terms;
pub mod tile_grid;
pub mod toast;
pub mod unsaved;
