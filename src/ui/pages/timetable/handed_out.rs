//! What leaves the page: the week, the term and the hours to sign on paper, the term as a calendar.

use leptos::prelude::*;

use crate::{
    app::{
        exports::{self, Chosen},
        scope::View,
        timetable::{Whose, calendar},
    },
    domain::{Kind, Localized as _},
    ui::{
        components::{
            download::{CALENDAR, download},
            print::print_only,
        },
        i18n::*,
    },
};

use super::{desk::Desk, sheets};

/// The part of the page that is the week.
const WEEK: &str = "timetable-week";

#[component]
pub fn HandedOut(desk: Desk) -> impl IntoView {
    let state = desk.state;
    let i18n = state.i18n;
    let name = move || desk.name().unwrap_or_default();
    let titled = move |what: &str| format!("{} {what}", untrack(name));
    let term = move || desk.term().text(state.lang().get());
    let month = move || desk.month().to_string();
    let week = move |_| {
        let count =
            desk.board.with_untracked(|board| board.as_ref().map_or(0, |board| board.blocks().count()));
        print_only(state, titled(&untrack(|| desk.called())), count, WEEK);
    };
    let whole = move |_| {
        let count = untrack(|| sheets::of_the_term(desk)).map_or(0, |sheet| sheet.lines.len());
        print_only(state, titled(&untrack(term)), count, sheets::TERM);
    };
    let hours = move |_| {
        let sheet = t_string!(i18n, timetable.hours_sheet);
        let count = untrack(|| sheets::of_the_month(desk)).map_or(0, |sheet| sheet.lines.len());
        print_only(state, titled(&format!("{} {sheet}", untrack(month))), count, sheets::HOURS);
    };
    let of_an_instructor = move || desk.whose.with(|whose| matches!(whose, Some(Whose::Instructor(_))));
    view! {
        <button type="button" on:click=week>
            {t!(i18n, timetable.print_week)}
        </button>
        <button type="button" on:click=whole>
            {t!(i18n, timetable.print_term)}
        </button>
        <Show when=of_an_instructor>
            <button type="button" on:click=hours>
                {move || t_string!(i18n, timetable.print_hours, month = month()).to_string()}
            </button>
        </Show>
        <button type="button" on:click=move |_| save_calendar(desk)>
            {t!(i18n, timetable.export)}
        </button>
    }
}

/// The term's sessions as a file for the calendar of a telephone or a mail program, once the journal says so.
fn save_calendar(desk: Desk) {
    let state = desk.state;
    let (workspace, actor) = (state.workspace.get_untracked(), state.actor());
    let Some(whose) = desk.whose.get_untracked().filter(|_| state.is_whole()) else { return };
    let term = untrack(|| desk.term());
    let lang = state.lang().get_untracked();
    let name = t_string!(state.i18n, timetable.of, name = whose.name(&workspace)).to_string();
    let file = format!("{name} {}.ics", term.text(lang));
    let mark = state.demo_mark();
    let view = View { workspace: &workspace, seat: actor.seat.as_ref() };
    let mut drawn = None;
    state.timetable.update_value(|days| {
        let said = (name.as_str(), mark.as_deref(), actor.now.timestamp.as_str());
        drawn = Some(calendar(view, days, (&whose, term.first_day()..=term.last_day()), said, lang));
    });
    let Some((text, ids)) = drawn else { return };
    let noted = file.clone();
    state.act(
        move |store| async move {
            let chosen = Chosen { kinds: &[Kind::Session], shown: Some(&ids) };
            exports::records(&*store, &workspace, &actor, (&noted, chosen), "").await
        },
        move |_| {
            if let Err(error) = download(&file, CALENDAR, text.as_bytes()) {
                let why = format!("{error:?}");
                state.toasts.failed(move || {
                    t_string!(state.i18n, subsidy.export_failed, why = why.clone()).to_string()
                });
            }
        },
    );
}
