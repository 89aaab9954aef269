//! What a step asks of whoever makes it: a reason, what they say of some fields, and for another unit what that has signed.

use std::collections::BTreeMap;

use leptos::prelude::*;

use crate::{
    app::{
        transitions::{self, Doing, TransitionError},
        workspace::Workspace,
    },
    domain::{
        Kind, Localized as _,
        field::{Attachment, Fault, Field, FieldKind},
        workflow::Transition,
    },
    ui::{
        components::{
            chosen_file,
            dialog::{Dialog, FormButtons},
        },
        i18n::*,
        state::{State, now},
    },
};

/// A step about to be made on a record.
#[derive(Debug, Clone, PartialEq)]
pub struct Asking {
    pub kind: Kind,
    pub id: String,
    /// What the record is called.
    pub title: String,
    pub transition: &'static Transition,
    /// The unit that signs by it, where this seat acts for it.
    pub on_behalf_of: Option<String>,
}

impl Asking {
    /// Whether what was signed on paper belongs to it.
    fn needs_paper(&self) -> bool {
        self.on_behalf_of.is_some() || self.transition.column.is_some()
    }

    /// What it would make and is there already, as it is called.
    fn there_already(&self, workspace: &Workspace) -> Vec<String> {
        let record = workspace.find(self.kind, &self.id);
        let there =
            |record| transitions::there_already(workspace, &record, self.transition.verb, now().today);
        record.map(there).unwrap_or_default()
    }

    fn needs_nothing(&self) -> bool {
        !self.transition.needs_reason() && self.transition.states.is_empty() && !self.needs_paper()
    }
}

/// What was given for it.
#[derive(Debug, Clone, Default)]
struct Given {
    note: String,
    stated: BTreeMap<String, String>,
    paper: Option<(Attachment, Vec<u8>)>,
}

/// Where steps are begun, from any page: the one dialog stands beside the pages, so that what is typed into it outlives what
/// a page draws anew.
#[derive(Clone, Copy)]
pub struct Steps {
    asking: RwSignal<Option<Asking>>,
    open: RwSignal<bool>,
}

impl Steps {
    /// Begun by the shell.
    pub fn provide() {
        provide_context(Self { asking: RwSignal::new(None), open: RwSignal::new(false) });
    }

    #[expect(clippy::expect_used, reason = "every page stands under the shell, which provides it")]
    pub fn here() -> Self {
        use_context().expect("a page outside the shell")
    }

    /// Makes a step, once what it needs has been given.
    pub fn begin(self, state: State, asking: Asking) {
        let tells_nothing =
            state.workspace.with_untracked(|workspace| asking.there_already(workspace).is_empty());
        if asking.needs_nothing() && tells_nothing {
            make(state, asking, Given::default(), || {}, move |error| state.fail(&error));
        } else {
            self.asking.set(Some(asking));
            self.open.set(true);
        }
    }
}

fn make(
    state: State,
    asking: Asking,
    given: Given,
    done: impl FnOnce() + 'static,
    failed: impl FnOnce(TransitionError) + 'static,
) {
    let Asking { kind, id, title, transition, on_behalf_of } = asking;
    let actor = state.actor();
    let workspace = state.workspace.get_untracked();
    let made = id.clone();
    state.attempt(
        move |store| async move {
            let doing = Doing {
                verb: transition.verb,
                note: &given.note,
                stated: given.stated,
                on_behalf_of: on_behalf_of.as_deref(),
                paper: given.paper,
            };
            transitions::make(&*store, &workspace, &actor, (kind, &made), doing).await
        },
        move |_| {
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
            done();
        },
        failed,
    );
}

/// What 撤销 does to the step just made.
pub fn taking_back(state: State, kind: Kind, id: String) -> Callback<()> {
    Callback::new(move |()| {
        let (id, actor) = (id.clone(), state.actor());
        let workspace = state.workspace.get_untracked();
        state.act(
            move |store| async move { transitions::take_back(&*store, &workspace, &actor, (kind, &id)).await },
            move |_| state.toasts.done(t_string!(state.i18n, data.undone).to_owned(), None),
        );
    })
}

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
    let there = asking.there_already(&workspace);
    let record = workspace.find(kind, &asking.id);
    let stated: Vec<_> = transition
        .states
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
    let called = asking.title.clone();
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
            stated.iter().any(|stated| stated.fault().is_some())
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
            {(!there.is_empty())
                .then(|| {
                    let there = lang.get_untracked().list(there);
                    view! { <p class="message">{t!(i18n, records.there_already, there = there)}</p> }
                })}
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
                {move || transition.label.text(lang.get())}
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
                <span>{move || self.field.label.text(lang.get())}</span>
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
