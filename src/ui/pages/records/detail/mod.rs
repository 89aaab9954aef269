//! One record of any kind: its fields, where it stands, what has happened to it, and what belongs to it.

mod belongings;
mod dated;
mod facts;
mod history;
mod on_the_day;
mod said;
mod standing;
mod sub_rows;
mod value;

use leptos::prelude::*;

use crate::{
    app::{kinds, scope, transitions, workspace::Workspace},
    domain::Kind,
    ui::{
        cards,
        components::{
            page_head::PageHead,
            print::{at_the_key, print},
        },
        i18n::*,
        route::Route,
        state::{State, TablePlace},
    },
};

use self::{
    belongings::belongings,
    facts::facts,
    history::{aside, history},
    on_the_day::on_the_day,
    said::said,
    standing::standing,
};
use super::{
    personal::Personal,
    transitions::{TakeBack, TransitionButtons, open_transitions},
};

/// The record of this kind and id.
#[component]
pub fn RecordPage(kind: Kind, #[prop(into)] id: Signal<String>) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let lang = state.lang();
    let title = Signal::derive(move || {
        let workspace = state.workspace.get();
        let seat = state.seat();
        workspace
            .find(kind, &id.get())
            .filter(|record| scope::sees(&workspace, seat.as_ref(), record))
            .map_or_else(|| t_string!(i18n, records.missing_title).to_owned(), |record| record.title)
    });
    let visible = move |workspace: &Workspace| {
        let seat = state.seat();
        workspace.find(kind, &id.get()).is_some_and(|record| scope::sees(workspace, seat.as_ref(), &record))
    };
    let personal = Personal::of(state, kind, id, title);
    at_the_key(move || {
        if untrack(|| visible(&state.workspace.get())) {
            print(state, title.get_untracked());
        }
    });
    view! {
        {personal.dialog()}
        {move || {
            let workspace = state.workspace.get();
            if !visible(&workspace) {
                return view! {
                    <PageHead title />
                    <p class="card empty">{t!(i18n, records.missing)}</p>
                }
                    .into_any();
            }
            let Some(record) = workspace.find(kind, &id.get()) else { return ().into_any() };
            let transitions = open_transitions(state, &record);
            let seat = state.seat();
            let for_others = seat
                .as_ref()
                .map(|seat| transitions::for_others(&workspace, seat, &record))
                .unwrap_or_default();
            let edits = scope::edits(&workspace, seat.as_ref(), &record);
            let undo = seat
                .as_ref()
                .is_some_and(|seat| transitions::may_take_back(&workspace, seat, &record).is_ok());
            let (own, called) = (record.id.clone(), record.title.clone());
            let (here, key) = (record.id.clone(), record.id.clone());
            let again = edits || record.keeper() == seat.as_ref().map_or("", |seat| &seat.unit);
            let links = cards::links(state, &record);
            let begun_by_hand = kinds::of(kind).is_none_or(|behaviour| behaviour.begun_by_hand);
            let copy = (again && kind.workflow().is_some() && begun_by_hand).then(|| record.id.clone());
            view! {
                <PageHead title>
                    <TransitionButtons kind id=own title=called transitions for_others primary=true />
                    {edits
                        .then(|| {
                            view! {
                                <a class="button" href=Route::Edit { kind, id: here, field: None }.href()>
                                    {t!(i18n, records.edit)}
                                </a>
                            }
                        })}
                    {undo.then(|| view! { <TakeBack kind id=key /> })}
                    {links}
                    {copy
                        .map(|id| {
                            view! {
                                <a class="button" href=Route::New { kind, from: Some(id) }.href()>
                                    {t!(i18n, records.roll_over)}
                                </a>
                            }
                        })}
                    <button type="button" on:click=move |_| print(state, title.get_untracked())>
                        {t!(i18n, common.print)}
                    </button>
                </PageHead>
                <p class="trail">
                    <a href=back(kind)>
                        {kind.label().text(lang.get())}
                    </a>
                    {standing(state, &workspace, &record)}
                </p>
                <div class="columns record">
                    <div class="stack">
                        {facts(state, &workspace, &record, personal)}
                        {said(state, &workspace, &record)}
                        {on_the_day(state, &workspace, &record)} {cards::cards(state, &record)}
                        {belongings(state, &workspace, &record)} {aside(state, &workspace, &record)}
                    </div>
                    {kind.workflow().map(|table| history(state, &workspace, &record, table))}
                </div>
            }
                .into_any()
        }}
    }
}

/// Where its table was left, with filters and place.
fn back(kind: Kind) -> String {
    TablePlace::left(kind.code()).map_or_else(|| Route::table(kind).href(), |left| left.address)
}
