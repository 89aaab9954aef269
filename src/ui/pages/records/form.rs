//! The form of any kind, made from its declaration. What is typed is kept in the tab until it is saved.

use std::collections::BTreeMap;

use leptos::{html, prelude::*};
use sha2::{Digest, Sha256};
use wasm_bindgen_futures::JsFuture;

use crate::{
    app::{
        forwarding, personal,
        records::{self, Filled, SaveError, Seen},
        scope,
    },
    domain::{
        Kind, Localized,
        field::{Attachment, Field, FieldKind, FieldProblem},
    },
    ui::{
        components::page_head::PageHead,
        i18n::*,
        route::Route,
        state::{State, now},
    },
};

use super::{field_input::FieldInput, personal::Personal};

/// Files that were chosen and are stored with the record: chunk and bytes.
pub type Files = StoredValue<BTreeMap<String, Vec<u8>>>;

/// The largest file that can be attached, in bytes.
pub const LARGEST: f64 = 20_000_000.0;

/// Adds a record of the kind, begun from an earlier one where `from` names it, or edits the one with this id.
#[component]
pub fn FormPage(kind: Kind, id: Option<String>, from: Option<String>) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let lang = state.lang();
    let workspace = state.workspace.get_untracked();
    let seat = state.seat_untracked();
    let folder = id.as_deref().and_then(|id| workspace.find(kind, id));
    let allowed = match (&id, &folder) {
        (Some(_), None) => false,
        (Some(_), Some(folder)) => scope::edits(&workspace, seat.as_ref(), folder),
        (None, _) => seat
            .as_ref()
            .is_none_or(|desk| scope::may_keep(&workspace, desk, kind, &desk.unit)),
    };
    let title = {
        let id = id.clone();
        Signal::derive(move || {
            let name = kind.one().text(lang.get());
            if id.is_some() {
                t_string!(i18n, form.edit_title, kind = name).to_string()
            } else {
                t_string!(i18n, form.new_title, kind = name).to_string()
            }
        })
    };
    if !allowed {
        return view! {
            <PageHead title />
            <p class="card empty">{t!(i18n, form.not_yours)}</p>
        }
        .into_any();
    }
    let mut begin = match &folder {
        Some(folder) => workspace
            .fields()
            .of(kind)
            .map(|field| {
                (
                    field.key,
                    field.write(folder.values.get(field.key).unwrap_or(&serde_json::Value::Null)),
                )
            })
            .collect(),
        None => {
            let days = |parameter: &str| state.days(parameter);
            let begun = records::beginnings(&workspace, seat.as_ref(), kind, now().today, &days);
            let earlier = from
                .as_deref()
                .and_then(|id| workspace.find(kind, id))
                .filter(|earlier| scope::sees(&workspace, seat.as_ref(), earlier));
            match earlier {
                Some(earlier) => records::rolled_over(&workspace, &earlier, begun),
                None => begun,
            }
        }
    };
    let hidden: Vec<_> = folder.as_ref().map_or_else(Vec::new, |folder| {
        let value = |field: &Field| folder.values.get(field.key).unwrap_or(&serde_json::Value::Null);
        let fields = workspace.fields().of(kind);
        fields
            .filter(|field| personal::holds(field, value(field)))
            .map(|field| field.key)
            .collect()
    });
    let called = folder.as_ref().map(|folder| folder.title.clone());
    if let Some(notice) = folder
        .as_ref()
        .and_then(|folder| workspace.notices.get(&folder.id))
        .filter(|_| kind == Kind::Notice)
        && begin.get("letter").is_some_and(String::is_empty)
        && folder
            .as_ref()
            .and_then(|folder| folder.course().map(|course| course.state.code))
            == Some("approved")
    {
        begin.insert("letter", forwarding::draft_letter(&workspace, notice));
    }
    view! {
        <PageHead title />
        <Form kind id called begin hidden />
    }
    .into_any()
}

