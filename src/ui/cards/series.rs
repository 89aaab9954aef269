//! The log of a series (活动记录册): what was done, session by session, as it is read and printed.

use leptos::prelude::*;

use crate::{
    app::{
        kinds::series::{self, Its, lesson_called},
        scope,
        workspace::RecordView,
    },
    domain::{Declared as _, Session, counts},
    ui::{
        components::badge::{Badge, Tone},
        i18n::*,
        route::Route,
        state::State,
    },
};

/// The card, with an entry a session that this seat sees.
pub fn log(state: State, record: &RecordView<'_>) -> AnyView {
    let i18n = state.i18n;
    let lang = state.lang().get();
    let workspace = state.workspace.get();
    let seat = state.seat();
    let is_seen = |its: &Its<'_>| {
        let record = workspace.find(Session::KIND, &its.session.code);
        record.is_some_and(|record| scope::sees(&workspace, seat.as_ref(), &record))
    };
    let its: Vec<_> = series::log(&workspace, &record.id).into_iter().filter(is_seen).collect();
    if its.is_empty() {
        return view! {
            <section class="card stack">
                <h2>{t!(i18n, series_log.title)}</h2>
                <p class="empty">{t!(i18n, series_log.none)}</p>
            </section>
        }
        .into_any();
    }
    let entry = |Its { session, state: at }: Its<'_>| {
        let topic = session.lesson.map(|number| lesson_called(number, &session.topic, lang));
        let topic = topic.unwrap_or_else(|| session.topic.clone());
        let by = workspace.instructors.get(&session.instructor).map(|by| by.name.clone());
        let classes =
            lang.list(session.attendance.iter().map(|class| format!("{} {}", class.class, class.pupils)));
        let figures = [
            session.starts.strftime("%H:%M").to_string(),
            lang.counted(session.minutes, counts::MINUTES),
            session.place.label().text(lang).to_owned(),
            lang.counted(session.pupils, counts::PUPILS),
        ];
        let said = match &session.log {
            Some(log) => view! { <p class="long">{log.clone()}</p> }.into_any(),
            None => view! { <p class="soft">{t!(i18n, series_log.unwritten)}</p> }.into_any(),
        };
        view! {
            <tr>
                <th scope="row" class="date">
                    <a href=Route::of(Session::KIND, &session.code).href()>{session.date.to_string()}</a>
                    " "
                    <Badge tone=Tone::of(at) text=Signal::stored(at.label.text(lang).to_owned()) />
                </th>
                <td>
                    <strong>{topic}</strong>
                    {said}
                    <p class="soft">
                        {by} " " {lang.statements(figures)} {(!classes.is_empty()).then(|| format!("{}{classes}", lang.colon()))}
                    </p>
                </td>
            </tr>
        }
    };
    let entries = its.into_iter().map(entry).collect_view();
    view! {
        <section class="card stack">
            <h2>{t!(i18n, series_log.title)}</h2>
            <table class="plain">
                <thead>
                    <tr>
                        <th scope="col">{t!(i18n, series_log.day)}</th>
                        <th scope="col">{t!(i18n, series_log.done)}</th>
                    </tr>
                </thead>
                <tbody>{entries}</tbody>
            </table>
        </section>
    }
    .into_any()
}
