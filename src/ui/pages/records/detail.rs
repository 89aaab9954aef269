//! One record of any kind: its fields, where it stands, what has happened to it, and what belongs to it.

use leptos::prelude::*;
use serde_json::Value;

use crate::{
    app::{
        inbox, kinds, records as keeping, scope, transitions,
        workspace::{RecordView, Workspace},
    },
    domain::{
        Kind, Lang,
        field::{Attachment, Field, FieldKind, is_blank},
        workflow::{Manner, Progress, Step, Workflow, diagram::Diagram},
    },
    ui::{
        cards,
        components::{
            badge::{Badge, Tone},
            download::download,
            page_head::PageHead,
        },
        i18n::*,
        route::Route,
        state::{State, TablePlace},
    },
};

use super::{
    personal::Personal,
    progress_diagram::progress_diagram,
    transitions::{TakeBack, TransitionButtons, open_transitions},
};

/// The record of this kind and id.
#[component]
pub fn RecordPage(kind: Kind, #[prop(into)] id: Signal<String>) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let lang = state.lang();
    let title = Signal::derive(move || {
        let workspace = state.workspace.get();
        let seat = state.seat();
        workspace
            .find(kind, &id.get())
            .filter(|record| scope::sees(&workspace, seat.as_ref(), record))
            .map_or_else(|| t_string!(i18n, records.missing_title).to_owned(), |record| record.title)
    });
    let visible = move |workspace: &Workspace| {
        let seat = state.seat();
        workspace.find(kind, &id.get()).is_some_and(|record| scope::sees(workspace, seat.as_ref(), &record))
    };
    let personal = Personal::of(state, kind, id, title);
    view! {
        {personal.dialog()}
        {move || {
            let workspace = state.workspace.get();
            if !visible(&workspace) {
                return view! {
                    <PageHead title />
                    <p class="card empty">{t!(i18n, records.missing)}</p>
                }
                    .into_any();
            }
            let Some(record) = workspace.find(kind, &id.get()) else { return ().into_any() };
            let transitions = open_transitions(state, &record);
            let seat = state.seat();
            let edits = scope::edits(&workspace, seat.as_ref(), &record);
            let undo = seat
                .as_ref()
                .is_some_and(|seat| transitions::may_take_back(&workspace, seat, &record).is_ok());
            let (own, called) = (record.id.clone(), record.title.clone());
            let (here, key) = (record.id.clone(), record.id.clone());
            let again = edits || record.keeper() == seat.as_ref().map_or("", |seat| &seat.unit);
            let links = cards::links(state, &record);
            let begun_by_hand = kinds::of(kind).is_none_or(|behaviour| behaviour.begun_by_hand);
            let copy = (again && kind.workflow().is_some() && begun_by_hand).then(|| record.id.clone());
            view! {
                <PageHead title>
                    <TransitionButtons kind id=own title=called transitions primary=true />
                    {edits
                        .then(|| {
                            view! {
                                <a class="button" href=Route::Edit { kind, id: here }.href()>
                                    {t!(i18n, records.edit)}
                                </a>
                            }
                        })}
                    {undo.then(|| view! { <TakeBack kind id=key /> })}
                    {links}
                    {copy
                        .map(|id| {
                            view! {
                                <a class="button" href=Route::New { kind, from: Some(id) }.href()>
                                    {t!(i18n, records.roll_over)}
                                </a>
                            }
                        })}
                    <button type="button" on:click=move |_| drop(window().print())>
                        {t!(i18n, common.print)}
                    </button>
                </PageHead>
                <p class="trail">
                    <a href=back(kind)>
                        {kind.label().text(lang.get())}
                    </a>
                    {standing(state, &workspace, &record)}
                </p>
                <div class="columns record">
                    <div class="stack">
                        {facts(state, &workspace, &record, personal)} {cards::cards(state, &record)}
                        {belongings(state, &workspace, &record)}
                    </div>
                    {kind.workflow().map(|table| history(state, &workspace, &record, table))}
                </div>
            }
                .into_any()
        }}
    }
}

/// Where its table was left, with filters and place.
fn back(kind: Kind) -> String {
    TablePlace::left(kind.code())
        .map_or_else(|| Route::Records { kind, query: Default::default() }.href(), |left| left.address)
}

/// State, who holds it, and by when.
fn standing(state: State, workspace: &Workspace, record: &RecordView<'_>) -> AnyView {
    let i18n = state.i18n;
    let lang = state.lang();
    let (Some(progress), Some(table)) = (record.progress(), record.kind.workflow()) else {
        return ().into_any();
    };
    let at = progress.state;
    let text = Signal::derive(move || at.label.text(lang.get()).to_owned());
    let holders: Vec<_> = crate::domain::workflow::waited_for(table, record.subject(), workspace)
        .into_iter()
        .map(|(_, unit)| workspace.tree().name(&unit).to_owned())
        .collect();
    let due = inbox::due(record, &progress, &|parameter| state.days(parameter));
    view! {
        " "
        <Badge tone=Tone::of(at) text />
        {(!holders.is_empty())
            .then(|| {
                let names = move || lang.get().list(&holders);
                view! { <span class="soft">{move || t_string!(i18n, records.held_by, names = names())}</span> }
            })}
        {due
            .map(|due| {
                view! {
                    <span class="soft">{move || t_string!(i18n, records.due, day = due.to_string())}</span>
                }
            })}
    }
    .into_any()
}

