//! The province as tiles, where whoever looks sees one; else it is said that there is none.

use leptos::prelude::*;

use super::shown::Shown;
use crate::{
    app::equity::{self, Square},
    ui::{
        components::tile_grid::{Tile, TileGrid},
        i18n::*,
        state::State,
    },
};

#[component]
pub fn ProvinceMap(shown: Shown) -> impl IntoView {
    let state = State::here();
    let (i18n, lang) = (state.i18n, state.lang());
    let map = Memo::new(move |_| shown.equity.with(|equity| equity.map()));
    let here = move || shown.with(|_, place| place.code.clone()).unwrap_or_default();
    let tile = move |square: Square| {
        let lang = lang.get();
        Tile {
            name: square.name.get(lang).to_owned(),
            said: equity::standing(square.standing, lang),
            shade: square.standing.shade(),
            href: square.is_place.then(|| shown.href(&square.code)),
            is_here: square.code == here(),
        }
    };
    let rows = Signal::derive(move || {
        let rows = map.get().map(|map| map.rows).unwrap_or_default();
        let row = |row: Vec<Option<Square>>| row.into_iter().map(|square| square.map(tile)).collect();
        rows.into_iter().map(row).collect::<Vec<Vec<_>>>()
    });
    let beside = Signal::derive(move || {
        map.get().map(|map| map.beside).unwrap_or_default().into_iter().map(tile).collect::<Vec<_>>()
    });
    let legend = Signal::derive(move || {
        equity::shades(lang.get()).map(|(shade, said)| (shade, said.to_owned())).to_vec()
    });
    view! {
        <section class="card stack">
            <h2>{t!(i18n, equity.map)}</h2>
            <Show
                when=move || map.with(Option::is_some)
                fallback=move || view! { <p class="soft">{t!(i18n, equity.no_map)}</p> }
            >
                <p class="soft">{t!(i18n, equity.map_text)}</p>
                <TileGrid rows beside legend />
            </Show>
        </section>
    }
}
