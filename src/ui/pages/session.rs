//! One session: its facts, and its decision as a readable account.

use leptos::prelude::*;

use crate::{
    app::account::{self, Credit},
    domain::{Kind, Session},
    policy::decision::Outcome,
    ui::{
        components::{account::AccountView, page_head::PageHead, progress::Progress},
        i18n::*,
        route::Route,
        state::{EXAMPLE, State, last_list, remember},
    },
};

/// The session with this id.
#[component]
pub fn SessionPage(#[prop(into)] id: Signal<String>) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let found = Memo::new(move |_| {
        let workspace = state.workspace.get();
        let place = workspace.sessions.place(&id.get())?;
        workspace.sessions.all().get(place).cloned().map(|session| (place, session))
    });
    let title = Signal::derive(move || {
        found
            .get()
            .map_or_else(|| t_string!(i18n, session.missing_title).to_owned(), |(_, session)| session.topic)
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
            <a class="button" href=last_list().unwrap_or_else(|| Route::Sessions(Default::default()).href())>
                {t!(i18n, session.back)}
            </a>
            <button type="button" on:click=move |_| drop(window().print())>
                {t!(i18n, common.print)}
            </button>
        </PageHead>
        {move || match found.get() {
            Some((place, session)) => {
                view! {
                    <div class="columns session">
                        <Facts session=session.clone() />
                        <Ruling place session />
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
    let tutor = workspace.tutors.get(&session.tutor).cloned();
    let facts = Kind::Session
        .fields()
        .iter()
        .filter(|field| !matches!(field.key, "school" | "tutor" | "topic"))
        .map(|field| {
            let value = values.get(field.key).cloned().unwrap_or_default();
            fact(
                Signal::derive(move || field.label.text(lang.get()).to_owned()),
                Signal::derive(move || field.show_with_unit(&value, lang.get())),
            )
        })
        .collect_view();
    let checked = tutor.as_ref().and_then(|tutor| {
        let field = Kind::Tutor.fields().iter().find(|field| field.key == "checked_on")?;
        let value = serde_json::to_value(tutor.checked_on).unwrap_or_default();
        Some(fact(
            Signal::derive(move || t_string!(i18n, session.checked).to_owned()),
            Signal::derive(move || field.show_with_unit(&value, lang.get())),
        ))
    });
    let school_name = school.as_ref().map_or(session.school.clone(), |school| school.name.clone());
    let school_marks = Signal::derive(move || {
        let Some(school) = &school else {
            return String::new();
        };
        let mut marks = vec![school.stage.label().text(lang.get())];
        if school.rural {
            marks.push(t_string!(i18n, session.rural));
        }
        if school.weak {
            marks.push(t_string!(i18n, session.weak));
        }
        marks.join(" · ")
    });
    let tutor_name = tutor.as_ref().map_or(session.tutor.clone(), |tutor| tutor.name.clone());
    let tutor_marks = Signal::derive(move || {
        let Some(tutor) = &tutor else { return String::new() };
        format!("{} · {}", tutor.unit, tutor.title.label().text(lang.get()))
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
                    <dt>{t!(i18n, sessions.tutor)}</dt>
                    <dd>
                        {tutor_name} <span class="soft">" " {tutor_marks}</span>
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
fn Ruling(place: usize, session: Session) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    view! {
        <section class="card">
            <h2>{t!(i18n, session.decision)}</h2>
            {move || {
                let Some(verdict) = state.account.get().and_then(|account| account.sessions.get(place).cloned())
                else {
                    return view! {
                        <Progress
                            label=Signal::derive(move || t_string!(i18n, common.deciding).to_owned())
                            of=state.deciding
                        />
                    }
                        .into_any();
                };
                let workspace = state.workspace.get();
                match account::explain(&workspace, &state.rulebook(), &session, verdict.credited_before) {
                    Ok((decision, policy)) => {
                        let hash = policy.hash().to_owned();
                        let credit = matches!(decision.outcome, Outcome::Amount(_))
                            .then(|| account::credit(&session, &decision, &policy))
                            .flatten();
                        let before = verdict.credited_before.normalize().to_string();
                        let some_before = !verdict.credited_before.is_zero();
                        view! {
                            {credit.map(|credit| view! { <Credited credit /> })}
                            <AccountView decision policy />
                            {some_before
                                .then(|| view! { <p class="soft">{t!(i18n, session.credited_before, hours = before)}</p> })}
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

/// The hours credited, and how they came about.
#[component]
fn Credited(credit: Credit) -> impl IntoView {
    let i18n = use_i18n();
    let hours = credit.credited.normalize().to_string();
    let per_hour = credit.per_hour.normalize().to_string();
    view! {
        <p class="credited">
            {t!(i18n, session.credited, hours = hours, minutes = credit.minutes, per_hour = per_hour)}
            {credit.capped.then(|| view! { {t!(i18n, session.capped)} })}
        </p>
    }
}
