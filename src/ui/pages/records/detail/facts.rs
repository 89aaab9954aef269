//! What a record says: a line a field, and its sub-rows as tables.

use leptos::prelude::*;
use serde_json::Value;

use crate::{
    app::{
        sealing,
        workspace::{RecordView, Workspace},
    },
    domain::{
        field::{Field, FieldKind, is_blank},
        signing::erased_by,
    },
    ui::{
        i18n::*,
        pages::records::personal::Personal,
        state::{State, now},
    },
};

use super::{dated::history, sub_rows::sub_rows, value::shown};

/// Why nothing is there, though somebody wrote something.
enum Absent {
    Erased,
    /// It stays where it was written: personal data goes to those who need it only.
    Withheld,
}

fn absent(record: &RecordView<'_>, field: &Field) -> Option<Absent> {
    let key = sealing::signed_as(record.kind, field.key);
    let is_it = |other: &str| other == key;
    if record.envelope.steps.iter().flat_map(erased_by).any(is_it) {
        return Some(Absent::Erased);
    }
    let signed = record.envelope.signed_last()?;
    signed.withheld().any(is_it).then_some(Absent::Withheld)
}

/// The card; what is personal stays hidden until somebody says why.
pub fn facts(state: State, workspace: &Workspace, record: &RecordView<'_>, personal: Personal) -> AnyView {
    let i18n = state.i18n;
    let lang = state.lang().get();
    let lines = workspace
        .fields()
        .of(record.kind)
        .filter(|field| {
            field.applies_to(&record.values) || !record.values.get(field.key).is_none_or(is_blank)
        })
        .filter(|field| {
            let is_line = field.dated || !matches!(field.kind, FieldKind::Rows(_));
            is_line || record.values.get(field.key).is_none_or(is_blank) && absent(record, field).is_some()
        })
        .map(|field| {
            let held = record.on(field, now().today);
            let stored = record.values.get(field.key);
            let shown = if field.personal && !personal.shown() && !stored.is_none_or(is_blank) {
                personal.mask()
            } else if let Some(why) = stored.is_none_or(is_blank).then(|| absent(record, field)).flatten() {
                let why = match why {
                    Absent::Erased => t_string!(i18n, records.was_erased),
                    Absent::Withheld => t_string!(i18n, records.was_withheld),
                };
                view! { <span class="soft">{why}</span> }.into_any()
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
