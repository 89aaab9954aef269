//! The table of a kind: search, filters, saved views, order, sums; Enter opens a record.

mod change;
mod filters;
mod later;
mod saved_views;
mod table;

use std::sync::Arc;

use leptos::prelude::*;

use crate::{
    app::{
        kinds, scope,
        table::{Listing, TableQuery, is_decided},
    },
    domain::{Kind, Label, Section},
    ui::{
        cards,
        components::{
            download::XLSX,
            export::{ExportButton, Shown},
            page_head::PageHead,
        },
        i18n::*,
        route::Route,
        state::{Same, State},
    },
    worker::files,
};

use self::{filters::Filters, table::Table};

/// All records of a kind that the seat sees. The query lives in the address.
#[component]
pub fn ListPage(kind: Kind, #[prop(into)] query: Signal<TableQuery>) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let lang = state.lang();
    let decided = is_decided(kind);
    let found = Memo::new(move |_| {
        let account = if decided { state.account.get() } else { None };
        let of = (Same(state.workspace.get()), account.map(Same), state.viewer(), kind);
        state.kept.of("table", of, |(workspace, account, viewer, kind)| {
            let account = account.clone().map(|account| account.0);
            let workspace = Arc::clone(&workspace.0);
            state.codes.with_value(|codes| Listing::of(workspace, account, viewer.clone(), *kind, codes))
        })
    });
    // An address of before says labels: it is read once.
    Effect::new(move |_| {
        if let Some(coded) = found.with(|listing| listing.in_codes(&query.get())) {
            Route::Records { kind, query: coded }.replace();
        }
    });
    let rolls_over = kinds::of(kind).is_some_and(|behaviour| behaviour.roll_over.is_some());
    let may_add = move || {
        let workspace = state.workspace.get();
        state.seat().is_none_or(|seat| scope::may_keep(&workspace, &seat, kind, &seat.unit))
    };
    view! {
        <PageHead title=Signal::derive(move || kind.label().text(lang.get()).to_owned())>
            <Show when=may_add>
                <a class="button primary" href=Route::New { kind, from: None }.href()>
                    {t!(i18n, records.add)}
                </a>
            </Show>
            <Show when=move || rolls_over>
                <a class="button" href=Route::RollOver.href()>
                    {t!(i18n, roll_over.title)}
                </a>
            </Show>
            <ExportButton
                kinds=vec![kind]
                shown=Shown { listing: found, query }
                name=Signal::derive(move || kind.label().text(lang.get()).to_owned())
                label=Signal::derive(move || t_string!(i18n, records.export).to_owned())
            />
            <button type="button" on:click=move |_| template_file(state, kind)>
                {t!(i18n, records.template)}
            </button>
        </PageHead>
        <Kinds section=kind.declaration().section.0 kind />
        {cards::above(state, kind)}
        <Show
            when=move || !found.get().is_empty()
            fallback=move || {
                view! {
                    <div class="card empty">
                        <p>{move || t_string!(i18n, records.none, kind = kind.label().text(lang.get()))}</p>
                        <a class="button" href=Route::Data.href()>
                            {t!(i18n, first.import_button)}
                        </a>
                    </div>
                }
            }
        >
            <Filters kind listing=found query />
            <Table kind listing=found query />
        </Show>
    }
}

/// The tables of a section, of which one may be here, and the page that stands among them.
#[component]
pub fn Kinds(section: Section, #[prop(optional)] kind: Option<Kind>) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let lang = state.lang();
    let equity = Route::Equity { term: None, place: None };
    let has_equity = equity.section() == Some(section) && state.compares_schools();
    let link = move |href: String, label: Label, is_here: bool| {
        view! {
            <a href=href aria-current=is_here.then_some("page")>
                {move || label.text(lang.get())}
            </a>
        }
    };
    view! {
        <nav class="kinds no-print" aria-label=move || t_string!(i18n, records.kinds)>
            {section
                .kinds()
                .into_iter()
                .map(|other| link(Route::table(other).href(), other.label(), Some(other) == kind))
                .collect_view()}
            {(section == Section::BringIn)
                .then(|| view! { <a href=Route::timetable().href()>{t!(i18n, timetable.title)}</a> })}
            {has_equity.then(|| link(equity.href(), equity.help().label(), kind.is_none()))}
        </nav>
    }
}

/// An empty workbook to fill in and import on the data page.
fn template_file(state: State, kind: Kind) {
    let question = files::Workbook {
        packs: state.packs(),
        kinds: vec![kind.code().to_owned()],
        shown: None,
        empty: true,
        mark: None,
    };
    let label = kind.label().text(state.lang().get_untracked());
    let name = format!("{label}-{}.xlsx", t_string!(state.i18n, records.template));
    state.save_file(question, name, XLSX, |_| {});
}
