//! The lines of a table, with its order and sums.

use std::sync::Arc;

use leptos::prelude::*;

use crate::{
    app::table::{Cell, Column, Listing, Mark, TableQuery},
    domain::{Kind, Lang, field::FieldKind, lang::grouped},
    ui::{
        components::{
            badge::Tone,
            grid::{Grid, GridCell, GridColumn, LeftAt},
            progress_bar::ProgressBar,
        },
        i18n::*,
        route::Route,
        state::State,
    },
};

use super::{change::change, later::later};

/// The lines.
#[component]
pub fn Table(kind: Kind, listing: Memo<Arc<Listing>>, query: Signal<TableQuery>) -> impl IntoView {
    let state = State::here();
    let (i18n, lang) = (state.i18n, state.lang());
    let found = Memo::new(move |_| Arc::new(listing.get().find(&query.get())));
    let rows = move || listing.with(|listing| listing.len());
    // The same rows come to something else when something else is decided about them.
    let follows = move || {
        listing.track();
        found.track();
    };
    let sums = later(follows, rows, move || listing.get().sums(&found.get()));
    // A pack put in force may add one.
    let shown = Memo::new(move |_| listing.get().shown().copied().collect::<Vec<_>>());
    let cells = move |line: usize| -> Vec<GridCell> {
        let row = found.get().get(line).copied();
        row.map(|row| listing.get().cells(row).into_iter().map(cell).collect()).unwrap_or_default()
    };
    let foot = move || {
        let sums = sums.get().unwrap_or_else(|| vec![None; shown.with(Vec::len)]);
        // Amounts are shown with their thousands set apart everywhere.
        let shown_sum = |(sum, column): (Option<String>, &Column)| match (sum, column.kind) {
            (Some(sum), FieldKind::Count { .. } | FieldKind::Decimal { .. }) => grouped(sum),
            (sum, _) => sum.unwrap_or_default(),
        };
        let mut foot: Vec<_> = shown.with(|shown| sums.into_iter().zip(shown).map(shown_sum).collect());
        if let Some(first) = foot.first_mut() {
            *first = t_string!(i18n, records.found, count = grouped(found.with(|found| found.len())));
        }
        foot
    };
    let open = move |line: usize| {
        let row = found.get_untracked().get(line).copied();
        if let Some(id) = row.and_then(|row| listing.get_untracked().id(row).cloned()) {
            Route::of(kind, &id).go();
        }
    };
    view! {
        <Show when=move || listing.get().waits()>
            <ProgressBar
                label=Signal::derive(move || t_string!(i18n, common.deciding).to_owned())
                of=state.deciding
            />
        </Show>
        <Show
            when=move || !found.with(|found| found.is_empty())
            fallback=move || view! { <p class="card empty">{t!(i18n, records.none_found)}</p> }
        >
            {move || {
                let shown = shown.get();
                let columns: Vec<_> =
                    shown.iter().map(|column| heading(kind, *column, query, lang)).collect();
                view! {
                    <Grid
                        label=Signal::derive(move || kind.label().text(lang.get()).to_owned())
                        class="records"
                        template=template(&shown)
                        columns
                        count=Signal::derive(move || found.with(|found| found.len()))
                        cells=cells
                        on_open=open
                        foot=Signal::derive(foot)
                        left_at=LeftAt {
                            table: kind.code(),
                            address: Signal::derive(move || Route::Records { kind, query: query.get() }.href()),
                        }
                    />
                }
            }}
        </Show>
    }
}

fn heading(kind: Kind, column: Column, query: Signal<TableQuery>, lang: Signal<Lang>) -> GridColumn {
    let sort = move |()| {
        change(kind, query, |query| {
            query.descending = query.sort.as_deref() == Some(column.key) && !query.descending;
            query.sort = Some(column.key.to_owned());
        });
    };
    GridColumn {
        title: Signal::derive(move || column.label.text(lang.get()).to_owned()),
        number: column.is_number(),
        on_sort: Some(Callback::new(sort)),
        sorted: Signal::derive(move || {
            let query = query.get();
            (query.sort.as_deref() == Some(column.key)).then_some(query.descending)
        }),
    }
}

fn cell(Cell { text, mark }: Cell) -> GridCell {
    let tone = match mark {
        Mark::State(at) => Some(Tone::of(at)),
        Mark::Ruled(ruled) => Some(Tone::of_ruling(ruled)),
        Mark::None => None,
    };
    GridCell { text, tone }
}

/// How wide the columns are, by what they hold, and wide enough for what they are called in either language.
fn template(columns: &[Column]) -> String {
    let width = |column: &Column| {
        let fixed = match column.kind {
            _ if column.has_mark() => return "minmax(6.75rem, 0.8fr)".to_owned(),
            FieldKind::Date | FieldKind::Flag => 6.5,
            FieldKind::Time => 5.5,
            // What the lines come to is longer than any of them.
            FieldKind::Money { .. } if column.summed => 7.75,
            FieldKind::Count { .. } | FieldKind::Share => 4.75,
            FieldKind::Decimal { .. } | FieldKind::Money { .. } => 7.0,
            FieldKind::Choice(_) => 6.0,
            FieldKind::Text { max: ..=40 } => return "minmax(9rem, 13rem)".to_owned(),
            FieldKind::Text { max } if max > 60 => return "minmax(6.5rem, 2fr)".to_owned(),
            FieldKind::Reference(_) => return "minmax(6rem, 1.3fr)".to_owned(),
            _ => return "minmax(9rem, 1fr)".to_owned(),
        };
        let called = called(column.label.zh).max(called(column.label.en));
        format!("{}rem", called.max(fixed))
    };
    columns.iter().map(width).collect::<Vec<_>>().join(" ")
}

/// About how wide a heading is, in rem: a Chinese letter is twice as wide as a Latin one.
fn called(label: &str) -> f64 {
    let letters: f64 = label.chars().map(|letter| if letter.is_ascii() { 0.5 } else { 0.95 }).sum();
    letters + 1.25
}
