//! What has come of the activities, by what pupils say of themselves before and after (一.9, 〇.3).
//!
//! A school sees its classes one by one. Whoever stands above it sees sums by form and by field, of which none is of a single class or of fewer
//! pupils than the policy says ([`disclosure`]).

pub mod change;
pub mod disclosure;
mod figures;
mod results;

pub use figures::figures;
pub use results::{By, Group, Results, Whole, latest, results, terms};

/// The parameter that says behind how many pupils at least a sum is shown by itself.
pub const LEAST: &str = "survey_group_least";
