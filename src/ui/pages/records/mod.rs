//! Pages of any kind of record, made from its declaration: the table, one record with its progress, and the form.

mod attaching;
mod candidates;
mod control;
mod detail;
mod draft;
mod field_input;
mod form;
mod list;
mod personal;
mod progress_diagram;
mod rows_input;
mod transitions;

pub use detail::RecordPage;
pub use form::FormPage;
pub use list::{Kinds, ListPage};
pub use transitions::TransitionButtons;
