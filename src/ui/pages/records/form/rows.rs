//! A list of sub-rows as an editable table.

use leptos::prelude::*;

use crate::{
    app::form::{Candidates, SubRows},
    domain::{
        Kind,
        field::{Field, FieldKind},
    },
    ui::{i18n::*, state::State},
};

use super::{field_text::FieldText, reference::suggestions};

/// The table. Its lines stay while they are typed into: only how many there are makes new ones.
#[component]
pub fn RowsInput(text: FieldText, columns: &'static [Field]) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let lang = state.lang();
    let count =
        Memo::new(move |_| text.form.with(|form| form.rows(text.field.key).map_or(0, SubRows::count)));
    let edit = move |edit: &dyn Fn(&mut SubRows)| text.edit(|form, key| form.edit_rows(key, edit));
    let heads = columns
        .iter()
        .map(|field| view! { <th scope="col">{move || field.called().text(lang.get())}</th> })
        .collect_view();
    view! {
        <table class="plain edit">
            <thead>
                <tr>
                    {heads} <th scope="col">
                        <span class="visually-hidden">{t!(i18n, form.remove)}</span>
                    </th>
                </tr>
            </thead>
            <tbody>
                <For each=move || 0..count.get() key=|row| *row let:row>
                    <tr>
                        {(0..columns.len())
                            .map(|column| view! { <td>{cell(state, Place { text, columns, row, column })}</td> })
                            .collect_view()} <td>
                            <button
                                type="button"
                                class="plain"
                                aria-label=move || t_string!(i18n, form.remove_row, row = row + 1)
                                on:click=move |_| edit(&|rows| rows.remove(row))
                            >
                                {t!(i18n, form.remove)}
                            </button>
                        </td>
                    </tr>
                </For>
            </tbody>
        </table>
        <button type="button" on:click=move |_| edit(&SubRows::add)>
            {t!(i18n, form.add_row)}
        </button>
    }
}

/// One cell of the table.
#[derive(Clone, Copy)]
struct Place {
    text: FieldText,
    columns: &'static [Field],
    row: usize,
    column: usize,
}

impl Place {
    fn get(self) -> String {
        let rows = |rows: &SubRows| rows.cell(self.row, self.column).to_owned();
        self.text.form.with(|form| form.rows(self.text.field.key).map(rows).unwrap_or_default())
    }

    fn set(self, text: String) {
        self.text.edit(|form, key| form.edit_rows(key, |rows| rows.set(self.row, self.column, text)));
    }
}

fn cell(state: State, place: Place) -> Option<AnyView> {
    let lang = state.lang();
    let field = place.columns.get(place.column)?;
    let label = Signal::derive(move || format!("{} {}", field.called().text(lang.get()), place.row + 1));
    let now = Memo::new(move |_| place.get());
    Some(match field.kind {
        FieldKind::Reference(kinds) => named(state, place, kinds, label, now),
        FieldKind::Choice(choices) => {
            let options = choices
                .iter()
                .map(|choice| {
                    view! {
                        <option value=choice.code selected=move || now.get() == choice.code>
                            {move || choice.label.text(lang.get())}
                        </option>
                    }
                })
                .collect_view();
            view! {
                <select aria-label=label on:change:target=move |event| place.set(event.target().value())>
                    <option value="" selected=move || now.get().is_empty()></option>
                    {options}
                </select>
            }
            .into_any()
        }
        _ => {
            let kind = if matches!(field.kind, FieldKind::Date) { "date" } else { "text" };
            view! {
                <input
                    type=kind
                    aria-label=label
                    prop:value=move || now.get()
                    on:input:target=move |event| place.set(event.target().value())
                />
            }
            .into_any()
        }
    })
}

/// A unit by its name: of the seat's level or below it.
fn named(
    state: State,
    place: Place,
    kinds: &'static [Kind],
    label: Signal<String>,
    now: Memo<String>,
) -> AnyView {
    let seat = state.seat_untracked();
    let known = StoredValue::new(Candidates::near(&state.workspace.get_untracked(), seat.as_ref(), kinds));
    let list = format!("rows-{}-{}-{}", place.text.field.key, place.column, place.row);
    let typed = RwSignal::new(String::new());
    let options = move || known.with_value(|known| suggestions(known, &typed.get()));
    view! {
        <input
            type="text"
            list=list.clone()
            autocomplete="off"
            aria-label=label
            prop:value=move || known.with_value(|known| known.name(&now.get()).to_owned())
            on:input:target=move |event| typed.set(event.target().value())
            on:change:target=move |event| {
                place.set(known.with_value(|known| known.chosen(&event.target().value())));
            }
        />
        <datalist id=list>{options}</datalist>
    }
    .into_any()
}
