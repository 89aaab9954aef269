//! The pages, one a file or folder.

mod clause_status;
pub mod data;
pub mod equity;
pub mod handover;
pub mod help;
pub mod inbox;
pub mod matching;
pub mod outcomes;
pub mod overview;
pub mod paper;
pub mod policy;
pub mod records;
pub mod roll_over;
pub mod subsidy;
pub mod survey_sheet;
pub mod timetable;
pub mod unknown;
