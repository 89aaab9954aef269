//! The week as a table: what the board shows, in lines.

use leptos::prelude::*;

use crate::{
    app::timetable::{Block, weekday},
    domain::Kind,
    ui::{
        components::badge::{Badge, Tone},
        i18n::*,
        route::Route,
    },
};

use super::desk::Desk;

/// See the module; nothing where there is nothing.
#[component]
pub fn Listed(desk: Desk) -> impl IntoView {
    let state = desk.state;
    let i18n = state.i18n;
    let blocks = Memo::new(move |_| {
        desk.board.with(|board| {
            board.as_ref().map(|board| board.blocks().cloned().collect::<Vec<_>>()).unwrap_or_default()
        })
    });
    let row = move |block: Block| {
        let lang = state.lang().get();
        let hours = format!("{}–{}", block.starts.strftime("%H:%M"), block.ends.strftime("%H:%M"));
        let tells = lang.statements(block.tells.iter().map(|told| told.get(lang)));
        let stands = block.state.map(|at| {
            let text = Signal::stored(at.label.text(lang).to_owned());
            view! { <Badge tone=Tone::of(at) text /> }
        });
        view! {
            <tr>
                <td class="date">{format!("{} {}", block.date, weekday(block.date).text(lang))}</td>
                <td>{hours}</td>
                <th scope="row">
                    <a href=Route::of(Kind::Session, &block.id).href()>{block.topic}</a>
                </th>
                <td>{block.who}</td>
                <td>{stands}</td>
                <td>{tells}</td>
            </tr>
        }
    };
    view! {
        <Show when=move || !blocks.with(Vec::is_empty)>
            <section class="card sideways no-print">
                <table class="plain">
                    <caption>{t!(i18n, timetable.listed)}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{t!(i18n, timetable.day)}</th>
                            <th scope="col">{t!(i18n, timetable.hours)}</th>
                            <th scope="col">{t!(i18n, term_plan.topic)}</th>
                            <th scope="col">{t!(i18n, timetable.who)}</th>
                            <th scope="col">{t!(i18n, timetable.stands)}</th>
                            <th scope="col">{t!(i18n, timetable.tells)}</th>
                        </tr>
                    </thead>
                    <tbody>{move || blocks.get().into_iter().map(row).collect_view()}</tbody>
                </table>
            </section>
        </Show>
    }
}
