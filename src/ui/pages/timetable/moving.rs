//! Where a session would be, what is to be thought of there, and the two buttons: told as it moves, stored when somebody says so.

use leptos::prelude::*;

use crate::{app::timetable::weekday, ui::i18n::*};

use super::desk::Desk;

#[component]
pub fn Moving(desk: Desk) -> impl IntoView {
    let state = desk.state;
    let i18n = state.i18n;
    let lang = state.lang();
    let is_down =
        move || desk.moving.with(|moving| moving.as_ref().is_some_and(|place| place.said.is_some()));
    let told = Memo::new(move |_| desk.told(lang.get()));
    let where_to = move || {
        let place = desk.moving.get().filter(|place| place.said.is_some())?;
        let block = desk.board.get()?.block(&place.id).cloned()?;
        let until = place.from + block.minutes;
        let day = format!("{} {}", weekday(place.date).text(lang.get()), place.date);
        let hours =
            format!("{:02}:{:02}–{:02}:{:02}", place.from / 60, place.from % 60, until / 60, until % 60);
        Some(t_string!(i18n, timetable.to, topic = block.topic, day = day, hours = hours).to_string())
    };
    let said = move || {
        let (told, can_be) = told.get();
        let keys = if can_be { t_string!(i18n, timetable.keys) } else { t_string!(i18n, timetable.cannot) };
        is_down().then(|| lang.get().statements(told.into_iter().chain([keys.to_owned()])))
    };
    view! {
        <p id="timetable-keys" class="visually-hidden">
            {t!(i18n, timetable.how)}
        </p>
        <div class="message moving-bar no-print" class:warn=move || told.with(|(told, _)| !told.is_empty()) class:idle=move || !is_down()>
            <p role="status" aria-live="polite">
                <strong>{where_to}</strong>
                " "
                {said}
            </p>
            <Show when=is_down>
                <p class="row">
                    <button
                        type="button"
                        class="primary"
                        disabled=move || told.with(|(_, can_be)| !can_be)
                        on:click=move |_| desk.save()
                    >
                        {t!(i18n, timetable.put_there)}
                    </button>
                    <button type="button" on:click=move |_| desk.moving.set(None)>
                        {t!(i18n, timetable.put_back)}
                    </button>
                </p>
            </Show>
        </div>
    }
}
