//! The control of one field, by its type. Whatever the control, the form holds the field's text.

use leptos::{ev, prelude::*};
use wasm_bindgen::JsCast as _;

use crate::{
    domain::{
        Kind,
        choice::Choice,
        field::{Field, FieldKind},
        kind::UNITS,
    },
    ui::{i18n::*, state::State},
};

use super::{
    attaching::{Files, attach},
    candidates::{candidates, chosen, shown},
    control::{control, is_wide},
    personal::Personal,
};

/// Label, control, help and fault of a field.
#[component]
pub fn FieldInput(
    field: &'static Field,
    text: RwSignal<String>,
    fault: Signal<Option<String>>,
    files: Files,
    /// Shown, not to be changed.
    fixed: bool,
    /// Personal data that stays hidden until somebody says why.
    personal: Signal<Option<Personal>>,
) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let lang = state.lang();
    // A fault found while typing the field is told when the person leaves it.
    let own = RwSignal::new(None::<String>);
    let check = move || {
        let lang = lang.get_untracked();
        own.set(
            field.read(&text.get_untracked()).err().map(|fault| crate::domain::Localized::text(&fault, lang)),
        );
    };
    // What is mended is told at once: a line that goes only when the field is left would move the button being pressed.
    Effect::new(move |_| {
        text.track();
        if own.with_untracked(Option::is_some) {
            check();
        }
    });
    let leave = move |event: ev::FocusEvent| {
        if stays(&event) {
            return;
        }
        check();
    };
    let told = Signal::derive(move || own.get().or_else(|| fault.get()));
    let id = control(field.key);
    let described = format!("{id}-help");
    let help = move || field.help.text(lang.get());
    let label = move || {
        view! {
            {field.label.text(lang.get())}
            {field.required.then(|| view! { <span class="required" aria-hidden="true">" *"</span> })}
        }
    };
    let grouped = matches!(field.kind, FieldKind::Choices(_) | FieldKind::Rows(_) | FieldKind::References(_));
    let (own_id, own_description) = (id.clone(), described.clone());
    let inner = move || match personal.get().filter(|personal| !personal.shown()) {
        Some(personal) => personal.mask(),
        None => input(state, field, text, own_id.clone(), own_description.clone(), told, files, fixed),
    };
    let below = view! {
        <span class="help" id=described>
            {help}
            <Show when=move || told.get().is_some()>
                <span class="fault" role="alert">
                    {move || told.get()}
                </span>
            </Show>
        </span>
    };
    let class = if is_wide(field) { "field wide" } else { "field" };
    if grouped {
        view! {
            <fieldset class=class on:focusout=leave>
                <legend>{label}</legend>
                {inner}
                {below}
            </fieldset>
        }
        .into_any()
    } else {
        view! {
            <div class=class on:focusout=leave>
                <label for=id>{label} {marked(i18n, field)}</label>
                {inner}
                {below}
            </div>
        }
        .into_any()
    }
}

/// The keyboard goes to another control of the same group, or to a button, which must not move while it is pressed.
fn stays(event: &ev::FocusEvent) -> bool {
    let element = |target: Option<web_sys::EventTarget>| {
        target.and_then(|target| target.dyn_into::<web_sys::Element>().ok())
    };
    let (Some(group), Some(next)) = (element(event.current_target()), element(event.related_target())) else {
        return false;
    };
    group.contains(Some(&next)) || next.tag_name() == "BUTTON"
}

fn marked(i18n: leptos_i18n::I18nContext<Locale>, field: &Field) -> Option<AnyView> {
    field.personal.then(|| view! { <span class="badge">{t!(i18n, form.personal)}</span> }.into_any())
}

