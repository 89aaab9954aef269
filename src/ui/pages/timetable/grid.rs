//! The board: days side by side, hours downwards.

use jiff::civil::Date;
use leptos::{html, prelude::*};

use crate::{
    app::timetable::{Day, weekday},
    domain::counts,
    ui::{
        components::badge::{Badge, Tone},
        i18n::*,
    },
};

use super::{block::BlockView, desk::Desk, several::CancelDay};

/// Of the service hours a school's board shows where they are; blocks stay what they are in the document when the week is written anew, so
/// that whoever moves one by keyboard keeps it.
#[component]
pub fn Grid(desk: Desk) -> impl IntoView {
    let state = desk.state;
    let i18n = state.i18n;
    let lang = state.lang();
    let board = desk.board;
    let days = Memo::new(move |_| {
        board.with(|board| board.as_ref().map(|board| board.days.clone()).unwrap_or_default())
    });
    let bounds = Memo::new(move |_| {
        board.with(|board| board.as_ref().map_or((0, 0), |board| (board.opens, board.closes)))
    });
    let ids = Memo::new(move |_| {
        let ids = |board: &crate::app::timetable::Board| {
            board.blocks().map(|block| block.id.clone()).collect::<Vec<_>>()
        };
        board.with(|board| board.as_deref().map(ids).unwrap_or_default())
    });
    let canvas = NodeRef::<html::Ul>::new();
    let heading = move |day: Day| {
        let date = day.date;
        let called = move || format!("{} {}", weekday(date).text(lang.get()), short(date));
        let special = day.special.clone().map(|special| {
            let text = Signal::derive(move || special.get(lang.get()).to_owned());
            view! { <Badge tone=if day.is_worked { Tone::Warn } else { Tone::Neutral } text /> }
        });
        let today = move || (state.today.get() == date).then_some("date");
        view! {
            <div class="day" class:free=!day.is_worked aria-current=today>
                <strong>{called}</strong>
                {special}
                <CancelDay desk date />
            </div>
        }
    };
    let hours = move || {
        let (opens, closes) = bounds.get();
        (opens..closes)
            .step_by(30)
            .map(|minute| {
                let text = format!("{:02}:{:02}", minute / 60, minute % 60);
                view! { <span style:--at=(minute - opens).to_string()>{text}</span> }
            })
            .collect_view()
    };
    let column = move |(place, day): (usize, Day)| {
        let opens = bounds.get_untracked().0;
        let service = day.service.map(|(from, until)| {
            view! { <div class="service" style:--at=(from - opens).to_string() style:--lasts=(until - from).to_string()></div> }
        });
        view! {
            <div class="column" class:free=!day.is_worked style:--day=place.to_string()>
                {service}
            </div>
        }
    };
    view! {
        <section
            id="timetable-week"
            class="card timetable"
            aria-label=move || t_string!(i18n, timetable.week)
            style:--days=move || days.with(Vec::len).to_string()
            style:--length=move || {
                let (opens, closes) = bounds.get();
                (closes - opens).to_string()
            }
        >
            <p class="print-only">
                {move || {
                    let sessions = lang.get().counted(ids.with(Vec::len), counts::SESSIONS);
                    format!("{} {} · {sessions}", desk.name().unwrap_or_default(), desk.called())
                }}
            </p>
            <div class="days">{move || days.get().into_iter().map(heading).collect_view()}</div>
            <div class="hours" aria-hidden="true">{hours}</div>
            <div class="columns-of-days" aria-hidden="true">
                {move || {
                    bounds.track();
                    days.get().into_iter().enumerate().map(column).collect_view()
                }}
            </div>
            <ul class="blocks" node_ref=canvas>
                <For each=move || ids.get() key=Clone::clone let:id>
                    <BlockView desk id canvas />
                </For>
            </ul>
            <Show when=move || days.with(|days| days.iter().any(|day| day.service.is_some()))>
                <p class="soft legend">{t!(i18n, timetable.service)}</p>
            </Show>
        </section>
    }
}

/// `07-06`.
fn short(date: Date) -> String {
    date.strftime("%m-%d").to_string()
}
