//! 匹配: a round is run, looked at, changed and kept as a proposal.

mod desk;
mod needs;
mod standing;
mod sums;
mod why;

use leptos::prelude::*;

use crate::{
    app::matching,
    domain::{Kind, Record as _},
    ui::{
        components::{page_head::PageHead, progress_bar::ProgressBar},
        i18n::*,
        route::Route,
        state::{State, is_again},
    },
};

use self::{desk::Desk, needs::Needs, standing::Standings, sums::Results};

/// The matching of one round.
#[component]
pub fn MatchingPage(round: String) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let before = state.workspace.with_untracked(|workspace| matching::standing(workspace, &round));
    let desk = Desk {
        state,
        round: StoredValue::new(round),
        standing: RwSignal::new(before),
        by_hand: RwSignal::default(),
        made: RwSignal::new(None),
        working: RwSignal::new(None),
        request: StoredValue::new(None),
        failed: RwSignal::new(None),
    };
    on_cleanup(move || {
        if desk.working.try_get_untracked().flatten().is_some() {
            desk.stop();
        }
    });
    let title = Signal::derive(move || {
        let title = state
            .workspace
            .with(|workspace| workspace.needs_rounds.get(&desk.round.get_value()).map(|round| round.title()));
        match title {
            Some(round) => t_string!(i18n, matching.of, round = round).to_string(),
            None => t_string!(i18n, matching.title).to_owned(),
        }
    });
    let hindrance = Memo::new(move |_| {
        let (workspace, seat) = (state.workspace.get(), state.seat());
        matching::hindrance(&workspace, seat.as_ref(), &desk.round.get_value())
    });
    let may = move || hindrance.get().is_none();
    let keep = move |event| {
        if is_again(&event) {
            return;
        }
        let Some(made) = desk.made.get_untracked() else { return };
        let (workspace, actor) = (state.workspace.get_untracked(), state.actor());
        let count = state.days("offer_days").unwrap_or_default();
        let answer_by = workspace.calendar().after_working_days(actor.now.today, count);
        state.act(
            move |store| async move { matching::propose(&*store, &workspace, &actor, &made, answer_by).await },
            move |(written, code)| {
                let done = move || t_string!(i18n, matching.kept).to_owned();
                state.toasts.done(done, Some(state.undoing(written.sequence)));
                Route::of(Kind::Proposal, &code).go();
            },
        );
    };
    let has_made = move || desk.made.with(Option::is_some);
    let idle = move || desk.working.with(Option::is_none);
    view! {
        <PageHead title>
            <Show when=move || may() && has_made()>
                <button
                    type="button"
                    class="primary"
                    disabled=move || !idle() || !desk.is_current()
                    on:click=keep
                >
                    {t!(i18n, matching.keep)}
                </button>
            </Show>
            <Show when=may>
                <button type="button" class:primary=move || !has_made() disabled=move || !idle() on:click=move |_| desk.run()>
                    {move || if has_made() { t_string!(i18n, matching.again) } else { t_string!(i18n, matching.run) }}
                </button>
            </Show>
        </PageHead>
        <p class="trail">
            <a href=Route::table(Kind::NeedsRound).href()>{move || Kind::NeedsRound.label().text(state.lang().get())}</a>
            " › "
            <a href=Route::of(Kind::NeedsRound, &desk.round.get_value()).href()>
                {move || {
                    state.workspace.with(|workspace| workspace.needs_rounds.get(&desk.round.get_value()).map(|round| round.title()))
                }}
            </a>
        </p>
        {move || hindrance.get().map(|why| view! { <p class="card empty">{why.get(state.lang().get()).to_owned()}</p> })}
        <Show when=move || !idle()>
            <ProgressBar
                label=Signal::derive(move || t_string!(i18n, matching.working).to_owned())
                of=desk.working
                on_cancel=Callback::new(move |()| desk.stop())
            />
        </Show>
        {move || {
            desk.failed.get().map(|why| view! { <p class="message bad" role="alert">{why.get(state.lang().get()).to_owned()}</p> })
        }}
        {move || desk.made.get().map(|made| view! { <Results desk made /> })}
        <Show when=may>
            <Standings desk />
        </Show>
        {move || match desk.made.get() {
            Some(made) => view! { <Needs desk made /> }.into_any(),
            None if may() && idle() => view! { <p class="card empty">{t!(i18n, matching.none_yet)}</p> }.into_any(),
            None => ().into_any(),
        }}
    }
}
