//! What is on paper only: the term's timetable, and the hours of a month to sign.

use leptos::prelude::*;

use crate::{
    app::{
        scope::View,
        timetable::{Board, HoursSheet, Line, TermSheet, Whose, weekday},
    },
    domain::{Localized as _, Month, counts, lang::grouped},
    ui::{i18n::*, state::State},
};

use super::desk::Desk;

/// The parts of the page, by their ids.
pub const TERM: &str = "timetable-term";
pub const HOURS: &str = "timetable-hours";

/// See the module.
#[component]
pub fn Sheets(desk: Desk) -> impl IntoView {
    let state = desk.state;
    let term = Memo::new(move |_| desk.term());
    let month = Memo::new(move |_| desk.month());
    let lines = Memo::new(move |_| of_the_term(desk));
    let hours = Memo::new(move |_| of_the_month(desk));
    let name = move || desk.name().unwrap_or_default();
    view! {
        <section id=TERM class="timetable-sheet" aria-hidden="true">
            {move || {
                let lang = state.lang().get();
                let title = format!("{} {}", name(), term.get().text(lang));
                let is_a_schools = desk.whose.with(|whose| matches!(whose, Some(Whose::School(_))));
                lines.get().map(|sheet| of_term(desk, &title, &sheet, is_a_schools))
            }}
        </section>
        <section id=HOURS class="timetable-sheet" aria-hidden="true">
            {move || hours.get().map(|sheet| to_sign(desk, &name(), month.get(), sheet))}
        </section>
    }
}

/// What the term's timetable lists.
pub fn of_the_term(desk: Desk) -> Option<TermSheet> {
    let (state, whose, term) = (desk.state, desk.whose.get()?, desk.term());
    let (workspace, seat) = (state.workspace.of(Board::KINDS), state.seat());
    let view = View { workspace: &workspace, seat: seat.as_ref() };
    let mut sheet = None;
    let span = term.first_day()..=term.last_day();
    state.timetable.update_value(|days| sheet = Some(TermSheet::of(view, days, &whose, span)));
    sheet
}

/// What an instructor's month lists; nothing of anybody else.
pub fn of_the_month(desk: Desk) -> Option<HoursSheet> {
    let Some(Whose::Instructor(id)) = desk.whose.get() else { return None };
    let (state, month) = (desk.state, desk.month());
    let (workspace, seat, account) = (state.workspace.of(Board::KINDS), state.seat(), state.account.get());
    let view = View { workspace: &workspace, seat: seat.as_ref() };
    let mut sheet = None;
    state.timetable.update_value(|days| {
        sheet = Some(HoursSheet::of(view, days, account.as_deref(), (&id, month)));
    });
    sheet
}

/// How many a sheet lists, and that there may be others which the seat does not see.
fn counted(desk: Desk, count: usize) -> impl IntoView {
    let (i18n, lang) = (desk.state.i18n, desk.state.lang().get());
    let sessions = lang.counted(count, counts::SESSIONS);
    let listed = t_string!(i18n, timetable.listed_count, sessions = sessions).to_string();
    let partly = (!desk.is_whole()).then(|| view! { <p>{t!(i18n, timetable.seen_only)}</p> });
    view! {
        <p>{listed}</p>
        {partly}
    }
}

/// What marks a sheet of a demo.
fn mark(state: State) -> impl IntoView {
    state.demo_mark().map(|mark| view! { <p>{mark}</p> })
}

fn hours(line: &Line) -> String {
    let ends = line.starts.wrapping_add(jiff::Span::new().minutes(i64::from(line.minutes)));
    format!("{}–{}", line.starts.strftime("%H:%M"), ends.strftime("%H:%M"))
}

