//! What was decided about a session, as a readable account.

use leptos::prelude::*;

use crate::{
    app::{
        account::{self, PaidHours},
        provisional,
        workspace::RecordView,
    },
    domain::{Section, Session, hash},
    policy::decision::Outcome,
    ui::{
        components::{account::AccountView, progress_bar::ProgressBar},
        i18n::*,
        route::Route,
        state::{EXAMPLE, State, remember},
    },
};

/// The decision, or how far deciding has come.
pub fn decision(state: State, record: &RecordView<'_>) -> AnyView {
    let i18n = state.i18n;
    let id = record.id.clone();
    let session = state.workspace.with_untracked(|workspace| workspace.sessions.get(&id).cloned());
    let Some(session) = session else { return ().into_any() };
    // Nothing outside while it is being decided, nothing inside for what was not held.
    let verdict = Memo::new(move |_| Some(state.account.get()?.verdicts.get(&id).cloned()));
    view! {
        <section class="card stack">
            <h2>{t!(i18n, decision.title)}</h2>
            {move || match verdict.get() {
                Some(Some(verdict)) => explained(state, &session, &verdict),
                Some(None) => view! { <p class="soft">{t!(i18n, decision.none)}</p> }.into_any(),
                None => {
                    view! {
                        <ProgressBar
                            label=Signal::derive(move || t_string!(i18n, common.deciding).to_owned())
                            of=state.deciding
                        />
                    }
                        .into_any()
                }
            }}
        </section>
    }
    .into_any()
}

fn explained(state: State, session: &Session, verdict: &account::Verdict) -> AnyView {
    let i18n = state.i18n;
    let workspace = state.workspace.get();
    let before = verdict.paid_hours_before;
    let (decision, policy) = match account::explain(&workspace, &state.rulebook(), session, before) {
        Ok(explained) => explained,
        Err(why) => {
            return view! {
                <div class="message bad">
                    <p>{t!(i18n, decision.undecided)}</p>
                    <p>{why.get(state.lang().get()).to_owned()}</p>
                </div>
            }
            .into_any();
        }
    };
    let hash = hash::short(policy.hash()).to_owned();
    let is_paid = matches!(decision.outcome, Outcome::Amount(_));
    let hours = is_paid.then(|| account::paid_hours(session, &decision, &policy)).flatten();
    let before = (!before.is_zero()).then(|| before.normalize().to_string());
    let missing = if is_paid { provisional::of_session(&workspace, session) } else { Vec::new() };
    let provisional = provisional::text(&missing, state.lang().get());
    let unknown = (!policy.calendar().covers(session.date)).then(|| session.date.year());
    view! {
        {unknown
            .map(|year| view! { <p class="message warn">{t!(i18n, decision.no_calendar, year = year)}</p> })}
        {provisional.map(|text| view! { <p class="message warn">{text}</p> })}
        {hours.map(|hours| paid_hours(i18n, hours))}
        <AccountView decision day=session.date policy />
        {before
            .map(|hours| view! { <p class="soft">{t!(i18n, decision.paid_hours_before, hours = hours)}</p> })}
        <p class="soft">{t!(i18n, decision.hash)} " " <code>{hash}</code></p>
    }
    .into_any()
}

/// The hours paid, and how they came about.
fn paid_hours(i18n: leptos_i18n::I18nContext<Locale>, hours: PaidHours) -> impl IntoView {
    let paid = hours.paid_hours.normalize().to_string();
    let per_hour = hours.per_hour.normalize().to_string();
    view! {
        <p>
            {t!(i18n, decision.paid_hours, hours = paid, minutes = hours.minutes, per_hour = per_hour)}
            {hours.capped.then(|| view! { {t!(i18n, decision.capped)} })}
        </p>
    }
}

/// Takes the session as the one by which the policy page shows what an edit changes; nothing for whom that page does not open.
pub fn try_policy(state: State, record: &RecordView<'_>) -> AnyView {
    if !state.opens(Section::Policy) {
        return ().into_any();
    }
    let id = record.id.clone();
    let go = move |_| {
        remember(EXAMPLE, &id);
        Route::Policy { pack: None, at: None }.go();
    };
    view! {
        <button type="button" on:click=go>
            {t!(state.i18n, decision.try_policy)}
        </button>
    }
    .into_any()
}
