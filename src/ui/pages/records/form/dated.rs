//! Below the control of a dated field: from which day what was typed holds, and what held before, to be corrected.

use leptos::prelude::*;

use crate::{
    app::form::History,
    domain::{choice::Choice, field::FieldKind, lang::grouped},
    ui::{i18n::*, state::State},
};

use super::{control::control, field_text::FieldText};

/// The day of a new value, or since when the present one holds; and the history, folded.
#[component]
pub fn DatedInput(text: FieldText) -> impl IntoView {
    let state = State::here();
    let (i18n, lang) = (state.i18n, state.lang());
    let field = text.field;
    let id = format!("{}-since", control(field.key));
    let is_new = Memo::new(move |_| history(text, History::is_new).unwrap_or_default());
    let since = Memo::new(move |_| history(text, History::since).flatten());
    let count = Memo::new(move |_| history(text, |history| history.lines().len()).unwrap_or_default());
    let day = move || since.get().map(|day| day.to_string()).unwrap_or_default();
    view! {
        {move || {
            let id = id.clone();
            if is_new.get() {
                view! {
                    <span class="with-unit">
                        <label for=id.clone()>{t!(i18n, dated.from)}</label>
                        <input
                            type="date"
                            id=id
                            prop:value=day
                            on:change:target=move |event| {
                                if let Ok(day) = event.target().value().parse() {
                                    text.edit(|form, key| form.edit_history(key, |history| history.set_since(day)));
                                }
                            }
                        />
                    </span>
                }
                    .into_any()
            } else {
                let since = since.get().map(|day| t_string!(i18n, dated.since, day = day.to_string()).to_string());
                view! { <span class="soft">{since}</span> }.into_any()
            }
        }}
        <details class="history">
            <summary>{move || t_string!(i18n, dated.history, count = grouped(count.get())).to_string()}</summary>
            <table class="plain edit">
                <thead>
                    <tr>
                        <th scope="col">{t!(i18n, dated.from)}</th>
                        <th scope="col">{move || field.called().text(lang.get())}</th>
                        <th scope="col">
                            <span class="visually-hidden">{t!(i18n, form.remove)}</span>
                        </th>
                    </tr>
                </thead>
                <tbody>
                    <For each=move || 0..count.get() key=|line| *line let:line>
                        <Line text line />
                    </For>
                </tbody>
            </table>
            <button
                type="button"
                on:click=move |_| text.edit(|form, key| form.edit_history(key, History::add))
            >
                {t!(i18n, form.add_row)}
            </button>
        </details>
    }
}

/// Asks the history of a field.
fn history<T>(text: FieldText, ask: impl FnOnce(&History) -> T) -> Option<T> {
    text.form.with(|form| form.history(text.field.key).map(|history| ask(&history)))
}

/// One value with its day; the first holds from the beginning.
#[component]
fn Line(text: FieldText, line: usize) -> impl IntoView {
    let state = State::here();
    let (i18n, lang) = (state.i18n, state.lang());
    let field = text.field;
    let day = Memo::new(move |_| history(text, |history| history.lines().get(line)?.from).flatten());
    let value = Memo::new(move |_| {
        let value = history(text, |history| history.lines().get(line).map(|line| line.value.clone()));
        value.flatten().unwrap_or_default()
    });
    let put = move |value: String| {
        text.edit(|form, key| form.edit_history(key, |history| history.set_value(line, value)));
    };
    let label = Signal::derive(move || format!("{} {}", field.called().text(lang.get()), line + 1));
    let choose = move |options: Vec<(&'static str, Signal<String>)>| {
        let options = options
            .into_iter()
            .map(|(code, name)| view! { <option value=code selected=move || value.get() == code>{name}</option> })
            .collect_view();
        view! {
            <select aria-label=label on:change:target=move |event| put(event.target().value())>
                <option value="" selected=move || value.get().is_empty()></option>
                {options}
            </select>
        }
        .into_any()
    };
    let control = match field.kind {
        FieldKind::Choice(choices) => {
            let name =
                |choice: &'static Choice| Signal::derive(move || choice.label.text(lang.get()).to_owned());
            choose(choices.iter().map(|choice| (choice.code, name(choice))).collect())
        }
        FieldKind::Flag => choose(vec![
            ("true", Signal::derive(move || t_string!(i18n, form.yes).to_owned())),
            ("false", Signal::derive(move || t_string!(i18n, form.no).to_owned())),
        ]),
        kind => {
            let kind = match kind {
                FieldKind::Date => "date",
                FieldKind::Time => "time",
                _ => "text",
            };
            view! {
                <input
                    type=kind
                    aria-label=label
                    prop:value=move || value.get()
                    on:input:target=move |event| put(event.target().value())
                />
            }
            .into_any()
        }
    };
    let from = move |day: &str| {
        if let Ok(day) = day.parse() {
            text.edit(|form, key| form.edit_history(key, |history| history.set_day(line, day)));
        }
    };
    view! {
        <tr>
            <td>
                {if line == 0 {
                    view! { <span class="soft">{t!(i18n, dated.first)}</span> }.into_any()
                } else {
                    view! {
                        <input
                            type="date"
                            aria-label=move || t_string!(i18n, dated.day_of, line = line + 1).to_string()
                            prop:value=move || day.get().map(|day| day.to_string()).unwrap_or_default()
                            on:change:target=move |event| from(&event.target().value())
                        />
                    }
                        .into_any()
                }}
            </td>
            <td>{control}</td>
            <td>
                <button
                    type="button"
                    class="plain"
                    aria-label=move || t_string!(i18n, form.remove_row, row = line + 1)
                    on:click=move |_| text.edit(|form, key| form.edit_history(key, |history| history.remove(line)))
                >
                    {t!(i18n, form.remove)}
                </button>
            </td>
        </tr>
    }
}
