//! Whose timetable is looked at.

use leptos::prelude::*;

use crate::{
    app::{form::Candidates, timetable::Whose},
    domain::Kind,
    ui::{i18n::*, route::Route},
};

use super::desk::Desk;

/// As many as a list under a field shows.
const MOST: usize = 30;

/// A field that finds schools and instructors by name, number or pinyin. The list is made when somebody comes to it.
#[component]
pub fn Chooser(desk: Desk) -> impl IntoView {
    let state = desk.state;
    let i18n = state.i18n;
    let (wanted, typed) = (RwSignal::new(false), RwSignal::new(String::new()));
    let known = Memo::new(move |_| {
        let workspace = state.workspace.of(&[Kind::School, Kind::Instructor]);
        let seat = state.seat();
        let of = |kind| Candidates::seen(&workspace, seat.as_ref(), &[kind]);
        wanted.get().then(|| [(of(Kind::School), Kind::School), (of(Kind::Instructor), Kind::Instructor)])
    });
    let options = move || {
        let typed = typed.get();
        known.with(|known| {
            let found = known.iter().flatten().flat_map(|(known, _)| known.matching(&typed).take(MOST));
            found
                .map(Candidates::offer)
                .map(|offered| view! { <option value=offered></option> })
                .collect_view()
        })
    };
    let choose = move |text: String| {
        let found = known.with_untracked(|known| {
            known.iter().flatten().find_map(|(known, kind)| {
                let id = known.chosen(&text);
                let is_known = known.all().iter().any(|(_, other)| *other == id);
                is_known.then(|| Whose::read(kind.code(), &id)).flatten()
            })
        });
        let week = Some(desk.week.get_untracked());
        match found {
            Some(whose) => Route::Timetable { whose: Some(whose), week }.go(),
            // An empty field means one's own.
            None if text.trim().is_empty() => Route::Timetable { whose: None, week }.go(),
            None => state
                .toasts
                .failed(move || t_string!(i18n, timetable.unknown, name = text.clone()).to_string()),
        }
    };
    view! {
        <label class="row no-print">
            <span>{t!(i18n, timetable.whose)}</span>
            <input
                type="text"
                list="timetable-whose"
                autocomplete="off"
                placeholder=move || t_string!(i18n, timetable.whose_help)
                prop:value=move || desk.name().unwrap_or_default()
                on:focus:target=move |event| {
                    wanted.set(true);
                    event.target().select();
                }
                on:input:target=move |event| typed.set(event.target().value())
                on:change:target=move |event| choose(event.target().value())
            />
            <datalist id="timetable-whose">{options}</datalist>
        </label>
    }
}
