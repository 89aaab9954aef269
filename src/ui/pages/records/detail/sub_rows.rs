//! Sub-rows as a table.

use leptos::prelude::*;
use serde_json::Value;

use crate::{
    app::{records, workspace::Workspace},
    domain::{
        Lang,
        field::{Field, FieldKind, is_blank},
    },
    ui::pages::records::personal::Personal,
};

/// The rows of a field, by its columns; what is personal stays hidden until somebody says why.
pub fn sub_rows(
    workspace: &Workspace,
    field: &'static Field,
    columns: &'static [Field],
    rows: &[Value],
    personal: Personal,
    lang: Lang,
) -> AnyView {
    let none = Value::Null;
    // A column of which no row says anything is left out.
    let is_said = |column: &&Field| rows.iter().any(|row| !is_blank(row.get(column.key).unwrap_or(&none)));
    let columns: Vec<&'static Field> = columns.iter().filter(is_said).collect();
    let lines = rows
        .iter()
        .map(|row| {
            let cells = columns
                .iter()
                .map(|column| {
                    let value = row.get(column.key).unwrap_or(&none);
                    if column.personal && !personal.shown() && !is_blank(value) {
                        view! { <td>{personal.mask()}</td> }.into_any()
                    } else {
                        let shown = records::shown(workspace, column.kind, value, lang);
                        view! { <td class=align(column)>{shown}</td> }.into_any()
                    }
                })
                .collect_view();
            view! { <tr>{cells}</tr> }
        })
        .collect_view();
    view! {
        <h3>{field.called().text(lang)}</h3>
        <div class="sideways" tabindex=(columns.len() > WIDE).then_some("0") role="group" aria-label=field.called().text(lang)>
            <table class="plain">
                <thead>
                    <tr>
                        {columns
                            .iter()
                            .map(|column| {
                                view! {
                                    <th scope="col" class=align(column)>
                                        {column.label.text(lang)}
                                    </th>
                                }
                            })
                            .collect_view()}
                    </tr>
                </thead>
                <tbody>{lines}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// With more columns than these the table may be wider than its card, and is moved by the keyboard too.
const WIDE: usize = 6;

/// How a column stands: numbers to the right, days unbroken.
const fn align(column: &Field) -> &'static str {
    match column.kind {
        FieldKind::Date => "date",
        kind if kind.is_number() => "number",
        _ => "",
    }
}
