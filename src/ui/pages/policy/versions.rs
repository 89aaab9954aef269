//! The versions of the pack: what is in force since when, putting one in force, opening an earlier one.

use jiff::civil::Date;
use leptos::prelude::*;

use super::draft::Draft;
use crate::{
    app::policies::{self, PackVersion},
    domain::{Localized, Term},
    ui::{
        components::{
            badge::{Badge, Tone},
            dialog::Dialog,
        },
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
    desk: String,
    hash: String,
    broken: bool,
    /// The days from which it is in force, as far as no later publication replaced it.
    effective: Option<Date>,
}

/// Newest first; version 0 is what the program ships.
#[component]
pub fn Versions(draft: Draft) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let lines = Memo::new(move |_| lines(state, &draft.pack()));
    let forcing = RwSignal::new(None::<u32>);
    view! {
        <table class="plain">
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
    let Line {
        number,
        note,
        saved_at,
        desk,
        hash,
        broken,
        effective,
    } = line;
    let name = move || {
        if number == 0 {
            t_string!(i18n, policy.shipped).to_owned()
        } else {
            t_string!(i18n, policy.version, number = number).to_string()
        }
    };
    let badge = match (broken, effective) {
        (true, _) => {
            let text = Signal::derive(move || t_string!(i18n, policy.draft).to_owned());
            view! { <Badge tone=Tone::Bad text /> }.into_any()
        }
        (false, Some(day)) => {
            let text = Signal::derive(move || {
                t_string!(i18n, policy.in_force_from, date = day.to_string()).to_string()
            });
            view! { <Badge tone=Tone::Good text /> }.into_any()
        }
        (false, None) => {
            let text = Signal::derive(move || t_string!(i18n, policy.not_in_force).to_owned());
            view! { <Badge tone=Tone::Neutral text /> }.into_any()
        }
    };
    let open = move |_| {
        let source = policies::source(
            &state.shipped.get_untracked(),
            &state.workspace.get_untracked(),
            &draft.pack(),
            number,
        );
        if let Some(source) = source {
            draft.rebase(source.files);
        }
    };
    let when = if saved_at.is_empty() {
        String::new()
    } else {
        state.local_time(&saved_at)
    };
    view! {
        <tr>
            <th scope="row">
                {name} <div>{badge}</div>
            </th>
            <td>{note}</td>
            <td>
                {when} <div class="soft">{desk}</div>
            </td>
            <td>
                <code>{hash.get(..12).unwrap_or_default().to_owned()}</code>
            </td>
            <td>
                <div class="row">
                    <button
                        type="button"
                        disabled=broken
                        aria-label=move || format!("{}{}", t_string!(i18n, policy.force), name())
                        on:click=move |_| forcing.set(Some(number))
                    >
                        {t!(i18n, policy.put_in_force)}
                    </button>
                    <button
                        type="button"
                        class="plain"
                        aria-label=move || format!("{} {}", t_string!(i18n, policy.open_version), name())
                        on:click=open
                    >
                        {t!(i18n, policy.open_version)}
                    </button>
                </div>
            </td>
        </tr>
    }
}

/// Asks from which day.
#[component]
fn Forcing(draft: Draft, version: RwSignal<Option<u32>>) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let open = RwSignal::new(false);
    let day = RwSignal::new(String::new());
    Effect::new(move |_| {
        if version.get().is_some() {
            day.set(first_day_of_term(state).to_string());
            open.set(true);
        }
    });
    Effect::new(move |_| {
        if !open.get() {
            version.set(None);
        }
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let (Some(number), Ok(effective)) = (version.get_untracked(), day.get_untracked().parse::<Date>())
        else {
            return;
        };
        open.set(false);
        let (workspace, shipped, actor) = (
            state.workspace.get_untracked(),
            state.shipped.get_untracked(),
            state.actor(),
        );
        let pack = draft.pack();
        state.act::<_, crate::store::StoreError, _>(
            move |store| async move {
                Ok(
                    policies::put_in_force(&*store, &workspace, &shipped, &actor, (&pack, number), effective)
                        .await,
                )
            },
            move |forced| match forced {
                Ok(sequence) => {
                    let text = t_string!(
                        i18n,
                        policy.now_in_force,
                        number = number,
                        date = effective.to_string()
                    )
                    .to_string();
                    state.toasts.done(text, Some(state.undoing(sequence)));
                }
                Err(fault) => state.toasts.failed(fault.text(state.lang().get_untracked())),
            },
        );
    };
    view! {
        <Dialog open title=Signal::derive(move || t_string!(i18n, policy.put_in_force).to_owned())>
            <form class="stack" on:submit=submit>
                <label class="field">
                    <span>{t!(i18n, policy.effective)}</span>
                    <input type="date" required=true bind:value=day />
                    <span class="help">{t!(i18n, policy.effective_help)}</span>
                </label>
                <div class="actions">
                    <button type="button" on:click=move |_| open.set(false)>
                        {t!(i18n, common.cancel)}
                    </button>
                    <button type="submit" class="primary">
                        {t!(i18n, policy.put_in_force)}
                    </button>
                </div>
            </form>
        </Dialog>
    }
}

/// The first session of the latest term; today when there is none.
fn first_day_of_term(state: State) -> Date {
    let workspace = state.workspace.get_untracked();
    let days = || workspace.sessions.all().iter().map(|session| session.date);
    let term = days().map(Term::of).max();
    days()
        .filter(|day| Some(Term::of(*day)) == term)
        .min()
        .unwrap_or(now().today)
}

fn lines(state: State, pack: &str) -> Vec<Line> {
    let (workspace, shipped) = (state.workspace.get(), state.shipped.get());
    let first = policies::source(&shipped, &workspace, pack, 0).map(|source| Line {
        number: 0,
        note: source
            .manifest()
            .map(|manifest| manifest.document)
            .unwrap_or_default(),
        saved_at: String::new(),
        desk: String::new(),
        hash: source.hash(),
        broken: false,
        effective: source.manifest().ok().map(|manifest| manifest.effective),
    });
    let version = |version: &PackVersion| Line {
        number: version.number,
        note: version.note.clone(),
        saved_at: version.saved_at.clone(),
        desk: version.desk.clone(),
        hash: version.hash.clone(),
        broken: version.broken,
        effective: None,
    };
    let stored = workspace
        .versions
        .all()
        .iter()
        .filter(|version| version.pack == pack)
        .map(version);
    let mut lines: Vec<_> = first.into_iter().chain(stored).collect();
    for publication in workspace
        .publications
        .all()
        .iter()
        .filter(|publication| publication.pack == pack)
    {
        // A later publication hides every other one from its day on; of the same day it replaces it.
        for line in &mut lines {
            if line.effective == Some(publication.effective) {
                line.effective = None;
            }
        }
        if let Some(line) = lines.iter_mut().find(|line| line.number == publication.version) {
            line.effective = Some(publication.effective);
        }
    }
    lines.reverse();
    lines
}
