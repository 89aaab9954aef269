//! 待办: what waits for this seat, by what is done with it; what it has sent and others hold; and the posts that nobody fills.

mod group;
mod line;
mod lines;
mod vacancies;

use leptos::prelude::*;

use crate::{
    app::inbox::Urgency,
    domain::lang::grouped,
    ui::{
        components::{
            badge::{Badge, Tone},
            page_head::PageHead,
        },
        i18n::*,
        state::State,
    },
};

use self::{
    group::GroupCard,
    lines::{DRAWN, Lines},
    vacancies::Vacancies,
};

/// The page that opens first at a seat.
#[component]
pub fn InboxPage() -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let seated = state.has_inbox();
    let groups = state.groups();
    view! {
        <PageHead title=Signal::derive(move || t_string!(i18n, nav.inbox).to_owned()) />
        <Show when=move || seated.get() fallback=|| view! { <NoSeat /> }>
            <Show
                when=move || !groups.get().is_empty()
                fallback=move || view! { <p class="card empty">{t!(i18n, inbox.none)}</p> }
            >
                <Urgencies />
            </Show>
            <For
                each=move || groups.get()
                key=|group| (group.errand.kind, group.errand.transition.verb)
                let:group
            >
                <GroupCard errand=group.errand groups />
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

/// How much of it is how pressing.
#[component]
fn Urgencies() -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let urgencies = state.urgencies();
    let badge = move |(urgency, count): (Urgency, usize)| {
        let (tone, name) = match urgency {
            Urgency::Overdue => (Tone::Bad, t_string!(i18n, inbox.overdue)),
            Urgency::Soon => (Tone::Warn, t_string!(i18n, inbox.soon)),
            Urgency::Later => (Tone::Neutral, t_string!(i18n, inbox.later)),
            Urgency::Undated => (Tone::Neutral, t_string!(i18n, inbox.undated)),
        };
        view! { <Badge tone text=Signal::stored(format!("{name} {}", grouped(count))) /> }
    };
    view! { <p class="row">{move || urgencies.get().into_iter().map(badge).collect_view()}</p> }
}

#[component]
fn SentOn() -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let most = RwSignal::new(DRAWN);
    let others = state.sent_on(most.into());
    let lines = Memo::new(move |_| others.get().0);
    let count = Memo::new(move |_| others.with(|(_, count)| *count));
    view! {
        <Show when=move || count.get() != 0>
            <section class="card stack">
                <h2>{t!(i18n, inbox.others)} " " {move || grouped(count.get())}</h2>
                <Lines lines=lines.into() count=count.into() most chosen=None />
            </section>
        </Show>
    }
}