fn facts(state: State, workspace: &Workspace, record: &RecordView<'_>, personal: Personal) -> AnyView {
    let i18n = state.i18n;
    let lang = state.lang().get();
    let none = Value::Null;
    let lines = workspace
        .fields()
        .of(record.kind)
        .filter(|field| !matches!(field.kind, FieldKind::Rows(_)))
        .map(|field| {
            let value = record.values.get(field.key).unwrap_or(&none);
            let shown = if field.personal && !personal.shown() && !is_blank(value) {
                personal.mask()
            } else {
                shown(state, workspace, field, value, lang)
            };
            view! {
                <div>
                    <dt>{field.label.text(lang)}</dt>
                    <dd>{shown}</dd>
                </div>
            }
        })
        .collect_view();
    let tables = record
        .kind
        .fields()
        .iter()
        .filter_map(|field| match (field.kind, record.values.get(field.key)) {
            (FieldKind::Rows(columns), Some(Value::Array(rows))) if !rows.is_empty() => {
                Some(sub_rows(workspace, field, columns, rows, personal, lang))
            }
            _ => None,
        })
        .collect_view();
    view! {
        <section class="card stack">
            <h2>{t!(i18n, records.facts)}</h2>
            <dl class="facts">{lines}</dl>
            {tables}
        </section>
    }
    .into_any()
}

fn shown(state: State, workspace: &Workspace, field: &'static Field, value: &Value, lang: Lang) -> AnyView {
    let text = keeping::shown_with_unit(workspace, field, value, lang);
    if text.is_empty() {
        return "—".into_any();
    }
    match (field.kind, value) {
        (FieldKind::Attachment, _) => match serde_json::from_value::<Attachment>(value.clone()) {
            Ok(file) => attachment(state, file),
            Err(_) => text.into_any(),
        },
        (FieldKind::LongText { .. }, _) => view! { <span class="long">{text}</span> }.into_any(),
        (FieldKind::References(_), Value::Array(ids)) if ids.len() > LISTED_AT_ONCE => {
            let summary = t_string!(state.i18n, records.many, count = ids.len()).to_string();
            view! {
                <details>
                    <summary>{summary}</summary>
                    {text}
                </details>
            }
            .into_any()
        }
        (FieldKind::Reference(kinds), Value::String(id)) => {
            match kinds.iter().find(|kind| workspace.table(**kind).place(id).is_some()) {
                Some(kind) => view! { <a href=Route::of(*kind, id).href()>{text}</a> }.into_any(),
                None => text.into_any(),
            }
        }
        _ => text.into_any(),
    }
}

/// A longer list of units opens on demand.
const LISTED_AT_ONCE: usize = 8;

/// The file's name; a click fetches its bytes from the store.
fn attachment(state: State, file: Attachment) -> AnyView {
    let name = file.name.clone();
    let size = file.size.div_ceil(1024);
    let save = move |_| {
        let (name, chunk) = (file.name.clone(), file.chunk());
        leptos::task::spawn_local(async move {
            let Some(store) = state.store() else { return };
            match crate::store::Store::chunk(&*store, &chunk).await {
                Ok(Some(bytes)) => drop(download(&name, "application/octet-stream", &bytes)),
                Ok(None) => state.toasts.failed(t_string!(state.i18n, records.no_file).to_owned()),
                Err(error) => state.fail(&error),
            }
        });
    };
    view! {
        <button type="button" class="plain" on:click=save>
            {name}
        </button>
        <span class="soft">{format!("{size} KB")}</span>
    }
    .into_any()
}

fn sub_rows(
    workspace: &Workspace,
    field: &'static Field,
    columns: &'static [Field],
    rows: &[Value],
    personal: Personal,
    lang: Lang,
) -> AnyView {
    let none = Value::Null;
    let lines = rows
        .iter()
        .map(|row| {
            let cells = columns
                .iter()
                .map(|column| {
                    let value = row.get(column.key).unwrap_or(&none);
                    if column.personal && !personal.shown() && !is_blank(value) {
                        view! { <td>{personal.mask()}</td> }.into_any()
                    } else {
                        view! { <td>{keeping::shown(workspace, column, value, lang)}</td> }.into_any()
                    }
                })
                .collect_view();
            view! { <tr>{cells}</tr> }
        })
        .collect_view();
    view! {
        <h3>{field.label.text(lang)}</h3>
        <table class="plain">
            <thead>
                <tr>
                    {columns
                        .iter()
                        .map(|column| view! { <th scope="col">{column.label.text(lang)}</th> })
                        .collect_view()}
                </tr>
            </thead>
            <tbody>{lines}</tbody>
        </table>
    }
    .into_any()
}