#[component]
fn Form(
    kind: Kind,
    id: Option<String>,
    /// What the record is called, when it is there.
    called: Option<String>,
    begin: Filled,
    /// Fields whose values stay hidden until somebody says why.
    hidden: Vec<&'static str>,
) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let lang = state.lang();
    // A draft is its desk's: the next person at this tab begins with a form of their own.
    let unit = state.seat_untracked().map(|desk| desk.unit).unwrap_or_default();
    let kept_as = format!(
        "keqiao-form-{unit}-{}-{}",
        kind.code(),
        id.as_deref().unwrap_or("new")
    );
    let seen = id
        .as_deref()
        .and_then(|id| state.workspace.get_untracked().table(kind).revision(id));
    let at = id.as_deref().and_then(|id| {
        let workspace = state.workspace.get_untracked();
        workspace.find(kind, id).and_then(|folder| scope::state(&folder))
    });
    let kept: Option<BTreeMap<String, String>> =
        kept(&kept_as).and_then(|text| serde_json::from_str(&text).ok());
    let restored = RwSignal::new(kept.is_some());
    let workspace = state.workspace.get_untracked();
    let values: Vec<(&'static Field, RwSignal<String>)> = workspace
        .fields()
        .of(kind)
        .map(|field| {
            let own = kept.as_ref().and_then(|kept| kept.get(field.key));
            let text = own.or_else(|| begin.get(field.key)).cloned().unwrap_or_default();
            (field, RwSignal::new(text))
        })
        .collect();
    let values = StoredValue::new(values);
    let files: Files = StoredValue::new(BTreeMap::new());
    let problems = RwSignal::new(Vec::<FieldProblem>::new());
    let failed = RwSignal::new(None::<SaveError>);
    let saving = RwSignal::new(false);
    let summary = NodeRef::<html::Div>::new();
    let filled = move || -> Filled {
        values.with_value(|values| {
            values
                .iter()
                .map(|(field, text)| (field.key, text.get_untracked()))
                .collect()
        })
    };
    let keep_as = StoredValue::new(kept_as);
    let key = StoredValue::new(id.clone());

    // Whatever changes is kept; the first run only subscribes.
    Effect::new(move |before: Option<()>| {
        let now: BTreeMap<String, String> = values.with_value(|values| {
            values
                .iter()
                .map(|(field, text)| (field.key.to_owned(), text.get()))
                .collect()
        });
        if before.is_some()
            && let Ok(text) = serde_json::to_string(&now)
        {
            keep_as.with_value(|key| keep(key, Some(&text)));
        }
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if saving.get_untracked() {
            return;
        }
        let workspace = state.workspace.get_untracked();
        failed.set(None);
        let there = key.with_value(|id| id.as_deref().and_then(|id| workspace.find(kind, id)));
        if let Err(found) = records::read(&workspace, kind, there.as_ref(), &filled()) {
            problems.set(found);
            request_animation_frame(move || {
                if let Some(summary) = summary.get_untracked() {
                    let _ = summary.focus();
                }
            });
            return;
        }
        problems.set(Vec::new());
        saving.set(true);
        let (actor, filled, id) = (state.actor(), filled(), key.get_value());
        let bytes: Vec<_> = files.with_value(|files| files.clone().into_iter().collect());
        state.attempt(
            move |store| async move {
                let earlier = id.as_deref().map(|id| Seen { id, revision: seen });
                records::save(&*store, &workspace, &actor, (kind, earlier), &filled, bytes).await
            },
            move |id| {
                keep_as.with_value(|key| keep(key, None));
                state.toasts.done(t_string!(i18n, form.saved).to_owned(), None);
                Route::of(kind, &id).replace();
            },
            move |error| {
                saving.set(false);
                if let SaveError::Faulty(found) = &error {
                    problems.set(found.clone());
                }
                failed.set(Some(error));
            },
        );
    };
    let leave = move || match key.get_value() {
        Some(id) => Route::of(kind, &id),
        None => Route::Records {
            kind,
            query: Default::default(),
        },
    };
    let discard = move |_| {
        keep_as.with_value(|key| keep(key, None));
        leave().go();
    };
    let fault_of = move |key: &'static str| {
        Signal::derive(move || {
            problems
                .get()
                .iter()
                .find(|problem| problem.field == key)
                .map(|problem| problem.fault.text(lang.get()))
        })
    };
    let asking = Personal::of(
        state,
        kind,
        Signal::stored(id.clone().unwrap_or_default()),
        Signal::stored(called.unwrap_or_default()),
    );
    let inputs = values
        .get_value()
        .into_iter()
        .map(|(field, text)| {
            let fixed = kind.declaration().keeper == Some(field.key)
                && kind.workflow().is_some()
                && state.seat_untracked().is_some()
                || at.is_some_and(|at| !at.opens(field.key));
            // A new record's own are being typed; those of one that is there are hidden at first.
            let personal = hidden.contains(&field.key).then_some(asking);
            view! { <FieldInput field text fault=fault_of(field.key) files fixed personal /> }
        })
        .collect_view();
    view! {
        {asking.dialog()}
        <Show when=move || restored.get()>
            <p class="message warn" role="status">
                {t!(i18n, form.restored)}
            </p>
        </Show>
        <Show when=move || failed.get().is_some()>
            <p class="message bad" role="alert">
                {move || failed.get().map(|error| error.text(lang.get()))}
            </p>
        </Show>
        <Show when=move || !problems.get().is_empty()>
            <div class="message bad" tabindex="-1" role="alert" node_ref=summary>
                <p>
                    <strong>{move || t_string!(i18n, form.summary, count = problems.get().len())}</strong>
                </p>
                <ul class="todo">
                    {move || {
                        problems
                            .get()
                            .into_iter()
                            .map(|problem| {
                                let label = state
                                    .workspace
                                    .get_untracked()
                                    .fields()
                                    .get(kind, problem.field)
                                    .map(|field| field.label.text(lang.get()));
                                view! {
                                    <li>
                                        <button
                                            type="button"
                                            class="plain"
                                            on:click=move |_| focus(problem.field)
                                        >
                                            {label}
                                        </button>
                                        "："
                                        {problem.fault.text(lang.get())}
                                    </li>
                                }
                            })
                            .collect_view()
                    }}
                </ul>
            </div>
        </Show>
        <form class="card record-form" novalidate=true on:submit=submit>
            {inputs}
            <div class="actions">
                <button type="button" on:click=discard>
                    {t!(i18n, form.discard)}
                </button>
                <button type="submit" class="primary" disabled=move || saving.get()>
                    {t!(i18n, common.save)}
                </button>
            </div>
        </form>
    }
}

