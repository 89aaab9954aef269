//! One value of a record: a link where it names another, a file to save, a long list that opens on demand.

use leptos::prelude::*;
use serde_json::Value;

use crate::{
    app::{
        exports, records,
        workspace::{RecordView, Workspace},
    },
    domain::{
        Lang,
        counts::UNITS,
        field::{Attachment, Field, FieldKind, Held},
        lang::grouped,
    },
    store::Store as _,
    ui::{
        components::{download::download, reason::ReasonDialog},
        i18n::*,
        route::Route,
        state::State,
    },
};

/// What a field of a record holds, as people read it.
pub fn shown(
    state: State,
    workspace: &Workspace,
    (record, field): (&RecordView<'_>, &Field),
    Held { kind, value, .. }: Held<'_>,
    lang: Lang,
) -> AnyView {
    let text = records::shown_with_unit(workspace, kind, value, lang);
    if text.is_empty() {
        return "—".into_any();
    }
    match (kind, value) {
        (FieldKind::Attachment, _) => match serde_json::from_value::<Attachment>(value.clone()) {
            Ok(file) => {
                let title = record.title.clone();
                attachment(state, OfRecord { title, file, is_personal: field.personal })
            }
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

/// A file of a record. What a signed paper or a personal field holds is saved for a reason only.
pub struct OfRecord {
    pub title: String,
    pub file: Attachment,
    pub is_personal: bool,
}

/// The file's name; a click fetches its bytes from the store, and the journal says so before they are saved.
pub fn attachment(state: State, of: OfRecord) -> AnyView {
    let i18n = state.i18n;
    let (name, is_personal) = (of.file.name.clone(), of.is_personal);
    let size = grouped(of.file.size.div_ceil(1024));
    let asking = RwSignal::new(false);
    let of = StoredValue::new(of);
    let save = move |reason: String| of.with_value(|of| save(state, of, reason));
    let dialog = is_personal.then(|| {
        let name = name.clone();
        view! {
            <ReasonDialog
                open=asking
                title=Signal::derive(move || t_string!(i18n, personal.save_file).to_owned())
                about=Signal::derive(move || t_string!(i18n, personal.file_about, file = name.clone()).to_string())
                help=Signal::derive(move || t_string!(i18n, personal.help).to_owned())
                on_reason=save
            />
        }
    });
    let begin = move |_| match is_personal {
        true => asking.set(true),
        false => save(String::new()),
    };
    view! {
        <button type="button" class="plain" on:click=begin>
            {name}
        </button>
        <span class="soft">{format!("{size} KB")}</span>
        {dialog}
    }
    .into_any()
}

fn save(state: State, OfRecord { title, file, is_personal }: &OfRecord, reason: String) {
    let (title, file, is_personal) = (title.clone(), file.clone(), *is_personal);
    leptos::task::spawn_local(async move {
        let Some(store) = state.store() else { return };
        let bytes = match store.chunk(&file.chunk()).await {
            Ok(Some(bytes)) => bytes,
            Ok(None) => return state.toasts.failed(move || t_string!(state.i18n, records.no_file)),
            Err(error) => return state.fail(&error),
        };
        let (workspace, actor, name) = (state.workspace.get_untracked(), state.actor(), file.name.clone());
        state.act(
            move |store| async move {
                let of = (title.as_str(), file.name.as_str(), is_personal);
                exports::of_record(&*store, &workspace, &actor, of, &reason).await
            },
            move |_| drop(download(&name, "application/octet-stream", &bytes)),
        );
    });
}
