//! What keeps a form from being saved, each with a way to its field, and what another has changed meanwhile.

use leptos::prelude::*;

use crate::{
    app::{form::Form, merge::Merged},
    domain::{Lang, Localized as _, lang::grouped},
    ui::{i18n::*, state::State},
};

use super::control::focus;

/// Above the form; nothing while nothing is to be said.
#[component]
pub fn Summary(form: RwSignal<Form>) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let lang = state.lang();
    let merged = Memo::new(move |_| form.with(|form| form.merged().cloned()));
    let failed = Memo::new(move |_| form.with(|form| form.failed().cloned()));
    let problems = Memo::new(move |_| form.with(|form| form.problems().to_vec()));
    let lines = move || {
        let lang = lang.get();
        let line = |problem: crate::domain::field::FieldProblem| {
            view! {
                <li>
                    <button type="button" class="plain" on:click=move |_| focus(problem.field)>
                        {label(form, problem.field, lang)}
                    </button>
                    {lang.colon()}
                    {problem.fault.text(lang)}
                </li>
            }
        };
        problems.get().into_iter().map(line).collect_view()
    };
    view! {
        {move || merged.get().map(|found| changes(state, form, &found))}
        <Show when=move || failed.get().is_some()>
            <p class="message bad" role="alert">
                {move || failed.get().map(|error| error.text(lang.get()))}
            </p>
        </Show>
        <Show when=move || !problems.get().is_empty()>
            <div class="message bad" role="alert">
                <p>
                    <strong>{move || t_string!(i18n, form.summary, count = grouped(problems.get().len()))}</strong>
                </p>
                <ul class="todo">{lines}</ul>
            </div>
        </Show>
    }
}

/// What another has changed meanwhile, and what both have.
fn changes(state: State, form: RwSignal<Form>, found: &Merged) -> AnyView {
    let i18n = state.i18n;
    let lang = state.lang().get();
    let names = |keys: &[String]| lang.list(keys.iter().map(|key| label(form, key, lang)));
    let (taken, both) = (names(&found.taken), names(&found.both));
    view! {
        <div class="message warn" role="alert">
            <p>
                <strong>{t!(i18n, form.changed_meanwhile)}</strong>
            </p>
            {(!taken.is_empty())
                .then(|| view! { <p>{t_string!(i18n, form.taken, fields = taken).to_string()}</p> })}
            {(!both.is_empty()).then(|| view! { <p>{t_string!(i18n, form.both, fields = both).to_string()}</p> })}
        </div>
    }
    .into_any()
}

fn label(form: RwSignal<Form>, key: &str, lang: Lang) -> &'static str {
    form.with_untracked(|form| form.field(key)).map_or("", |field| field.called().text(lang))
}
