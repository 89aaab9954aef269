//! The transitions that this seat may make on a record, its own and for others, as buttons; what a step needs is asked for.

use leptos::prelude::*;

use crate::{
    app::{preview::Preview, transitions, workspace::RecordView},
    domain::{
        Kind, counts,
        workflow::{self, Manner, Transition},
    },
    ui::{
        components::{
            confirm::Confirm,
            steps::{Asking, FIRST, Steps, taking_back},
        },
        i18n::*,
        state::{State, is_again, now},
    },
};

/// The transitions open to this seat, in the order of the table.
pub fn open_transitions(state: State, record: &RecordView<'_>) -> Vec<&'static Transition> {
    let (Some(table), Some(seat)) = (record.kind.workflow(), state.seat()) else {
        return Vec::new();
    };
    workflow::open_transitions(table, record.subject(), &seat, &*state.workspace.get())
}

/// Buttons for these transitions. The first that takes the work on is the page's own when `primary` says so.
#[component]
pub fn TransitionButtons(
    kind: Kind,
    id: String,
    title: String,
    transitions: Vec<&'static Transition>,
    /// What the seat could do for others, each with the unit that would sign.
    #[prop(optional)]
    for_others: Vec<(&'static Transition, String)>,
    primary: bool,
) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let lang = state.lang();
    let steps = Steps::here();
    let step = move |transition, on_behalf_of| Asking {
        kind,
        ids: vec![id.clone()],
        title: title.clone(),
        transition,
        on_behalf_of,
    };
    let mut first = primary;
    let buttons = transitions
        .into_iter()
        .map(|transition| {
            let is_primary = std::mem::take(&mut first) && transition.manner == Manner::Forward;
            let class = match transition.manner {
                Manner::Forward if is_primary => "primary",
                Manner::Return | Manner::Withdraw => "danger",
                Manner::Forward | Manner::Optional => "",
            };
            let own = step(transition, None);
            view! {
                <button
                    type="button"
                    class=class
                    on:click=move |event| {
                        if !is_again(&event) {
                            steps.begin(state, own.clone());
                        }
                    }
                >
                    {move || transition.label.text(lang.get())}
                </button>
            }
        })
        .collect_view();
    let others = for_others
        .into_iter()
        .map(|(transition, unit)| {
            let name = state.workspace.with_untracked(|workspace| workspace.tree().name(&unit).to_owned());
            let theirs = step(transition, Some(unit));
            view! {
                <button type="button" on:click=move |_| steps.begin(state, theirs.clone())>
                    {move || {
                        let verb = transition.label.text(lang.get());
                        t_string!(i18n, records.for_another, unit = name.clone(), verb = verb).to_string()
                    }}
                </button>
            }
        })
        .collect_view();
    view! {
        {buttons}
        {others}
    }
}

/// A button that takes back this seat's last step, where it still can be; where many records go with it, once that is agreed to.
#[component]
pub fn TakeBack(kind: Kind, id: String) -> impl IntoView {
    let state = State::here();
    let (i18n, lang) = (state.i18n, state.lang());
    let asking = RwSignal::new(false);
    let own = StoredValue::new(id.clone());
    let goes_too = move || {
        let workspace = state.workspace.get_untracked();
        let record = own.with_value(|id| workspace.find(kind, id));
        let (Some(record), Some(seat)) = (record, state.seat_untracked()) else { return Vec::new() };
        let preview =
            Preview { workspace: &workspace, unit: None, today: now().today, lang: lang.get_untracked() };
        let gone = transitions::goes_with(&workspace, &seat, &record);
        gone.iter().map(|gone| preview.whole(gone)).collect::<Vec<_>>()
    };
    let about = Signal::derive(move || {
        let records = lang.get().first_of(&goes_too(), FIRST, counts::RECORDS);
        t_string!(i18n, records.goes_too, records = records).to_string()
    });
    let undo = taking_back(state, kind, id);
    let begin = move |_| match goes_too().len() {
        0 | 1 => undo.run(()),
        _ => asking.set(true),
    };
    view! {
        <button type="button" on:click=begin>
            {t!(i18n, records.take_back)}
        </button>
        <Confirm
            open=asking
            title=Signal::derive(move || t_string!(i18n, records.take_back).to_owned())
            about
            on_agreed=undo
        />
    }
}