/// The id of a field's control on the page.
pub fn control(key: &str) -> String {
    format!("field-{key}")
}

fn focus(key: &str) {
    use wasm_bindgen::JsCast as _;
    let element = document().get_element_by_id(&control(key));
    if let Some(element) = element.and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _ = element.focus();
    }
}

/// Takes a chosen file in: its bytes wait for the record, the field holds its name, size and hash.
pub fn attach(state: State, file: web_sys::File, text: RwSignal<String>, files: Files) {
    if file.size() > LARGEST {
        state
            .toasts
            .failed(t_string!(state.i18n, form.file_too_large).to_owned());
        return;
    }
    leptos::task::spawn_local(async move {
        let Ok(buffer) = JsFuture::from(file.array_buffer()).await else {
            state
                .toasts
                .failed(t_string!(state.i18n, data.unread_file).to_owned());
            return;
        };
        let bytes = js_sys::Uint8Array::new(&buffer).to_vec();
        let sha256: String = Sha256::digest(&bytes)
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        let name: String = file.name().chars().filter(|c| !c.is_control()).collect();
        let attachment = Attachment {
            name,
            size: bytes.len() as u64,
            sha256,
        };
        text.set(format!(
            "{} sha256:{} {}",
            attachment.name, attachment.sha256, attachment.size
        ));
        files.update_value(|files| {
            files.insert(attachment.chunk(), bytes);
        });
    });
}

/// Kept for this tab only: another person at the same computer opens another.
fn kept(key: &str) -> Option<String> {
    window().session_storage().ok()??.get_item(key).ok()?
}

fn keep(key: &str, text: Option<&str>) {
    if let Ok(Some(storage)) = window().session_storage() {
        // A browser that keeps nothing loses the draft only with the tab.
        let _ = match text {
            Some(text) => storage.set_item(key, text),
            None => storage.remove_item(key),
        };
    }
}

/// Whether a field takes the whole width of a form.
pub fn is_wide(field: &Field) -> bool {
    matches!(
        field.kind,
        FieldKind::LongText { .. } | FieldKind::Rows(_) | FieldKind::References(_) | FieldKind::Choices(_)
    ) || matches!(field.kind, FieldKind::Text { max } if max > 100)
}
