//! Putting a version in force: from which day, what that would change, what stands in its way, and what it ends.

use jiff::civil::Date;
use leptos::prelude::*;

use super::{
    draft::Draft,
    preparing::{Preparation, is_ready, prepare},
    words::version_name,
};
use crate::{
    app::{
        periods::{self, Period},
        policies::{self, Readiness},
    },
    ui::{
        components::dialog::{Dialog, FormButtons},
        i18n::*,
        state::{Preparing, State, now},
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
    let of = Preparing::nothing();
    prepare(state, of, move || {
        let (number, day) = (version.get()?, from.get()?);
        let (shipped, workspace) = (state.shipped.get_untracked(), state.workspace.get());
        let source = policies::source(&shipped, &workspace, &draft.pack(), number)?;
        Some((worker::decisions::Draft { files: source.files, ..draft.posed(state) }, Some(day)))
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let (Some(number), Some(effective)) = (version.get_untracked(), from.get_untracked()) else {
            return;
        };
        let Some(found) = of.found.get_untracked() else { return };
        open.set(false);
        put_in_force(state, (draft.pack(), number), effective, found.readiness);
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
                <Preparation of pack=Signal::derive(move || draft.pack()) />
                <FormButtons
                    on_cancel=move |_| open.set(false)
                    disabled=Signal::derive(move || !is_ready(state, of, &draft.pack()))
                >
                    {t!(i18n, policy.put_in_force)}
                </FormButtons>
            </form>
        </Dialog>
    }
}

fn put_in_force(state: State, (pack, number): (String, u32), effective: Date, found: Readiness) {
    let (workspace, shipped, actor) =
        (state.workspace.get_untracked(), state.shipped.get_untracked(), state.actor());
    state.act(
        move |store| async move {
            let version = (pack.as_str(), number);
            policies::put_in_force(&*store, &workspace, &shipped, &actor, version, (effective, &found)).await
        },
        move |written| {
            let text = move || {
                t_string!(
                    state.i18n,
                    policy.now_in_force,
                    version = version_name(state, number),
                    date = effective.to_string()
                )
                .to_string()
            };
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
        Some(view! {
            <div class="message warn">
                <p>{t!(i18n, policy.in_the_past)}</p>
            </div>
            <Exported />
        })
    }
}

/// The payment list last handed out, which what is changed may no longer agree with.
#[component]
pub fn Exported() -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    move || {
        let export = state.workspace.get().settings.last_export.clone()?;
        let (when, file) = (state.local_time(&export.when), export.file);
        Some(
            view! { <p class="message warn">{t!(i18n, policy.exported_before, when = when, file = file)}</p> },
        )
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
