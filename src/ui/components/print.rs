//! Printing what stands on the page, once the journal says so.

use leptos::prelude::*;

use crate::{
    app::exports,
    ui::{i18n::*, state::State},
};

/// Prints the page of a record, which has this title. What is personal on it was shown for a reason.
pub fn print(state: State, title: String) {
    let (workspace, actor) = (state.workspace.get_untracked(), state.actor());
    let what = t_string!(state.i18n, common.print);
    state.act(
        move |store| async move {
            exports::of_record(&*store, &workspace, &actor, (&title, what, false), "").await
        },
        move |_| drop(window().print()),
    );
}
