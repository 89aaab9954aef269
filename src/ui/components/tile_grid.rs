//! A province as tiles: a square for each city with its name and a figure, the darker the more there is to do. Each leads somewhere, by mouse
//! and by keyboard; the figure says in words what the shade says.

use leptos::prelude::*;

/// A square.
#[derive(Debug, Clone, PartialEq)]
pub struct Tile {
    pub name: String,
    /// The figure, or why there is none.
    pub said: String,
    /// From 0 to 4: see the `--shade-…` of the style.
    pub shade: u8,
    /// Where it leads, if anywhere.
    pub href: Option<String>,
    /// Whether it is what the page shows.
    pub is_here: bool,
}

/// Rows from the north, each from the west; below them what has no place among them; and what the shades say.
#[component]
pub fn TileGrid(
    #[prop(into)] rows: Signal<Vec<Vec<Option<Tile>>>>,
    #[prop(into)] beside: Signal<Vec<Tile>>,
    #[prop(into)] legend: Signal<Vec<(u8, String)>>,
) -> impl IntoView {
    let square = |of: Option<Tile>| match of {
        Some(of) => view! { <Square of /> }.into_any(),
        None => view! { <span class="gap" aria-hidden="true"></span> }.into_any(),
    };
    let row = move |row: Vec<Option<Tile>>| view! { <div class="tile-row">{row.into_iter().map(square).collect_view()}</div> };
    view! {
        <div class="tiles">
            <div class="tile-map">{move || rows.get().into_iter().map(row).collect_view()}</div>
            <div class="tile-row beside">
                {move || beside.get().into_iter().map(|of| view! { <Square of /> }).collect_view()}
            </div>
            <ul class="legend">
                {move || {
                    legend
                        .get()
                        .into_iter()
                        .map(|(shade, said)| {
                            view! {
                                <li>
                                    <span class=shaded(shade) aria-hidden="true"></span>
                                    {said}
                                </li>
                            }
                        })
                        .collect_view()
                }}
            </ul>
        </div>
    }
}

#[component]
fn Square(of: Tile) -> impl IntoView {
    let class = shaded(of.shade);
    let inside = view! {
        <span class="name">{of.name}</span>
        " "
        <span>{of.said}</span>
    };
    match of.href {
        Some(href) => view! {
            <a class=class href=href aria-current=of.is_here.then_some("true")>
                {inside}
            </a>
        }
        .into_any(),
        None => view! { <span class=class>{inside}</span> }.into_any(),
    }
}

fn shaded(shade: u8) -> String {
    format!("tile shade-{}", shade.min(4))
}
