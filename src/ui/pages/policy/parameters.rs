//! The parameters as a form: label, unit, range, source, 待核实.

use leptos::prelude::*;

use super::draft::{Draft, Invalid};
use crate::{
    policy::{
        decision::Text,
        edit::{set_source, set_value},
        parameter::{Kind, Parameter},
    },
    ui::{
        components::badge::{Badge, Tone},
        i18n::*,
        state::{State, now},
    },
};

/// Every parameter of the chain; a change is written into this pack.
#[component]
pub fn Parameters(draft: Draft) -> impl IntoView {
    let i18n = use_i18n();
    // While a script is broken there is no policy to list; the last one that compiled keeps the form.
    let last = Memo::new(move |before: Option<&Vec<Parameter>>| {
        let now = draft.tried.get().parameters.clone();
        before.filter(|_| now.is_empty()).cloned().unwrap_or(now)
    });
    let ids = Memo::new(move |_| last.with(|all| all.iter().map(|each| each.id.clone()).collect::<Vec<_>>()));
    let parameter = move |id: &str| last.with(|all| all.iter().find(|each| each.id == id).cloned());
    view! {
        <table class="plain parameters">
            <thead>
                <tr>
                    <th scope="col">{t!(i18n, account.parameter)}</th>
                    <th scope="col">{t!(i18n, account.value)}</th>
                    <th scope="col">{t!(i18n, account.source)}</th>
                </tr>
            </thead>
            <tbody>
                <For each=move || ids.get() key=Clone::clone let:id>
                    {
                        let current = Signal::derive_local(move || parameter(&id));
                        view! { <ParameterRow draft parameter=current /> }
                    }
                </For>
            </tbody>
        </table>
    }
}

#[component]
fn ParameterRow(draft: Draft, parameter: Signal<Option<Parameter>, LocalStorage>) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let lang = state.lang();
    let today = now().today;
    let with = move |read: fn(&Parameter) -> Text| {
        move || parameter.get().map(|parameter| read(&parameter).get(lang.get()).to_owned())
    };
    let id = parameter.get_untracked().map(|parameter| parameter.id).unwrap_or_default();
    let key = StoredValue::new(id.clone());
    let invalid = Memo::new(move |_| key.with_value(|id| draft.invalid.with(|all| all.get(id).cloned())));
    let value = move |parameter: &Parameter| {
        parameter.on(today).map(|dated| dated.value.show(parameter.kind)).unwrap_or_default()
    };
    let shown = move || match invalid.get() {
        Some(invalid) => invalid.typed,
        None => parameter.get().as_ref().map(value).unwrap_or_default(),
    };
    let origin =
        move || parameter.get().and_then(|parameter| parameter.on(today).map(|dated| dated.pack.clone()));
    let is_own = Memo::new(move |_| origin().is_some_and(|pack| pack == draft.pack()));
    let range = move || {
        let (low, high) = parameter.get()?.range?;
        Some(t_string!(i18n, policy.range, min = low.to_string(), max = high.to_string()).to_string())
    };
    let field = field_of(&id);
    let is_table = parameter.get_untracked().is_some_and(|parameter| parameter.kind == Kind::Table);
    let change = move |typed: String| {
        let Some(parameter) = parameter.get_untracked() else {
            return;
        };
        let from = parameter.on(today).map_or_else(|| first_day(draft), |dated| dated.from);
        let toml = draft.files.get_untracked().get("parameters.toml").cloned().unwrap_or_default();
        let settled = |why: Option<Invalid>| {
            draft.invalid.update(|all| {
                match why {
                    Some(invalid) => all.insert(parameter.id.clone(), invalid),
                    None => all.remove(&parameter.id),
                };
            });
        };
        if typed.trim() == value(&parameter) {
            // As it was; also the empty field of a parameter that has no value.
            settled(None);
            return;
        }
        let written = parameter.read(&typed).and_then(|value| set_value(&toml, &parameter, from, &value));
        match written {
            Ok(text) => {
                settled(None);
                draft.write("parameters.toml", Some(text));
            }
            Err(why) => settled(Some(Invalid { typed, why })),
        }
    };
    let described = format!("{field}-help");
    let choices = parameter.get_untracked().map(|parameter| parameter.choices).unwrap_or_default();
    let input = if is_table {
        view! { <span id=field.clone()>{shown}</span> }.into_any()
    } else if !choices.is_empty() {
        let option = move |(code, text): (String, Text)| {
            let own = code.clone();
            view! {
                <option value=code selected=move || shown() == own>
                    {move || text.get(lang.get()).to_owned()}
                </option>
            }
        };
        view! {
            <select id=field.clone() on:change:target=move |event| change(event.target().value())>
                {choices.into_iter().map(option).collect_view()}
            </select>
        }
        .into_any()
    } else {
        view! {
            <input
                type="text"
                inputmode="decimal"
                id=field.clone()
                aria-describedby=described.clone()
                aria-invalid=move || invalid.get().is_some().then_some("true")
                prop:value=shown
                placeholder=move || t_string!(i18n, policy.no_value)
                on:change:target=move |event| change(event.target().value())
            />
        }
        .into_any()
    };
    view! {
        <tr>
            <th scope="row">
                <label for=field>{with(|parameter| parameter.label.clone())}</label>
                <span class="soft id">
                    <code>{id}</code>
                </span>
            </th>
            <td>
                <div class="value">
                    {input}
                    <span class="soft unit">{with(|parameter| parameter.unit.clone())}</span>
                </div>
                <span class="soft" id=described>
                    {range}
                </span>
                {move || {
                    invalid
                        .get()
                        .map(|invalid| {
                            view! {
                                <p class="fault" role="alert">
                                    {invalid.why.get(lang.get()).to_owned()}
                                </p>
                            }
                        })
                }}
            </td>
            <td>
                {move || match is_own.get() {
                    true => view! { <Basis draft parameter /> }.into_any(),
                    false => parameter.get().map(|parameter| parameter.source).into_any(),
                }}
                <div class="row">
                    {move || {
                        let verified = parameter.get().is_some_and(|parameter| parameter.verified);
                        let tone = if verified { Tone::Good } else { Tone::Warn };
                        let text = Signal::derive(move || {
                            if verified {
                                t_string!(i18n, policy.verified).to_owned()
                            } else {
                                t_string!(i18n, policy.to_verify).to_owned()
                            }
                        });
                        view! { <Badge tone text /> }
                    }}
                    <span class="soft">
                        {move || {
                            origin()
                                .map(|pack| {
                                    if pack == draft.pack() {
                                        t_string!(i18n, policy.own).to_owned()
                                    } else {
                                        t_string!(i18n, policy.inherited, pack = state.pack_title(&pack)).to_string()
                                    }
                                })
                        }}
                    </span>
                </div>
            </td>
        </tr>
    }
}

