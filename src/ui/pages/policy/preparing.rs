//! What putting a version in force, or letting a pack govern, would change, and what stands in its way: asked of the worker while
//! the dialog is open.

use jiff::civil::Date;
use leptos::prelude::*;

use super::{draft::Draft, words::signed};
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
    worker::decisions::{self, Prepare, Prepared},
};

/// Asks whenever there is another question; nothing is asked while there is none.
pub fn prepare(
    state: State,
    of: Preparing,
    question: impl Fn() -> Option<(decisions::Draft, Option<Date>)> + 'static,
) {
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

/// What stored sessions and payments become.
#[component]
pub fn Change(change: Comparison) -> impl IntoView {
    let state = State::here();
    let (i18n, lang) = (state.i18n, state.lang());
    let Comparison { sessions, changed, before, after, newly_undecided, payments } = change;
    let counted = move |count, noun| lang.get().counted(count, noun);
    view! {
        <div role="status" class="stack">
            <p class="headline">
                {move || {
                    let sessions = counted(sessions, counts::SESSIONS);
                    t_string!(i18n, policy.changed_count, count = grouped(changed.len()), sessions = sessions)
                        .to_string()
                }}
            </p>
            <p>
                {t!(
                    i18n,
                    policy.changed_sum,
                    before = before.to_string(),
                    after = after.to_string(),
                    delta = signed(after - before)
                )}
            </p>
            {payments
                .map(|count| {
                    view! {
                        <p>
                            {move || {
                                let payments = counted(count, counts::PAYMENTS);
                                t_string!(i18n, policy.changed_payments, payments = payments).to_string()
                            }}
                        </p>
                    }
                })}
            {(newly_undecided > 0)
                .then(|| {
                    view! {
                        <p class="fault">
                            {move || {
                                let sessions = counted(newly_undecided, counts::SESSIONS);
                                t_string!(i18n, policy.newly_undecided, sessions = sessions).to_string()
                            }}
                        </p>
                    }
                })}
        </div>
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
            view! { <li>{named} {move || lang.get().colon()} {move || why.get(lang.get()).to_owned()}</li> }
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

/// The pack's own cases, and which of them do not hold. Of a draft they can be made to expect what it decides.
#[component]
pub fn Cases(cases: Vec<CaseHeld>, #[prop(optional)] draft: Option<Draft>) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let lang = state.lang();
    let all = cases.len();
    let failed: Vec<_> = cases.into_iter().filter(|case| case.fault.is_some()).collect();
    if failed.is_empty() {
        return view! { <p role="status">{t!(i18n, policy.cases_hold, count = grouped(all))}</p> }.into_any();
    }
    let count = failed.len();
    let line = move |CaseHeld { name, fault, at, decided }: CaseHeld| {
        // Cases of the packs that extend it are theirs to change.
        let is_own = |draft: &Draft| fault.as_ref().is_some_and(|fault| fault.place.pack == draft.pack());
        let accept = draft.filter(is_own).zip(decided).map(|(draft, decided)| {
            let label = t_string!(i18n, policy.accept_case_of, name = name.clone());
            view! {
                <button type="button" class="plain" aria-label=label.to_string() on:click=move |_| draft.accept(&at, &decided)>
                    {t!(i18n, policy.accept_case)}
                </button>
            }
        });
        view! { <li>{name} {move || lang.get().colon()} {move || fault.as_ref().map(|fault| fault.text(lang.get()))} " " {accept}</li> }
    };
    view! {
        <div class="message bad" role="status">
            <p>{t!(i18n, policy.cases_fail, count = grouped(count), all = grouped(all))}</p>
            <ul>{failed.into_iter().map(line).collect_view()}</ul>
            <p>{t!(i18n, policy.cases_fail_help)}</p>
        </div>
    }
    .into_any()
}