#[expect(clippy::too_many_arguments, reason = "one call; each is a part of the control")]
fn input(
    state: State,
    field: &'static Field,
    text: RwSignal<String>,
    id: String,
    described: String,
    told: Signal<Option<String>>,
    files: Files,
    fixed: bool,
) -> AnyView {
    let i18n = state.i18n;
    let invalid = move || told.get().is_some().to_string();
    let plain = move |kind: &'static str, mode: &'static str, max: Option<usize>| {
        view! {
            <input
                type=kind
                inputmode=mode
                maxlength=max.map(|max| max.to_string())
                id=id.clone()
                aria-describedby=described.clone()
                aria-invalid=invalid
                aria-required=field.required.to_string()
                readonly=fixed
                prop:value=move || text.get()
                on:input:target=move |event| text.set(event.target().value())
            />
        }
        .into_any()
    };
    let id = control(field.key);
    let described = format!("{id}-help");
    if fixed && !matches!(field.kind, FieldKind::Reference(_)) {
        let lang = state.lang();
        let shown = move || {
            let value = field.read(&text.get()).unwrap_or_default();
            crate::app::records::shown_with_unit(&state.workspace.get(), field, &value, lang.get())
        };
        return view! { <output id=id>{shown}</output> }.into_any();
    }
    match field.kind {
        FieldKind::Text { max } | FieldKind::Code { max } => plain("text", "text", Some(max)),
        FieldKind::Count { .. } | FieldKind::Decimal { .. } => {
            let unit = match field.kind {
                FieldKind::Count { unit, .. } | FieldKind::Decimal { unit, .. } => Some(unit),
                _ => None,
            };
            let lang = state.lang();
            view! {
                <span class="with-unit">
                    {plain("text", "decimal", None)} {unit.map(|unit| move || unit.text(lang.get()))}
                </span>
            }
            .into_any()
        }
        FieldKind::Money { .. } | FieldKind::Share | FieldKind::Point => plain("text", "decimal", None),
        FieldKind::Date => plain("date", "text", None),
        FieldKind::Time => plain("time", "text", None),
        FieldKind::LongText { max } => view! {
            <textarea
                rows="4"
                maxlength=max.to_string()
                id=id
                aria-describedby=described
                aria-invalid=invalid
                aria-required=field.required.to_string()
                prop:value=move || text.get()
                on:input:target=move |event| text.set(event.target().value())
            ></textarea>
        }
        .into_any(),
        FieldKind::Flag => {
            let options = [("是", t_string!(i18n, form.yes)), ("否", t_string!(i18n, form.no))];
            select(
                state,
                field,
                text,
                options.map(|(value, label)| (value.to_owned(), label.to_owned())).to_vec(),
            )
        }
        FieldKind::Choice(choices) => select(state, field, text, options(state, choices)),
        FieldKind::Choices(choices) => checks(text, options(state, choices)),
        FieldKind::Reference(kinds) if fixed => {
            let name = move || crate::app::records::title(&state.workspace.get(), kinds, &text.get());
            view! { <output id=id>{name}</output> }.into_any()
        }
        FieldKind::Reference(kinds) => reference(state, field, text, kinds, id, described, told),
        FieldKind::References(kinds) => references(state, text, kinds),
        FieldKind::Rows(columns) => super::rows_input::rows(state, text, columns),
        FieldKind::Attachment => {
            let name = move || {
                let text = text.get();
                text.split_once(" sha256:").map(|(name, _)| name.to_owned())
            };
            view! {
                <span class="with-unit">
                    <input
                        type="file"
                        id=id
                        aria-describedby=described
                        on:change:target=move |event| {
                            if let Some(file) = event.target().files().and_then(|files| files.get(0)) {
                                attach(state, file, text, files);
                            }
                        }
                    />
                    {move || {
                        name()
                            .map(|name| {
                                view! {
                                    <span>{name}</span>
                                    <button type="button" class="plain" on:click=move |_| text.set(String::new())>
                                        {t!(i18n, form.remove)}
                                    </button>
                                }
                            })
                    }}
                </span>
            }
            .into_any()
        }
    }
}

fn options(state: State, choices: &'static [Choice]) -> Vec<(String, String)> {
    let lang = state.lang().get();
    choices.iter().map(|choice| (choice.label.zh.to_owned(), choice.label.text(lang).to_owned())).collect()
}

fn select(
    state: State,
    field: &'static Field,
    text: RwSignal<String>,
    options: Vec<(String, String)>,
) -> AnyView {
    let i18n = state.i18n;
    let id = control(field.key);
    let described = format!("{id}-help");
    view! {
        <select
            id=id
            aria-describedby=described
            aria-required=field.required.to_string()
            on:change:target=move |event| text.set(event.target().value())
        >
            <option value="" selected=move || text.get().is_empty()>
                {t!(i18n, form.choose)}
            </option>
            {options
                .into_iter()
                .map(|(value, label)| {
                    let own = value.clone();
                    view! {
                        <option value=value selected=move || text.get() == own>
                            {label}
                        </option>
                    }
                })
                .collect_view()}
        </select>
    }
    .into_any()
}