/// On what a value of this pack rests, and whether somebody has read it there: a value that is changed has neither.
#[component]
fn Basis(draft: Draft, parameter: Signal<Option<Parameter>, LocalStorage>) -> impl IntoView {
    let i18n = use_i18n();
    let write = move |source: Option<String>, verified: Option<bool>| {
        let Some(parameter) = parameter.get_untracked() else { return };
        let toml = draft.files.get_untracked().get("parameters.toml").cloned().unwrap_or_default();
        let source = source.unwrap_or_else(|| parameter.source.clone());
        let verified = verified.unwrap_or(parameter.verified) && !source.trim().is_empty();
        // What cannot be read is told by the script's faults already.
        if let Ok(text) = set_source(&toml, &parameter, &source, verified) {
            draft.write("parameters.toml", Some(text));
        }
    };
    let source = move || parameter.get().map(|parameter| parameter.source).unwrap_or_default();
    let label = move || parameter.get().map(|parameter| parameter.id).unwrap_or_default();
    view! {
        <input
            type="text"
            class="basis"
            aria-label=move || t_string!(i18n, policy.basis_of, id = label()).to_string()
            placeholder=move || t_string!(i18n, policy.basis_missing)
            prop:value=source
            on:change:target=move |event| write(Some(event.target().value()), Some(false))
        />
        <label class="row">
            <input
                type="checkbox"
                disabled=move || source().is_empty()
                prop:checked=move || parameter.get().is_some_and(|parameter| parameter.verified)
                on:change:target=move |event| write(None, Some(event.target().checked()))
            />
            {t!(i18n, policy.basis_verified)}
        </label>
    }
}

/// The id of a parameter's field in the page.
pub fn field_of(parameter: &str) -> String {
    format!("parameter-{parameter}")
}

/// From when a parameter without a value counts: the pack's own first day.
fn first_day(draft: Draft) -> jiff::civil::Date {
    draft.source().manifest().map_or(now().today, |manifest| manifest.effective)
}
