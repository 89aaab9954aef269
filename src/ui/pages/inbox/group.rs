//! What is done in one go: the lines of one errand, ticked and made together.

use std::collections::BTreeSet;

use leptos::prelude::*;

use crate::{
    app::{
        inbox::{Errand, Group},
        preview::Line,
    },
    domain::lang::grouped,
    ui::{
        components::{
            badge::{Badge, Tone},
            steps::{Asking, Steps},
        },
        i18n::*,
        state::{State, is_again},
    },
};

use super::{
    line::{Chosen, is_ready},
    lines::{DRAWN, Lines},
};

/// More lines than are seen at once.
const LONG: usize = 8;

/// The lines of an errand. Those that lack nothing can be ticked and made together.
#[component]
pub fn GroupCard(errand: Errand, groups: Memo<Vec<Group>>) -> impl IntoView {
    let state = State::here();
    let (i18n, lang) = (state.i18n, state.lang());
    let Errand { kind, transition } = errand;
    let most = RwSignal::new(DRAWN);
    let lines = state.waiting(errand, most.into());
    let own = move |ask: fn(&Group) -> usize| {
        groups.with(|groups| groups.iter().find(|group| group.errand == errand).map_or(0, ask))
    };
    let count = Memo::new(move |_| own(|group| group.count));
    let overdue = Memo::new(move |_| own(|group| group.overdue));
    let late =
        Signal::derive(move || format!("{} {}", t_string!(i18n, inbox.overdue), grouped(overdue.get())));
    let chosen: Chosen = RwSignal::new(BTreeSet::new());
    let ready = Memo::new(move |_| {
        let workspace = state.workspace.get_untracked();
        let ready = |line: &Line| is_ready(&workspace, &line.task, transition);
        lines.with(|lines| {
            lines.iter().filter(|line| ready(line)).map(|line| line.task.id.clone()).collect::<Vec<_>>()
        })
    });
    // In the order of the lines, and without what is no longer there.
    let taken = Memo::new(move |_| {
        let mut ids = ready.get();
        chosen.with(|chosen| ids.retain(|id| chosen.contains(id)));
        ids
    });
    let all = move || ready.with(|ready| !ready.is_empty() && ready.len() == taken.with(Vec::len));
    let choose = move |on: bool| {
        chosen.set(if on { ready.get_untracked().into_iter().collect() } else { BTreeSet::new() })
    };
    let steps = Steps::here();
    let begin = move |event: leptos::ev::MouseEvent| {
        let ids = taken.get_untracked();
        if is_again(&event) || ids.is_empty() {
            return;
        }
        let first = state.workspace.with_untracked(|workspace| {
            ids.first().and_then(|id| workspace.table(kind).get(id).map(|record| record.title()))
        });
        let title = first.unwrap_or_default();
        steps.begin(state, Asking { kind, ids, title, transition, on_behalf_of: None, left: Vec::new() });
    };
    // At the head and, where there is much to scroll through, at the foot.
    let together = move || {
        view! {
            <p class="row">
                <label class="check">
                    <input type="checkbox" prop:checked=all on:change:target=move |event| choose(event.target().checked()) />
                    {t!(i18n, form.select_all)}
                </label>
                <button type="button" disabled=move || taken.with(Vec::is_empty) on:click=begin>
                    {move || {
                        let verb = transition.label.text(lang.get());
                        t_string!(i18n, inbox.make_chosen, verb = verb, count = grouped(taken.with(Vec::len))).to_string()
                    }}
                </button>
            </p>
        }
    };
    view! {
        <section class="card stack">
            <h2 class="row">
                <span>
                    {move || format!("{} · {} {}", kind.label().text(lang.get()), transition.label.text(lang.get()), grouped(count.get()))}
                </span>
                <Show when=move || overdue.get().gt(&0)>
                    <Badge tone=Tone::Bad text=late />
                </Show>
            </h2>
            <Show when=move || ready.with(Vec::len).gt(&1)>{together}</Show>
            <Lines lines=lines.into() count=count.into() most chosen=Some(chosen) />
            <Show when=move || ready.with(Vec::len).gt(&LONG)>{together}</Show>
        </section>
    }
}
