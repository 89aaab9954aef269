//! What a record says: a line a field, and its sub-rows as tables.

use leptos::prelude::*;
use serde_json::Value;

use crate::{
    app::workspace::{RecordView, Workspace},
    domain::field::{FieldKind, is_blank},
    ui::{
        i18n::*,
        pages::records::personal::Personal,
        state::{State, now},
    },
};

use super::{dated::history, sub_rows::sub_rows, value::shown};

/// The card; what is personal stays hidden until somebody says why.
pub fn facts(state: State, workspace: &Workspace, record: &RecordView<'_>, personal: Personal) -> AnyView {
    let i18n = state.i18n;
    let lang = state.lang().get();
    let lines = workspace
        .fields()
        .of(record.kind)
        .filter(|field| field.dated || !matches!(field.kind, FieldKind::Rows(_)))
        .map(|field| {
            let held = record.on(field, now().today);
            let stored = record.values.get(field.key);
            let shown = if field.personal && !personal.shown() && !stored.is_none_or(is_blank) {
                personal.mask()
            } else {
                view! {
                    {shown(state, workspace, (record, field), held, lang)}
                    {field.dated.then(|| history(state, workspace, record, field, personal))}
                }
                .into_any()
            };
            view! {
                <div class:blank=stored.is_none_or(is_blank)>
                    <dt>{field.called().text(lang)}</dt>
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
            (FieldKind::Rows(columns), Some(Value::Array(rows))) if !rows.is_empty() && !field.dated => {
                Some(sub_rows(workspace, field, columns, rows, personal, lang))
            }
            _ => None,
        })
        .collect_view();
    view! {
        <section class="card stack">
            <h2>{t!(i18n, records.facts)}</h2>
            <dl class="facts">{lines}</dl>
            {personal.erasing(workspace, record)}
            {tables}
        </section>
    }
    .into_any()
}
