//! Bringing a file in: choose, check, say what is uncertain, decide, store.

mod alike;
mod changes;
mod lines;
mod names;
mod payable;
mod preview;
mod row;
mod sheets;

use leptos::{html, prelude::*, task::spawn_local};
use wasm_bindgen_futures::JsFuture;

use self::preview::{Checked, Decision};
use crate::{
    app::import,
    domain::{counts, record},
    exchange::import::{Mappings, Summary},
    policy::decision::Text,
    ui::{
        components::{download::XLSX, progress_bar::ProgressBar},
        i18n::*,
        route::part,
        state::State,
    },
    worker::{
        Stored,
        files::{self, Imported},
    },
};

/// Where an import stands.
#[derive(Clone)]
enum Stage {
    Choosing,
    Reading {
        file: String,
    },
    /// `changed` is what stood in the way of storing it.
    Checked {
        file: String,
        summary: Summary,
        changed: Option<Text>,
    },
    Storing,
}

/// The import card.
#[component]
pub fn Import() -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let stage = RwSignal::new(Stage::Choosing);
    let input = NodeRef::<html::Input>::new();
    // What has been said of the sheets of the file.
    let said = RwSignal::new(Mappings::new());
    let checked = move |file: String, answer: Result<Summary, Text>| match answer {
        Ok(summary) => stage.set(Stage::Checked { file, summary, changed: None }),
        Err(why) => {
            stage.set(Stage::Choosing);
            state.tell(why);
        }
    };
    let read = move |file: web_sys::File| {
        let name = file.name();
        stage.set(Stage::Reading { file: name.clone() });
        spawn_local(async move {
            let bytes = JsFuture::from(file.array_buffer()).await;
            if !matches!(stage.try_get_untracked(), Some(Stage::Reading { .. })) {
                return; // cancelled meanwhile, or the page is gone
            }
            let Ok(buffer) = bytes else {
                stage.set(Stage::Choosing);
                return state.toasts.failed(move || t_string!(i18n, data.unread_file));
            };
            let bytes = js_sys::Uint8Array::new(&buffer).to_vec();
            said.set(Mappings::new());
            let question = files::Read { name: name.clone(), bytes, packs: state.packs() };
            state.ask_files(question, move |answer| checked(name.clone(), answer));
        });
    };
    // Nobody waits for it any more. What is being stored goes on.
    on_cleanup(move || {
        if matches!(stage.try_get_untracked(), Some(Stage::Reading { .. })) {
            state.interrupt();
        }
    });
    // What a file will be checked against is read while they look for it. What cannot be read is told with the file.
    let prepare = move || state.ask_files(files::Prepare {}, move |_| state.account_follows());
    prepare();
    on_cleanup(move || state.account_follows());
    let choose = move |_| {
        let Some(input) = input.get_untracked() else {
            return;
        };
        let file = input.files().and_then(|files| files.get(0));
        // The same file chosen again, after mending it, is a change too.
        input.set_value("");
        if let Some(file) = file {
            state.toasts.clear_failures();
            read(file);
        }
    };
    let again = Callback::new(move |file: String| {
        stage.set(Stage::Reading { file: file.clone() });
        let now = said.get_untracked();
        let question = files::Again { said: now.clone(), packs: state.packs() };
        state.ask_files(question, move |answer| {
            // The file may come again, put right, before anything of it is imported.
            if answer.is_ok() {
                let (workspace, actor, now) = (state.workspace.get_untracked(), state.actor(), now.clone());
                state.act(
                    move |store| async move { import::remember(&*store, &workspace, &actor, &now).await },
                    |()| {},
                );
            }
            checked(file.clone(), answer);
        });
    });
    let confirm = Callback::new(move |(file, summary): (String, Summary)| {
        stage.set(Stage::Storing);
        let actor = state.actor();
        let question = files::Import {
            seat_name: actor.seat_name,
            timestamp: actor.now.timestamp,
            packs: state.packs(),
        };
        state.ask_files(question, move |answer| {
            // After a failure the file is still there to try again.
            let still = |changed| Stage::Checked { file: file.clone(), summary: summary.clone(), changed };
            let stored = |answer: Result<Stored, Text>| {
                state.stored(answer, |state, stored| {
                    let (i18n, lang) = (state.i18n, state.lang());
                    let text = move || {
                        let records = lang.get().counted(stored.count, counts::RECORDS);
                        t_string!(i18n, data.imported, records = records).to_string()
                    };
                    state.toasts.done(text, Some(state.undoing(stored.sequence)));
                });
            };
            match answer {
                Ok(Imported::Stored(written)) => {
                    stage.set(Stage::Choosing);
                    stored(Ok(written));
                }
                Ok(Imported::Changed(what)) => stage.set(still(Some(what))),
                Err(why) => {
                    stage.set(still(None));
                    stored(Err(why));
                }
            }
        });
    });
    let cancel = Callback::new(move |()| {
        if matches!(stage.get_untracked(), Stage::Reading { .. }) {
            state.interrupt();
        }
        stage.set(Stage::Choosing);
    });
    view! {
        <section class="card stack" id=part::IMPORT>
            <h2>{t!(i18n, data.import)}</h2>
            {move || match stage.get() {
                Stage::Choosing => {
                    view! {
                        <p>{t!(i18n, data.template_text)}</p>
                        <div class="row">
                            <button type="button" on:click=move |_| save_template(state)>
                                {t!(i18n, data.template)}
                            </button>
                            <label class="button primary file">
                                {t!(i18n, data.choose)}
                                <input
                                    type="file"
                                    class="visually-hidden"
                                    accept=".xlsx,.xls,.et,.csv,.txt"
                                    node_ref=input
                                    on:click=move |_| prepare()
                                    on:change=choose
                                />
                            </label>
                            <span class="soft">{t!(i18n, data.choose_help)}</span>
                        </div>
                    }
                        .into_any()
                }
                Stage::Reading { file } => {
                    view! {
                        <ProgressBar
                            label=Signal::derive(move || {
                                t_string!(i18n, data.reading, file = file.clone()).to_string()
                            })
                            of=Signal::derive(|| None)
                            on_cancel=cancel
                        />
                    }
                        .into_any()
                }
                Stage::Checked { file, summary, changed } => {
                    let decision = Decision { confirm, again, cancel, said };
                    view! { <Checked file summary changed decision /> }.into_any()
                }
                Stage::Storing => {
                    view! {
                        <ProgressBar
                            label=Signal::derive(move || t_string!(i18n, data.importing).to_owned())
                            of=Signal::derive(|| None)
                        />
                    }
                        .into_any()
                }
            }}
        </section>
    }
}

fn save_template(state: State) {
    let question = files::Workbook {
        packs: state.packs(),
        kinds: record::MAIN.iter().map(|kind| kind.code().to_owned()).collect(),
        shown: None,
        empty: true,
        mark: None,
    };
    let name = format!("{}.xlsx", t_string!(state.i18n, data.template_file));
    state.save_file(question, name, XLSX, |_| {});
}
