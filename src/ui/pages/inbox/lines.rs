//! Tasks as a list.

use leptos::prelude::*;

use crate::{
    app::preview::Line,
    domain::lang::grouped,
    ui::{i18n::*, state::State},
};

use super::line::{Chosen, line};

/// Of many, this many are drawn at once; the rest a click further.
pub const DRAWN: usize = 50;

/// The lines that are drawn, and a button for the others.
#[component]
pub fn Lines(
    lines: Signal<Vec<Line>>,
    /// With those that are not drawn.
    count: Signal<usize>,
    most: RwSignal<usize>,
    /// Where lines can be ticked: of what waits here.
    chosen: Option<Chosen>,
) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let lang = state.lang();
    // A line is drawn anew when its record, what it says, who holds it, the day or the language is another.
    let key = move |line: &Line| {
        let (task, lang) = (&line.task, lang.get() as u8);
        let verbs: Vec<_> = task.transitions.iter().map(|open| open.verb).collect();
        let when = (task.due, state.today.get());
        let says = (task.title.clone(), line.says.clone());
        (task.kind, task.id.clone(), task.revision, says, when, task.holders.clone(), verbs, lang)
    };
    view! {
        <ul class="tasks">
            <For
                each=move || {
                    lang.track();
                    state.today.track();
                    lines.get()
                }
                key
                children=move |one| line(state, one, chosen)
            />
        </ul>
        <Show when=move || count.get().gt(&most.get())>
            <p>
                <button type="button" on:click=move |_| most.set(usize::MAX)>
                    {move || t_string!(i18n, inbox.show_all, count = grouped(count.get()))}
                </button>
            </p>
        </Show>
    }
}