fn listed(text: &str) -> Vec<String> {
    text.split('、').filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

fn toggle(text: RwSignal<String>, value: &str, on: bool) {
    text.update(|text| {
        let mut list = listed(text);
        list.retain(|other| other != value);
        if on {
            list.push(value.to_owned());
        }
        *text = list.join("、");
    });
}

fn checks(text: RwSignal<String>, options: Vec<(String, String)>) -> AnyView {
    let boxes = options
        .into_iter()
        .map(|(value, label)| {
            let own = value.clone();
            view! {
                <label class="check">
                    <input
                        type="checkbox"
                        prop:checked=move || listed(&text.get()).contains(&own)
                        on:change:target=move |event| toggle(text, &value, event.target().checked())
                    />
                    {label}
                </label>
            }
        })
        .collect_view();
    view! { <div class="checks">{boxes}</div> }.into_any()
}

fn reference(
    state: State,
    field: &'static Field,
    text: RwSignal<String>,
    kinds: &'static [Kind],
    id: String,
    described: String,
    told: Signal<Option<String>>,
) -> AnyView {
    let list = format!("{id}-list");
    let own = list.clone();
    let known = Memo::new(move |_| candidates(state, kinds));
    let value = move || {
        let text = text.get();
        known.with(|known| {
            known
                .iter()
                .find(|(_, id)| *id == text)
                .map_or_else(|| text.clone(), |(name, id)| shown(name, id))
        })
    };
    view! {
        <input
            type="text"
            list=list
            id=id
            autocomplete="off"
            aria-describedby=described
            aria-invalid=move || told.get().is_some().to_string()
            aria-required=field.required.to_string()
            prop:value=value
            on:change:target=move |event| text.set(known.with(|known| chosen(known, &event.target().value())))
        />
        <datalist id=own>
            {move || {
                known
                    .get()
                    .into_iter()
                    .map(|(name, id)| view! { <option value=shown(&name, &id)></option> })
                    .collect_view()
            }}
        </datalist>
    }
    .into_any()
}

/// Several of a list. For units these are first the subordinates of the seat and of its peer: the dispatch list.
fn references(state: State, text: RwSignal<String>, kinds: &'static [Kind]) -> AnyView {
    let i18n = state.i18n;
    let filter = RwSignal::new(String::new());
    let known = Memo::new(move |_| {
        let seat = state.seat();
        match seat.filter(|_| kinds == UNITS) {
            Some(seat) => {
                let workspace = state.workspace.get();
                let tree = workspace.tree();
                let peer = tree.peer(&seat.unit).map(str::to_owned);
                [Some(seat.unit), peer]
                    .iter()
                    .flatten()
                    .flat_map(|unit| tree.subordinates(unit))
                    .map(|unit| (unit.name.clone(), unit.id.clone()))
                    .collect()
            }
            None => candidates(state, kinds),
        }
    });
    let matching = move || {
        let word = filter.get().trim().to_lowercase();
        let mut found = known.get();
        found.retain(|(name, id)| {
            word.is_empty() || crate::app::pinyin::mentions(name, &word) || id.contains(&word)
        });
        found
    };
    let all = move |on: bool| {
        for (_, id) in matching() {
            toggle(text, &id, on);
        }
    };
    view! {
        <div class="picker">
            <div class="row">
                <input
                    type="search"
                    aria-label=move || t_string!(i18n, form.filter)
                    placeholder=move || t_string!(i18n, form.filter)
                    prop:value=move || filter.get()
                    on:input:target=move |event| filter.set(event.target().value())
                />
                <button type="button" on:click=move |_| all(true)>
                    {t!(i18n, form.select_all)}
                </button>
                <button type="button" on:click=move |_| all(false)>
                    {t!(i18n, form.clear_all)}
                </button>
                <span class="soft">
                    {move || t_string!(i18n, form.chosen, count = listed(&text.get()).len())}
                </span>
            </div>
            <div class="checks many" role="group" tabindex="0" aria-label=move || t_string!(i18n, form.filter)>
                <For each=matching key=|one| one.1.clone() let:one>
                    {
                        let (name, id) = one;
                        let own = id.clone();
                        view! {
                            <label class="check">
                                <input
                                    type="checkbox"
                                    prop:checked=move || listed(&text.get()).contains(&own)
                                    on:change:target=move |event| toggle(text, &id, event.target().checked())
                                />
                                {name}
                            </label>
                        }
                    }
                </For>
            </div>
        </div>
    }
    .into_any()
}
