//! What a step asks of whoever makes it: a reason, what they say of some fields, and for another unit what that has signed.

use std::collections::BTreeMap;

use leptos::prelude::*;
use wasm_bindgen_futures::JsFuture;

use crate::{
    app::form::LARGEST_FILE,
    domain::{
        Kind, Localized as _,
        field::{Attachment, Fault, Field, FieldKind},
        workflow::Transition,
    },
    ui::{
        components::dialog::{Dialog, FormButtons},
        i18n::*,
        state::State,
    },
};

/// A step about to be made.
#[derive(Debug, Clone, PartialEq)]
pub struct Asking {
    pub transition: &'static Transition,
    /// The unit that signs by it, where this seat acts for it.
    pub on_behalf_of: Option<String>,
}

/// What was given for it.
#[derive(Debug, Clone, Default)]
pub struct Given {
    pub note: String,
    pub stated: BTreeMap<String, String>,
    pub paper: Option<(Attachment, Vec<u8>)>,
}

impl Asking {
    /// Whether anything is asked at all.
    pub fn needs_a_dialog(&self) -> bool {
        self.transition.needs_reason() || !self.transition.states.is_empty() || self.on_behalf_of.is_some()
    }
}

/// Asks for what the step needs; hands it over when all of it can be read.
#[component]
pub fn StepDialog(
    kind: Kind,
    asking: RwSignal<Option<Asking>>,
    subject: StoredValue<(String, String)>,
    on_given: Callback<(Asking, Given)>,
) -> impl IntoView {
    let state = State::here();
    let lang = state.lang();
    let open = RwSignal::new(false);
    Effect::new(move |_| {
        if asking.with(Option::is_some) {
            open.set(true);
        }
    });
    // Left by Escape too.
    Effect::new(move |_| {
        if !open.get() && asking.with_untracked(Option::is_some) {
            asking.set(None);
        }
    });
    let title = Signal::derive(move || {
        asking.with(|asking| {
            asking
                .as_ref()
                .map_or_else(String::new, |asking| asking.transition.label.text(lang.get()).to_owned())
        })
    });
    let close = Callback::new(move |()| open.set(false));
    view! {
        <Dialog open title>
            {move || {
                asking
                    .get()
                    .map(|asking| {
                        view! { <StepForm kind asking subject on_given on_cancel=close /> }
                    })
            }}
        </Dialog>
    }
}

#[component]
fn StepForm(
    kind: Kind,
    asking: Asking,
    subject: StoredValue<(String, String)>,
    on_given: Callback<(Asking, Given)>,
    on_cancel: Callback<()>,
) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let lang = state.lang();
    let (id, called) = subject.get_value();
    let transition = asking.transition;
    let workspace = state.workspace.get_untracked();
    let record = workspace.find(kind, &id);
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
    let principal = asking.on_behalf_of.clone();
    let acts = principal.is_some();
    let about = principal.map_or_else(
        || called.clone(),
        |unit| {
            let unit = workspace.tree().name(&unit).to_owned();
            format!("{called} {}", t_string!(i18n, records.on_behalf_of, unit = unit))
        },
    );
    let faulty = {
        let stated = stated.clone();
        Memo::new(move |_| {
            stated.iter().any(|stated| stated.fault().is_some())
                || transition.needs_reason() && note.with(|note| note.trim().is_empty())
                || acts && paper.with(Option::is_none)
        })
    };
    let inputs = stated.iter().map(|stated| stated.input(state)).collect_view();
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if !faulty.get_untracked() {
            let stated =
                stated.iter().map(|stated| (stated.field.key.to_owned(), stated.text.get_untracked()));
            let given =
                Given { note: note.get_untracked(), stated: stated.collect(), paper: paper.get_untracked() };
            on_cancel.run(());
            on_given.run((asking.clone(), given));
        }
    };
    view! {
        <form class="stack" on:submit=submit>
            <p>{about}</p>
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
            {acts
                .then(|| {
                    view! {
                        <label class="field">
                            <span>{t!(i18n, records.paper)}</span>
                            <input type="file" required=true on:change:target=move |event| {
                                if let Some(file) = event.target().files().and_then(|files| files.get(0)) {
                                    take(state, file, paper);
                                }
                            } />
                            <span class="help">{t!(i18n, records.paper_help)}</span>
                        </label>
                    }
                })}
            <FormButtons on_cancel disabled=Signal::from(faulty)>
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

/// Takes a chosen file.
fn take(state: State, file: web_sys::File, paper: RwSignal<Option<(Attachment, Vec<u8>)>>) {
    paper.set(None);
    if file.size() > LARGEST_FILE as f64 {
        state.toasts.failed(t_string!(state.i18n, form.file_too_large).to_owned());
        return;
    }
    leptos::task::spawn_local(async move {
        let Ok(buffer) = JsFuture::from(file.array_buffer()).await else {
            state.toasts.failed(t_string!(state.i18n, data.unread_file).to_owned());
            return;
        };
        let bytes = js_sys::Uint8Array::new(&buffer).to_vec();
        paper.set(Some((Attachment::of(&file.name(), &bytes), bytes)));
    });
}
