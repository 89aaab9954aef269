//! Saving records as a workbook. The journal says so first; where they hold personal data, with the reason that is asked for. Of a
//! table that is filtered what it shows is saved, or everything.

use std::{collections::HashSet, sync::Arc};

use leptos::prelude::*;

use super::{choice::Choice, download::XLSX, reason::ReasonDialog};
use crate::{
    app::{
        exports::{self, Chosen},
        ordered::Key,
        scope::View,
        table::{Listing, TableQuery},
    },
    domain::{Kind, counts},
    ui::{i18n::*, state::State},
    worker::files,
};

/// The table beside which the button stands, and what narrows it down.
#[derive(Clone, Copy)]
pub struct Shown {
    pub listing: Memo<Arc<Listing>>,
    pub query: Signal<TableQuery>,
}

impl Shown {
    /// The ids of what it shows; nothing where that is everything.
    fn ids(self) -> Option<Arc<HashSet<Key>>> {
        let query = self.query.get_untracked();
        query.narrows().then(|| {
            let listing = self.listing.get_untracked();
            listing
                .find(&query)
                .into_iter()
                .filter_map(|row| listing.id(row).cloned())
                .collect::<HashSet<_>>()
                .into()
        })
    }
}

/// A button that saves what the seat sees of these kinds.
#[component]
pub fn ExportButton(
    kinds: Vec<Kind>,
    #[prop(optional)] shown: Option<Shown>,
    /// What the file is called, without its ending.
    #[prop(into)]
    name: Signal<String>,
    #[prop(into)] label: Signal<String>,
) -> impl IntoView {
    let state = State::here();
    let (i18n, lang) = (state.i18n, state.lang());
    let asking = RwSignal::new(false);
    let kinds = StoredValue::new(kinds);
    let nothing = move || {
        let workspace = state.workspace.get();
        kinds.with_value(|kinds| kinds.iter().all(|kind| workspace.table(*kind).is_empty()))
    };
    // What the table shows where it is filtered, as it was when the button was pressed; and whether everything is wanted all the same.
    let filtered = RwSignal::new(None::<Arc<HashSet<Key>>>);
    let everything = RwSignal::new(false);
    let wanted = move || filtered.get().filter(|_| !everything.get());
    let personal = move || {
        let (workspace, seat) = (state.workspace.get_untracked(), state.seat_untracked());
        let shown = wanted();
        let view = View { workspace: &workspace, seat: seat.as_ref() };
        kinds.with_value(|kinds| Chosen { kinds, shown: shown.as_deref() }.personal(view))
    };
    // Everything is at hand beforehand: the page may be gone when the export has been noted.
    let save = move |reason: String| {
        let (workspace, actor) = (state.workspace.get_untracked(), state.actor());
        let (file, kinds) = (format!("{}.xlsx", name.get_untracked()), kinds.get_value());
        let shown = untrack(wanted);
        let question = files::Workbook {
            packs: state.packs(),
            kinds: kinds.iter().map(|kind| kind.code().to_owned()).collect(),
            shown: shown.as_deref().map(|shown| shown.iter().map(|id| id.to_string()).collect()),
            empty: false,
            mark: state.demo_mark(),
        };
        let noted = file.clone();
        state.act(
            move |store| async move {
                let chosen = Chosen { kinds: &kinds, shown: shown.as_deref() };
                exports::records(&*store, &workspace, &actor, (&noted, chosen), &reason).await
            },
            move |_| state.save_file(question, file, XLSX, |_| {}),
        );
    };
    let about = Signal::derive(move || {
        let lang = lang.get();
        let personal = personal();
        if personal.is_empty() {
            return t_string!(i18n, records.export_which).to_owned();
        }
        let kinds = lang.list(personal.iter().map(|kind| kind.label().text(lang)));
        t_string!(i18n, personal.export_about, kinds = kinds).to_string()
    });
    let press = move |_| {
        filtered.set(shown.and_then(Shown::ids));
        everything.set(false);
        if filtered.with_untracked(Option::is_none) && untrack(personal).is_empty() {
            save(String::new());
        } else {
            asking.set(true);
        }
    };
    view! {
        <button type="button" disabled=nothing on:click=press>
            {label}
        </button>
        <ReasonDialog
            open=asking
            title=label
            about
            help=Signal::derive(move || t_string!(i18n, personal.help).to_owned())
            needless=Signal::derive(move || personal().is_empty())
            on_reason=save
        >
            {move || {
                let all = shown.map_or(0, |shown| shown.listing.with(|listing| listing.len()));
                filtered.get().map(|shown| view! { <Extent everything shown=shown.len() all /> })
            }}
        </ReasonDialog>
    }
}

/// Whether what the table shows is wanted, or everything, each with how much it is.
#[component]
fn Extent(everything: RwSignal<bool>, shown: usize, all: usize) -> impl IntoView {
    let state = State::here();
    let (i18n, lang) = (state.i18n, state.lang());
    let choice = move |of: bool, count: usize| {
        let name =
            move || if of { t_string!(i18n, common.all) } else { t_string!(i18n, records.as_filtered) };
        view! {
            <Choice group="extent" of chosen=everything>
                {move || format!("{} {}", name(), lang.get().counted(count, counts::RECORDS))}
            </Choice>
        }
    };
    view! { <div class="row">{choice(false, shown)} {choice(true, all)}</div> }
}
