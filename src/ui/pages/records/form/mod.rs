//! The form of any kind, made from its declaration. What is typed is kept in the tab until it is saved.

mod attachment;
mod choices;
mod control;
mod dated;
mod draft;
mod field_input;
mod field_text;
mod plain;
mod reference;
mod references;
mod rows;
mod summary;

use leptos::{html, prelude::*};
use wasm_bindgen::JsCast as _;

use crate::{
    app::form::{Draft, Form, NotOpen},
    domain::Kind,
    ui::{
        components::{confirm::Confirm, page_head::PageHead, unsaved},
        i18n::*,
        route::Route,
        state::{State, now},
    },
};

use self::{field_input::FieldInput, field_text::FieldText, summary::Summary};
use super::personal::Personal;

/// Adds a record of the kind, begun from an earlier one where `from` names it, or edits the one with this id.
#[component]
pub fn FormPage(
    kind: Kind,
    id: Option<String>,
    from: Option<String>,
    /// The field in which the keyboard begins.
    field: Option<String>,
) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let lang = state.lang();
    let opened = open(state, kind, id.as_deref(), from.as_deref());
    let edits = id.is_some();
    let title = Signal::derive(move || {
        let name = kind.one().text(lang.get());
        if edits {
            t_string!(i18n, form.edit_title, kind = name).to_string()
        } else {
            t_string!(i18n, form.new_title, kind = name).to_string()
        }
    });
    let body = match opened {
        Ok(form) => view! { <FormView form=RwSignal::new(form) /> }.into_any(),
        Err(why) => {
            let why = move || match why {
                NotOpen::Missing => t_string!(i18n, records.missing),
                NotOpen::NotYours => t_string!(i18n, form.not_yours),
            };
            view! { <p class="card empty">{why}</p> }.into_any()
        }
    };
    if let Some(field) = field {
        request_animation_frame(move || control::focus(&field));
    }
    view! {
        <PageHead title />
        {body}
    }
}

/// The form, gone on from the tab's draft where it has one.
fn open(state: State, kind: Kind, id: Option<&str>, from: Option<&str>) -> Result<Form, NotOpen> {
    let workspace = state.workspace.get_untracked();
    let seat = state.seat_untracked();
    let mut form = match id {
        Some(id) => Form::edit(&workspace, seat.as_ref(), kind, id, now().today)?,
        None => {
            let days = |parameter: &str| state.days(parameter);
            Form::begin(&workspace, seat.as_ref(), kind, from, now().today, &days)?
        }
    };
    if let Some(draft) = draft::kept(&Draft::key(seat.as_ref(), kind, id)) {
        form.restore(&workspace, draft);
    }
    Ok(form)
}