fn of_term(desk: Desk, title: &str, sheet: &TermSheet, is_a_schools: bool) -> AnyView {
    let state = desk.state;
    let (i18n, lang) = (state.i18n, state.lang().get());
    let void = (sheet.void > 0).then(|| {
        let sessions = lang.counted(sheet.void, counts::SESSIONS);
        view! { <p>{t_string!(i18n, timetable.void_left, sessions = sessions).to_string()}</p> }
    });
    let rows = sheet.lines.iter().map(|line| {
        let who = if is_a_schools { &line.instructor } else { &line.school };
        view! {
            <tr>
                <td>{line.date.to_string()}</td>
                <td>{weekday(line.date).text(lang)}</td>
                <td>{hours(line)}</td>
                <td>{line.topic.clone()}</td>
                <td>{who.clone()}</td>
                <td>{line.place.label().text(lang)}</td>
                <td>{line.state.map(|at| at.label.text(lang))}</td>
            </tr>
        }
    });
    view! {
        {mark(state)}
        <h2>{t_string!(i18n, timetable.of, name = title).to_string()}</h2>
        <table class="plain">
            <thead>
                <tr>
                    <th>{t!(i18n, timetable.day)}</th>
                    <th>{t!(i18n, timetable.weekday)}</th>
                    <th>{t!(i18n, timetable.hours)}</th>
                    <th>{t!(i18n, term_plan.topic)}</th>
                    <th>{t!(i18n, timetable.who)}</th>
                    <th>{t!(i18n, term_plan.place)}</th>
                    <th>{t!(i18n, timetable.stands)}</th>
                </tr>
            </thead>
            <tbody>{rows.collect_view()}</tbody>
        </table>
        {counted(desk, sheet.lines.len())}
        {void}
    }
    .into_any()
}

fn to_sign(desk: Desk, name: &str, month: Month, sheet: HoursSheet) -> AnyView {
    let state = desk.state;
    let (i18n, lang) = (state.i18n, state.lang().get());
    let decided = |line: &Line| line.hours.map(|hours| grouped(hours.normalize()));
    let rows = sheet.lines.iter().map(|line| {
        view! {
            <tr>
                <td>{format!("{} {}", line.date, weekday(line.date).text(lang))}</td>
                <td>{hours(line)}</td>
                <td>{line.school.clone()}</td>
                <td>{line.topic.clone()}</td>
                <td class="number">{grouped(line.minutes)}</td>
                <td class="number">{decided(line)}</td>
                <td>{line.state.map(|at| at.label.text(lang))}</td>
                <td class="signature"></td>
                <td class="signature"></td>
            </tr>
        }
    });
    let planned = (sheet.planned > 0).then(|| {
        let sessions = lang.counted(sheet.planned, counts::SESSIONS);
        view! { <p>{t_string!(i18n, timetable.planned_left, sessions = sessions).to_string()}</p> }
    });
    let title = t_string!(i18n, timetable.hours_of, name = name, month = month.to_string()).to_string();
    view! {
        {mark(state)}
        <h2>{title}</h2>
        <table class="plain">
            <thead>
                <tr>
                    <th>{t!(i18n, timetable.day)}</th>
                    <th>{t!(i18n, timetable.hours)}</th>
                    <th>{t!(i18n, timetable.school)}</th>
                    <th>{t!(i18n, term_plan.topic)}</th>
                    <th class="number">{t!(i18n, timetable.minutes)}</th>
                    <th class="number">{t!(i18n, subsidy.paid_hours)}</th>
                    <th>{t!(i18n, timetable.stands)}</th>
                    <th>{t!(i18n, timetable.signed_by_school)}</th>
                    <th>{t!(i18n, timetable.signed_by_instructor)}</th>
                </tr>
            </thead>
            <tbody>{rows.collect_view()}</tbody>
            <tfoot>
                <tr>
                    <th colspan="4">{t!(i18n, common.total)}</th>
                    <td class="number">{grouped(sheet.minutes)}</td>
                    <td class="number">{grouped(sheet.hours.normalize())}</td>
                    <td colspan="3"></td>
                </tr>
            </tfoot>
        </table>
        {counted(desk, sheet.lines.len())}
        {planned}
        <p>{t!(i18n, timetable.hours_note)}</p>
        <div class="signatures">
            <span>{t!(i18n, timetable.seal_of_school)}</span>
            <span>{t!(i18n, timetable.signature_of_instructor)}</span>
            <span>{t!(i18n, timetable.day_signed)}</span>
        </div>
    }
    .into_any()
}
