//! The session that is looked at: what it says, what is to be thought of, and its next steps.

use leptos::{html, prelude::*};

use crate::{
    app::{records, scope},
    domain::{Kind, field::is_blank},
    ui::{
        components::badge::{Badge, Tone},
        i18n::*,
        pages::records::{TransitionButtons, open_transitions},
        route::Route,
    },
};

use super::desk::Desk;

/// What a session is told by, beside its title.
const SAID: [&str; 11] = [
    "date",
    "starts",
    "minutes",
    "school",
    "instructor",
    "form",
    "place",
    "classes",
    "pupils",
    "witness",
    "substitute",
];

/// See the module; nothing until one is opened.
#[component]
pub fn Panel(desk: Desk) -> impl IntoView {
    let state = desk.state;
    let i18n = state.i18n;
    let heading = NodeRef::<html::H3>::new();
    // Whoever opens it by keyboard goes on in it; what is written meanwhile takes nobody from where they are.
    Effect::new(move |_| {
        if let Some(heading) = heading.get().filter(|_| desk.open.with(Option::is_some)) {
            let _ = heading.focus();
        }
    });
    let title = Memo::new(move |_| {
        desk.board.track();
        let table = state.workspace.get_untracked();
        desk.open.with(|id| table.table(Kind::Session).get(id.as_ref()?).map(|session| session.title()))
    });
    let close = move || {
        let id = desk.open.get_untracked();
        desk.open.set(None);
        let block = id.and_then(|id| document().get_element_by_id(&format!("block-{id}")));
        let block =
            block.and_then(|block| wasm_bindgen::JsCast::dyn_into::<web_sys::HtmlElement>(block).ok());
        // A block that is gone has no focus to take.
        let _ = block.map(|block| block.focus());
    };
    view! {
        <Show when=move || title.with(Option::is_some)>
            <section
                class="card stack panel no-print"
                aria-label=move || t_string!(i18n, timetable.one)
                on:keydown=move |event| {
                    if event.key() == "Escape" {
                        close();
                    }
                }
            >
                <h3 tabindex="-1" node_ref=heading>
                    {move || title.get()}
                </h3>
                {move || about(desk)}
                <p>
                    <button type="button" on:click=move |_| close()>
                        {t!(i18n, common.close)}
                    </button>
                </p>
            </section>
        </Show>
    }
}

/// What it says, what is to be thought of, and its next steps.
fn about(desk: Desk) -> Option<AnyView> {
    let state = desk.state;
    let i18n = state.i18n;
    let id = desk.open.get()?;
    desk.board.track();
    let workspace = state.workspace.get_untracked();
    let record = workspace.find(Kind::Session, &id)?;
    let lang = state.lang().get();
    let fields = SAID.iter().filter_map(|key| workspace.fields().get(Kind::Session, key));
    let facts = fields.filter_map(|field| {
        let value = record.values.get(field.key).filter(|value| !is_blank(value))?;
        let text = records::shown_with_unit(&workspace, field.kind, value, lang);
        Some(view! {
            <div>
                <dt>{field.called().text(lang)}</dt>
                <dd>{text}</dd>
            </div>
        })
    });
    let tells =
        desk.board.with_untracked(|board| board.as_ref()?.block(&id).map(|block| block.tells.clone()));
    let tells = tells.unwrap_or_default().into_iter();
    let tells: Vec<_> = tells.map(|told| view! { <li>{told.get(lang).to_owned()}</li> }).collect();
    let why = desk.fixed(&id).map(|why| view! { <p class="soft">{why}</p> });
    let edits = scope::edits(&workspace, state.seat().as_ref(), &record);
    let transitions = open_transitions(state, &record);
    let at = record.state.map(|at| {
        let text = Signal::stored(at.label.text(lang).to_owned());
        view! { <Badge tone=Tone::of(at) text /> }
    });
    let href = Route::of(Kind::Session, &id).href();
    let edit = Route::Edit { kind: Kind::Session, id: id.clone(), field: None }.href();
    let edit = edits.then(|| {
        view! {
            <a class="button" href=edit>
                {t!(i18n, records.edit)}
            </a>
        }
    });
    Some(
        view! {
            <p>{at}</p>
            {(!tells.is_empty()).then(|| view! { <ul class="message warn todo">{tells}</ul> })}
            <dl class="facts">{facts.collect_view()}</dl>
            {why}
            <div class="row">
                <TransitionButtons kind=Kind::Session id title=record.title.clone() transitions primary=true />
            </div>
            <div class="row">
                {edit}
                <a class="button" href=href>
                    {t!(i18n, inbox.open)}
                </a>
            </div>
        }
        .into_any(),
    )
}
