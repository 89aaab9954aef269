//! What was done here, and undoing it.

use leptos::prelude::*;

use crate::{
    domain::{Kind, Lang},
    store::{Entry, Store},
    ui::{i18n::*, state::State},
};

const JOURNAL_LENGTH: usize = 50;

/// The latest entries, newest first.
#[component]
pub fn Journal() -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let entries = LocalResource::new(move || {
        state.workspace.track();
        async move {
            match state.store() {
                Some(store) => store.journal(JOURNAL_LENGTH).await.unwrap_or_default(),
                None => Vec::new(),
            }
        }
    });
    view! {
        <section class="card">
            <h2>{t!(i18n, data.journal)}</h2>
            {move || {
                let entries = entries.get().unwrap_or_default();
                if entries.is_empty() {
                    return view! { <p class="soft">{t!(i18n, data.journal_empty)}</p> }.into_any();
                }
                let rows = entries.into_iter().map(|entry| journal_row(state, entry)).collect_view();
                view! {
                    <table class="plain">
                        <thead>
                            <tr>
                                <th scope="col">{t!(i18n, data.when)}</th>
                                <th scope="col">{t!(i18n, data.desk)}</th>
                                <th scope="col">{t!(i18n, data.deed)}</th>
                                <th scope="col" class="number">{t!(i18n, data.count)}</th>
                                <th scope="col">{t!(i18n, data.note)}</th>
                                <th scope="col">
                                    <span class="visually-hidden">{t!(i18n, common.undo)}</span>
                                </th>
                            </tr>
                        </thead>
                        <tbody>{rows}</tbody>
                    </table>
                }
                    .into_any()
            }}
        </section>
    }
}

fn journal_row(state: State, entry: Entry) -> impl IntoView {
    let i18n = state.i18n;
    let lang = state.lang();
    let verb = entry.deed.verb.clone();
    let word = move || match verb.as_str() {
        "import" => t_string!(i18n, data.verb_import),
        "demo" => t_string!(i18n, data.verb_demo),
        "save-policy" => t_string!(i18n, data.verb_save_policy),
        "put-in-force" => t_string!(i18n, data.verb_put_in_force),
        "undo" => t_string!(i18n, data.verb_undo),
        "export" => t_string!(i18n, data.verb_export),
        "switch-pack" => t_string!(i18n, data.verb_switch),
        "add" => t_string!(i18n, data.verb_add),
        "edit" => t_string!(i18n, data.verb_edit),
        "move:undo" => t_string!(i18n, data.verb_take_back),
        verb if verb.starts_with("move:") => move_label(verb, lang.get()),
        _ => t_string!(i18n, data.verb_settings),
    };
    let undo = state.undoing(entry.sequence);
    // Settings change with every export and desk; undoing an old one would only surprise.
    let undoable = matches!(
        entry.deed.verb.as_str(),
        "import" | "demo" | "put-in-force" | "switch-pack"
    );
    view! {
        <tr>
            <td>{state.local_time(&entry.deed.when)}</td>
            <td>{entry.deed.desk}</td>
            <th scope="row">{word}</th>
            <td class="number">{entry.count}</td>
            <td>{entry.deed.note}</td>
            <td>
                {undoable
                    .then(|| {
                        view! {
                            <button type="button" class="plain" on:click=move |_| undo.run(())>
                                {t!(i18n, common.undo)}
                            </button>
                        }
                    })}
            </td>
        </tr>
    }
}

/// What a move is called, by the first workflow that has it.
fn move_label(verb: &str, lang: Lang) -> &'static str {
    let verb = verb.trim_start_matches("move:");
    let workflows = Kind::ALL.iter().filter_map(|kind| kind.workflow());
    let found = workflows
        .flat_map(|course| course.moves)
        .find(|step| step.verb == verb);
    found.map_or("—", |step| step.label.text(lang))
}
