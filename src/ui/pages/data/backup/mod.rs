//! 备份与恢复: everything as one file, and back.

use std::collections::BTreeMap;

use leptos::{prelude::*, task::spawn_local};
use wasm_bindgen_futures::JsFuture;

use crate::{
    app::{
        backup::{self, LastBackup},
        workspace::Workspace,
    },
    domain::{Kind, counts, lang::grouped},
    policy::decision::Text,
    say,
    store::backup::{About, ENDING, Manifest},
    ui::{
        components::{
            download::{BYTES, download},
            last_backup::told,
            progress_bar::ProgressBar,
        },
        i18n::*,
        route::{Route, part},
        state::{State, now},
    },
    worker::files::{self, FileBytes},
};

/// Where it stands.
#[derive(Clone)]
enum Stage {
    Resting,
    Making,
    Opening { file: String },
    Opened { file: String, manifest: Manifest },
    Restoring,
}

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
    let busy = move |label: Signal<String>| {
        view! { <ProgressBar label of=Signal::derive(|| None) on_cancel=cancel /> }.into_any()
    };
    view! {
        <section class="card stack" id=part::BACKUP>
            <h2>{t!(i18n, backup.title)}</h2>
            {move || match stage.get() {
                Stage::Resting => view! { <Resting stage /> }.into_any(),
                Stage::Making => {
                    busy(Signal::derive(move || t_string!(i18n, backup.making).to_owned()))
                }
                Stage::Opening { file } => {
                    let label = move || t_string!(i18n, backup.opening, file = file.clone()).to_string();
                    busy(Signal::derive(label))
                }
                Stage::Restoring => {
                    let label = Signal::derive(move || t_string!(i18n, backup.restoring).to_owned());
                    view! { <ProgressBar label of=done /> }.into_any()
                }
                Stage::Opened { file, manifest } => {
                    view! { <Opened file manifest stage done /> }.into_any()
                }
            }}
        </section>
    }
}

/// What a backup is, when the last was made, and the two buttons.
#[component]
fn Resting(stage: RwSignal<Stage>) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let last = LocalResource::new(move || {
        state.workspace.get();
        async move { backup::last(&*state.store()?).await.ok() }
    });
    let text = move || {
        let last: LastBackup = last.get().flatten()?;
        Some(view! { <p>{told(state, &last)}</p> })
    };
    let is_empty = Memo::new(move |_| state.workspace.get().is_empty());
    let choose = move |event: leptos::ev::Event| {
        let input: web_sys::HtmlInputElement = event_target(&event);
        let file = input.files().and_then(|files| files.get(0));
        input.set_value("");
        if let Some(file) = file {
            open(state, stage, file);
        }
    };
    view! {
        <p>{t!(i18n, backup.about)}</p>
        {text}
        <div class="row">
            <button
                type="button"
                disabled=is_empty
                on:click=move |_| {
                    stage.set(Stage::Making);
                    make(state, move |made| {
                        stage.set(Stage::Resting);
                        if let Err(why) = made {
                            state.tell(why);
                        }
                    });
                }
            >
                {t!(i18n, backup.make)}
            </button>
            <label class="button file">
                {t!(i18n, backup.choose)}
                <input
                    type="file"
                    class="visually-hidden"
                    accept=format!(".{ENDING}")
                    on:change=choose
                />
            </label>
        </div>
    }
}

/// Makes a backup, saves it, and notes it in the journal.
fn make(state: State, then: impl Fn(Result<(), Text>) + Clone + 'static) {
    let actor = state.actor();
    let workspace = state.workspace.get_untracked();
    let records: usize = Kind::ALL.iter().map(|kind| workspace.table(*kind).len()).sum();
    let about = About {
        made: actor.now.timestamp.clone(),
        seat_name: actor.seat_name.clone(),
        demo: workspace.settings.demo,
    };
    let file = file_name(state, &about);
    state.ask_files(files::MakeBackup { about }, move |answer| {
        let FileBytes(bytes) = match answer {
            Ok(bytes) => bytes,
            Err(why) => return then(Err(why)),
        };
        if let Err(error) = download(&file, BYTES, &bytes) {
            let why = format!("{error:?}");
            return then(Err(Text::both(|lang| {
                say!(lang, "备份没有存成文件：{why}", "The backup could not be saved: {why}")
            })));
        }
        let (actor, name, shown) = (actor.clone(), file.clone(), file.clone());
        let then = then.clone();
        state.act(
            move |store| async move { backup::note(&*store, &actor, &name, records).await },
            move |_| {
                state
                    .toasts
                    .done(move || t_string!(state.i18n, backup.made, file = shown.clone()).to_string(), None);
                then(Ok(()));
            },
        );
    });
}

