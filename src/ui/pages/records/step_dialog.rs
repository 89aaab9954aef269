//! What a step asks of whoever makes it: a reason, what they say of some fields, and for another unit what that has signed.

use leptos::prelude::*;

use crate::{
    app::{preview::Preview, scope, transitions::TransitionError},
    domain::{
        Localized as _,
        field::{Attachment, Fault, Field, FieldKind},
        lang::grouped,
    },
    ui::{
        components::{
            chosen_file,
            dialog::{Dialog, FormButtons},
            steps::{Asking, Given, Steps, make},
            unsaved,
        },
        i18n::*,
        pages::records::step_told::{several, told},
        state::{State, now},
    },
};

/// Asks for what a step needs, and makes it when all of it can be read.
#[component]
pub fn StepDialog() -> impl IntoView {
    let state = State::here();
    let lang = state.lang();
    let Steps { asking, open } = Steps::here();
    let title = Signal::derive(move || {
        let label = asking.with(|asking| asking.as_ref().map(|asking| asking.transition.label));
        label.map_or_else(String::new, |label| label.text(lang.get()).to_owned())
    });
    view! {
        <Dialog open title>
            {move || asking.get().map(|asking| view! { <StepForm asking open /> })}
        </Dialog>
    }
}

#[component]
fn StepForm(asking: Asking, open: RwSignal<bool>) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let lang = state.lang();
    let Asking { kind, transition, .. } = asking;
    let workspace = state.workspace.get_untracked();
    let before = asking.before(&workspace, state.seat_untracked().as_ref());
    let record = asking.only().and_then(|id| workspace.find(kind, id));
    let states = if record.is_some() { transition.states } else { &[] };
    let stated: Vec<_> = states
        .iter()
        .filter_map(|key| {
            let field = workspace.fields().get(kind, key)?;
            let own = record.as_ref().and_then(|record| record.values.get(*key));
            Some(Stated {
                field,
                text: RwSignal::new(own.map(|value| field.encode(value)).unwrap_or_default()),
            })
        })
        .collect();
    let note = RwSignal::new(String::new());
    let paper = RwSignal::new(None::<(Attachment, Vec<u8>)>);
    // What was given stays in the dialog until the step is made.
    let (busy, refused) = (RwSignal::new(false), RwSignal::new(None::<TransitionError>));
    let needs_paper = asking.needs_paper();
    unsaved::asked_about(Memo::new(move |_| !note.with(String::is_empty) || paper.with(Option::is_some)));
    let missing = !before.missing.is_empty();
    let edits = record
        .as_ref()
        .is_some_and(|record| scope::edits(&workspace, state.seat_untracked().as_ref(), record));
    let made: usize = before.makes.iter().map(|(_, count)| count).sum();
    let label = move || match made {
        0 | 1 => transition.label.text(lang.get()).to_owned(),
        several => t_string!(
            i18n,
            records.step_to,
            verb = transition.label.text(lang.get()),
            count = grouped(several)
        )
        .to_string(),
    };
    let said = told(state, &asking, before, edits.then(|| asking.only().map(str::to_owned)).flatten());
    let several = several(state, &asking);
    // Of twenty that are called alike it is the one that says whose it is.
    let preview =
        Preview { workspace: &workspace, unit: None, today: now().today, lang: lang.get_untracked() };
    let called = match &record {
        Some(record) => preview.whole(record),
        None => untrack(|| asking.called(state)),
    };
    let about = match &asking.on_behalf_of {
        None => called,
        Some(unit) => {
            let unit = workspace.tree().name(unit).to_owned();
            format!("{called} {}", t_string!(i18n, records.on_behalf_of, unit = unit))
        }
    };
    let faulty = {
        let stated = stated.clone();
        Memo::new(move |_| {
            missing
                || stated.iter().any(|stated| stated.fault().is_some())
                || transition.needs_reason() && note.with(|note| note.trim().is_empty())
                || needs_paper && paper.with(Option::is_none)
        })
    };
    let inputs = stated.iter().map(|stated| stated.input(state)).collect_view();
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if !faulty.get_untracked() && !busy.get_untracked() && state.is_whole() {
            busy.set(true);
            let stated =
                stated.iter().map(|stated| (stated.field.key.to_owned(), stated.text.get_untracked()));
            let given =
                Given { note: note.get_untracked(), stated: stated.collect(), paper: paper.get_untracked() };
            let failed = move |error| match open.get_untracked() {
                true => {
                    busy.set(false);
                    refused.set(Some(error));
                }
                false => state.fail(&error),
            };
            make(state, asking.clone(), given, move || open.set(false), failed);
        }
    };
    view! {
        <form class="stack" on:submit=submit>
            <p>{about}</p>
            {several}
            {said}
            {inputs}
            {transition
                .needs_reason()
                .then(|| {
                    view! {
                        <label class="field">
                            <span>{t!(i18n, records.reason)}</span>
                            <textarea rows="3" maxlength="500" required=true autofocus=true bind:value=note></textarea>
                            <span class="help">{t!(i18n, records.reason_help)}</span>
                        </label>
                    }
                })}
            {needs_paper
                .then(|| {
                    view! {
                        <label class="field">
                            <span>{t!(i18n, records.paper)}</span>
                            <input type="file" required=true on:change:target=move |event| {
                                if let Some(file) = event.target().files().and_then(|files| files.get(0)) {
                                    paper.set(None);
                                    chosen_file::read(state, file, move |name, bytes| {
                                        paper.set(Some((Attachment::of(&name, &bytes), bytes)));
                                    });
                                }
                            } />
                            <span class="help">{t!(i18n, records.paper_help)}</span>
                        </label>
                    }
                })}
            {move || {
                refused
                    .get()
                    .map(|error| {
                        view! {
                            <p class="fault" role="alert">
                                {error.text(lang.get())}
                            </p>
                        }
                    })
            }}
            <FormButtons
                on_cancel=move |()| open.set(false)
                disabled=Signal::derive(move || faulty.get() || busy.get())
            >
                {label}
            </FormButtons>
        </form>
    }
}

/// A field of which the signer says what it is; it begins with what the record has.
#[derive(Clone, Copy)]
struct Stated {
    field: &'static Field,
    text: RwSignal<String>,
}

impl Stated {
    fn fault(self) -> Option<Fault> {
        self.text.with(|text| self.field.read(text).err())
    }

    fn input(self, state: State) -> AnyView {
        let lang = state.lang();
        let unit = move || match self.field.kind {
            FieldKind::Count { unit, .. } | FieldKind::Decimal { unit, .. } => unit.text(lang.get()),
            _ => "",
        };
        view! {
            <label class="field">
                <span>{move || self.field.called().text(lang.get())}</span>
                <span class="with-unit">
                    <input type="text" inputmode="decimal" bind:value=self.text />
                    <span class="soft">{unit}</span>
                </span>
                {move || self.fault().map(|fault| view! { <span class="fault">{fault.text(lang.get())}</span> })}
            </label>
        }
        .into_any()
    }
}
