//! What waits for the seat, found once for the frame and the inbox.

use std::sync::Arc;

use leptos::prelude::*;

use super::{State, mark, now};
use crate::{
    app::inbox::{self, Task},
    domain::Section,
};

/// See the module. `None` inside where nobody has taken a seat.
#[derive(Clone, Copy)]
pub struct Waiting(Memo<Arc<Option<Vec<Task>>>>);

impl Waiting {
    /// Finds it for everything below.
    pub fn provide(state: State) {
        let tasks = Memo::new(move |_| {
            let workspace = state.workspace.get();
            let tasks = state
                .seat()
                .map(|seat| inbox::mine(&workspace, &seat, now().today, &|parameter| state.days(parameter)));
            mark("keqiao:inbox");
            Arc::new(tasks)
        });
        provide_context(Self(tasks));
    }

    /// Everything that waits, most urgent first.
    pub fn here() -> Memo<Arc<Option<Vec<Task>>>> {
        let Self(tasks) = use_context().unwrap_or_else(|| Self(Memo::new(|_| Arc::new(None))));
        tasks
    }

    /// How much waits at a section; at the inbox everything.
    pub fn at(section: Section) -> Memo<usize> {
        let tasks = Self::here();
        Memo::new(move |_| {
            let is_here =
                |task: &&Task| section == Section::Inbox || task.kind.declaration().section.0 == section;
            tasks.with(|tasks| tasks.iter().flatten().filter(is_here).count())
        })
    }
}
