//! From when what holds today holds, and what held before, folded.

use leptos::prelude::*;
use serde_json::Value;

use crate::{
    app::{
        records,
        workspace::{RecordView, Workspace},
    },
    domain::{
        dated::Since,
        field::{Field, FieldKind},
        lang::grouped,
    },
    ui::{
        i18n::*,
        pages::records::personal::Personal,
        state::{State, now},
    },
};

use super::sub_rows::sub_rows;

/// Beside the value that holds today.
pub fn history(
    state: State,
    workspace: &Workspace,
    record: &RecordView<'_>,
    field: &'static Field,
    personal: Personal,
) -> AnyView {
    let i18n = state.i18n;
    let stored = record.values.get(field.key).unwrap_or(&Value::Null);
    let since = record.on(field, now().today).from.filter(|_| !matches!(field.kind, FieldKind::Rows(_)));
    let earlier = match (field.kind, stored) {
        (FieldKind::Rows(columns), Value::Array(rows)) if !rows.is_empty() => {
            Some((rows.len(), sub_rows(workspace, field, columns, rows, personal, state.lang().get())))
        }
        _ => {
            let values = field.history(stored);
            (values.len() > 1).then(|| (values.len(), lines(state, workspace, field, &values)))
        }
    };
    view! {
        {since
            .map(|day| {
                view! { <span class="soft">" " {t_string!(i18n, dated.since, day = day.to_string()).to_string()}</span> }
            })}
        {earlier
            .map(|(count, values)| {
                view! {
                    <details>
                        <summary>{t_string!(i18n, dated.history, count = grouped(count)).to_string()}</summary>
                        {values}
                    </details>
                }
            })}
    }
    .into_any()
}

fn lines(state: State, workspace: &Workspace, field: &'static Field, values: &[Since<Value>]) -> AnyView {
    let (i18n, lang) = (state.i18n, state.lang().get());
    let line = |Since { from, value }: &Since<Value>| {
        let since = match from {
            Some(day) => t_string!(i18n, dated.since, day = day.to_string()).to_string(),
            None => t_string!(i18n, dated.first).to_owned(),
        };
        let text = records::shown_with_unit(workspace, field.kind, value, lang);
        let text = if text.is_empty() { "—".to_owned() } else { text };
        view! { <li>{since} " " {text}</li> }
    };
    // The latest stands first, as in what happened to a record.
    view! { <ul class="todo">{values.iter().rev().map(line).collect_view()}</ul> }.into_any()
}
