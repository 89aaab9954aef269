//! The transitions that this seat may make on a record, its own and for others, as buttons; what a step needs is asked for.

use leptos::prelude::*;

use crate::{
    app::{
        transitions::{self, Doing},
        workspace::RecordView,
    },
    domain::{
        Kind,
        workflow::{self, Manner, Transition},
    },
    ui::{
        i18n::*,
        state::{State, is_again},
    },
};

use super::step_dialog::{Asking, Given, StepDialog};

/// The transitions open to this seat, in the order of the table.
pub fn open_transitions(state: State, record: &RecordView<'_>) -> Vec<&'static Transition> {
    let (Some(table), Some(seat)) = (record.kind.workflow(), state.seat()) else {
        return Vec::new();
    };
    workflow::open_transitions(table, record.subject(), &seat, &*state.workspace.get())
}

/// Buttons for these moves. The first that takes the work on is the page's own when `primary` says so.
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
    let asking = RwSignal::new(None::<Asking>);
    let subject = StoredValue::new((id, title));
    let make = move |Asking { transition, on_behalf_of }: Asking, given: Given| {
        let (id, _) = subject.get_value();
        let actor = state.actor();
        let workspace = state.workspace.get_untracked();
        state.act(
            move |store| async move {
                let doing = Doing {
                    verb: transition.verb,
                    note: &given.note,
                    stated: given.stated,
                    on_behalf_of: on_behalf_of.as_deref(),
                    paper: given.paper,
                };
                transitions::make(&*store, &workspace, &actor, (kind, &id), doing).await
            },
            move |_| {
                let (id, title) = subject.get_value();
                let text = format!("{}：{title}", transition.label.text(state.lang().get_untracked()));
                let workspace = state.workspace.get_untracked();
                let back = state.seat_untracked().is_some_and(|seat| {
                    workspace
                        .find(kind, &id)
                        .is_some_and(|record| transitions::may_take_back(&workspace, &seat, &record).is_ok())
                });
                // What an earlier step offered to take back can be taken back no more.
                state.toasts.clear();
                state.toasts.done(text, back.then(|| taking_back(state, kind, id)));
            },
        );
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
            view! {
                <button
                    type="button"
                    class=class
                    on:click=move |event| {
                        if is_again(&event) {
                            return;
                        }
                        let step = Asking { transition, on_behalf_of: None };
                        if step.needs_a_dialog() {
                            asking.set(Some(step));
                        } else {
                            make(step, Given::default());
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
            let step = Asking { transition, on_behalf_of: Some(unit) };
            view! {
                <button type="button" on:click=move |_| asking.set(Some(step.clone()))>
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
        <StepDialog
            kind
            asking
            subject
            on_given=Callback::new(move |(asking, given): (Asking, Given)| make(asking, given))
        />
    }
}

/// What 撤销 does to the step just made.
fn taking_back(state: State, kind: Kind, id: String) -> Callback<()> {
    Callback::new(move |()| {
        let (id, actor) = (id.clone(), state.actor());
        let workspace = state.workspace.get_untracked();
        state.act(
            move |store| async move { transitions::take_back(&*store, &workspace, &actor, (kind, &id)).await },
            move |_| state.toasts.done(t_string!(state.i18n, data.undone).to_owned(), None),
        );
    })
}

/// A button that takes back this seat's last step, where it still can be.
#[component]
pub fn TakeBack(kind: Kind, id: String) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let undo = taking_back(state, kind, id);
    view! {
        <button type="button" on:click=move |_| undo.run(())>
            {t!(i18n, records.take_back)}
        </button>
    }
}
