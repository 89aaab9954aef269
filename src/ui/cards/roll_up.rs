//! What has become of a forwarded document at each recipient.

use leptos::prelude::*;

use crate::{
    app::{
        kinds::forwarding::{self, PassedOn, RollUp},
        transitions,
        workspace::{RecordView, Workspace},
    },
    domain::{Kind, dispatch::receipt, lang::grouped, workflow},
    ui::{
        components::{
            badge::{Badge, Tone},
            steps::{Asking, Steps},
        },
        i18n::*,
        route::Route,
        state::{State, now},
    },
};

/// What a document is sent as.
const SENT: Kind = Kind::Dispatch;

/// Each recipient: received, passed on, acted.
pub fn roll_up(state: State, record: &RecordView<'_>) -> AnyView {
    let i18n = state.i18n;
    let lang = state.lang().get();
    let workspace = state.workspace.get();
    let today = now().today;
    let rows = forwarding::roll_up(&workspace, &record.id, &|parameter| state.days(parameter));
    if rows.is_empty() {
        return ().into_any();
    }
    let count = |test: &dyn Fn(&RollUp) -> bool| grouped(rows.iter().filter(|row| test(row)).count());
    let (all, acknowledged, passed, accepted) = (
        grouped(rows.len()),
        count(&|row| row.acknowledged.is_some()),
        count(&|row| row.passed_on.is_some()),
        count(&|row| row.state == receipt::accepted),
    );
    // Schools pass nothing on.
    let only_schools = rows.iter().all(|row| workspace.schools.has(&row.unit));
    let late: Vec<(&'static str, String)> =
        rows.iter().filter_map(|row| Some((row.reminder(today)?, row.dispatch.clone()))).collect();
    let reminders = (state.seat().is_some_and(|seat| seat.unit == record.keeper())).then(|| {
        ["remind_acknowledge", "remind_report"]
            .into_iter()
            .filter_map(|verb| {
                let ids: Vec<_> =
                    late.iter().filter(|(own, _)| *own == verb).map(|(_, id)| id.clone()).collect();
                (!ids.is_empty()).then(|| reminder(state, verb, ids))
            })
            .collect_view()
    });
    let recall = recall(state, &workspace, &rows);
    let states = SENT.workflow();
    let lines = rows
        .into_iter()
        .map(|row| {
            let name = workspace.tree().name(&row.unit).to_owned();
            let at = states.and_then(|table| table.state(row.state));
            let badge = at.map(|at| {
                let text = Signal::derive(move || at.label.text(lang).to_owned());
                view! { <Badge tone=Tone::of(at) text /> }
            });
            let overdue = row.reminder(today).is_some().then(|| {
                let text = Signal::derive(move || t_string!(i18n, inbox.overdue).to_owned());
                view! { <Badge tone=Tone::Bad text /> }
            });
            let passed = row.passed_on.map(|passed: PassedOn| {
                t_string!(
                    i18n,
                    document.passed_on,
                    acknowledged = grouped(passed.acknowledged),
                    all = grouped(passed.recipients),
                    accepted = grouped(passed.accepted)
                )
                .to_string()
            });
            view! {
                <tr>
                    <th scope="row">
                        <a href=Route::of(SENT, &row.dispatch).href()>{name}</a>
                    </th>
                    <td>{row.acknowledged.map(|day| day.to_string())}</td>
                    {(!only_schools).then(|| view! { <td>{passed.unwrap_or_else(|| "—".to_owned())}</td> })}
                    <td>{badge} " " {overdue}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <section class="card stack">
            <h2>{t!(i18n, document.roll_up)}</h2>
            <p>
                {if only_schools {
                    t_string!(i18n, document.sums_schools, all = all, acknowledged = acknowledged, accepted = accepted).to_string()
                } else {
                    t_string!(i18n, document.sums, all = all, acknowledged = acknowledged, passed = passed, accepted = accepted)
                        .to_string()
                }}
            </p>
            <p class="row">{reminders} {recall}</p>
            <div class="scroll" tabindex="0">
                <table class="plain">
                    <thead>
                        <tr>
                            <th scope="col">{t!(i18n, document.recipient)}</th>
                            <th scope="col">{t!(i18n, document.acknowledged)}</th>
                            {(!only_schools).then(|| view! { <th scope="col">{t!(i18n, document.forwarded)}</th> })}
                            <th scope="col">{t!(i18n, document.acted)}</th>
                        </tr>
                    </thead>
                    <tbody>{lines}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}

/// A button that recalls by one step whatever is still under way, where this seat could recall each.
fn recall(state: State, workspace: &Workspace, rows: &[RollUp]) -> Option<AnyView> {
    let i18n = state.i18n;
    let seat = state.seat()?;
    let table = SENT.workflow()?;
    let withdraw = |record: &RecordView<'_>| {
        let open = workflow::open_transitions(table, record.subject(), &seat, workspace);
        open.into_iter().find(|transition| transition.verb == "withdraw")
    };
    let found: Vec<_> = rows
        .iter()
        .filter_map(|row| Some((withdraw(&workspace.find(SENT, &row.dispatch)?)?, row.dispatch.clone())))
        .collect();
    let transition = found.first().filter(|_| found.len() > 1)?.0;
    let ids: Vec<_> = found.into_iter().map(|(_, id)| id).collect();
    let count = ids.len();
    let title = workspace.table(SENT).get(ids.first()?).map(|first| first.title()).unwrap_or_default();
    let asking = Asking { kind: SENT, ids, title, transition, on_behalf_of: None, left: Vec::new() };
    let steps = Steps::here();
    let begin = move |_| steps.begin(state, asking.clone());
    let label = move || t_string!(i18n, document.recall, count = grouped(count)).to_string();
    Some(view! { <button type="button" class="danger" on:click=begin>{label}</button> }.into_any())
}

/// A button that reminds all that are late with the same step.
fn reminder(state: State, verb: &'static str, ids: Vec<String>) -> AnyView {
    let i18n = state.i18n;
    let count = ids.len();
    let label = move || {
        if verb == "remind_acknowledge" {
            t_string!(i18n, document.remind_acknowledge, count = grouped(count))
        } else {
            t_string!(i18n, document.remind_report, count = grouped(count))
        }
    };
    let remind = move |_| {
        let (ids, actor) = (ids.clone(), state.actor());
        let workspace = state.workspace.get_untracked();
        state.act(
            move |store| async move {
                transitions::make_all(&*store, &workspace, &actor, (SENT, &ids), (verb, "")).await
            },
            move |_| {
                let text = move || t_string!(i18n, document.reminded, count = grouped(count)).to_string();
                state.toasts.done(text, None);
            },
        );
    };
    view! {
        <button type="button" on:click=remind>
            {label}
        </button>
    }
    .into_any()
}