/// `科桥备份_演示县教育局_2026-11-26_1630.keqiao`.
fn file_name(state: State, about: &About) -> String {
    let at = state.local_time(&about.made).replace(' ', "_").replace(':', "");
    let name = t_string!(state.i18n, backup.file);
    let seat: String = about.seat_name.chars().filter(|c| c.is_alphanumeric()).take(20).collect();
    let parts = [name, &*seat, &*at];
    let named: Vec<_> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    format!("{}.{ENDING}", named.join("_"))
}

/// Has a chosen file looked through.
fn open(state: State, stage: RwSignal<Stage>, file: web_sys::File) {
    let name = file.name();
    state.toasts.clear_failures();
    stage.set(Stage::Opening { file: name.clone() });
    let is_waited_for = move || matches!(stage.try_get_untracked(), Some(Stage::Opening { .. }));
    spawn_local(async move {
        let buffer = JsFuture::from(file.array_buffer()).await;
        if !is_waited_for() {
            return;
        }
        let Ok(buffer) = buffer else {
            stage.set(Stage::Resting);
            return state.toasts.failed(move || t_string!(state.i18n, data.unread_file));
        };
        let bytes = js_sys::Uint8Array::new(&buffer).to_vec();
        state.ask_files(files::OpenBackup { bytes }, move |answer| match answer {
            Ok(manifest) => stage.set(Stage::Opened { file: name.clone(), manifest }),
            Err(why) => {
                stage.set(Stage::Resting);
                state.tell(why);
            }
        });
    });
}

/// What would take the place of what, before it does.
#[component]
fn Opened(
    file: String,
    manifest: Manifest,
    stage: RwSignal<Stage>,
    done: RwSignal<Option<(usize, usize)>>,
) -> impl IntoView {
    let state = State::here();
    let (i18n, lang) = (state.i18n, state.lang());
    let workspace = state.workspace.get_untracked();
    let is_empty = workspace.is_empty();
    let (made, seat) = (state.local_time(&manifest.made), manifest.seat_name.clone());
    let restore = move || {
        stage.set(Stage::Restoring);
        let actor = state.actor();
        let question =
            files::Restore { seat_name: actor.seat_name, timestamp: now().timestamp, packs: state.packs() };
        let progress = move |now, all| {
            // The card may be gone; what is being restored goes on.
            let _ = done.try_set(Some((now, all)));
        };
        state.ask_files_with_progress(question, progress, move |answer| {
            let _ = done.try_set(None);
            stage.set(Stage::Resting);
            state.stored(answer, |state, stored| {
                state.toasts.clear();
                let text = move || {
                    let records = state.lang().get().counted(stored.count, counts::RECORDS);
                    t_string!(state.i18n, backup.restored, records = records).to_string()
                };
                state.toasts.done(text, None);
                Route::Overview { term: None }.go();
            });
        });
    };
    let agreed = move |_| {
        if is_empty {
            return restore();
        }
        stage.set(Stage::Making);
        make(state, move |made| match made {
            Ok(()) => restore(),
            Err(why) => {
                stage.set(Stage::Resting);
                state.tell(why);
            }
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
            {if is_empty {
                t!(i18n, backup.into_empty).into_any()
            } else {
                t!(i18n, backup.replaces).into_any()
            }}
        </p>
        <div class="row">
            <button type="button" on:click=move |_| stage.set(Stage::Resting)>
                {t!(i18n, common.cancel)}
            </button>
            <button type="button" class:danger=!is_empty class:primary=is_empty on:click=agreed>
                {if is_empty {
                    t!(i18n, backup.restore).into_any()
                } else {
                    t!(i18n, backup.keep_and_restore).into_any()
                }}
            </button>
        </div>
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
