//! One task: what it is, what the record says, from whom and by when, and the steps that can be made at once.

use std::{collections::BTreeSet, sync::Arc};

use leptos::prelude::*;

use crate::{
    app::{
        inbox::{self, Task},
        preview::Line,
        transitions,
        workspace::Workspace,
    },
    domain::{
        counts::WORKING_DAYS,
        lang::grouped,
        workflow::{Manner, Transition},
    },
    ui::{
        components::badge::{Badge, Tone},
        i18n::*,
        pages::records::TransitionButtons,
        route::Route,
        state::State,
    },
};

/// The ids of the lines that are ticked.
pub type Chosen = RwSignal<BTreeSet<String>>;

/// Whether a step lacks nothing that would have to be filled in first.
pub fn is_ready(workspace: &Workspace, task: &Task, step: &Transition) -> bool {
    let record = workspace.find(task.kind, &task.id);
    record.is_some_and(|record| transitions::missing(workspace, &record, step.verb).is_empty())
}

/// `chosen` where it waits here.
pub fn line(state: State, line: Line, chosen: Option<Chosen>) -> AnyView {
    let i18n = state.i18n;
    let lang = state.lang().get_untracked();
    let workspace = state.workspace.get_untracked();
    let tree = workspace.tree();
    let Line { task, says, telling } = line;
    let (telling, alike) = says.split_at(telling.min(says.len()));
    let between = if telling.is_empty() || alike.is_empty() { "" } else { " · " };
    let at = task.state;
    let stands = Signal::derive(move || at.label.text(lang).to_owned());
    let here = state.seat_untracked().map(|seat| seat.unit);
    let from = task.from.as_ref().map(|(unit, day)| {
        let (name, day) = (tree.name(unit), day.to_string());
        match chosen {
            Some(_) if here.as_ref() == Some(unit) => t_string!(i18n, inbox.own_step, day = day).to_string(),
            Some(_) => t_string!(i18n, inbox.from, unit = name, day = day).to_string(),
            None => t_string!(i18n, inbox.sent_on, unit = name, day = day).to_string(),
        }
    });
    let held = chosen.is_none().then(|| held(state, &task, &workspace));
    // A step whose fields are not filled yet is made on the record's own page.
    let steps = task.transitions.iter().copied().filter(|step| step.manner != Manner::Withdraw);
    let ready: Vec<_> = steps.filter(|step| is_ready(&workspace, &task, step)).collect();
    let goes_on = ready.iter().any(|step| matches!(step.manner, Manner::Forward | Manner::Late));
    let tick = chosen.filter(|_| goes_on).map(|chosen| tick(chosen, &task));
    let incomplete = chosen.is_some() && !goes_on;
    let href = Route::of(task.kind, &task.id).href();
    view! {
        <li>
            <div class="what">
                {tick}
                <a href=href.clone()>{task.title.clone()}</a>
                <span class="soft">{task.kind.one().text(lang)}</span>
                <Badge tone=Tone::of(at) text=stands />
                {task
                    .late
                    .then(|| {
                        let text = Signal::derive(move || t_string!(i18n, inbox.came_late).to_owned());
                        view! { <Badge tone=Tone::Warn text /> }
                    })} {task
                    .returned
                    .clone()
                    .map(|why| {
                        let text = Signal::derive(move || t_string!(i18n, inbox.returned, why = why.clone()).to_string());
                        view! { <Badge tone=Tone::Bad text /> }
                    })}
                <span class="says"><strong>{telling.join(" · ")}</strong> {between} {alike.join(" · ")}</span>
            </div>
            <div class="soft">{from} " " {held}</div>
            <div class="when">{due(state, &task)}</div>
            <div class="row">
                {incomplete
                    .then(|| {
                        view! {
                            <a class="button" href=href>
                                {t!(i18n, inbox.open)}
                            </a>
                        }
                    })} <TransitionButtons kind=task.kind id=task.id title=task.title transitions=ready primary=false />
            </div>
        </li>
    }
    .into_any()
}

fn tick(chosen: Chosen, task: &Task) -> impl IntoView + use<> {
    let (id, title) = (StoredValue::new(task.id.clone()), task.title.clone());
    let ticked = move || chosen.with(|chosen| id.with_value(|id| chosen.contains(id)));
    let toggle = move |_| {
        chosen.update(|chosen| {
            let id = id.get_value();
            if !chosen.remove(&id) {
                chosen.insert(id);
            }
        });
    };
    view! { <input type="checkbox" aria-label=title prop:checked=ticked on:change=toggle /> }
}

fn held(state: State, task: &Task, workspace: &Workspace) -> String {
    let (i18n, lang) = (state.i18n, state.lang().get_untracked());
    let names = lang.list(task.holders.iter().take(3).map(|unit| workspace.tree().name(unit)));
    if task.holders.len() > 3 {
        t_string!(i18n, inbox.held_by_more, names = names, count = grouped(task.holders.len())).to_string()
    } else {
        t_string!(i18n, records.held_by, names = names).to_string()
    }
}

fn due(state: State, task: &Task) -> AnyView {
    let i18n = state.i18n;
    let Some(due) = task.due else {
        return ().into_any();
    };
    let lang = state.lang().get_untracked();
    let days = |days: i64| lang.counted(days, WORKING_DAYS);
    let calendar = state.workspace.with_untracked(|workspace| Arc::clone(workspace.calendar()));
    let unknown = (!calendar.covers(due)).then(|| due.year());
    let (tone, text) = match inbox::left(due, state.today.get_untracked(), &calendar) {
        left if left < 0 => (Tone::Bad, t_string!(i18n, inbox.late, days = days(-left)).to_string()),
        0 => (Tone::Warn, t_string!(i18n, inbox.today).to_owned()),
        left => (
            if left <= 2 { Tone::Warn } else { Tone::Neutral },
            t_string!(i18n, inbox.left, days = days(left)).to_string(),
        ),
    };
    view! {
        <span class="soft">{t_string!(i18n, inbox.due, day = due.to_string()).to_string()}</span>
        <Badge tone text=Signal::stored(text) />
        {unknown
            .map(|year| {
                let text = t_string!(i18n, inbox.no_calendar, year = year).to_string();
                view! { <Badge tone=Tone::Warn text=Signal::stored(text) /> }
            })}
    }
    .into_any()
}