#[component]
fn FormView(form: RwSignal<Form>) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let (kind, id, title) =
        form.with_untracked(|form| (form.kind(), form.id().map(str::to_owned), form.title().to_owned()));
    let draft_key = StoredValue::new(Draft::key(state.seat_untracked().as_ref(), kind, id.as_deref()));
    let asking =
        Personal::of(state, kind, Signal::stored(id.clone().unwrap_or_default()), Signal::stored(title));
    let summary = NodeRef::<html::Div>::new();
    let attend = move || {
        request_animation_frame(move || {
            // The page may be gone again.
            if let Some(summary) = summary.try_get_untracked().flatten() {
                summary.scroll_into_view();
                let _ = summary.focus();
            }
        });
    };
    if form.with_untracked(|form| form.merged().is_some()) {
        attend();
    }

    // Whatever changes is kept; the first run only subscribes.
    let now = Memo::new(move |_| form.with(Form::draft));
    Effect::new(move |before: Option<()>| {
        let draft = now.get();
        if before.is_some() {
            draft_key.with_value(|key| draft::keep(key, &draft));
        }
    });
    let begun = now.get_untracked();
    let is_restored = form.with_untracked(Form::is_restored);
    let unsaved = Memo::new(move |_| is_restored || now.get() != begun);
    unsaved::asked_about(unsaved);
    // Neither saved nor discarded when the page goes: then it is told where it is.
    let ended = StoredValue::new(false);
    on_cleanup(move || {
        if ended.try_get_value() == Some(false) && unsaved.try_get_untracked() == Some(true) {
            state.toasts.done(move || t_string!(i18n, form.kept), None);
        }
    });
    // The other's change is there a moment after it stood in the way.
    Effect::new(move |_| {
        let workspace = state.workspace.get();
        if form.try_update(|form| form.catch_up(&workspace)) == Some(true) {
            attend();
        }
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if !state.is_whole() {
            return;
        }
        let (workspace, seat) = (state.workspace.get_untracked(), state.seat_untracked());
        if form.try_update(|form| form.submit(&workspace, seat.as_ref())) != Some(true) {
            if form.with_untracked(|form| !form.is_saving()) {
                attend();
            }
            return;
        }
        let (actor, filled) = (state.actor(), form.get_untracked());
        let key = draft_key.get_value();
        // Whoever has left the page meanwhile stays where they are; what is saved is no draft any more.
        state.attempt(
            move |store| async move { filled.save(&*store, &workspace, &actor).await },
            move |id| {
                draft::drop(&key);
                state.toasts.done(move || t_string!(i18n, form.saved), None);
                if ended.try_set_value(true).is_none() {
                    Route::of(kind, &id).replace();
                }
            },
            move |error| {
                if form.is_disposed() {
                    state.fail(&error);
                    return;
                }
                form.update(|form| form.refuse(error));
                // The other's change may have come before it stood in the way.
                let came = state
                    .workspace
                    .with_untracked(|workspace| form.try_update(|form| form.catch_up(workspace)));
                if came == Some(true) || form.with_untracked(|form| form.failed().is_some()) {
                    attend();
                }
            },
        );
    };
    let discarding = RwSignal::new(false);
    let id = StoredValue::new(id);
    let discard = move || {
        ended.set_value(true);
        draft_key.with_value(|key| draft::drop(key));
        id.with_value(|id| match id {
            Some(id) => Route::of(kind, id),
            None => Route::table(kind),
        })
        .go();
    };
    let restored = form.with_untracked(Form::is_restored);
    let saving = Memo::new(move |_| form.with(Form::is_saving));
    let fields = form.with_untracked(|form| form.fields().to_vec());
    let inputs = fields
        .into_iter()
        .map(|field| {
            let text = FieldText::of(form, field);
            if field.only_for.is_none() {
                return view! { <FieldInput text asking /> }.into_any();
            }
            let applies = Memo::new(move |_| form.with(|form| form.has(field)));
            view! {
                <Show when=move || applies.get()>
                    <FieldInput text asking />
                </Show>
            }
            .into_any()
        })
        .collect_view();
    let left_out = Memo::new(move |_| form.with(Form::left_out));
    view! {
        {asking.dialog()}
        <Confirm
            open=discarding
            title=Signal::derive(move || t_string!(i18n, form.discard).to_owned())
            about=Signal::derive(move || t_string!(i18n, form.discard_ask).to_owned())
            on_agreed=move |()| discard()
        />
        {restored
            .then(|| {
                view! {
                    <p class="message warn" role="status">
                        {t!(i18n, form.restored)}
                    </p>
                }
            })}
        <div tabindex="-1" class="documents" node_ref=summary>
            <Summary form />
        </div>
        <form id=control::FORM class="card record-form" novalidate=true on:submit=submit on:keydown=stay_in_lines>
            {inputs}
            <Show when=move || left_out.with(|fields| !fields.is_empty())>
                <p class="message warn wide" role="status">
                    {move || {
                        let lang = state.lang().get();
                        let fields = lang.list(left_out.get().iter().map(|field| field.called().text(lang)));
                        t_string!(i18n, form.left_out, fields = fields).to_string()
                    }}
                </p>
            </Show>
            <div class="actions">
                <button
                    type="button"
                    on:click=move |_| if unsaved.get_untracked() { discarding.set(true) } else { discard() }
                >
                    {t!(i18n, form.discard)}
                </button>
                <button type="submit" class="primary" disabled=saving>
                    {t!(i18n, common.save)}
                </button>
            </div>
        </form>
    }
}

/// Enter in a line of a table or in what a list is searched by does not save the form: from a cell it goes to the line below.
fn stay_in_lines(event: leptos::ev::KeyboardEvent) {
    let from = event.target().and_then(|target| target.dyn_into::<web_sys::HtmlInputElement>().ok());
    let Some(input) = from.filter(|_| event.key() == "Enter") else { return };
    if input.closest("table, .picker").ok().flatten().is_none() {
        return;
    }
    event.prevent_default();
    if let Some(below) = below(&input) {
        let _ = below.focus();
    }
}

/// The control of the same column in the next line.
fn below(input: &web_sys::HtmlInputElement) -> Option<web_sys::HtmlElement> {
    let line = input.closest("tr").ok()??;
    let cell = input.closest("td").ok()??;
    let column =
        (0..line.children().length()).find(|at| line.children().item(*at).as_ref() == Some(&cell))?;
    let next = line.next_element_sibling()?.children().item(column)?;
    next.query_selector("input, select").ok()??.dyn_into().ok()
}
