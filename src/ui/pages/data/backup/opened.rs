//! What would take the place of what, before it does.

use std::collections::BTreeMap;

use leptos::prelude::*;

use super::stage::{Stage, rest};
use crate::{
    app::{backup, workspace::Workspace},
    domain::{Kind, counts, lang::grouped},
    policy::decision::Text,
    store::backup::Manifest,
    ui::{
        i18n::*,
        route::Route,
        state::{State, now},
    },
    worker::{Stored, files, handover},
};

/// A backup or a work file that was looked through.
#[component]
pub fn Opened(
    file: String,
    manifest: Manifest,
    is_sealed: bool,
    stage: RwSignal<Stage>,
    done: RwSignal<Option<(usize, usize)>>,
) -> impl IntoView {
    let state = State::here();
    let (i18n, lang) = (state.i18n, state.lang());
    let workspace = state.workspace.get_untracked();
    let is_empty = workspace.is_empty();
    let (made, seat) = (state.local_time(&manifest.made), manifest.seat_name.clone());
    // What is here is saved before anything takes its place.
    let agreed = move |temporary: bool| {
        if is_empty {
            return restore(state, stage, done, (is_sealed, temporary));
        }
        stage.set(Stage::Making);
        state.save_everything(move |saved| match saved {
            Ok(_) => restore(state, stage, done, (is_sealed, temporary)),
            Err(why) => rest(state, stage, Some(why)),
        });
    };
    let rows = StoredValue::new(compared(&workspace, &manifest));
    let rows = move || {
        let row = |(kind, held, here): (Kind, usize, usize)| {
            view! {
                <tr>
                    <th scope="row">{kind.label().text(lang.get())}</th>
                    <td class="number">{grouped(held)}</td>
                    <td class="number">{grouped(here)}</td>
                </tr>
            }
        };
        rows.get_value().into_iter().map(row).collect_view()
    };
    let (entries, own) = (grouped(manifest.entries), grouped(workspace.sequence()));
    view! {
        <p>
            <strong>{file}</strong>
        </p>
        <p>{move || t_string!(i18n, backup.of, made = made.clone(), seat = seat.clone()).to_string()}</p>
        {manifest.demo.then(|| view! { <p class="message warn">{t!(i18n, backup.of_demo)}</p> })}
        <table class="plain">
            <thead>
                <tr>
                    <th scope="col">{t!(i18n, backup.what)}</th>
                    <th scope="col" class="number">{t!(i18n, backup.in_file)}</th>
                    <th scope="col" class="number">{t!(i18n, backup.here)}</th>
                </tr>
            </thead>
            <tbody>
                {rows}
                <tr>
                    <th scope="row">{t!(i18n, data.journal)}</th>
                    <td class="number">{entries}</td>
                    <td class="number">{own}</td>
                </tr>
            </tbody>
        </table>
        <p class="message warn">
            {match (is_empty, is_sealed) {
                (true, true) => t!(i18n, backup.sealed_into_empty).into_any(),
                (true, false) => t!(i18n, backup.into_empty).into_any(),
                (false, _) => t!(i18n, backup.replaces).into_any(),
            }}
        </p>
        <div class="row">
            <button type="button" on:click=move |_| stage.set(Stage::Resting)>
                {t!(i18n, common.cancel)}
            </button>
            {(is_empty && is_sealed)
                .then(|| {
                    view! {
                        <button type="button" class="primary" on:click=move |_| agreed(true)>
                            {t!(i18n, backup.for_now)}
                        </button>
                    }
                })}
            <button
                type="button"
                class:danger=!is_empty
                class:primary=is_empty && !is_sealed
                on:click=move |_| agreed(false)
            >
                {match (is_empty, is_sealed) {
                    (true, true) => t!(i18n, backup.for_good).into_any(),
                    (true, false) => t!(i18n, backup.restore).into_any(),
                    (false, _) => t!(i18n, backup.keep_and_restore).into_any(),
                }}
            </button>
        </div>
    }
}

fn restore(
    state: State,
    stage: RwSignal<Stage>,
    done: RwSignal<Option<(usize, usize)>>,
    (is_sealed, temporary): (bool, bool),
) {
    stage.set(Stage::Restoring);
    let (actor, moment) = (state.actor(), now());
    let progress = move |now, all| {
        // The card may be gone; what is being restored goes on.
        let _ = done.try_set(Some((now, all)));
    };
    let restored = move |answer: Result<Stored, Text>| {
        let _ = done.try_set(None);
        let _ = stage.try_set(Stage::Resting);
        if answer.is_ok() {
            state.work_here_for_now(temporary);
            // It is saved in its place from now on; a backup is not sealed, and stays as it is.
            let picked = state.work_file.picked.try_get_value().flatten().filter(|_| is_sealed);
            state.work_file.handle.set_value(picked);
        }
        state.stored(answer, |state, stored| {
            state.toasts.clear();
            let text = move || {
                let records = state.lang().get().counted(stored.count, counts::RECORDS);
                t_string!(state.i18n, backup.restored, records = records).to_string()
            };
            state.toasts.done(text, None);
            Route::Overview { term: None }.go();
        });
    };
    let (seat_name, timestamp, today) = (actor.seat_name, moment.timestamp, moment.today);
    if is_sealed {
        let question = handover::Continue { seat_name, timestamp, today };
        state.ask_handover_with_progress(question, progress, restored);
    } else {
        let question = files::Restore { seat_name, timestamp, packs: state.packs() };
        state.ask_files_with_progress(question, progress, restored);
    }
}

/// Of each kind how many records the backup holds, and how many are here.
fn compared(workspace: &Workspace, manifest: &Manifest) -> Vec<(Kind, usize, usize)> {
    let held: BTreeMap<_, _> = backup::records(manifest.rows.clone()).into_iter().collect();
    let of_kind = |kind: &Kind| {
        let counts = (held.get(kind).copied().unwrap_or_default(), workspace.table(*kind).len());
        (counts != (0, 0)).then_some((*kind, counts.0, counts.1))
    };
    Kind::ALL.iter().filter_map(of_kind).collect()
}
