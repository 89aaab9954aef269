//! 待办: what waits for this seat, by urgency; what it has sent and others hold; and the posts that nobody fills.

use leptos::prelude::*;

use crate::{
    app::{
        clause_status,
        inbox::{self, Task, Urgency},
    },
    domain::{
        Kind, Tree,
        field::is_blank,
        workflow::{Manner, Transition},
    },
    ui::{
        components::{
            badge::{Badge, Tone},
            page_head::PageHead,
        },
        i18n::*,
        pages::records::TransitionButtons,
        route::Route,
        state::State,
    },
};

/// The page that opens first at a seat.
#[component]
pub fn InboxPage() -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let seated = state.has_inbox();
    let urgencies = state.urgencies();
    view! {
        <PageHead title=Signal::derive(move || t_string!(i18n, nav.inbox).to_owned()) />
        <Show when=move || seated.get() fallback=|| view! { <NoSeat /> }>
            <Show when=move || urgencies.get().is_empty()>
                <p class="card empty">{t!(i18n, inbox.none)}</p>
            </Show>
            <For each=move || urgencies.get() key=|(urgency, _)| *urgency let((urgency, _))>
                <Group urgency />
            </For>
        </Show>
        <Vacancies />
        <SentOn />
    }
}

#[component]
fn NoSeat() -> impl IntoView {
    let i18n = State::here().i18n;
    view! { <p class="card empty">{t!(i18n, inbox.no_seat)}</p> }
}

/// Of many, this many are drawn at once; the rest a click further.
const DRAWN: usize = 50;

#[component]
fn Group(urgency: Urgency) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let most = RwSignal::new(DRAWN);
    let tasks = state.waiting(urgency, most.into());
    let urgencies = state.urgencies();
    let count = Memo::new(move |_| {
        urgencies
            .with(|found| found.iter().find(|(other, _)| *other == urgency).map_or(0, |(_, count)| *count))
    });
    let name = move || match urgency {
        Urgency::Overdue => t_string!(i18n, inbox.overdue),
        Urgency::Soon => t_string!(i18n, inbox.soon),
        Urgency::Later => t_string!(i18n, inbox.later),
        Urgency::Undated => t_string!(i18n, inbox.undated),
    };
    view! {
        <section class="card stack">
            <h2 class:late=urgency == Urgency::Overdue>{name} " " {count}</h2>
            <Tasks tasks=tasks.into() count=count.into() most here=true />
        </section>
    }
}

#[component]
fn SentOn() -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let most = RwSignal::new(DRAWN);
    let others = state.sent_on(most.into());
    let tasks = Memo::new(move |_| others.get().0);
    let count = Memo::new(move |_| others.with(|(_, count)| *count));
    view! {
        <Show when=move || count.get() != 0>
            <section class="card stack">
                <h2>{t!(i18n, inbox.others)} " " {count}</h2>
                <Tasks tasks=tasks.into() count=count.into() most here=false />
            </section>
        </Show>
    }
}

#[component]
fn Tasks(
    tasks: Signal<Vec<Task>>,
    /// With those that are not drawn.
    count: Signal<usize>,
    most: RwSignal<usize>,
    here: bool,
) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let lang = state.lang();
    // A line is drawn anew when its record, who holds it, the day or the language is another.
    let key = move |task: &Task| {
        let lang = lang.get() as u8;
        let verbs: Vec<_> = task.transitions.iter().map(|open| open.verb).collect();
        let when = (task.due, state.today.get());
        (task.kind, task.id.clone(), task.revision, when, task.holders.clone(), verbs, lang)
    };
    view! {
        <ul class="tasks">
            <For each=move || { lang.track(); state.today.track(); tasks.get() } key children=move |task| line(state, task, here) />
        </ul>
        <Show when=move || count.get().gt(&most.get())>
            <p>
                <button type="button" on:click=move |_| most.set(usize::MAX)>
                    {move || t_string!(i18n, inbox.show_all, count = count.get())}
                </button>
            </p>
        </Show>
    }
}

