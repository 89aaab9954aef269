//! What putting a version in force, or letting a pack govern, would change, and what stands in its way: asked of the worker while
//! the dialog is open.

use jiff::civil::Date;
use leptos::prelude::*;

use super::words::signed;
use crate::{
    app::{
        compare::Comparison,
        policies::{self, CaseHeld, Readiness, Unresolved},
    },
    domain::{Declared as _, Localized, Session, counts, lang::grouped},
    ui::{
        components::progress_bar::ProgressBar,
        i18n::*,
        route::Route,
        state::{Preparing, State, now},
    },
    worker::decisions::{Draft, Prepare, Prepared},
};

/// Asks whenever there is another question; nothing is asked while there is none.
pub fn prepare(state: State, of: Preparing, question: impl Fn() -> Option<(Draft, Option<Date>)> + 'static) {
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
        if let Some((draft, from)) = question() {
            let question = Prepare { draft, from, today: now().today, seat: state.seat() };
            asked.set_value(Some(state.decide(question, of)));
        }
    });
    on_cleanup(forget);
}

/// Whether the one who sits here may, and what was found allows it.
pub fn is_ready(state: State, of: Preparing, pack: &str) -> bool {
    let found = of.found.with(|found| found.as_ref().is_some_and(|found| found.readiness.is_ready()));
    found && may(state, pack).is_none()
}

/// Why the one who sits here may not put a pack in force.
fn may(state: State, pack: &str) -> Option<String> {
    let (shipped, workspace) = (state.shipped.get(), state.workspace.get());
    let refused = policies::competence(&shipped, &workspace, &state.actor(), pack).err()?;
    Some(refused.text(state.lang().get()))
}

/// What was found, or how far it has come.
#[component]
pub fn Preparation(of: Preparing, #[prop(into)] pack: Signal<String>) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let refused = move || may(state, &pack.get()).map(|why| view! { <p class="message warn">{why}</p> });
    let found = move || match (of.progress.get(), of.found.get()) {
        (Some(_), _) => view! {
            <ProgressBar
                label=Signal::derive(move || t_string!(i18n, policy.checking).to_owned())
                of=of.progress
            />
        }
        .into_any(),
        (None, Some(Prepared { readiness, change })) => view! {
            {change.map(|change| view! { <Change change /> })}
            <Found readiness />
        }
        .into_any(),
        (None, None) => ().into_any(),
    };
    view! {
        {refused}
        {found}
    }
}

/// How many stored sessions change, and by how much.
#[component]
fn Change(change: Comparison) -> impl IntoView {
    let state = State::here();
    let (i18n, lang) = (state.i18n, state.lang());
    let Comparison { sessions, changed, before, after, .. } = change;
    view! {
        <p role="status">
            {move || {
                let sessions = lang.get().counted(sessions, counts::SESSIONS);
                t_string!(i18n, policy.changed_count, count = grouped(changed.len()), sessions = sessions).to_string()
            }} " · "
            {t!(
                i18n,
                policy.changed_sum,
                before = before.to_string(),
                after = after.to_string(),
                delta = signed(after - before)
            )}
        </p>
    }
}

/// Its cases, and what it cannot decide.
#[component]
fn Found(readiness: Readiness) -> impl IntoView {
    let lang = State::here().lang();
    let Readiness { faults, cases, undecided, unsettled, .. } = readiness;
    let errors = faults.len();
    let faults = (errors > 0).then(|| {
        let line =
            move |fault: crate::policy::Diagnostic| view! { <li>{move || fault.text(lang.get())}</li> };
        view! {
            <div class="message bad" role="status">
                <p>{move || lang.get().counted(errors, counts::ERRORS)}</p>
                <ul>{faults.into_iter().map(line).collect_view()}</ul>
            </div>
        }
    });
    view! {
        {faults}
        <Cases cases />
        <Cannot of=undecided sessions=true />
        <Cannot of=unsettled sessions=false />
    }
}

/// How many it cannot decide, and some of them.
#[component]
fn Cannot(of: Unresolved, sessions: bool) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let lang = state.lang();
    let Unresolved { count, examples } = of;
    (count > 0).then(|| {
        let line = move |(id, why): (crate::app::ordered::Key, crate::policy::decision::Text)| {
            let named = if sessions {
                let href = Route::of(Session::KIND, &id).href();
                view! { <a href=href>{id.to_string()}</a> }.into_any()
            } else {
                id.to_string().into_any()
            };
            view! { <li>{named} "：" {move || why.get(lang.get()).to_owned()}</li> }
        };
        let head = move || match sessions {
            true => {
                let sessions = lang.get().counted(count, counts::SESSIONS);
                t_string!(i18n, policy.cannot_decide, sessions = sessions).to_string()
            }
            false => {
                let settlements = lang.get().counted(count, counts::SETTLEMENTS);
                t_string!(i18n, policy.cannot_settle, settlements = settlements).to_string()
            }
        };
        view! {
            <div class="message bad" role="status">
                <p>{head}</p>
                <ul>{examples.into_iter().map(line).collect_view()}</ul>
            </div>
        }
    })
}

/// The pack's own cases, and which of them do not hold.
#[component]
pub fn Cases(cases: Vec<CaseHeld>) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let lang = state.lang();
    let failed: Vec<_> =
        cases.iter().filter_map(|case| Some((case.name.clone(), case.fault.clone()?))).collect();
    let all = cases.len();
    if failed.is_empty() {
        view! { <p role="status">{t!(i18n, policy.cases_hold, count = grouped(all))}</p> }.into_any()
    } else {
        let line = move |(name, fault): (String, crate::policy::Diagnostic)| {
            view! { <li>{name} "：" {move || fault.text(lang.get())}</li> }
        };
        view! {
            <div class="message bad" role="status">
                <p>{t!(i18n, policy.cases_fail, count = grouped(failed.len()), all = grouped(all))}</p>
                <ul>{failed.into_iter().map(line).collect_view()}</ul>
            </div>
        }
        .into_any()
    }
}
