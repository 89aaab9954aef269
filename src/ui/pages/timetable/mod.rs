//! 课表: a week of a school, an instructor or a witness as a board, moved by mouse or keyboard, with what is done in it beside.

mod block;
mod chooser;
mod desk;
mod grid;
mod handed_out;
mod listed;
mod moving;
mod panel;
mod several;
mod sheets;

use std::sync::Arc;

use jiff::civil::Date;
use leptos::prelude::*;

use crate::{
    app::{
        scope::View,
        timetable::{Board, Week, Whose},
    },
    ui::{components::page_head::PageHead, i18n::*, route::Route, state::State},
};

use self::{
    chooser::Chooser, desk::Desk, grid::Grid, handed_out::HandedOut, listed::Listed, moving::Moving,
    panel::Panel, several::Several, sheets::Sheets,
};

/// The page; whose week it is stands in the address.
#[component]
pub fn TimetablePage(#[prop(into)] asked: Signal<(Option<Whose>, Option<Week>)>) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let whose = Memo::new(move |_| {
        let workspace = state.workspace.of(crate::domain::Tree::KINDS);
        asked.get().0.or_else(|| Whose::of_seat(&workspace, state.seat().as_ref()))
    });
    let week = Memo::new(move |_| asked.get().1.unwrap_or_else(|| Week::of(state.today.get())));
    let board = Memo::new(move |_| {
        let workspace = state.workspace.of(Board::KINDS);
        let (whose, seat) = (whose.get()?, state.seat());
        let policy = state.rulebook().on(state.today.get()).ok();
        let view = View { workspace: &workspace, seat: seat.as_ref() };
        let of = (&whose, week.get());
        let mut board = None;
        state.timetable.update_value(|days| board = Some(Board::of(view, days, of, policy.as_deref())));
        board.map(Arc::new)
    });
    let (moving, saving, open) = (RwSignal::new(None), StoredValue::new(false), RwSignal::new(None));
    let desk = Desk { state, whose, week, board, moving, saving, open };
    // What was about to be moved in one week is not moved in another.
    Effect::new(move |_| {
        week.track();
        whose.track();
        desk.moving.set(None);
        desk.open.set(None);
    });
    let title = Signal::derive(move || match desk.name() {
        Some(name) => t_string!(i18n, timetable.of, name = name).to_string(),
        None => t_string!(i18n, timetable.title).to_owned(),
    });
    view! {
        <PageHead title>
            <Show when=move || whose.with(Option::is_some)>
                <HandedOut desk />
            </Show>
        </PageHead>
        <div class="row timetable-head">
            <Chooser desk />
            <Weeks desk />
        </div>
        <Show
            when=move || whose.with(Option::is_some)
            fallback=move || view! { <p class="card empty">{t!(i18n, timetable.choose_first)}</p> }
        >
            <Several desk />
            <Moving desk />
            <div class="timetable-body">
                <Grid desk />
                <Panel desk />
            </div>
            <Nothing desk />
            <Listed desk />
            <Sheets desk />
        </Show>
    }
}

/// From week to week.
#[component]
fn Weeks(desk: Desk) -> impl IntoView {
    let state = desk.state;
    let i18n = state.i18n;
    let to = move |weeks: i64| desk.at(desk.week.get().later(weeks)).href();
    let now = move || desk.at(Week::of(state.today.get())).href();
    let jump = move |day: String| {
        if let Ok(day) = day.parse::<Date>() {
            desk.at(Week::of(day)).go();
        }
    };
    view! {
        <nav class="row no-print" aria-label=move || t_string!(i18n, timetable.weeks)>
            <a class="button" href=move || to(-1)>
                {t!(i18n, timetable.before)}
            </a>
            <a class="button" href=now>
                {t!(i18n, timetable.now)}
            </a>
            <a class="button" href=move || to(1)>
                {t!(i18n, timetable.after)}
            </a>
            <label class="row">
                <span>{t!(i18n, timetable.jump)}</span>
                <input
                    type="date"
                    prop:value=move || desk.week.get().monday().to_string()
                    on:change:target=move |event| jump(event.target().value())
                />
            </label>
        </nav>
        <h2>{move || desk.called()}</h2>
    }
}

/// Where nothing is in the week, the nearest in which something is.
#[component]
fn Nothing(desk: Desk) -> impl IntoView {
    let state = desk.state;
    let i18n = state.i18n;
    let nearest = Memo::new(move |_| {
        let is_empty =
            desk.board.with(|board| board.as_ref().is_some_and(|board| board.blocks().next().is_none()));
        let whose = desk.whose.get().filter(|_| is_empty)?;
        let workspace = state.workspace.of(Board::KINDS);
        let seat = state.seat();
        let view = View { workspace: &workspace, seat: seat.as_ref() };
        let mut found = None;
        state.timetable.update_value(|days| found = Some(days.nearest(view, &whose, desk.week.get())));
        found
    });
    let link = move |week: Week, is_before: bool| {
        let text = move || {
            let monday = week.to_string();
            if is_before {
                t_string!(i18n, timetable.nearest_before, week = monday).to_string()
            } else {
                t_string!(i18n, timetable.nearest_after, week = monday).to_string()
            }
        };
        view! {
            <a class="button" href=move || desk.at(week).href()>
                {text}
            </a>
        }
    };
    move || {
        nearest.get().map(|(before, after)| {
            view! {
                <div class="card empty no-print">
                    <p>{t!(i18n, timetable.nothing)}</p>
                    <p class="row">
                        {before.map(|week| link(week, true))}
                        {after.map(|week| link(week, false))}
                        <a class="button" href=Route::table(crate::domain::Kind::Session).href()>
                            {t!(i18n, timetable.all)}
                        </a>
                    </p>
                </div>
            }
        })
    }
}