fn line(state: State, task: Task, here: bool) -> AnyView {
    let i18n = state.i18n;
    let lang = state.lang().get_untracked();
    let workspace = state.workspace.get_untracked();
    let tree = workspace.tree();
    let at = task.state;
    let stands = Signal::derive(move || at.label.text(lang).to_owned());
    let from = task.from.as_ref().map(|(unit, day)| {
        t_string!(i18n, inbox.from, unit = tree.name(unit), day = day.to_string()).to_string()
    });
    let holders: Vec<_> = task.holders.iter().take(3).map(|unit| tree.name(unit)).collect();
    let more = task.holders.len().saturating_sub(3);
    let held = if here {
        None
    } else {
        let names = lang.list(holders);
        Some(if more > 0 {
            t_string!(i18n, inbox.held_by_more, names = names, count = task.holders.len()).to_string()
        } else {
            t_string!(i18n, records.held_by, names = names).to_string()
        })
    };
    // A move whose fields are not filled yet is made on the record's own page.
    let ready: Vec<&'static Transition> = if here {
        let values = workspace.find(task.kind, &task.id).map(|record| record.values).unwrap_or_default();
        task.transitions
            .iter()
            .copied()
            .filter(|step| step.manner != Manner::Withdraw)
            .filter(|step| {
                step.needs.iter().all(|key| values.get(*key).is_some_and(|value| !is_blank(value)))
            })
            .collect()
    } else {
        Vec::new()
    };
    let incomplete = here && !ready.iter().any(|step| step.manner == Manner::Forward);
    let href = Route::of(task.kind, &task.id).href();
    view! {
        <li>
            <div class="what">
                <a href=href.clone()>{task.title.clone()}</a>
                <span class="soft">{task.kind.one().text(lang)}</span>
                <Badge tone=Tone::of(at) text=stands />
                {task
                    .returned
                    .clone()
                    .map(|why| {
                        let text = Signal::derive(move || t_string!(i18n, inbox.returned, why = why.clone()).to_string());
                        view! { <Badge tone=Tone::Bad text /> }
                    })}
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

fn due(state: State, task: &Task) -> AnyView {
    let i18n = state.i18n;
    let Some(due) = task.due else {
        return ().into_any();
    };
    let (tone, text) = match inbox::left(due, state.today.get_untracked()) {
        left if left < 0 => (Tone::Bad, t_string!(i18n, inbox.late, days = -left).to_string()),
        0 => (Tone::Warn, t_string!(i18n, inbox.today).to_owned()),
        left => (
            if left <= 2 { Tone::Warn } else { Tone::Neutral },
            t_string!(i18n, inbox.left, days = left).to_string(),
        ),
    };
    view! {
        <span class="soft">{due.to_string()}</span>
        <Badge tone text=Signal::stored(text) />
    }
    .into_any()
}

/// The records that name who is in office.
const NAMING: Kind = Kind::Responsibility;

/// Organs without a named person (五.1).
#[component]
fn Vacancies() -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let vacancies = Memo::new(move |_| {
        state.workspace.of(Tree::KINDS);
        let workspace = state.workspace.of(&[NAMING]);
        let of = |seat| clause_status::vacancies(&workspace, &seat, state.today.get());
        state.seat().map(of).unwrap_or_default()
    });
    let vacant = Memo::new(move |_| {
        let workspace = state.workspace.of(Tree::KINDS);
        vacancies.get().iter().map(|unit| workspace.tree().name(unit).to_owned()).collect::<Vec<_>>()
    });
    // The form is the seat's own; another unit names its own person.
    let own = Memo::new(move |_| {
        state.seat().is_some_and(|seat| vacancies.with(|found| found.contains(&seat.unit)))
    });
    view! {
        <Show when=move || !vacant.get().is_empty()>
            <section class="message warn stack">
                <p>
                    <strong>{move || t_string!(i18n, inbox.vacancies, count = vacant.get().len())}</strong>
                </p>
                <p>{move || state.lang().get().list(vacant.get().into_iter().take(12))}</p>
                <Show when=move || own.get()>
                <p>
                    <a
                        class="button"
                        href=Route::New {
                            kind: NAMING,
                            from: None,
                        }
                            .href()
                    >
                        {t!(i18n, inbox.name_person)}
                    </a>
                </p>
                </Show>
            </section>
        </Show>
    }
}
