//! A list of sub-rows as an editable table.

use leptos::prelude::*;

use crate::{
    domain::field::{Field, FieldKind, join_rows, split_rows},
    ui::{i18n::*, state::State},
};

use super::candidates::chosen;

/// The table; whatever changes goes into the field's text.
pub fn rows(state: State, text: RwSignal<String>, columns: &'static [Field]) -> AnyView {
    let i18n = state.i18n;
    let lang = state.lang();
    let cells = RwSignal::new(split_rows(&text.get_untracked(), columns.len()));
    let write = move || text.set(join_rows(&cells.get_untracked()));
    let set = move |row: usize, column: usize, value: String| {
        cells.update_untracked(|cells| {
            if let Some(cell) = cells.get_mut(row).and_then(|row| row.get_mut(column)) {
                *cell = value;
            }
        });
        write();
    };
    let add = move |_| {
        cells.update(|cells| cells.push(vec![String::new(); columns.len()]));
        write();
    };
    let remove = move |row: usize| {
        cells.update(|cells| {
            if row < cells.len() {
                cells.remove(row);
            }
        });
        write();
    };
    let lines = move || {
        cells
            .get()
            .into_iter()
            .enumerate()
            .map(|(row, line)| {
                let inputs = columns
                    .iter()
                    .zip(line)
                    .enumerate()
                    .map(|(column, (field, value))| {
                        let put = move |value: String| set(row, column, value);
                        view! { <td>{cell(state, field, row, value, put)}</td> }
                    })
                    .collect_view();
                view! {
                    <tr>
                        {inputs}
                        <td>
                            <button
                                type="button"
                                class="plain"
                                aria-label=move || t_string!(i18n, form.remove_row, row = row + 1)
                                on:click=move |_| remove(row)
                            >
                                {t!(i18n, form.remove)}
                            </button>
                        </td>
                    </tr>
                }
            })
            .collect_view()
    };
    view! {
        <table class="plain edit">
            <thead>
                <tr>
                    {columns
                        .iter()
                        .map(|field| view! { <th scope="col">{move || field.label.text(lang.get())}</th> })
                        .collect_view()} <th scope="col">
                        <span class="visually-hidden">{t!(i18n, form.remove)}</span>
                    </th>
                </tr>
            </thead>
            <tbody>{lines}</tbody>
        </table>
        <button type="button" on:click=add>
            {t!(i18n, form.add_row)}
        </button>
    }
    .into_any()
}

fn cell(
    state: State,
    field: &'static Field,
    row: usize,
    value: String,
    put: impl Fn(String) + 'static,
) -> AnyView {
    let lang = state.lang();
    let label = move || format!("{} {}", field.label.text(lang.get()), row + 1);
    let kind = if matches!(field.kind, FieldKind::Date) { "date" } else { "text" };
    match field.kind {
        FieldKind::Reference(kinds) => {
            let known: Vec<(String, String)> = {
                let workspace = state.workspace.get_untracked();
                let seat = state.seat_untracked();
                let tree = workspace.tree();
                // Members and responsible units are of this level or below it: its own, its peer's and theirs.
                let near = |id: &str| seat.as_ref().is_none_or(|seat| tree.oversees(&seat.unit, id));
                let mut found: Vec<_> = kinds
                    .iter()
                    .flat_map(|kind| workspace.records_of(*kind))
                    .filter(|record| near(&record.id))
                    .map(|record| (record.title, record.id))
                    .collect();
                found.sort();
                found
            };
            let name = known.iter().find(|(_, id)| *id == value).map_or(value, |(name, _)| name.clone());
            let list = format!("rows-{}-{row}", field.key);
            let own = list.clone();
            let options =
                known.iter().map(|(name, _)| view! { <option value=name.clone()></option> }).collect_view();
            view! {
                <input
                    type="text"
                    list=list
                    autocomplete="off"
                    aria-label=label
                    prop:value=name
                    on:change:target=move |event| put(chosen(&known, &event.target().value()))
                />
                <datalist id=own>{options}</datalist>
            }
            .into_any()
        }
        _ => view! {
            <input
                type=kind
                aria-label=label
                prop:value=value
                on:input:target=move |event| put(event.target().value())
            />
        }
        .into_any(),
    }
}
