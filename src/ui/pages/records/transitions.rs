//! The transitions that this seat may make on a record, its own and for others, as buttons; what a step needs is asked for.

use leptos::prelude::*;

use crate::{
    app::{late, preview::Preview, transitions, workspace::RecordView},
    domain::{
        Kind, counts,
        workflow::{Manner, Transition, UNDO},
    },
    ui::{
        components::{
            confirm::Confirm,
            steps::{self, Asking, FIRST, Steps, taking_back},
        },
        i18n::*,
        pages::records::step_told,
        state::{State, is_again, now},
    },
};

/// The transitions open to this seat, in the order of the table.
pub fn open_transitions(state: State, record: &RecordView<'_>) -> Vec<&'static Transition> {
    state.seat().map_or_else(Vec::new, |seat| late::open_transitions(&state.workspace.get(), &seat, record))
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
                Manner::Return | Manner::Withdraw | Manner::Lapse => "danger",
                Manner::Forward | Manner::Optional | Manner::Late => "",
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

/// A button that takes back this seat's last step, where it still can be; where much goes with it, once that is agreed to.
#[component]
pub fn TakeBack(kind: Kind, id: String) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let asking = RwSignal::new(false);
    let undo = taking_back(state, kind, id.clone());
    let id = StoredValue::new(id);
    let told = move || id.with_value(|id| goes_with_it(state, kind, id));
    let begin = move |_| match untrack(told).is_empty() {
        true => undo.run(()),
        false => asking.set(true),
    };
    view! {
        <button type="button" on:click=begin>
            {t!(i18n, records.take_back)}
        </button>
        <Confirm
            open=asking
            title=Signal::derive(move || t_string!(i18n, records.take_back).to_owned())
            about=Signal::derive(move || told().join(" "))
            on_agreed=undo
        />
    }
}

/// What is told before this seat's last step on a record is taken back: that several records go with it, that it is paid no more.
fn goes_with_it(state: State, kind: Kind, id: &str) -> Vec<String> {
    let lang = state.lang().get();
    let workspace = state.workspace.get_untracked();
    let (Some(record), Some(seat)) = (workspace.find(kind, id), state.seat_untracked()) else {
        return Vec::new();
    };
    let preview = Preview { workspace: &workspace, unit: None, today: now().today, lang };
    let gone = transitions::goes_with(&workspace, &seat, &record);
    let gone: Vec<_> = gone.iter().map(|gone| preview.whole(gone)).collect();
    let several = (gone.len() > 1).then(|| {
        let records = lang.first_of(&gone, FIRST, counts::RECORDS);
        t_string!(state.i18n, records.goes_too, records = records).to_string()
    });
    let lost = steps::unpaid(state, (kind, &[id.to_owned()]), UNDO);
    several.into_iter().chain(step_told::unpaid(state, lost)).collect()
}
