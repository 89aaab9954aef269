//! Pages of any kind of record, made from its declaration: the table, one record with its progress, and the form.

mod attaching;
mod detail;
mod draft;
mod extras;
mod field_input;
mod form;
mod list;
mod personal;
mod progress_diagram;
mod rows_input;
mod transitions;

pub use detail::RecordPage;
pub use form::FormPage;
pub use list::ListPage;
pub use transitions::TransitionButtons;

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