/// Records that refer to this one, by kind and state: a document's dispatches, a round's needs.
fn belongings(state: State, workspace: &Workspace, record: &RecordView<'_>) -> AnyView {
    let lang = state.lang().get();
    let seat = state.seat();
    let mut sections = Vec::new();
    for kind in Kind::ALL {
        if cards::shows(record.kind, *kind) {
            continue;
        }
        let Some(field) = kind.fields().iter().find(|field| {
            matches!(field.kind, FieldKind::Reference(kinds) if kinds == [record.kind])
                && Some(field.key) != kind.declaration().keeper
        }) else {
            continue;
        };
        let own: Vec<_> = workspace
            .records_of(*kind)
            .filter(|other| {
                other.text(field.key) == record.id && scope::sees(workspace, seat.as_ref(), other)
            })
            .collect();
        if !own.is_empty() {
            sections.push(belonging(state, workspace, *kind, &own, lang));
        }
    }
    sections.collect_view().into_any()
}

/// Of many, this many are listed; the rest are in the kind's own table.
const LISTED: usize = 200;

fn belonging(state: State, workspace: &Workspace, kind: Kind, own: &[RecordView<'_>], lang: Lang) -> AnyView {
    let i18n = state.i18n;
    let states = kind.workflow().map(|table| {
        table
            .states
            .iter()
            .filter_map(|at| {
                let count = own
                    .iter()
                    .filter(|record| scope::state(record).is_some_and(|state| state.code == at.code))
                    .count();
                (count > 0).then(|| {
                    let text = Signal::derive(move || format!("{} {count}", at.label.text(lang)));
                    view! { <Badge tone=Tone::of(at) text /> }
                })
            })
            .collect_view()
    });
    let columns: Vec<_> = crate::app::table::columns(workspace.fields(), kind).into_iter().take(4).collect();
    let none = Value::Null;
    let rows = own
        .iter()
        .take(LISTED)
        .map(|record| {
            let cells = columns
                .iter()
                .enumerate()
                .map(|(index, field)| {
                    let text =
                        keeping::shown(workspace, field, record.values.get(field.key).unwrap_or(&none), lang);
                    if index == 0 {
                        view! {
                            <th scope="row">
                                <a href=Route::of(kind, &record.id).href()>{text}</a>
                            </th>
                        }
                        .into_any()
                    } else {
                        view! { <td>{text}</td> }.into_any()
                    }
                })
                .collect_view();
            let at = scope::state(record).map(|at| {
                let text = Signal::derive(move || at.label.text(lang).to_owned());
                view! {
                    <td>
                        <Badge tone=Tone::of(at) text />
                    </td>
                }
            });
            view! { <tr>{cells} {at}</tr> }
        })
        .collect_view();
    view! {
        <section class="card stack">
            <h2>{kind.label().text(lang)} " " {own.len()}</h2>
            <p class="row">{states}</p>
            <div class="scroll">
                <table class="plain">
                    <thead>
                        <tr>
                            {columns
                                .iter()
                                .map(|field| view! { <th scope="col">{field.label.text(lang)}</th> })
                                .collect_view()}
                            {kind.workflow().map(|_| view! { <th scope="col">{t!(i18n, records.state)}</th> })}
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}

/// The workflow as a drawing, and what happened as a list.
fn history(
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
        .map(|step| happened(state, workspace, record.kind, step, lang))
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
    view! {
        <section class="card stack">
            <h2>{t!(i18n, records.progress)}</h2>
            {progress_diagram(i18n, &Diagram::of(table, &progress), lang)}
            <ol class="timeline">{next} {steps}</ol>
        </section>
    }
    .into_any()
}

fn happened(state: State, workspace: &Workspace, kind: Kind, step: &Step, lang: Lang) -> AnyView {
    let transitions = kind.workflow().map(|table| table.transitions).unwrap_or_default();
    let label = transitions
        .iter()
        .find(|made| made.verb == step.verb)
        .map_or_else(|| t_string!(state.i18n, records.taken_back), |made| made.label.text(lang));
    let principal = step.on_behalf_of.as_deref().map(|unit| {
        let unit = workspace.tree().name(unit).to_owned();
        t_string!(state.i18n, records.on_behalf_of, unit = unit).to_string()
    });
    let confirmed = step.values.iter().filter_map(|(key, value)| {
        let field = workspace.fields().get(kind, key).filter(|field| !field.personal)?;
        let text = keeping::shown_with_unit(workspace, field, value, lang);
        Some(view! { <p class="soft">{field.label.text(lang)} " " {text}</p> })
    });
    let confirmed = confirmed.collect_view();
    let policy = step.policy.as_deref().and_then(|hash| hash.get(..8)).map(str::to_owned);
    view! {
        <li>
            <strong>{label}</strong>
            <span class="soft">
                {state.local_time(&step.when)} " · " {workspace.tree().name(&step.unit).to_owned()} " "
                {principal} " · " {step.role.label().text(lang)} {policy.map(|hash| view! { " · " {t!(state.i18n, records.policy)} " " <code>{hash}</code> })}
            </span>
            {(!step.note.is_empty()).then(|| view! { <p>{step.note.clone()}</p> })} {confirmed}
        </li>
    }
    .into_any()
}
