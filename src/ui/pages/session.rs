//! One session: its facts, and its decision as a readable account.

use leptos::prelude::*;

use crate::{
    app::account::{self, PaidHours},
    domain::{Declared as _, Record as _, Session},
    policy::decision::Outcome,
    ui::{
        components::{account::AccountView, page_head::PageHead, progress_bar::ProgressBar},
        i18n::*,
        route::Route,
        state::{EXAMPLE, State, TablePlace, remember},
    },
};

/// Where the table was left, with filters and place.
fn back() -> String {
    TablePlace::left(Session::KIND.code())
        .map_or_else(|| Route::Sessions(Default::default()).href(), |left| left.address)
}

/// The session with this id.
#[component]
pub fn SessionPage(#[prop(into)] id: Signal<String>) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let found = Memo::new(move |_| {
        let workspace = state.workspace.get();
        workspace.sessions.get(&id.get()).cloned()
    });
    let title = Signal::derive(move || {
        found.get().map_or_else(|| t_string!(i18n, session.missing_title).to_owned(), |session| session.topic)
    });
    view! {
        <PageHead title>
            <button
                type="button"
                class="primary"
                disabled=move || found.get().is_none()
                on:click=move |_| {
                    remember(EXAMPLE, &id.get_untracked());
                    Route::Policy { pack: None, at: None }.go();
                }
            >
                {t!(i18n, session.try_policy)}
            </button>
            <a class="button" href=back()>
                {t!(i18n, session.back)}
            </a>
            <button type="button" on:click=move |_| drop(window().print())>
                {t!(i18n, common.print)}
            </button>
        </PageHead>
        {move || match found.get() {
            Some(session) => {
                view! {
                    <div class="columns session">
                        <Facts session=session.clone() />
                        <Ruling session />
                    </div>
                }
                    .into_any()
            }
            None => view! { <p class="card empty">{t!(i18n, session.missing)}</p> }.into_any(),
        }}
    }
}

#[component]
fn Facts(session: Session) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let lang = state.lang();
    let values = serde_json::to_value(&session).unwrap_or_default();
    let workspace = state.workspace.get_untracked();
    let school = workspace.schools.get(&session.school).cloned();
    let instructor = workspace.instructors.get(&session.instructor).cloned();
    let facts = Session::DECLARATION
        .fields
        .iter()
        .filter(|field| !matches!(field.key, "school" | "instructor" | "topic"))
        .map(|field| {
            let value = values.get(field.key).cloned().unwrap_or_default();
            fact(
                Signal::derive(move || field.label.text(lang.get()).to_owned()),
                Signal::derive(move || field.kind.show_with_unit(&value, lang.get())),
            )
        })
        .collect_view();
    // Whoever took part is shown as on the day of the session, whatever they are now.
    let day = session.date;
    let checked = instructor.as_ref().map(|instructor| {
        let check = instructor.checked_on.on(day).map_or_else(String::new, |check| check.on.to_string());
        fact(Signal::derive(move || t_string!(i18n, session.checked).to_owned()), Signal::stored(check))
    });
    let school_name = school.as_ref().map_or(session.school.clone(), |school| school.name.clone());
    let school_marks = Signal::derive(move || {
        let Some(school) = &school else {
            return String::new();
        };
        let mut marks = vec![school.stage.label().text(lang.get())];
        if *school.rural.on(day) {
            marks.push(t_string!(i18n, session.rural));
        }
        if *school.under_resourced.on(day) {
            marks.push(t_string!(i18n, session.under_resourced));
        }
        marks.join(" · ")
    });
    let instructor_name =
        instructor.as_ref().map_or(session.instructor.clone(), |instructor| instructor.name.clone());
    let instructor_marks = Signal::derive(move || {
        let Some(instructor) = &instructor else { return String::new() };
        format!("{} · {}", instructor.unit, instructor.title.on(day).label().text(lang.get()))
    });
    view! {
        <section class="card">
            <h2>{t!(i18n, session.facts)}</h2>
            <dl class="facts">
                <div>
                    <dt>{t!(i18n, sessions.school)}</dt>
                    <dd>
                        {school_name} <span class="soft">" " {school_marks}</span>
                    </dd>
                </div>
                <div>
                    <dt>{t!(i18n, sessions.instructor)}</dt>
                    <dd>
                        {instructor_name} <span class="soft">" " {instructor_marks}</span>
                    </dd>
                </div>
                {checked}
                {facts}
            </dl>
        </section>
    }
}

fn fact(label: Signal<String>, value: Signal<String>) -> impl IntoView {
    view! {
        <div>
            <dt>{label}</dt>
            <dd>{move || Some(value.get()).filter(|value| !value.is_empty()).unwrap_or_else(|| "—".to_owned())}</dd>
        </div>
    }
}

#[component]
fn Ruling(session: Session) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    view! {
        <section class="card">
            <h2>{t!(i18n, session.decision)}</h2>
            {move || {
                let account = state.account.get();
                let Some(verdict) = account.and_then(|account| account.verdicts.get(&session.id()).cloned()) else {
                    return view! {
                        <ProgressBar
                            label=Signal::derive(move || t_string!(i18n, common.deciding).to_owned())
                            of=state.deciding
                        />
                    }
                        .into_any();
                };
                let workspace = state.workspace.get();
                match account::explain(&workspace, &state.rulebook(), &session, verdict.paid_hours_before) {
                    Ok((decision, policy)) => {
                        let hash = policy.hash().to_owned();
                        let paid_hours = matches!(decision.outcome, Outcome::Amount(_))
                            .then(|| account::paid_hours(&session, &decision, &policy))
                            .flatten();
                        let before = verdict.paid_hours_before.normalize().to_string();
                        let some_before = !verdict.paid_hours_before.is_zero();
                        view! {
                            {paid_hours.map(|paid_hours| view! { <PaidHoursLine paid_hours /> })}
                            <AccountView decision day=session.date policy />
                            {some_before
                                .then(|| view! { <p class="soft">{t!(i18n, session.paid_hours_before, hours = before)}</p> })}
                            <p class="soft hash">
                                {t!(i18n, session.hash)} " " <code>{hash.get(..16).unwrap_or_default().to_owned()}</code>
                            </p>
                        }
                            .into_any()
                    }
                    Err(why) => {
                        let lang = state.lang().get();
                        view! {
                            <div class="message bad">
                                <p>{t!(i18n, session.undecided)}</p>
                                <p>{why.get(lang).to_owned()}</p>
                            </div>
                        }
                            .into_any()
                    }
                }
            }}
        </section>
    }
}

/// The hours paid, and how they came about.
#[component]
fn PaidHoursLine(paid_hours: PaidHours) -> impl IntoView {
    let i18n = use_i18n();
    let hours = paid_hours.paid_hours.normalize().to_string();
    let per_hour = paid_hours.per_hour.normalize().to_string();
    view! {
        <p class="paid_hours">
            {t!(i18n, session.paid_hours, hours = hours, minutes = paid_hours.minutes, per_hour = per_hour)}
            {paid_hours.capped.then(|| view! { {t!(i18n, session.capped)} })}
        </p>
    }
}
