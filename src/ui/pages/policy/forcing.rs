//! Putting a version in force: from which day, what that would change, and what it ends.

use jiff::civil::Date;
use leptos::prelude::*;

use super::{
    draft::Draft,
    words::{signed, version_name},
};
use crate::{
    app::{
        periods::{self, Period},
        policies,
    },
    ui::{
        components::{
            dialog::{Dialog, FormButtons},
            progress_bar::ProgressBar,
        },
        i18n::*,
        state::{Comparing, State, now},
    },
    worker,
};

/// Asks from which day; open while `version` names one.
#[component]
pub fn Forcing(draft: Draft, version: RwSignal<Option<u32>>) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let open = RwSignal::new(false);
    let day = RwSignal::new(String::new());
    Effect::new(move |_| {
        if version.get().is_some() {
            day.set(now().today.to_string());
            open.set(true);
        }
    });
    Effect::new(move |_| {
        if !open.get() {
            version.set(None);
        }
    });
    let from = Memo::new(move |_| day.get().parse::<Date>().ok());
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let (Some(number), Some(effective)) = (version.get_untracked(), from.get_untracked()) else {
            return;
        };
        open.set(false);
        put_in_force(state, draft.pack(), number, effective);
    };
    let what = move || {
        version
            .get()
            .map(|number| format!("{} · {}", state.pack_title(&draft.pack()), version_name(state, number)))
    };
    view! {
        <Dialog open title=Signal::derive(move || t_string!(i18n, policy.put_in_force).to_owned())>
            <form class="stack" on:submit=submit>
                <p>
                    <strong>{what}</strong>
                </p>
                <label class="field">
                    <span>{t!(i18n, policy.effective)}</span>
                    <input type="date" required=true bind:value=day />
                    <span class="help">{t!(i18n, policy.effective_help)}</span>
                </label>
                <Past from />
                <CutOff draft version from />
                <Change draft version from />
                <FormButtons on_cancel=move |_| open.set(false)>{t!(i18n, policy.put_in_force)}</FormButtons>
            </form>
        </Dialog>
    }
}

fn put_in_force(state: State, pack: String, number: u32, effective: Date) {
    let (workspace, shipped, actor) =
        (state.workspace.get_untracked(), state.shipped.get_untracked(), state.actor());
    state.act(
        move |store| async move {
            policies::put_in_force(&*store, &workspace, &shipped, &actor, (&pack, number), effective).await
        },
        move |written| {
            let text = t_string!(
                state.i18n,
                policy.now_in_force,
                version = version_name(state, number),
                date = effective.to_string()
            )
            .to_string();
            state.toasts.done(text, Some(state.undoing(written.sequence)));
        },
    );
}

/// A day in the past changes what has been decided, and perhaps paid.
#[component]
fn Past(from: Memo<Option<Date>>) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    move || {
        from.get().filter(|day| *day < now().today)?;
        let exported = state.workspace.get().settings.last_export.clone();
        Some(view! {
            <div class="message warn">
                <p>{t!(i18n, policy.in_the_past)}</p>
                {exported
                    .map(|export| {
                        let (when, file) = (state.local_time(&export.when), export.file);
                        view! { <p>{t!(i18n, policy.exported_before, when = when, file = file)}</p> }
                    })}
            </div>
        })
    }
}

/// What was to begin on the day or later, and will not.
#[component]
fn CutOff(draft: Draft, version: RwSignal<Option<u32>>, from: Memo<Option<Date>>) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    move || {
        let (number, day) = (version.get()?, from.get()?);
        let mut ended = periods::cut_off_by(&state.shipped.get(), &state.workspace.get(), &draft.pack(), day);
        ended.retain(|period| period.version != number);
        if ended.is_empty() {
            return None;
        }
        let line = |Period { version, from, .. }: Period| {
            let name = version_name(state, version);
            let text = t_string!(i18n, policy.ended_version, version = name, date = from.to_string());
            view! { <li>{text.to_string()}</li> }
        };
        Some(view! {
            <div class="message warn">
                <p>{t!(i18n, policy.ends)}</p>
                <ul>{ended.into_iter().map(line).collect_view()}</ul>
            </div>
        })
    }
}

/// How many stored sessions change, and by how much, as the worker finds out.
#[component]
fn Change(draft: Draft, version: RwSignal<Option<u32>>, from: Memo<Option<Date>>) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let of = Comparing::nothing();
    let asked = StoredValue::new(None);
    let forget = move || {
        if let Some(Some(request)) = asked.try_get_value() {
            state.forget(request);
        }
    };
    Effect::new(move |_| {
        forget();
        of.found.set(None);
        of.progress.set(None);
        let (Some(number), Some(day)) = (version.get(), from.get()) else {
            return;
        };
        let (shipped, workspace) = (state.shipped.get_untracked(), state.workspace.get_untracked());
        let Some(source) = policies::source(&shipped, &workspace, &draft.pack(), number) else {
            return;
        };
        let count = workspace.sessions.len();
        // What does not govern changes nothing by coming into force.
        let governing = workspace.settings.pack.clone();
        if count == 0 || untrack(|| draft.judged()) != governing {
            return;
        }
        let posed = worker::decisions::Draft { files: source.files, judged: governing, ..draft.posed(state) };
        let request = state.compare(posed, Some(day), of);
        asked.set_value(Some(request));
    });
    on_cleanup(forget);
    move || match (of.progress.get(), of.found.get()) {
        (Some(_), _) => view! {
            <ProgressBar
                label=Signal::derive(move || t_string!(i18n, policy.comparing).to_owned())
                of=of.progress
            />
        }
        .into_any(),
        (None, Some(found)) => view! {
            <p role="status">
                {t!(i18n, policy.changed_count, count = found.changed.len(), all = found.sessions)} " · "
                {t!(
                    i18n,
                    policy.changed_sum,
                    before = found.before.to_string(),
                    after = found.after.to_string(),
                    delta = signed(found.after - found.before)
                )}
            </p>
        }
        .into_any(),
        (None, None) => ().into_any(),
    }
}
