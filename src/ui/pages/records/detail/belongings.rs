//! Records that refer to this one, by kind and state: a document's dispatches, a round's needs.

use std::sync::Arc;

use leptos::prelude::*;

use crate::{
    app::{
        table::{Listing, Mark},
        workspace::{RecordView, Workspace},
    },
    domain::{Kind, field::FieldKind, lang::grouped},
    ui::{
        cards,
        components::badge::{Badge, Tone},
        route::Route,
        state::State,
    },
};

/// A card a kind.
pub fn belongings(state: State, workspace: &Arc<Workspace>, record: &RecordView<'_>) -> AnyView {
    let others = Kind::ALL.iter().filter(|kind| !cards::shows(record.kind, **kind));
    let sections = others.filter_map(|kind| {
        let field = kind.fields().iter().find(|field| {
            matches!(field.kind, FieldKind::Reference(kinds) if kinds == [record.kind])
                && Some(field.key) != kind.declaration().keeper
        })?;
        let own = Listing::naming(Arc::clone(workspace), state.viewer(), *kind, (field, &record.id));
        (!own.is_empty()).then(|| belonging(state, *kind, &own))
    });
    sections.collect_view().into_any()
}

/// Of many, this many are listed; the rest are in the kind's own table.
const LISTED: u32 = 200;
/// Beside the state.
const MOST_COLUMNS: usize = 4;

fn belonging(state: State, kind: Kind, own: &Listing) -> AnyView {
    let lang = state.lang().get();
    let states = own.states().into_iter().map(|(at, count)| {
        let text = Signal::derive(move || format!("{} {}", at.label.text(lang), grouped(count)));
        view! { <Badge tone=Tone::of(at) text /> }
    });
    let states = states.collect_view();
    // What is decided about a record is in its table and on its page.
    let mut columns: Vec<_> =
        own.shown().enumerate().filter(|(_, column)| !column.is_decided() && !column.has_mark()).collect();
    columns.truncate(MOST_COLUMNS);
    columns.extend(own.shown().enumerate().filter(|(_, column)| !column.is_decided() && column.has_mark()));
    let rows = (0..LISTED).map_while(|row| {
        let cells = own.cells(row);
        let href = Route::of(kind, own.id(row)?).href();
        let cells = columns.iter().enumerate().filter_map(|(index, (place, _))| {
            let cell = cells.get(*place)?.clone();
            let text = match cell.mark {
                Mark::State(at) => {
                    view! { <Badge tone=Tone::of(at) text=Signal::stored(cell.text) /> }.into_any()
                }
                _ => cell.text.into_any(),
            };
            Some(if index == 0 {
                let href = href.clone();
                view! {
                    <th scope="row">
                        <a href=href>{text}</a>
                    </th>
                }
                .into_any()
            } else {
                view! { <td>{text}</td> }.into_any()
            })
        });
        let cells = cells.collect_view();
        Some(view! { <tr>{cells}</tr> })
    });
    let rows = rows.collect_view();
    let heads = columns.iter().map(|(_, column)| view! { <th scope="col">{column.label.text(lang)}</th> });
    let heads = heads.collect_view();
    view! {
        <section class="card stack">
            <h2>{kind.label().text(lang)} " " {grouped(own.len())}</h2>
            <p class="row">{states}</p>
            <div class="scroll">
                <table class="plain">
                    <thead>
                        <tr>{heads}</tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}
