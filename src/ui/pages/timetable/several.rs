//! What is done with many at once: the week recorded and confirmed, a day cancelled. What cannot be taken along is said in the dialog.

use jiff::civil::Date;
use leptos::{ev, prelude::*};

use crate::{
    app::timetable::{Board, Together, open, together},
    domain::{Kind, lang::grouped},
    ui::{
        components::steps::{Asking, Steps},
        i18n::*,
        state::is_again,
    },
};

use super::desk::Desk;

/// The steps that are made for a week, in their order; they are for what has been.
const OF_A_WEEK: [&str; 2] = ["hold", "confirm"];
/// The step that is made for a day.
const OF_A_DAY: &str = "cancel";

/// Those of these sessions for which the seat is asked for a step.
fn asked(desk: Desk, verb: &str, wanted: impl Fn(Date) -> bool) -> Vec<String> {
    let Some((board, seat)) = desk.board.get().zip(desk.state.seat()) else { return Vec::new() };
    // A signature of several leaves the board as it was, and whoever gave it is asked no more.
    let workspace = desk.state.workspace.of(Board::KINDS);
    let is_asked = |id: &str| {
        workspace.find(Kind::Session, id).is_some_and(|record| open(&workspace, &seat, &record, verb))
    };
    let blocks = board.blocks().filter(|block| wanted(block.date) && is_asked(&block.id));
    blocks.map(|block| block.id.clone()).collect()
}

/// Begins a step on sessions, those that can be taken along.
fn begin((desk, steps): (Desk, Steps), event: &ev::MouseEvent, ids: &[String], verb: &str) {
    let state = desk.state;
    let workspace = state.workspace.get_untracked();
    let found = together(&workspace, &state.actor(), ids, verb).filter(|_| !is_again(event));
    let Some(Together { transition, ids, left }) = found else { return };
    if ids.is_empty() {
        let why = move || {
            let lang = state.lang().get();
            lang.statements(left.iter().map(|left| left.get(lang).to_owned()))
        };
        return state.toasts.failed(why);
    }
    let first =
        ids.first().and_then(|id| workspace.table(Kind::Session).get(id).map(|session| session.title()));
    let title = first.unwrap_or_default();
    steps.begin(state, Asking { kind: Kind::Session, ids, title, transition, on_behalf_of: None, left });
}

/// See the module.
#[component]
pub fn Several(desk: Desk) -> impl IntoView {
    let state = desk.state;
    let i18n = state.i18n;
    let steps = Steps::here();
    let button = move |verb: &'static str| {
        let ids = Memo::new(move |_| asked(desk, verb, |date| date <= state.today.get()));
        let label = move || {
            let table = Kind::Session.workflow()?;
            let made = table.transitions.iter().find(|made| made.verb == verb)?;
            let (verb, count) = (made.label.text(state.lang().get()), grouped(ids.with(Vec::len)));
            Some(t_string!(i18n, timetable.of_week, verb = verb, count = count).to_string())
        };
        view! {
            <Show when=move || !ids.with(Vec::is_empty)>
                <button type="button" on:click=move |event| begin((desk, steps), &event, &ids.get_untracked(), verb)>
                    {label}
                </button>
            </Show>
        }
    };
    view! { <div class="row no-print">{OF_A_WEEK.into_iter().map(button).collect_view()}</div> }
}

/// A whole day, for the weather say.
#[component]
pub fn CancelDay(desk: Desk, date: Date) -> impl IntoView {
    let state = desk.state;
    let i18n = state.i18n;
    let steps = Steps::here();
    let can = Memo::new(move |_| !asked(desk, OF_A_DAY, |day| day == date).is_empty());
    let cancel = move |event: ev::MouseEvent| {
        // All that stands on the day, so that what stays is said too.
        let Some(board) = desk.board.get_untracked() else { return };
        let blocks = board.blocks().filter(|block| block.date == date && !block.is_void);
        let ids: Vec<_> = blocks.map(|block| block.id.clone()).collect();
        begin((desk, steps), &event, &ids, OF_A_DAY);
    };
    view! {
        <Show when=move || can.get()>
            <button
                type="button"
                class="plain no-print"
                aria-label=move || t_string!(i18n, timetable.cancel_day_of, day = date.to_string()).to_string()
                on:click=cancel
            >
                {t!(i18n, timetable.cancel_day)}
            </button>
        </Show>
    }
}
