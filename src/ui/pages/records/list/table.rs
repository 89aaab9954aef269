//! The lines of a table, with its order and sums.

use std::sync::Arc;

use leptos::prelude::*;

use crate::{
    app::table::{self, Listing, TableQuery},
    domain::{
        Kind,
        field::{Field, FieldKind},
    },
    ui::{
        components::{
            badge::{Badge, Tone},
            grid::{Grid, GridColumn, LeftAt},
        },
        i18n::*,
        route::Route,
        state::State,
    },
};

use super::change::change;

/// The lines.
#[component]
pub fn Table(kind: Kind, listing: Memo<Arc<Listing>>, query: Signal<TableQuery>) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let lang = state.lang();
    let has_state = kind.workflow().is_some();
    let found = Memo::new(move |_| {
        let listing = listing.get();
        let rows: Vec<_> = listing.find(&query.get()).into_iter().cloned().collect();
        let sums: Vec<_> = {
            let borrowed: Vec<_> = rows.iter().collect();
            (0..listing.columns.len())
                .map(|column| listing.sum(&borrowed, column).unwrap_or_default())
                .collect()
        };
        Arc::new((rows, sums))
    });
    let sort = move |key: &'static str| {
        Callback::new(move |()| {
            change(kind, query, |query| {
                query.descending = query.sort.as_deref() == Some(key) && !query.descending;
                query.sort = Some(key.to_owned());
            });
        })
    };
    let mut columns: Vec<_> = table::columns(state.workspace.get_untracked().fields(), kind)
        .into_iter()
        .map(|field| GridColumn {
            title: Signal::derive(move || field.label.text(lang.get()).to_owned()),
            number: field.is_number(),
            on_sort: Some(sort(field.key)),
            sorted: Signal::derive(move || {
                let query = query.get();
                (query.sort.as_deref() == Some(field.key)).then_some(query.descending)
            }),
        })
        .collect();
    if has_state {
        columns.push(GridColumn {
            title: Signal::derive(move || t_string!(i18n, records.state).to_owned()),
            number: false,
            on_sort: None,
            sorted: Signal::derive(|| None),
        });
    }
    let cells = move |line: usize| -> Vec<AnyView> {
        let found = found.get();
        let Some(row) = found.0.get(line) else {
            return Vec::new();
        };
        let mut cells: Vec<_> = row.cells.iter().map(|cell| cell.clone().into_any()).collect();
        if let Some(at) = row.state {
            let text = Signal::derive(move || at.label.text(lang.get()).to_owned());
            cells.push(view! { <Badge tone=Tone::of(at) text /> }.into_any());
        }
        cells
    };
    let foot = move || {
        let found = found.get();
        let mut foot = found.1.clone();
        if let Some(first) = foot.first_mut() {
            *first = t_string!(i18n, records.found, count = found.0.len());
        }
        if has_state {
            foot.push(String::new());
        }
        foot
    };
    view! {
        <Show
            when=move || !found.get().0.is_empty()
            fallback=move || view! { <p class="card empty">{t!(i18n, sessions.none_found)}</p> }
        >
            <Grid
                label=Signal::derive(move || kind.label().text(lang.get()).to_owned())
                class="records"
                template=template(state, kind)
                columns=columns.clone()
                count=Signal::derive(move || found.get().0.len())
                cells=cells
                on_open=move |line: usize| {
                    if let Some(row) = found.get_untracked().0.get(line) {
                        Route::Record { kind, id: row.id.clone() }.go();
                    }
                }
                foot=Signal::derive(foot)
                left_at=LeftAt {
                    table: kind.code(),
                    address: Signal::derive(move || Route::Records { kind, query: query.get() }.href()),
                }
            />
        </Show>
    }
}

/// How wide the columns are, by what they hold.
fn template(state: State, kind: Kind) -> String {
    let width = |field: &&'static Field| match field.kind {
        FieldKind::Date | FieldKind::Time | FieldKind::Flag => "7.5rem",
        FieldKind::Count { .. } | FieldKind::Decimal { .. } | FieldKind::Share => "6.5rem",
        FieldKind::Money { .. } => "8rem",
        FieldKind::Choice(_) => "8.5rem",
        FieldKind::Text { .. } if field.key == "number" => "13rem",
        FieldKind::Text { max } if max > 60 => "minmax(12rem, 2fr)",
        FieldKind::Reference(_) => "minmax(9rem, 1.3fr)",
        _ => "minmax(9rem, 1fr)",
    };
    let columns = table::columns(state.workspace.get_untracked().fields(), kind);
    let mut widths: Vec<_> = columns.iter().map(width).collect();
    if kind.workflow().is_some() {
        widths.push("10rem");
    }
    widths.join(" ")
}
