//! What keeps a form from being saved, each with a way to its field, and what another has changed meanwhile.

use leptos::prelude::*;

use crate::{
    app::{alike::Alike, form::Form, merge::Merged, records::shown_with_unit},
    domain::{Lang, Localized as _, lang::grouped},
    ui::{i18n::*, route::Route, state::State},
};

use super::control::{FORM, focus};

/// Above the form; nothing while nothing is to be said.
#[component]
pub fn Summary(form: RwSignal<Form>) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let lang = state.lang();
    let merged = Memo::new(move |_| form.with(|form| form.merged().cloned()));
    let failed = Memo::new(move |_| form.with(|form| form.failed().cloned()));
    let problems = Memo::new(move |_| form.with(|form| form.problems().to_vec()));
    let unkept = Memo::new(move |_| form.with(|form| form.unkept().to_vec()));
    let alike = Memo::new(move |_| form.with(|form| form.alike().to_vec()));
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
        <Show when=move || !unkept.get().is_empty()>
            <p class="message warn" role="alert">
                {move || {
                    let fields = lang.get().list(unkept.get().iter().map(|key| label(form, key, lang.get())));
                    t_string!(i18n, form.choose_again, fields = fields).to_string()
                }}
            </p>
        </Show>
        <Show when=move || failed.get().is_some()>
            <p class="message bad" role="alert">
                {move || failed.get().map(|error| error.text(lang.get()))}
            </p>
        </Show>
        <Show when=move || !alike.get().is_empty()>{move || likeness(state, form, &alike.get())}</Show>
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

/// What is on file that the new record may be: a person opens it, or says that this is another.
fn likeness(state: State, form: RwSignal<Form>, alike: &[Alike]) -> AnyView {
    let i18n = state.i18n;
    let lang = state.lang().get();
    let kind = form.with_untracked(Form::kind);
    let workspace = state.workspace.get_untracked();
    let found = alike.iter().filter_map(|Alike { id, differs }| Some((workspace.find(kind, id)?, *differs)));
    let lines = found.map(|(record, differs)| {
        let shown = kind.field(differs).zip(record.values.get(differs)).map(|(field, value)| {
            let value = shown_with_unit(&workspace, field.kind, value, lang);
            t_string!(i18n, form.alike_differs, field = label(form, differs, lang), value = value).to_string()
        });
        let standing = record.state.map(|state| state.label.text(lang));
        let said: Vec<_> = shown.into_iter().chain(standing.map(str::to_owned)).collect();
        view! {
            <li>
                <a href=Route::of(kind, &record.id).href()>{record.title.clone()}</a>
                {lang.colon()}
                {lang.list(said)}
            </li>
        }
    });
    let lines = lines.collect_view();
    view! {
        <div class="message warn" role="alert">
            <p>
                <strong>{t!(i18n, form.alike)}</strong>
            </p>
            <ul class="todo">{lines}</ul>
            <p>{t!(i18n, form.alike_about)}</p>
            <button type="submit" form=FORM on:click=move |_| form.update(Form::say_another)>
                {t!(i18n, form.alike_save)}
            </button>
        </div>
    }
    .into_any()
}

fn label(form: RwSignal<Form>, key: &str, lang: Lang) -> &'static str {
    form.with_untracked(|form| form.field(key)).map_or("", |field| field.called().text(lang))
}
