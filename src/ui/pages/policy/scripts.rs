//! The files of the pack, and of the packs it extends, in the editor.

use leptos::prelude::*;

use super::draft::Draft;
use crate::{
    app::policies,
    domain::Localized,
    policy::{Diagnostic, PackSource, fields, vocabulary::Word},
    ui::{
        editor::ScriptEditor,
        i18n::*,
        route::RuleLine,
        state::{State, now},
    },
};

/// One file that can be opened.
#[derive(Clone, PartialEq)]
struct Entry {
    path: String,
    /// The pack it is inherited from; `None` for the pack's own.
    from: Option<String>,
}

/// Files on the left of their text.
#[component]
pub fn Scripts(draft: Draft, at: Option<RuleLine>) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let parents = Memo::new(move |_| parents(state, draft));
    let entries = Memo::new(move |_| entries(&draft.source(), &parents.get()));
    let asked = at.clone();
    let chosen = RwSignal::new(at.map_or_else(|| "subsidy.rhai".to_owned(), |at| at.file));
    let entry = Memo::new(move |_| {
        let entries = entries.get();
        entries.iter().find(|entry| entry.path == chosen.get()).or(entries.first()).cloned()
    });
    let text = move |entry: &Entry| {
        let text = match &entry.from {
            None => draft.files.get().get(&entry.path).cloned(),
            Some(pack) => parents
                .get()
                .iter()
                .find(|source| source.id == *pack)
                .and_then(|source| source.files.get(&entry.path).cloned()),
        };
        text.unwrap_or_default()
    };
    view! {
        <div class="scripts">
            <ul class="files">
                {move || {
                    entries
                        .get()
                        .into_iter()
                        .map(|each| {
                            let path = each.path.clone();
                            let current = entry.get().is_some_and(|entry| entry.path == each.path);
                            view! {
                                <li>
                                    <button
                                        type="button"
                                        class="plain"
                                        aria-current=current.then_some("true")
                                        on:click=move |_| chosen.set(path.clone())
                                    >
                                        <code>{each.path}</code>
                                        <span class="soft">{each.from.map(|pack| state.pack_title(&pack))}</span>
                                    </button>
                                </li>
                            }
                        })
                        .collect_view()
                }}
                <Show when=move || !draft.files.get().contains_key(fields::FILE)>
                    <li>
                        <button
                            type="button"
                            class="plain"
                            on:click=move |_| {
                                draft.write(fields::FILE, Some(fields::EXAMPLE.to_owned()));
                                chosen.set(fields::FILE.to_owned());
                            }
                        >
                            "+ "
                            <code>{fields::FILE}</code>
                            <span class="soft">{t!(i18n, policy.add_fields)}</span>
                        </button>
                    </li>
                </Show>
            </ul>
            {move || {
                entry
                    .get()
                    .map(|entry| {
                        let line = asked.as_ref().filter(|at| at.file == entry.path).map(|at| at.line);
                        let of_parent = |source: &PackSource| source.files.contains_key(&entry.path);
                        let inherits = parents.get().iter().any(of_parent);
                        open(
                            state,
                            draft,
                            (entry.clone(), inherits),
                            Signal::derive(move || text(&entry)),
                            line,
                        )
                    })
            }}
        </div>
        <p class="visually-hidden">{t!(i18n, policy.scripts)}</p>
    }
}

fn open(
    state: State,
    draft: Draft,
    // Whether a pack that this one extends has the file too.
    (entry, inherits): (Entry, bool),
    text: Signal<String>,
    line: Option<u32>,
) -> impl IntoView {
    let shown = RwSignal::new(line);
    let i18n = state.i18n;
    let lang = state.lang();
    let path = StoredValue::new(entry.path.clone());
    let inherited = entry.from.clone();
    let own = inherited.is_none();
    // Of the draft as it was when it last compiled: what is half typed knows no words, and those of an edit elsewhere come a moment later.
    let is_script = entry.path.ends_with(".rhai");
    let words = Memo::new(move |former: Option<&Vec<Word>>| {
        let now = draft.tried.with(|tried| if is_script { tried.words.clone() } else { Vec::new() });
        if now.is_empty() { former.cloned().unwrap_or_default() } else { now }
    });
    let faults = Signal::derive(move || {
        let tried = draft.tried.get();
        let here =
            |fault: &&Diagnostic| fault.place.file == path.get_value() && fault.place.pack == draft.pack();
        tried.faults.iter().filter(here).cloned().collect::<Vec<_>>()
    });
    let bar = match inherited {
        Some(pack) => view! {
            <div class="row bar-line">
                <span>{t!(i18n, policy.inherited, pack = move || state.pack_title(&pack))}</span>
                <button
                    type="button"
                    on:click=move |_| draft.write(&path.get_value(), Some(text.get_untracked()))
                >
                    {t!(i18n, policy.override_here)}
                </button>
                <span class="soft">{t!(i18n, policy.read_only)}</span>
            </div>
        }
        .into_any(),
        None if entry.path == "pack.toml" => ().into_any(),
        None => view! {
            <div class="row bar-line">
                <span>{t!(i18n, policy.own)}</span>
                <button type="button" class="plain" on:click=move |_| draft.write(&path.get_value(), None)>
                    {if inherits { t_string!(i18n, policy.remove_override) } else { t_string!(i18n, policy.remove_file) }}
                </button>
            </div>
        }
        .into_any(),
    };
    view! {
        <div class="script">
            {bar}
            <ScriptEditor
                file=entry.path
                text
                read_only=!own
                faults
                line=shown
                words
                on_change=move |text: String| draft.write(&path.get_value(), Some(text))
            />
            <div role="status">
            <ul class="faults">
                {move || {
                    let lang = lang.get();
                    let line = |fault: &Diagnostic| {
                        let (at, text) = (fault.place.line, fault.text(lang));
                        view! {
                            <li>
                                <button type="button" class="plain fault" on:click=move |_| shown.set(Some(at))>
                                    {text}
                                </button>
                            </li>
                        }
                    };
                    faults.get().iter().map(line).collect_view()
                }}
            </ul>
            </div>
        </div>
    }
}

/// The packs this one extends, as in force today, the nearest first.
fn parents(state: State, draft: Draft) -> Vec<PackSource> {
    let library = policies::library(&state.shipped.get(), &state.workspace.get()).unwrap_or_default();
    let Ok(chain) = library.chain(&draft.pack(), now().today) else {
        return Vec::new();
    };
    chain.layers().iter().rev().filter(|layer| layer.id != draft.pack()).cloned().collect()
}

fn entries(own: &PackSource, parents: &[PackSource]) -> Vec<Entry> {
    let edited = |path: &&String| path.ends_with(".rhai") || path.ends_with(".toml");
    let mut entries: Vec<Entry> =
        own.files.keys().filter(edited).map(|path| Entry { path: path.clone(), from: None }).collect();
    for parent in parents {
        for path in parent.files.keys().filter(|path| path.ends_with(".rhai")) {
            if !entries.iter().any(|entry| entry.path == *path) {
                entries.push(Entry { path: path.clone(), from: Some(parent.id.clone()) });
            }
        }
    }
    entries.sort_by_key(|entry| (!entry.path.ends_with(".rhai"), entry.path.clone()));
    entries
}
