//! The versions of the pack: what is in force when, putting one in force, opening an earlier one.

use jiff::civil::Date;
use leptos::prelude::*;

use super::{draft::Draft, forcing::Forcing, words::version_name};
use crate::{
    app::{
        periods::{self, Period},
        policies::{self, PackVersion},
    },
    domain::hash,
    ui::{
        components::badge::{Badge, Tone},
        i18n::*,
        state::{State, now},
    },
};

/// A line of the list.
#[derive(Clone, PartialEq)]
struct Line {
    number: u32,
    note: String,
    saved_at: String,
    seat_name: String,
    hash: String,
    broken: bool,
    periods: Vec<Period>,
}

/// Newest first; version 0 is what the program ships.
#[component]
pub fn Versions(draft: Draft) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let lines = Memo::new(move |_| lines(state, &draft.pack()));
    let forcing = RwSignal::new(None::<u32>);
    view! {
        <table class="plain versions">
            <thead>
                <tr>
                    <th scope="col">{t!(i18n, policy.versions)}</th>
                    <th scope="col">{t!(i18n, policy.note)}</th>
                    <th scope="col">{t!(i18n, policy.time)}</th>
                    <th scope="col">{t!(i18n, policy.hash)}</th>
                    <th scope="col">
                        <span class="visually-hidden">{t!(i18n, policy.put_in_force)}</span>
                    </th>
                </tr>
            </thead>
            <tbody>
                {move || lines.get().into_iter().map(|line| row(state, draft, forcing, line)).collect_view()}
            </tbody>
        </table>
        <Forcing draft version=forcing />
    }
}

fn row(state: State, draft: Draft, forcing: RwSignal<Option<u32>>, line: Line) -> impl IntoView {
    let i18n = state.i18n;
    let today = now().today;
    let Line { number, note, saved_at, seat_name, hash, broken, periods } = line;
    let name = move || version_name(state, number);
    let in_force = periods.iter().any(|period| holds(period, today));
    let opened = move || draft.opened.get() == number;
    let open = move |_| {
        let source = policies::source(
            &state.shipped.get_untracked(),
            &state.workspace.get_untracked(),
            &draft.pack(),
            number,
        );
        if let Some(source) = source {
            draft.rebase(source.files, number);
        }
    };
    let when = if saved_at.is_empty() { String::new() } else { state.local_time(&saved_at) };
    view! {
        <tr class:opened=opened>
            <th scope="row">{name} <Badges periods broken /></th>
            <td>{note}</td>
            <td>
                <span class="date">{when}</span> <div class="soft">{seat_name}</div>
            </td>
            <td>
                <code>{hash}</code>
            </td>
            <td>
                <div class="row">
                    {(!in_force)
                        .then(|| {
                            view! {
                                <button
                                    type="button"
                                    disabled=broken
                                    aria-label=move || format!("{}{}", t_string!(i18n, policy.force), name())
                                    on:click=move |_| forcing.set(Some(number))
                                >
                                    {t!(i18n, policy.put_in_force)}
                                </button>
                            }
                        })}
                    <Show
                        when=move || !opened()
                        fallback=move || view! { <span class="soft">{t!(i18n, policy.opened)}</span> }
                    >
                        <button
                            type="button"
                            class="plain"
                            aria-label=move || format!("{} {}", t_string!(i18n, policy.open_version), name())
                            on:click=open
                        >
                            {t!(i18n, policy.open_version)}
                        </button>
                    </Show>
                </div>
            </td>
        </tr>
    }
}

fn holds(period: &Period, day: Date) -> bool {
    period.from <= day && period.until.is_none_or(|until| day <= until)
}

/// When a version is in force, one line a period; that it never is.
#[component]
fn Badges(periods: Vec<Period>, broken: bool) -> impl IntoView {
    let i18n = use_i18n();
    if periods.is_empty() {
        let (tone, text) = if broken {
            (Tone::Bad, Signal::derive(move || t_string!(i18n, policy.draft).to_owned()))
        } else {
            (Tone::Neutral, Signal::derive(move || t_string!(i18n, policy.not_in_force).to_owned()))
        };
        return view! {
            <div>
                <Badge tone text />
            </div>
        }
        .into_any();
    }
    let today = now().today;
    periods
        .into_iter()
        .map(|period| {
            let tone = if holds(&period, today) { Tone::Good } else { Tone::Neutral };
            let text = Signal::derive(move || {
                let from = period.from.to_string();
                match period.until {
                    Some(until) => {
                        t_string!(i18n, policy.in_force_during, from = from, until = until.to_string())
                            .to_string()
                    }
                    None => t_string!(i18n, policy.in_force_from, date = from).to_string(),
                }
            });
            view! {
                <div>
                    <Badge tone text />
                </div>
            }
        })
        .collect_view()
        .into_any()
}

fn lines(state: State, pack: &str) -> Vec<Line> {
    let (workspace, shipped) = (state.workspace.get(), state.shipped.get());
    let periods = periods::of_pack(&shipped, &workspace, pack);
    let of = |number: u32| {
        let periods = periods.iter().filter(|period| period.version == number);
        periods.cloned().collect::<Vec<_>>()
    };
    let library = policies::library(&shipped, &workspace).unwrap_or_default();
    let today = state.today.get();
    // Of one that is not in force today, as it was when it began to be.
    let known_by = |number: u32| {
        let own = || periods.iter().filter(|period| period.version == number);
        let since =
            own().next().map(|period| period.from).filter(|_| !own().any(|period| holds(period, today)));
        let source = policies::source(&shipped, &workspace, pack, number);
        let hash = source.and_then(|source| library.hash_of(source, since.unwrap_or(today)));
        hash.map_or_else(|| "—".to_owned(), |hash| hash::short(&hash).to_owned())
    };
    let first = policies::source(&shipped, &workspace, pack, 0).map(|source| Line {
        number: 0,
        note: source.manifest().map(|manifest| manifest.document).unwrap_or_default(),
        saved_at: String::new(),
        seat_name: String::new(),
        hash: known_by(0),
        broken: false,
        periods: of(0),
    });
    let version = |version: &PackVersion| Line {
        number: version.number,
        note: version.note.clone(),
        saved_at: version.saved_at.clone(),
        seat_name: version.seat_name.clone(),
        hash: known_by(version.number),
        broken: version.broken,
        periods: of(version.number),
    };
    let stored = workspace.versions.all().filter(|version| version.pack == pack).map(version);
    let mut lines: Vec<_> = first.into_iter().chain(stored).collect();
    lines.reverse();
    lines
}
