//! A table of any length: only the lines in view are in the document.
//!
//! Lines have one height, so where a line stands is a multiplication. The whole grid is one stop of the Tab key;
//! arrows, Page Up and Down, Home and End move the active line, Enter opens it. Screen readers are told the true row
//! count and each line's number.

mod viewport;

use std::time::Duration;

use leptos::{ev, prelude::*};

use self::viewport::{Asked, Viewport, pixels};
use super::badge::{Badge, Tone};
use crate::ui::state::TablePlace;

/// One column. The widths of all columns are a CSS grid template on the grid's class.
#[derive(Clone)]
pub struct GridColumn {
    pub title: Signal<String>,
    pub number: bool,
    /// What clicking the heading asks for; not sortable without.
    pub on_sort: Option<Callback<()>>,
    /// `ascending` or `descending` while sorted by this column.
    pub sorted: Signal<Option<bool>>,
}

/// One cell: a text or, with a tone, a badge.
pub struct GridCell {
    pub text: String,
    pub tone: Option<Tone>,
}

/// A table that comes back as it was left: under which name, and the address that says what it shows.
#[derive(Clone)]
pub struct LeftAt {
    pub table: &'static str,
    pub address: Signal<String>,
}

/// Shows `count` lines; `cells` makes the cells of one, `foot` the totals.
#[component]
pub fn Grid(
    #[prop(into)] label: Signal<String>,
    class: &'static str,
    /// The columns' widths as a grid template, where the class does not say.
    #[prop(optional, into)]
    template: String,
    columns: Vec<GridColumn>,
    #[prop(into)] count: Signal<usize>,
    #[prop(into)] cells: Callback<usize, Vec<GridCell>>,
    #[prop(into)] on_open: Callback<usize>,
    #[prop(into)] foot: Signal<Vec<String>>,
    left_at: LeftAt,
) -> impl IntoView {
    let viewport = Viewport::of(count);
    // With other filters it is another table, and begins at its first line.
    let LeftAt { table, address } = left_at;
    let keep = move || {
        let (top, line) = viewport.place();
        TablePlace { address: address.get_untracked(), top, line }.keep(table);
    };
    let mut keep_soon = debounce(Duration::from_millis(200), move |()| keep());
    if let Some(left) = TablePlace::left(table).filter(|left| left.address == address.get_untracked()) {
        viewport.restore((left.top, left.line));
    }
    let open = move |line: usize| {
        viewport.activate(line);
        keep();
        on_open.run(line);
    };
    let on_keydown = move |event: ev::KeyboardEvent| {
        // The sort buttons inside have their own Enter.
        if event.target() != event.current_target() {
            return;
        }
        match viewport.press(&event.key()) {
            Asked::Nothing => {}
            Asked::Move => event.prevent_default(),
            Asked::Open(line) => open(line),
        }
    };

    let numbers: Vec<_> = columns.iter().map(|column| column.number).collect();
    let cell_class = move |index: usize| {
        if numbers.get(index) == Some(&true) { "cell number" } else { "cell" }
    };
    let foot_class = cell_class.clone();
    let described = move || {
        let line = viewport.active();
        viewport.visible().contains(&line).then(|| format!("line-{line}"))
    };
    view! {
        <div
            class=format!("grid {class}")
            style:--least=format!("{}rem", least(&template))
            style:--columns=template
            role="grid"
            tabindex="0"
            aria-label=label
            aria-rowcount=move || count.get() + 1
            aria-activedescendant=described
            node_ref=viewport.element
            on:keydown=on_keydown
            on:scroll=move |_| {
                viewport.follow();
                keep_soon(());
            }
        >
            <div class="top" role="rowgroup">
                <div class="head" role="row" aria-rowindex="1">
                    {columns.into_iter().map(heading).collect_view()}
                </div>
            </div>
            <div class="space" role="rowgroup" style:height=move || pixels(count.get())>
                <For each=move || viewport.visible() key=|line| *line let:line>
                    {
                        let cell_class = cell_class.clone();
                        view! {
                            <div
                                class="line"
                                role="row"
                                id=format!("line-{line}")
                                aria-rowindex=line + 2
                                aria-selected=move || (viewport.active() == line).to_string()
                                style:transform=format!("translateY({})", pixels(line))
                                on:click=move |_| open(line)
                            >
                                {move || {
                                    cells
                                        .run(line)
                                        .into_iter()
                                        .enumerate()
                                        .map(|(index, cell)| shown_cell(cell_class(index), cell))
                                        .collect_view()
                                }}
                            </div>
                        }
                    }
                </For>
            </div>
            <div class="bottom" role="rowgroup">
                <div class="foot" role="row">
                    {move || {
                        foot.get()
                            .into_iter()
                            .enumerate()
                            .map(|(index, text)| {
                                view! {
                                    <div class=foot_class(index) role="gridcell">
                                        {text}
                                    </div>
                                }
                            })
                            .collect_view()
                    }}
                </div>
            </div>
        </div>
    }
}

/// In whole where the pointer rests on it, should it be longer than its place.
fn shown_cell(class: &'static str, GridCell { text, tone }: GridCell) -> AnyView {
    match tone {
        Some(tone) => view! {
            <div class=class role="gridcell">
                <Badge tone text=Signal::stored(text) />
            </div>
        }
        .into_any(),
        None => {
            let title = text.clone();
            // Days, times and numbers stay on one line.
            let wraps = class == "cell" && (!text.is_ascii() || text.contains(' '));
            let class = if wraps { "cell text" } else { class };
            view! {
                <div class=class role="gridcell" title=title>
                    {text}
                </div>
            }
            .into_any()
        }
    }
}

/// What the columns take at least, in rem: each states one such length.
fn least(template: &str) -> f64 {
    let lengths = template.split("rem").filter_map(|before| {
        let digits = before.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.').len();
        before.get(digits..)?.parse::<f64>().ok()
    });
    lengths.sum()
}

fn heading(column: GridColumn) -> impl IntoView {
    let GridColumn { title, number, on_sort, sorted } = column;
    let order = move || match sorted.get() {
        Some(true) => "descending",
        Some(false) => "ascending",
        None => "none",
    };
    let arrow = move || match sorted.get() {
        Some(true) => " ▼",
        Some(false) => " ▲",
        None => "",
    };
    let inner = match on_sort {
        Some(on_sort) => view! {
            <button type="button" on:click=move |_| on_sort.run(())>
                {title}
                <span aria-hidden="true">{arrow}</span>
            </button>
        }
        .into_any(),
        None => view! { <div class="cell">{title}</div> }.into_any(),
    };
    view! {
        <div role="columnheader" class:number=number aria-sort=order>
            {inner}
        </div>
    }
}
