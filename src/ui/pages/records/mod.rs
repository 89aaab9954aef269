//! Pages of any kind of record, made from its declaration: the table, one record with its progress, and the form.

mod detail;
mod form;
mod list;
mod personal;
mod progress_diagram;
mod step_dialog;
mod step_told;
mod transitions;

pub use detail::RecordPage;
pub use form::FormPage;
pub use list::{Kinds, ListPage};
pub use step_dialog::StepDialog;
pub use transitions::{TransitionButtons, open_transitions};
