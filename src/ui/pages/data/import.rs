//! Bringing a file in: choose, check, decide, store.

use leptos::{html, prelude::*, task::spawn_local};
use wasm_bindgen_futures::JsFuture;

use crate::{
    domain::{Kind, record},
    exchange::import::{Counts, Problem, Summary},
    ui::{
        components::{download::XLSX, progress_bar::ProgressBar},
        i18n::*,
        state::State,
    },
    worker::files,
};

/// Where an import stands.
#[derive(Clone)]
enum Stage {
    Choosing,
    Reading { file: String },
    Checked { file: String, summary: Summary },
    Storing,
}

/// The import card.
#[component]
pub fn Import() -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let stage = RwSignal::new(Stage::Choosing);
    let input = NodeRef::<html::Input>::new();
    let read = move |file: web_sys::File| {
        let name = file.name();
        stage.set(Stage::Reading { file: name.clone() });
        spawn_local(async move {
            let bytes = JsFuture::from(file.array_buffer()).await;
            if !matches!(stage.get_untracked(), Stage::Reading { .. }) {
                return; // cancelled meanwhile
            }
            let Ok(buffer) = bytes else {
                stage.set(Stage::Choosing);
                return state.toasts.failed(t_string!(i18n, data.unread_file).to_owned());
            };
            let bytes = js_sys::Uint8Array::new(&buffer).to_vec();
            state.ask_files(files::Read { name: name.clone(), bytes, packs: state.packs() }, move |answer| {
                match answer {
                    Ok(summary) => stage.set(Stage::Checked { file: name.clone(), summary }),
                    Err(why) => {
                        stage.set(Stage::Choosing);
                        state.toasts.failed(why.get(state.lang().get_untracked()).to_owned());
                    }
                }
            });
        });
    };
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
            stage.set(match answer {
                Err(_) => Stage::Checked { file: file.clone(), summary: summary.clone() },
                Ok(_) => Stage::Choosing,
            });
            state.stored(answer, |state, stored| {
                let text = t_string!(state.i18n, data.imported, count = stored.count).to_string();
                state.toasts.done(text, Some(state.undoing(stored.sequence)));
            });
        });
    });
    let cancel = Callback::new(move |()| {
        if matches!(stage.get_untracked(), Stage::Reading { .. }) {
            state.interrupt();
        }
        stage.set(Stage::Choosing);
    });
    view! {
        <section class="card stack">
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
                                    accept=".xlsx,.csv"
                                    node_ref=input
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
                Stage::Checked { file, summary } => {
                    view! { <Checked file summary on_confirm=confirm on_cancel=cancel /> }.into_any()
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
        empty: true,
        mark: None,
    };
    let name = format!("{}.xlsx", t_string!(state.i18n, data.template_file));
    state.save_file(question, name, XLSX, |_| {});
}

