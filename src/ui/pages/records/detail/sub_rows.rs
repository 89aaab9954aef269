//! Sub-rows as a table.

use leptos::prelude::*;
use serde_json::Value;

use crate::{
    app::{records, workspace::Workspace},
    domain::{
        Lang,
        field::{Field, is_blank},
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
                        view! { <td>{records::shown(workspace, column.kind, value, lang)}</td> }.into_any()
                    }
                })
                .collect_view();
            view! { <tr>{cells}</tr> }
        })
        .collect_view();
    view! {
        <h3>{field.called().text(lang)}</h3>
        <table class="plain">
            <thead>
                <tr>
                    {columns
                        .iter()
                        .map(|column| view! { <th scope="col">{column.label.text(lang)}</th> })
                        .collect_view()}
                </tr>
            </thead>
            <tbody>{lines}</tbody>
        </table>
    }
    .into_any()
}
