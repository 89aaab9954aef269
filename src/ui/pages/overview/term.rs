//! One term: which, and what it came to once its sessions are decided.

use leptos::prelude::*;

use crate::{
    domain::Term,
    ui::{
        components::{progress_bar::ProgressBar, terms::TermSelect},
        i18n::*,
        pages::clause_status::Outcomes,
        route::Route,
        state::State,
    },
};

use super::totals::TermTotals;

/// The term that was asked for, else the latest.
#[component]
pub fn TermPanel(term: Option<Term>) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let terms = Memo::new(move |_| state.terms());
    let chosen = Memo::new(move |_| term.or_else(|| terms.get().first().copied()));
    let summary = Memo::new(move |_| state.term(chosen.get()?));
    view! {
        <div class="row">
            <Show when=move || !terms.get().is_empty()>
            <label class="row">
                <span>{t!(i18n, overview.term)}</span>
                <TermSelect terms chosen on_choose=move |term| Route::Overview { term }.go() />
            </label>
            </Show>
        </div>
        {move || match (chosen.get(), summary.get()) {
            (None, _) => view! { <NoSessions /> }.into_any(),
            (Some(_), None) => {
                view! {
                    <ProgressBar
                        label=Signal::derive(move || t_string!(i18n, common.deciding).to_owned())
                        of=state.deciding
                    />
                }
                    .into_any()
            }
            (Some(term), Some(summary)) => {
                view! {
                    <TermTotals summary term />
                    <Outcomes term />
                }
                    .into_any()
            }
        }}
    }
}

#[component]
fn NoSessions() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <div class="card empty">
            <p>{t!(i18n, overview.no_sessions)}</p>
            <a class="button primary" href=Route::Data.href()>
                {t!(i18n, first.import_button)}
            </a>
        </div>
    }
}
