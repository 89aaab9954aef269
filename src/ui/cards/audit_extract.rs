//! The audit extract of a person: the year is chosen and the reason given, and the file worker writes it.

use std::rc::Rc;

use leptos::prelude::*;

use crate::{
    app::{
        audit_extract::{self, From},
        exports,
        scope::View,
        workspace::RecordView,
    },
    ui::{
        components::{download::XLSX, reason::ReasonDialog},
        i18n::*,
        state::State,
    },
    worker::files,
};

/// On the page of an instructor.
pub fn of_instructor(_: State, record: &RecordView<'_>) -> AnyView {
    view! { <AuditExtract person=record.id.clone() /> }.into_any()
}

/// The button and its dialog; nothing where there is nothing to extract.
#[component]
pub fn AuditExtract(person: String) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let person = StoredValue::new(person);
    let seat = state.seat();
    let years = state.workspace.with_untracked(|workspace| {
        let view = View { workspace, seat: seat.as_ref() };
        person.with_value(|person| audit_extract::years(view, person))
    });
    let (open, year) = (RwSignal::new(false), RwSignal::new(years.first().cloned().unwrap_or_default()));
    let about = Signal::derive(move || {
        let workspace = state.workspace.get();
        let name = person.with_value(|person| workspace.tree().name(person).to_owned());
        t_string!(i18n, subsidy.audit_about, person = name).to_string()
    });
    let on_reason = move |reason: String| save(state, (person.get_value(), year.get_untracked()), reason);
    (!years.is_empty()).then(|| {
        let years = StoredValue::new(years);
        view! {
            // What was refused, and why, the account says.
            <button
                type="button"
                disabled=move || state.account.with(Option::is_none)
                on:click=move |_| open.set(true)
            >
                {t!(i18n, subsidy.audit)}
            </button>
            <ReasonDialog
                open
                title=Signal::derive(move || t_string!(i18n, subsidy.audit_title).to_owned())
                about
                help=Signal::derive(move || t_string!(i18n, personal.help).to_owned())
                on_reason
            >
                <label class="field">
                    <span>{t!(i18n, subsidy.audit_year)}</span>
                    <select bind:value=year>
                        {years
                            .get_value()
                            .into_iter()
                            .map(|year| view! { <option value=year.clone()>{year.clone()}</option> })
                            .collect_view()}
                    </select>
                </label>
            </ReasonDialog>
        }
    })
}

/// Noted first, then drawn up and saved.
fn save(state: State, (person, year): (String, String), reason: String) {
    let (workspace, actor, lang) =
        (state.workspace.get_untracked(), state.actor(), state.lang().get_untracked());
    let account = state.account.get_untracked().filter(|_| state.is_whole());
    let Some(account) = account else { return };
    let file = format!("{}-{person}-{year}.xlsx", t_string!(state.i18n, subsidy.audit_file));
    let (of, name, today) = (person.clone(), file.clone(), actor.now.today);
    let seen = (workspace.clone(), actor.seat.clone());
    state.act(
        move |store| async move {
            exports::of_record(&*store, &workspace, &actor, (&of, name, true), &reason).await?;
            let (workspace, seat) = &seen;
            let view = View { workspace, seat: seat.as_ref() };
            let policies = audit_extract::policies(&*store, view, &of).await?;
            let rulebook: Rc<_> = untrack(|| state.rulebook());
            let from = From { account: &account, rulebook: &rulebook, policies: &policies };
            Ok::<_, exports::ExportFault>(audit_extract::extract(view, from, (&of, &year), (today, lang)))
        },
        move |extract| {
            let question = files::Audit { extract: Box::new(extract), lang };
            let exported = move |name: String| {
                let said = move || t_string!(state.i18n, subsidy.exported, file = name.clone()).to_string();
                state.toasts.done(said, None);
            };
            state.save_file(question, file, XLSX, exported);
        },
    );
}
