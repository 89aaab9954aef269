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
                    {if state.is_office() {
                        t_string!(i18n, backup.office_title)
                    } else {
                        t_string!(i18n, backup.title)
                    }}
                </a>
            </p>
        })
    }
}

/// In words: an office saves its work file, whoever else makes a backup.
pub fn told(state: State, last: &LastBackup) -> String {
    let i18n = state.i18n;
    let operations = state.lang().get().counted(last.since, counts::OPERATIONS);
    let when = last.when.as_ref().map(|when| state.local_time(when));
    let (nothing_since, or_more) = (last.since == 0, last.or_more);
    if state.is_office() {
        return match when {
            Some(when) if nothing_since => {
                t_string!(i18n, backup.saved_last_and_nothing, when = when).to_string()
            }
            Some(when) => {
                t_string!(i18n, backup.saved_last, when = when, operations = operations).to_string()
            }
            None if or_more => t_string!(i18n, backup.never_saved_long, operations = operations).to_string(),
            None if nothing_since => t_string!(i18n, backup.never_saved_and_nothing).to_owned(),
            None => t_string!(i18n, backup.never_saved, operations = operations).to_string(),
        };
    }
    match when {
        Some(when) if nothing_since => t_string!(i18n, backup.last_and_nothing, when = when).to_string(),
        Some(when) => t_string!(i18n, backup.last, when = when, operations = operations).to_string(),
        None if or_more => t_string!(i18n, backup.never_long, operations = operations).to_string(),
        None if nothing_since => t_string!(i18n, backup.never_and_nothing).to_owned(),
        None => t_string!(i18n, backup.never, operations = operations).to_string(),
    }
}
