//! Saving records as a workbook. The journal says so first; where they hold personal data, with the reason that is asked for.

use leptos::prelude::*;

use super::{download::XLSX, reason::ReasonDialog};
use crate::{
    app::{exports, personal},
    domain::Kind,
    ui::{i18n::*, state::State},
    worker::files,
};

/// A button that saves what the seat sees of these kinds.
#[component]
pub fn ExportButton(
    kinds: Vec<Kind>,
    /// What the file is called, without its ending.
    #[prop(into)]
    name: Signal<String>,
    #[prop(into)] label: Signal<String>,
) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let lang = state.lang();
    let asking = RwSignal::new(false);
    let kinds = StoredValue::new(kinds);
    let nothing = move || {
        let workspace = state.workspace.get();
        kinds.with_value(|kinds| kinds.iter().all(|kind| workspace.table(*kind).is_empty()))
    };
    let personal = move || {
        let workspace = state.workspace.get_untracked();
        kinds.with_value(|kinds| personal::kinds(&workspace, state.seat_untracked().as_ref(), kinds))
    };
    // Everything is at hand beforehand: the page may be gone when the export has been noted.
    let save = move |reason: String| {
        let (workspace, actor) = (state.workspace.get_untracked(), state.actor());
        let (file, kinds) = (format!("{}.xlsx", name.get_untracked()), kinds.get_value());
        let question = files::Workbook {
            packs: state.packs(),
            kinds: kinds.iter().map(|kind| kind.code().to_owned()).collect(),
            empty: false,
            mark: state.demo_mark(),
        };
        let noted = file.clone();
        state.act(
            move |store| async move {
                exports::records(&*store, &workspace, &actor, (&noted, &kinds), &reason).await
            },
            move |_| state.save_file(question, file, XLSX, |_| {}),
        );
    };
    let about = Signal::derive(move || {
        let lang = lang.get();
        let kinds = lang.list(personal().iter().map(|kind| kind.label().text(lang)));
        t_string!(i18n, personal.export_about, kinds = kinds).to_string()
    });
    view! {
        <button
            type="button"
            disabled=nothing
            on:click=move |_| {
                if personal().is_empty() {
                    save(String::new());
                } else {
                    asking.set(true);
                }
            }
        >
            {label}
        </button>
        <ReasonDialog
            open=asking
            title=label
            about
            help=Signal::derive(move || t_string!(i18n, personal.help).to_owned())
            on_reason=save
        />
    }
}
