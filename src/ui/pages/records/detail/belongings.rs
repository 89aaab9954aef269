//! Records that refer to this one, by kind and state: a document's dispatches, a round's needs.

use leptos::prelude::*;

use crate::{
    app::{
        records, scope, table,
        workspace::{RecordView, Workspace},
    },
    domain::{Kind, Lang, field::FieldKind},
    ui::{
        cards,
        components::badge::{Badge, Tone},
        i18n::*,
        route::Route,
        state::{State, now},
    },
};

/// A card a kind.
pub fn belongings(state: State, workspace: &Workspace, record: &RecordView<'_>) -> AnyView {
    let lang = state.lang().get();
    let seat = state.seat();
    let mut sections = Vec::new();
    for kind in Kind::ALL {
        if cards::shows(record.kind, *kind) {
            continue;
        }
        let Some(field) = kind.fields().iter().find(|field| {
            matches!(field.kind, FieldKind::Reference(kinds) if kinds == [record.kind])
                && Some(field.key) != kind.declaration().keeper
        }) else {
            continue;
        };
        let own: Vec<_> = workspace
            .records_of(*kind)
            .filter(|other| {
                other.text(field.key) == record.id && scope::sees(workspace, seat.as_ref(), other)
            })
            .collect();
        if !own.is_empty() {
            sections.push(belonging(state, workspace, *kind, &own, lang));
        }
    }
    sections.collect_view().into_any()
}

/// Of many, this many are listed; the rest are in the kind's own table.
const LISTED: usize = 200;

fn belonging(state: State, workspace: &Workspace, kind: Kind, own: &[RecordView<'_>], lang: Lang) -> AnyView {
    let i18n = state.i18n;
    let states = kind.workflow().map(|table| {
        table
            .states
            .iter()
            .filter_map(|at| {
                let count = own
                    .iter()
                    .filter(|record| scope::state(record).is_some_and(|state| state.code == at.code))
                    .count();
                (count > 0).then(|| {
                    let text = Signal::derive(move || format!("{} {count}", at.label.text(lang)));
                    view! { <Badge tone=Tone::of(at) text /> }
                })
            })
            .collect_view()
    });
    let columns: Vec<_> = table::columns(workspace.fields(), kind).into_iter().take(4).collect();
    let today = now().today;
    let rows = own
        .iter()
        .take(LISTED)
        .map(|record| {
            let cells = columns
                .iter()
                .enumerate()
                .map(|(index, field)| {
                    let held = record.on(field, today);
                    let text = records::shown(workspace, held.kind, held.value, lang);
                    if index == 0 {
                        view! {
                            <th scope="row">
                                <a href=Route::of(kind, &record.id).href()>{text}</a>
                            </th>
                        }
                        .into_any()
                    } else {
                        view! { <td>{text}</td> }.into_any()
                    }
                })
                .collect_view();
            let at = scope::state(record).map(|at| {
                let text = Signal::derive(move || at.label.text(lang).to_owned());
                view! {
                    <td>
                        <Badge tone=Tone::of(at) text />
                    </td>
                }
            });
            view! { <tr>{cells} {at}</tr> }
        })
        .collect_view();
    view! {
        <section class="card stack">
            <h2>{kind.label().text(lang)} " " {own.len()}</h2>
            <p class="row">{states}</p>
            <div class="scroll">
                <table class="plain">
                    <thead>
                        <tr>
                            {columns
                                .iter()
                                .map(|field| view! { <th scope="col">{field.label.text(lang)}</th> })
                                .collect_view()}
                            {kind.workflow().map(|_| view! { <th scope="col">{t!(i18n, records.state)}</th> })}
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}