/// The preview: counts by sheet, every problem, and the one decision to take.
#[component]
fn Checked(
    file: String,
    summary: Summary,
    on_confirm: Callback<(String, Summary)>,
    on_cancel: Callback<()>,
) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let lang = state.lang();
    let ready: usize = summary.counts.iter().map(|(_, counts)| counts.new + counts.changed).sum();
    let count = summary.problem_count;
    let shown = summary.problems.len();
    let problems = StoredValue::new(summary.problems.clone());
    let (note, whole) = (file.clone(), summary.clone());
    let rows = summary
        .counts
        .iter()
        .map(|(kind, counts)| {
            let label = Kind::parse(kind).map(Kind::label);
            let Counts { new, changed, unchanged, faulty } = *counts;
            view! {
                <tr>
                    <th scope="row">{move || label.map(|label| label.text(lang.get()))}</th>
                    <td class="number">{new}</td>
                    <td class="number">{changed}</td>
                    <td class="number">{unchanged}</td>
                    <td class="number">{faulty}</td>
                </tr>
            }
        })
        .collect_view();
    let steps = summary.steps.iter().map(|(kind, verb, count)| {
        let table = Kind::parse(kind).and_then(Kind::workflow);
        let made = table.and_then(|table| table.transitions.iter().find(|made| made.verb == verb));
        let (label, count) = (made.map(|made| made.label), *count);
        let verb = move || label.map_or("", |label| label.text(lang.get()));
        view! { <p class="message">{move || t_string!(i18n, data.steps, verb = verb(), count = count).to_string()}</p> }
    });
    let steps = steps.collect_view();
    let left_count = summary.left_count;
    let left = (left_count > 0).then(|| {
        let rows = summary.left.iter().map(|left| problem_row(state, left.clone())).collect_view();
        view! {
            <details class="stack" open=true>
                <summary>{move || t_string!(i18n, data.left, count = left_count).to_string()}</summary>
                <div class="problems" tabindex="0" role="region" aria-label=move || t_string!(i18n, data.problem_table)>
                    <table class="plain">
                        <tbody>{rows}</tbody>
                    </table>
                </div>
            </details>
        }
    });
    view! {
        <h3>{t!(i18n, data.preview, file = file)}</h3>
        <table class="plain">
            <thead>
                <tr>
                    <th scope="col">{t!(i18n, data.kind)}</th>
                    <th scope="col" class="number">{t!(i18n, data.new)}</th>
                    <th scope="col" class="number">{t!(i18n, data.changed)}</th>
                    <th scope="col" class="number">{t!(i18n, data.same)}</th>
                    <th scope="col" class="number">{t!(i18n, data.faulty)}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
        {(ready == 0 && count == 0).then(|| view! { <p class="message good">{t!(i18n, data.nothing_to_do)}</p> })}
        {(count > 0)
            .then(|| {
                view! {
                    <div class="row">
                        <strong class="fault">{t!(i18n, data.problems, count = count)}</strong>
                        {(shown < count)
                            .then(|| view! { <span class="soft">{t!(i18n, data.problems_shown, count = shown)}</span> })}
                        <span class="soft">{t!(i18n, data.faulty_left)}</span>
                        <button
                            type="button"
                            on:click=move |_| {
                                let name = format!("{}.xlsx", t_string!(i18n, data.problem_file));
                                state.save_file(files::Problems { problems: problems.get_value() }, name, XLSX, |_| {});
                            }
                        >
                            {t!(i18n, data.problem_list)}
                        </button>
                    </div>
                    <div class="problems" tabindex="0" role="region" aria-label=move || t_string!(i18n, data.problem_table)>
                        <table class="plain">
                            <thead>
                                <tr>
                                    <th scope="col">{t!(i18n, data.location)}</th>
                                    <th scope="col">{t!(i18n, data.value)}</th>
                                    <th scope="col">{t!(i18n, data.what)}</th>
                                </tr>
                            </thead>
                            <tbody>
                                {problems
                                    .with_value(|problems| {
                                        problems
                                            .iter()
                                            .map(|problem| problem_row(state, problem.clone()))
                                            .collect_view()
                                    })}
                            </tbody>
                        </table>
                    </div>
                }
            })}
        {(!summary.changes.is_empty())
            .then(|| {
                let rows = summary.changes.iter().map(|change| problem_row(state, change.clone())).collect_view();
                view! {
                    <details class="stack" open=true>
                        <summary>{t!(i18n, dated.changes)}</summary>
                        <table class="plain">
                            <tbody>{rows}</tbody>
                        </table>
                    </details>
                }
            })}
        {steps}
        {left}
        <div class="row">
            <button
                type="button"
                class="primary"
                disabled=ready == 0
                on:click=move |_| on_confirm.run((note.clone(), whole.clone()))
            >
                {t!(i18n, data.confirm, count = ready)}
            </button>
            <button type="button" on:click=move |_| on_cancel.run(())>
                {t!(i18n, common.cancel)}
            </button>
        </div>
    }
}

fn problem_row(state: State, problem: Problem) -> impl IntoView {
    let (i18n, lang) = (state.i18n, state.lang());
    let Problem { sheet, row, column, value, what } = problem;
    view! {
        <tr>
            <th scope="row">
                {sheet} " " {(row > 0).then(|| t!(i18n, data.row, row = row))} " " {column}
            </th>
            <td>{value}</td>
            <td>{move || what.get(lang.get()).to_owned()}</td>
        </tr>
    }
}
