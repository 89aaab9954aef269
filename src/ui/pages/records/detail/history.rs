//! What has happened to a record and what is to come, drawn and listed.

use leptos::prelude::*;

use crate::{
    app::{
        records,
        workspace::{RecordView, Workspace},
    },
    domain::{
        Kind, Label, Lang, Localized as _, hash,
        organization::Side,
        signing::Aside,
        workflow::{self, Manner, Progress, Step, Workflow, diagram::Diagram},
    },
    ui::{i18n::*, pages::records::progress_diagram::progress_diagram, state::State},
};

use super::value::{OfRecord, attachment};

/// The workflow as a drawing, and what happened as a list.
pub fn history(
    state: State,
    workspace: &Workspace,
    record: &RecordView<'_>,
    table: &'static Workflow,
) -> AnyView {
    let i18n = state.i18n;
    let lang = state.lang().get();
    let progress = Progress::of(table, &record.envelope.steps);
    let steps = record
        .envelope
        .steps
        .iter()
        .rev()
        .map(|step| happened(state, workspace, record, step, lang))
        .collect_view();
    let next = table
        .transitions
        .iter()
        .filter(|next| next.manner == Manner::Forward && next.leaves(progress.state))
        .map(|next| {
            let seats = progress.waits_for(next, record.subject(), workspace);
            let waiting: Vec<_> = seats.iter().map(|seat| workspace.tree().name(&seat.unit)).collect();
            view! {
                <li class="next">
                    <strong>{next.label.text(lang)}</strong>
                    <span class="soft">{lang.list(waiting)}</span>
                </li>
            }
        })
        .collect_view();
    let disputed = progress.disputed();
    let disputed = (!disputed.is_empty()).then(|| {
        let labels = disputed.iter().filter_map(|key| workspace.fields().get(record.kind, key));
        let fields = lang.list(labels.map(|field| field.called().text(lang)));
        view! { <p class="message warn">{t_string!(i18n, records.differ, fields = fields).to_string()}</p> }
    });
    let alone = progress.by_one_seat(table);
    let alone = (!alone.is_empty()).then(|| {
        let steps = lang.list(alone.iter().map(|made| made.label.text(lang)));
        view! { <p class="message warn">{t_string!(i18n, records.by_one_seat, steps = steps).to_string()}</p> }
    });
    view! {
        <section class="card stack">
            <h2>{t!(i18n, records.progress)}</h2>
            {disputed}
            {alone}
            {progress_diagram(i18n, &Diagram::of(table, &progress), lang)}
            <ol class="timeline">{next} {steps}</ol>
        </section>
    }
    .into_any()
}

/// What a step of a kind is called.
fn called(kind: Kind, step: &Step) -> Label {
    kind.workflow().map_or_else(|| workflow::called(&step.verb), |table| table.called(&step.verb))
}

/// The steps that do not count, each with the reason; nothing where all do.
pub fn aside(state: State, workspace: &Workspace, record: &RecordView<'_>) -> AnyView {
    let lang = state.lang().get();
    let aside = record.envelope.signed.iter().flat_map(|signed| &signed.aside);
    let line = |Aside { step, why }: &Aside| {
        view! {
            <li>
                <strong>{called(record.kind, step).text(lang)}</strong>
                <span class="soft">
                    {state.local_time(&step.when)} " · " {workspace.tree().name(&step.unit).to_owned()} " · "
                    {step.role.label().text(lang)}
                </span>
                {(!step.note.is_empty()).then(|| view! { <p>{step.note.clone()}</p> })}
                <p>{why.text(lang)}</p>
            </li>
        }
    };
    let lines: Vec<_> = aside.map(line).collect();
    (!lines.is_empty())
        .then(|| {
            view! {
                <section class="card stack">
                    <h2>{t!(state.i18n, records.aside)}</h2>
                    <ol class="timeline">{lines}</ol>
                </section>
            }
        })
        .into_any()
}

/// Whether a step that counts is signed: what is signed counts where a certificate vouches for its key. Steps that came with the demo, or were made
/// where nothing is signed, are told apart only where it matters.
fn signed(state: State, workspace: &Workspace, step: &Step) -> AnyView {
    let i18n = state.i18n;
    let settings = &workspace.settings;
    match step.seal {
        Some(_) => view! {
            <span class="badge good" title=move || t_string!(i18n, records.signed_why)>
                {t!(i18n, records.signed)}
            </span>
        }
        .into_any(),
        None if settings.office.is_some() => view! {
            <span class="badge" title=move || t_string!(i18n, records.unsigned_why)>
                {t!(i18n, records.unsigned)}
            </span>
        }
        .into_any(),
        None if settings.demo => {
            view! { <span class="soft">{t!(i18n, records.of_the_demo)}</span> }.into_any()
        }
        None => ().into_any(),
    }
}

fn happened(
    state: State,
    workspace: &Workspace,
    record: &RecordView<'_>,
    step: &Step,
    lang: Lang,
) -> AnyView {
    let kind = record.kind;
    let label = called(kind, step).text(lang);
    let principal = step.on_behalf_of.as_deref().map(|unit| {
        let unit = workspace.tree().name(unit).to_owned();
        t_string!(state.i18n, records.on_behalf_of, unit = unit).to_string()
    });
    let confirmed = step.values.iter().filter_map(|(key, value)| {
        let field = workspace.fields().get(kind, key).filter(|field| !field.personal)?;
        let text = records::shown_with_unit(workspace, field.kind, value, lang);
        Some(view! { <p class="soft">{field.called().text(lang)} " " {text}</p> })
    });
    let confirmed = confirmed.collect_view();
    // A person has no role but to be themself.
    let is_person = workspace.tree().get(&step.unit).is_some_and(|unit| unit.side == Side::Person);
    let role = (!is_person).then(|| view! { " · " {step.role.label().text(lang)} });
    let policy = step.policy.as_deref().map(|policy| hash::short(policy).to_owned());
    // What was signed names who signed; a sheet that was brought in may hold anything.
    let paper = step.paper.clone();
    let paper = paper.map(|file| OfRecord { title: record.title.clone(), file, is_personal: true });
    view! {
        <li>
            <strong>{label}</strong>
            {signed(state, workspace, step)}
            <span class="soft">
                {state.local_time(&step.when)} " · " {workspace.tree().name(&step.unit).to_owned()} " "
                {principal} {role} {policy.map(|hash| view! { " · " {t!(state.i18n, records.policy)} " " <code>{hash}</code> })}
            </span>
            {paper.map(|of| view! { <div>{attachment(state, of)}</div> })}
            {(!step.note.is_empty()).then(|| view! { <p>{step.note.clone()}</p> })} {confirmed}
        </li>
    }
    .into_any()
}
