//! 备份与恢复: everything as one file, and back. An office's file is sealed and carries its keys: its work file.

mod leaving;
mod opened;
mod passphrase;
mod stage;

use leptos::{prelude::*, task::spawn_local};

pub use self::leaving::Leaving;
use self::{
    opened::Opened,
    passphrase::{Passphrase, Typed},
    stage::{Stage, rest},
};
use crate::{
    app::backup::LastBackup,
    domain::seal::Digest,
    store::backup::ENDING,
    ui::{
        components::{last_backup::told, progress_bar::ProgressBar},
        disk::{self, FileHandle},
        i18n::*,
        route::{Route, part},
        state::{Given, State},
    },
    worker::{files, handover},
};

/// The card.
#[component]
pub fn BackupCard() -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let stage = RwSignal::new(Stage::Resting);
    // How much is restored, and of how much.
    let done = RwSignal::new(None::<(usize, usize)>);
    let cancel = Callback::new(move |()| {
        state.interrupt();
        stage.set(Stage::Resting);
    });
    // Nobody waits any more. What is being restored goes on.
    on_cleanup(move || {
        if matches!(stage.try_get_untracked(), Some(Stage::Making | Stage::Opening { .. })) {
            state.interrupt();
        }
    });
    // A file that was chosen on another page.
    if let Some(given) = state.given.get_untracked() {
        state.given.set(None);
        open(state, stage, given);
    }
    let busy = move |label: Signal<String>| {
        view! { <ProgressBar label of=Signal::derive(|| None) on_cancel=cancel /> }.into_any()
    };
    view! {
        <section class="card stack" id=part::BACKUP>
            <h2>
                {move || if state.is_office() {
                    t_string!(i18n, backup.office_title)
                } else {
                    t_string!(i18n, backup.title)
                }}
            </h2>
            {move || match stage.get() {
                Stage::Resting => view! { <Resting stage /> }.into_any(),
                Stage::Passphrase => {
                    let set = Callback::new(move |()| save(state, stage));
                    let leave = Callback::new(move |()| stage.set(Stage::Resting));
                    view! { <Passphrase on_done=set on_cancel=leave /> }.into_any()
                }
                Stage::Making => {
                    busy(Signal::derive(move || t_string!(i18n, backup.making).to_owned()))
                }
                Stage::Opening { file } => {
                    let label = move || t_string!(i18n, backup.opening, file = file.clone()).to_string();
                    busy(Signal::derive(label))
                }
                Stage::Typing(given) => {
                    let file = given.name.clone();
                    let typed = Callback::new(move |typed| unseal(state, stage, given.clone(), typed));
                    let leave = Callback::new(move |()| stage.set(Stage::Resting));
                    view! { <Typed file on_done=typed on_cancel=leave /> }.into_any()
                }
                Stage::Restoring => {
                    let label = Signal::derive(move || t_string!(i18n, backup.restoring).to_owned());
                    view! { <ProgressBar label of=done /> }.into_any()
                }
                Stage::Opened { file, manifest, is_sealed } => {
                    view! { <Opened file manifest is_sealed stage done /> }.into_any()
                }
            }}
        </section>
    }
}

/// What the file is, when the last was made, and the two buttons.
#[component]
fn Resting(stage: RwSignal<Stage>) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let office = Memo::new(move |_| state.is_office());
    let text = move || {
        let last: LastBackup = state.work_file.last.get()?;
        Some(view! { <p>{told(state, &last)}</p> })
    };
    let is_empty = Memo::new(move |_| state.workspace.get().is_empty());
    let make = move |_| {
        state.toasts.clear_failures();
        stage.set(Stage::Making);
        if office.get_untracked() {
            state.ask_handover(handover::HasPassphrase {}, move |answer| match answer {
                Ok(true) => save(state, stage),
                Ok(false) => stage.set(Stage::Passphrase),
                Err(why) => rest(state, stage, Some(why)),
            });
        } else {
            save(state, stage);
        }
    };
    view! {
        <p>
            {move || if office.get() {
                t_string!(i18n, backup.office_about)
            } else {
                t_string!(i18n, backup.about)
            }}
        </p>
        {text}
        <div class="row">
            <button type="button" disabled=is_empty on:click=make>
                {move || if office.get() {
                    t_string!(i18n, backup.make_work_file)
                } else {
                    t_string!(i18n, backup.make)
                }}
            </button>
            <Show when=move || office.get()>
                <button type="button" on:click=move |_| stage.set(Stage::Passphrase)>
                    {t!(i18n, backup.another_passphrase)}
                </button>
            </Show>
            <ChooseFile label=Signal::derive(move || t_string!(i18n, backup.choose).to_owned()) on_chosen=Callback::new(move |given| open(state, stage, given)) />
        </div>
    }
}

/// Chooses a file; where the browser can write one in its place later, by its own picker.
#[component]
pub fn ChooseFile(label: Signal<String>, on_chosen: Callback<Given>) -> impl IntoView {
    let state = State::here();
    let choose = move |event: leptos::ev::Event| {
        super::super::handover::read_files(state, &event, move |files| {
            state.work_file.picked.set_value(None);
            if let Some((name, bytes)) = files.into_iter().next() {
                on_chosen.run(Given { name, bytes });
            }
        });
    };
    let pick = move |event: leptos::ev::MouseEvent| {
        if !disk::can_write() {
            return;
        }
        event.prevent_default();
        spawn_local(async move {
            let Some(handle): Option<FileHandle> = disk::choose_file().await else { return };
            match handle.read().await {
                Ok(bytes) => {
                    let name = handle.name();
                    state.work_file.picked.set_value(Some(handle));
                    on_chosen.run(Given { name, bytes });
                }
                Err(_) => state.toasts.failed(move || t_string!(state.i18n, data.unread_file)),
            }
        });
    };
    view! {
        <label class="button file">
            {label}
            <input
                type="file"
                class="visually-hidden"
                accept=format!(".{ENDING}")
                on:click=pick
                on:change=choose
            />
        </label>
    }
}

fn save(state: State, stage: RwSignal<Stage>) {
    stage.set(Stage::Making);
    state.save_everything(move |saved| rest(state, stage, saved.err()));
}

/// Has a chosen file looked through: a backup, or a work file, which asks for its passphrase.
fn open(state: State, stage: RwSignal<Stage>, given: Given) {
    state.toasts.clear_failures();
    if given.is_work_file() {
        return stage.set(Stage::Typing(given));
    }
    // What comes from another office is opened there.
    if given.is_sealed() {
        state.given.set(Some(given));
        return Route::Handover.go();
    }
    let Given { name, bytes } = given;
    stage.set(Stage::Opening { file: name.clone() });
    state.ask_files(files::OpenBackup { bytes }, move |answer| match answer {
        Ok(manifest) => stage.set(Stage::Opened { file: name.clone(), manifest, is_sealed: false }),
        Err(why) => rest(state, stage, Some(why)),
    });
}

fn unseal(state: State, stage: RwSignal<Stage>, given: Given, passphrase: String) {
    state.toasts.clear_failures();
    stage.set(Stage::Opening { file: given.name.clone() });
    state.work_file.digest.set_value(Some(Digest::of(&[&given.bytes])));
    let question = handover::OpenWorkFile { bytes: given.bytes.clone(), passphrase };
    state.ask_handover(question, move |answer| match answer {
        Ok(manifest) => stage.set(Stage::Opened { file: given.name.clone(), manifest, is_sealed: true }),
        Err(why) => {
            stage.set(Stage::Typing(given.clone()));
            state.tell(why);
        }
    });
}
