//! What each who was there says of a record, side by side, and how a difference is settled.

use std::collections::BTreeMap;

use leptos::prelude::*;
use serde_json::Value;

use crate::{
    app::{
        records,
        said::{self, Said, Statement},
        transitions::TransitionError,
        workspace::{RecordView, Workspace},
    },
    domain::{Lang, field::Field, workflow::Step},
    ui::{
        components::{confirm::Confirm, steps},
        i18n::*,
        pages::records::step_told,
        state::State,
    },
};

/// The card; nothing where nobody has signed with figures of their own.
pub fn said(state: State, workspace: &Workspace, record: &RecordView<'_>) -> AnyView {
    let Some(Said { fields, counts, statements, differs }) = said::said(workspace, record) else {
        return ().into_any();
    };
    let i18n = state.i18n;
    let lang = state.lang().get();
    let heads =
        fields.iter().map(|field| view! { <th scope="col" class="number">{field.called().text(lang)}</th> });
    let heads = heads.collect_view();
    let own = fields.iter().zip(&counts).map(|(field, value)| {
        view! { <td class="number">{shown(workspace, field, value, lang)}</td> }
    });
    let own = own.collect_view();
    let corrects = state.seat().and_then(|seat| said::corrects(record, &seat));
    let agrees = state.seat().is_some_and(|seat| said::may_agree(workspace, record, &seat));
    let lines: Vec<_> = statements
        .iter()
        .map(|stated| {
            let cells = fields.iter().zip(&stated.values).zip(&counts).map(|((field, value), counts)| {
                let text = shown(workspace, field, value, lang);
                let is_other = *value != counts;
                let mark = is_other.then(|| {
                    view! { <span class="badge warn">{t!(i18n, said.differs)}</span> }
                });
                view! { <td class="number">{mark} " " {text}</td> }
            });
            let cells = cells.collect_view();
            let corrects = corrects.filter(|_| stated.differs);
            let adopt = corrects.map(|corrects| adopt(state, record, (&fields, stated), corrects.verb));
            view! {
                <tr>
                    <th scope="row">
                        {who(workspace, stated.step)} " "
                        <span class="soft">
                            {stated.made.label.text(lang)} " " {state.local_time(&stated.step.when)}
                        </span>
                    </th>
                    {cells}
                    <td>{adopt}</td>
                </tr>
            }
        })
        .collect();
    let waiting = record.progress().zip(record.kind.workflow()).map(|(progress, table)| {
        let joint = table.transitions.iter().filter(|made| made.is_joint() && made.leaves(progress.state));
        let seats = joint.flat_map(|made| progress.waits_for(made, record.subject(), workspace));
        seats.map(|seat| workspace.tree().name(&seat.unit).to_owned()).collect::<Vec<_>>()
    });
    let waiting = waiting.filter(|names| !names.is_empty()).map(|names| {
        let names = lang.list(names);
        view! { <p class="soft">{t_string!(i18n, said.waiting, names = names).to_string()}</p> }
    });
    let verdict = if differs {
        view! { <p class="message warn">{t!(i18n, said.how)}</p> }.into_any()
    } else {
        view! { <p class="message good">{t!(i18n, said.same)}</p> }.into_any()
    };
    view! {
        <section class="card stack">
            <h2>{t!(i18n, said.title)}</h2>
            {verdict}
            <div class="sideways">
                <table class="plain">
                    <thead>
                        <tr>
                            <th scope="col">{t!(i18n, said.who)}</th>
                            {heads}
                            <td></td>
                        </tr>
                    </thead>
                    <tbody>
                        {lines}
                        <tr>
                            <th scope="row">
                                {t!(i18n, said.record)} " " <span class="soft">{t!(i18n, said.counts)}</span>
                            </th>
                            {own}
                            <td>{agrees.then(|| agree(state, record))}</td>
                        </tr>
                    </tbody>
                </table>
            </div>
            {waiting}
        </section>
    }
    .into_any()
}

fn shown(workspace: &Workspace, field: &Field, value: &Value, lang: Lang) -> String {
    records::shown_with_unit(workspace, field.kind, value, lang)
}

/// Who signed: for whom, where somebody signed for another.
fn who(workspace: &Workspace, step: &Step) -> String {
    workspace.tree().name(step.signer()).to_owned()
}

/// Puts the record right by what this one stated, once it is agreed that all sign again.
fn adopt(
    state: State,
    record: &RecordView<'_>,
    (fields, stated): (&[&'static Field], &Statement<'_>),
    verb: &'static str,
) -> AnyView {
    let i18n = state.i18n;
    let workspace = state.workspace.get_untracked();
    let by = who(&workspace, stated.step);
    let values: BTreeMap<String, String> = fields
        .iter()
        .zip(&stated.values)
        .map(|(field, value)| (field.key.to_owned(), field.encode(value)))
        .collect();
    let (kind, id) = (record.kind, record.id.clone());
    let corrected = StoredValue::new((by, values, id));
    let asking = RwSignal::new(false);
    let about = move || {
        let unpaid =
            corrected.with_value(|(_, _, id)| steps::unpaid(state, (kind, std::slice::from_ref(id)), verb));
        let signed = t_string!(i18n, said.adopt_ask).to_owned();
        std::iter::once(signed).chain(step_told::unpaid(state, unpaid)).collect::<Vec<_>>().join(" ")
    };
    let go = move || {
        let (by, values, id) = corrected.get_value();
        let (workspace, actor) = (state.workspace.get_untracked(), state.actor());
        let lang = state.lang().get_untracked();
        state.act(
            move |store| async move {
                let record = workspace.find(kind, &id).ok_or(TransitionError::Missing)?;
                said::adopt(&*store, &workspace, &actor, &record, (&values, &by), lang).await
            },
            move |_| state.toasts.done(move || t_string!(i18n, said.adopted).to_owned(), None),
        );
    };
    view! {
        <button type="button" on:click=move |_| asking.set(true)>
            {t!(i18n, said.adopt)}
        </button>
        <Confirm
            open=asking
            title=Signal::derive(move || t_string!(i18n, said.adopt).to_owned())
            about=Signal::derive(move || if asking.get() { untrack(about) } else { String::new() })
            on_agreed=move |()| go()
        />
    }
    .into_any()
}

/// Signs anew what the record says.
fn agree(state: State, record: &RecordView<'_>) -> AnyView {
    let i18n = state.i18n;
    let (kind, id) = (record.kind, record.id.clone());
    let go = move |_| {
        let (id, workspace, actor) = (id.clone(), state.workspace.get_untracked(), state.actor());
        state.act(
            move |store| async move {
                let record = workspace.find(kind, &id).ok_or(TransitionError::Missing)?;
                said::agree(&*store, &workspace, &actor, &record).await
            },
            move |_| state.toasts.done(move || t_string!(i18n, said.agreed).to_owned(), None),
        );
    };
    view! {
        <button type="button" on:click=go>
            {t!(i18n, said.agree)}
        </button>
    }
    .into_any()
}
