//! What a record says: a line a field, and its sub-rows as tables.

use leptos::prelude::*;
use serde_json::Value;

use crate::{
    app::{
        records,
        workspace::{RecordView, Workspace},
    },
    domain::{
        Lang,
        field::{Field, FieldKind, is_blank},
    },
    ui::{i18n::*, pages::records::personal::Personal, state::State},
};

use super::value::shown;

/// The card; what is personal stays hidden until somebody says why.
pub fn facts(state: State, workspace: &Workspace, record: &RecordView<'_>, personal: Personal) -> AnyView {
    let i18n = state.i18n;
    let lang = state.lang().get();
    let none = Value::Null;
    let lines = workspace
        .fields()
        .of(record.kind)
        .filter(|field| !matches!(field.kind, FieldKind::Rows(_)))
        .map(|field| {
            let value = record.values.get(field.key).unwrap_or(&none);
            let shown = if field.personal && !personal.shown() && !is_blank(value) {
                personal.mask()
            } else {
                shown(state, workspace, field, value, lang)
            };
            view! {
                <div>
                    <dt>{field.label.text(lang)}</dt>
                    <dd>{shown}</dd>
                </div>
            }
        })
        .collect_view();
    let tables = record
        .kind
        .fields()
        .iter()
        .filter_map(|field| match (field.kind, record.values.get(field.key)) {
            (FieldKind::Rows(columns), Some(Value::Array(rows))) if !rows.is_empty() => {
                Some(sub_rows(workspace, field, columns, rows, personal, lang))
            }
            _ => None,
        })
        .collect_view();
    view! {
        <section class="card stack">
            <h2>{t!(i18n, records.facts)}</h2>
            <dl class="facts">{lines}</dl>
            {tables}
        </section>
    }
    .into_any()
}

fn sub_rows(
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
                        view! { <td>{records::shown(workspace, column, value, lang)}</td> }.into_any()
                    }
                })
                .collect_view();
            view! { <tr>{cells}</tr> }
        })
        .collect_view();
    view! {
        <h3>{field.label.text(lang)}</h3>
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
