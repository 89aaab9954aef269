//! The form of any kind, made from its declaration. What is typed is kept in the tab until it is saved.

use std::collections::BTreeMap;

use leptos::{html, prelude::*};

use crate::{
    app::{
        kinds,
        merge::{self, Merged, Texts},
        personal,
        records::{self, FormValues, SaveError, Seen},
        scope,
        workspace::{RecordView, Workspace},
    },
    domain::{
        Kind, Localized,
        field::{Field, FieldProblem},
    },
    store::StoreError,
    ui::{
        components::page_head::PageHead,
        i18n::*,
        route::Route,
        state::{State, now},
    },
};

use super::{
    attaching::Files,
    control::focus,
    draft::{Kept, keep, kept},
    field_input::FieldInput,
    personal::Personal,
};

/// Adds a record of the kind, begun from an earlier one where `from` names it, or edits the one with this id.
#[component]
pub fn FormPage(kind: Kind, id: Option<String>, from: Option<String>) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let lang = state.lang();
    let workspace = state.workspace.get_untracked();
    let seat = state.seat_untracked();
    let record = id.as_deref().and_then(|id| workspace.find(kind, id));
    let allowed = match (&id, &record) {
        (Some(_), None) => false,
        (Some(_), Some(record)) => scope::edits(&workspace, seat.as_ref(), record),
        (None, _) => seat.as_ref().is_none_or(|seat| scope::may_keep(&workspace, seat, kind, &seat.unit)),
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
        let missing = id.is_some() && record.is_none();
        let why = move || {
            if missing { t_string!(i18n, records.missing) } else { t_string!(i18n, form.not_yours) }
        };
        return view! {
            <PageHead title />
            <p class="card empty">{why}</p>
        }
        .into_any();
    }
    let mut begin = match &record {
        Some(record) => written(&workspace, record),
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
    let hidden = record.as_ref().map_or_else(Vec::new, |record| holding_personal(&workspace, record));
    let called = record.as_ref().map(|record| record.title.clone());
    let suggest = kinds::of(kind).and_then(|behaviour| behaviour.suggest);
    if let (Some(record), Some(suggest)) = (&record, suggest) {
        suggest(&workspace, record, &mut begin);
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
    begin: FormValues,
    /// Fields whose values stay hidden until somebody says why.
    hidden: Vec<&'static str>,
) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let lang = state.lang();
    // A draft is its seat's: the next person at this tab begins with a form of their own.
    let unit = state.seat_untracked().map(|seat| seat.unit).unwrap_or_default();
    let kept_as = format!("keqiao-form-{unit}-{}-{}", kind.code(), id.as_deref().unwrap_or("new"));
    let now = id.as_deref().and_then(|id| state.workspace.get_untracked().table(kind).revision(id));
    let at = id.as_deref().and_then(|id| {
        let workspace = state.workspace.get_untracked();
        workspace.find(kind, id).and_then(|record| scope::state(&record))
    });
    let kept = kept(&kept_as);
    let restored = RwSignal::new(kept.is_some());
    // What the form began with, and the revision that was: a draft found again began earlier than this page.
    let first: Texts = begin.iter().map(|(key, text)| ((*key).to_owned(), text.clone())).collect();
    let (base, seen) = kept.as_ref().map_or((first, now), |kept| (kept.base.clone(), kept.revision));
    let base = StoredValue::new(base);
    let seen = StoredValue::new(seen);
    let merged = RwSignal::new(None::<Merged>);
    let workspace = state.workspace.get_untracked();
    let values: Vec<(&'static Field, RwSignal<String>)> = workspace
        .fields()
        .of(kind)
        .map(|field| {
            let own = kept.as_ref().and_then(|kept| kept.texts.get(field.key));
            let text = own.or_else(|| begin.get(field.key)).cloned().unwrap_or_default();
            (field, RwSignal::new(text))
        })
        .collect();
    let values = StoredValue::new(values);
    let files: Files = StoredValue::new(BTreeMap::new());
    let problems = RwSignal::new(Vec::<FieldProblem>::new());
    let failed = RwSignal::new(None::<SaveError>);
    let saving = RwSignal::new(false);
    let conflict = RwSignal::new(false);
    let masked = RwSignal::new(hidden);
    let summary = NodeRef::<html::Div>::new();
    let filled = move || -> FormValues {
        values.with_value(|values| {
            values.iter().map(|(field, text)| (field.key, text.get_untracked())).collect()
        })
    };
    let keep_as = StoredValue::new(kept_as);
    let key = StoredValue::new(id.clone());

    // Whatever changes is kept; the first run only subscribes.
    Effect::new(move |before: Option<()>| {
        let texts: Texts = values.with_value(|values| {
            values.iter().map(|(field, text)| (field.key.to_owned(), text.get())).collect()
        });
        let now = Kept { revision: seen.get_value(), base: base.get_value(), texts };
        if before.is_some()
            && let Ok(text) = serde_json::to_string(&now)
        {
            keep_as.with_value(|key| keep(key, Some(&text)));
        }
    });
    let attend = move || {
        request_animation_frame(move || {
            if let Some(summary) = summary.get_untracked() {
                summary.scroll_into_view();
                let _ = summary.focus();
            }
        });
    };
    // Another's change of the record is taken into the form, which can then be saved.
    let take_in = move || {
        let workspace = state.workspace.get_untracked();
        let Some(record) = key.with_value(|id| id.as_deref().and_then(|id| workspace.find(kind, id))) else {
            return;
        };
        let theirs: Texts =
            written(&workspace, &record).into_iter().map(|(key, text)| (key.to_owned(), text)).collect();
        let mine: Texts = filled().into_iter().map(|(key, text)| (key.to_owned(), text)).collect();
        let found = merge::merge(&base.get_value(), &mine, &theirs);
        values.with_value(|values| {
            for (field, text) in values {
                if let Some(now) = found.texts.get(field.key)
                    && text.get_untracked() != *now
                {
                    text.set(now.clone());
                }
            }
        });
        base.set_value(theirs);
        seen.set_value(record.revision);
        // A telephone number that the other put in is as hidden as one that was there.
        let more = holding_personal(&workspace, &record);
        if more.iter().any(|key| masked.with_untracked(|known| !known.contains(key))) {
            masked.update(|known| known.extend(more));
        }
        failed.set(None);
        merged.set(Some(found));
        attend();
    };
    if restored.get_untracked() && seen.get_value() != now {
        take_in();
    }
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
            attend();
            return;
        }
        problems.set(Vec::new());
        saving.set(true);
        let (actor, filled, id) = (state.actor(), filled(), key.get_value());
        let revision = seen.get_value();
        let bytes: Vec<_> = files.with_value(|files| files.clone().into_iter().collect());
        state.attempt(
            move |store| async move {
                let earlier = id.as_deref().map(|id| Seen { id, revision });
                records::save(&*store, &workspace, &actor, (kind, earlier), &filled, bytes).await
            },
            move |id| {
                keep_as.with_value(|key| keep(key, None));
                state.toasts.done(t_string!(i18n, form.saved).to_owned(), None);
                Route::of(kind, &id).replace();
            },
            move |error| {
                saving.set(false);
                match error {
                    // The workspace is being read anew: the other's change is there a moment later.
                    SaveError::Store(StoreError::Conflict { .. }) if key.with_value(Option::is_some) => {
                        conflict.set(true);
                    }
                    error => {
                        if let SaveError::Faulty(found) = &error {
                            problems.set(found.clone());
                        }
                        failed.set(Some(error));
                        attend();
                    }
                }
            },
        );
    };
    Effect::new(move |_| {
        state.workspace.track();
        if conflict.get_untracked() {
            conflict.set(false);
            take_in();
        }
    });
    let leave = move || match key.get_value() {
        Some(id) => Route::of(kind, &id),
        None => Route::Records { kind, query: Default::default() },
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
            let personal =
                Signal::derive(move || masked.with(|known| known.contains(&field.key)).then_some(asking));
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
        <div tabindex="-1" class="documents" node_ref=summary>
            {move || merged.get().map(|found| merged_notice(state, kind, found))}
            <Show when=move || failed.get().is_some()>
                <p class="message bad" role="alert">
                    {move || failed.get().map(|error| error.text(lang.get()))}
                </p>
            </Show>
            <Show when=move || !problems.get().is_empty()>
                <div class="message bad" role="alert">
                    <p>
                        <strong>{move || t_string!(i18n, form.summary, count = problems.get().len())}</strong>
                    </p>
                    <ul class="todo">
                        {move || {
                            problems
                                .get()
                                .into_iter()
                                .map(|problem| {
                                    view! {
                                        <li>
                                            <button
                                                type="button"
                                                class="plain"
                                                on:click=move |_| focus(problem.field)
                                            >
                                                {label_of(state, kind, problem.field)}
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
        </div>
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

/// The fields of a record that hold personal data.
fn holding_personal(workspace: &Workspace, record: &RecordView<'_>) -> Vec<&'static str> {
    let value = |field: &Field| record.values.get(field.key).unwrap_or(&serde_json::Value::Null);
    let fields = workspace.fields().of(record.kind);
    fields.filter(|field| personal::holds(field, value(field))).map(|field| field.key).collect()
}

/// A record as the fields of a form hold it.
fn written(workspace: &Workspace, record: &RecordView<'_>) -> FormValues {
    let value = |field: &Field| record.values.get(field.key).unwrap_or(&serde_json::Value::Null);
    let fields = workspace.fields().of(record.kind);
    fields.map(|field| (field.key, field.write(value(field)))).collect()
}

fn label_of(state: State, kind: Kind, key: &str) -> &'static str {
    let workspace = state.workspace.get_untracked();
    let field = workspace.fields().get(kind, key);
    field.map_or("", |field| field.label.text(state.lang().get()))
}

/// What another has changed meanwhile, and what both have.
fn merged_notice(state: State, kind: Kind, found: Merged) -> AnyView {
    let i18n = state.i18n;
    let names = |keys: &[String]| {
        let labels: Vec<_> = keys.iter().map(|key| label_of(state, kind, key)).collect();
        labels.join("、")
    };
    let (taken, both) = (names(&found.taken), names(&found.both));
    view! {
        <div class="message warn" role="alert">
            <p>
                <strong>{t!(i18n, form.changed_meanwhile)}</strong>
            </p>
            {(!taken.is_empty())
                .then(|| view! { <p>{t_string!(i18n, form.taken, fields = taken).to_string()}</p> })}
            {(!both.is_empty()).then(|| view! { <p>{t_string!(i18n, form.both, fields = both).to_string()}</p> })}
        </div>
    }
    .into_any()
}
