//! Pages of any kind of record, made from its declaration: the table, one record with its course, and the form.

mod attaching;
mod course_diagram;
mod detail;
mod draft;
mod extras;
mod field_input;
mod form;
mod list;
mod moves;
mod personal;
mod rows_input;

pub use detail::RecordPage;
pub use form::FormPage;
pub use list::ListPage;
pub use moves::MoveButtons;

use crate::{
    domain::workflow::{Stage, State as WorkflowState},
    ui::components::badge::Tone,
};

/// How a state is coloured.
pub fn tone(state: &WorkflowState) -> Tone {
    match state.stage {
        Stage::Draft => Tone::Neutral,
        Stage::Underway => Tone::Warn,
        Stage::Done => Tone::Good,
        Stage::Void => Tone::Bad,
    }
}
