//! One value of a record: a link where it names another, a file to save, a long list that opens on demand.

use leptos::prelude::*;
use serde_json::Value;

use crate::{
    app::{records, workspace::Workspace},
    domain::{
        Lang,
        counts::UNITS,
        field::{Attachment, FieldKind},
    },
    store::Store as _,
    ui::{components::download::download, i18n::*, route::Route, state::State},
};

/// As people read it.
pub fn shown(state: State, workspace: &Workspace, kind: FieldKind, value: &Value, lang: Lang) -> AnyView {
    let text = records::shown_with_unit(workspace, kind, value, lang);
    if text.is_empty() {
        return "—".into_any();
    }
    match (kind, value) {
        (FieldKind::Attachment, _) => match serde_json::from_value::<Attachment>(value.clone()) {
            Ok(file) => attachment(state, file),
            Err(_) => text.into_any(),
        },
        (FieldKind::LongText { .. }, _) => view! { <span class="long">{text}</span> }.into_any(),
        (FieldKind::References(_), Value::Array(ids)) if ids.len() > LISTED_AT_ONCE => {
            let summary =
                t_string!(state.i18n, records.many, units = lang.counted(ids.len(), UNITS)).to_string();
            view! {
                <details>
                    <summary>{summary}</summary>
                    {text}
                </details>
            }
            .into_any()
        }
        (FieldKind::Reference(kinds), Value::String(id)) => {
            match kinds.iter().find(|kind| workspace.table(**kind).has(id)) {
                Some(kind) => view! { <a href=Route::of(*kind, id).href()>{text}</a> }.into_any(),
                None => text.into_any(),
            }
        }
        _ => text.into_any(),
    }
}

/// A longer list of units opens on demand.
const LISTED_AT_ONCE: usize = 8;

/// The file's name; a click fetches its bytes from the store.
pub fn attachment(state: State, file: Attachment) -> AnyView {
    let name = file.name.clone();
    let size = file.size.div_ceil(1024);
    let save = move |_| {
        let (name, chunk) = (file.name.clone(), file.chunk());
        leptos::task::spawn_local(async move {
            let Some(store) = state.store() else { return };
            match store.chunk(&chunk).await {
                Ok(Some(bytes)) => drop(download(&name, "application/octet-stream", &bytes)),
                Ok(None) => state.toasts.failed(t_string!(state.i18n, records.no_file).to_owned()),
                Err(error) => state.fail(&error),
            }
        });
    };
    view! {
        <button type="button" class="plain" on:click=save>
            {name}
        </button>
        <span class="soft">{format!("{size} KB")}</span>
    }
    .into_any()
}
