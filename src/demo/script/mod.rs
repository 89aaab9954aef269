//! What the demo's units did together, as a text that is played: who did what on which day, in the words of forms and
//! workflows. `county.txt` says at its head how it is written.
//!
//! It is played through the use-cases of `app`, so nothing stands in the demo that a form, a workflow, a check or a guard
//! would have refused.

mod fault;
mod line;
mod play;
mod read;

pub use fault::{ScriptFault, Wrong};
pub use line::Script;
pub use play::play;

/// The script of the county that everybody sees.
pub const COUNTY: &str = include_str!("county.txt");
