//! When everything was last saved as one file, and how much has happened since.

use leptos::prelude::*;

use crate::{
    app::backup::LastBackup,
    domain::counts,
    ui::{
        components::search::go_to_part,
        i18n::*,
        route::{Route, part},
        state::State,
    },
};

/// The line of the overview, with the way to the backup.
#[component]
pub fn LastBackupLine() -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let go = move |event: leptos::ev::MouseEvent| {
        event.prevent_default();
        go_to_part(&Route::Data, part::BACKUP);
    };
    move || {
        let last = state.work_file.last.get()?;
        Some(view! {
            <p class="soft">
                {move || told(state, &last)} " "
                <a href=Route::Data.href() on:click=go>
                    {t!(i18n, backup.title)}
                </a>
            </p>
        })
    }
}

/// In words.
pub fn told(state: State, last: &LastBackup) -> String {
    let i18n = state.i18n;
    let operations = state.lang().get().counted(last.since, counts::OPERATIONS);
    match &last.when {
        Some(when) if last.since == 0 => {
            t_string!(i18n, backup.last_and_nothing, when = state.local_time(when)).to_string()
        }
        Some(when) => {
            t_string!(i18n, backup.last, when = state.local_time(when), operations = operations).to_string()
        }
        None if last.or_more => t_string!(i18n, backup.never_long, operations = operations).to_string(),
        None if last.since == 0 => t_string!(i18n, backup.never_and_nothing).to_owned(),
        None => t_string!(i18n, backup.never, operations = operations).to_string(),
    }
}
