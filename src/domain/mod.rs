//! What the program is about: records, their fields and the rules that hold whatever the policy says.
//!
//! Nothing here does I/O, reads a clock or draws a random number; nothing here knows Leptos, IndexedDB or Rhai.
//! A record is a flat serde struct whose field names are the keys of its [`field::Field`] table. Import, template,
//! store, facts and pages read that table, so a field is described once.

pub mod appointment;
pub mod calendar;
pub mod choice;
pub mod division;
pub mod field;
pub mod lang;
pub mod money;
pub mod month;
pub mod record;
pub mod school;
pub mod session;
pub mod term;
pub mod tutor;

pub use appointment::Appointment;
pub use lang::{Label, Lang, Localized};
pub use money::Money;
pub use month::Month;
pub use record::{Kind, Record};
pub use school::School;
pub use session::Session;
pub use term::Term;
pub use tutor::Tutor;
