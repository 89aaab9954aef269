//! 总览: the term at a glance, or, in a new workspace, the ways to begin.

mod first_run;
mod missing;
mod months;
mod refusals;
mod term;
mod totals;

use leptos::prelude::*;

use crate::{
    app::timetable::Whose,
    domain::{Term, Tree},
    ui::{
        components::{
            last_backup::LastBackupLine,
            notices::{OpensOffline, Promised},
            page_head::PageHead,
        },
        i18n::*,
        pages::clause_status::Clauses,
        route::Route,
        state::State,
    },
};

use self::{first_run::FirstRun, term::TermPanel};

/// The first page.
#[component]
pub fn OverviewPage(term: Option<Term>) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let empty = Memo::new(move |_| state.workspace.get().is_empty());
    let has_timetable = Memo::new(move |_| {
        let workspace = state.workspace.of(Tree::KINDS);
        Whose::of_seat(&workspace, state.seat().as_ref()).is_some()
    });
    view! {
        <PageHead title=Signal::derive(move || t_string!(i18n, nav.overview).to_owned())>
            <Show when=move || has_timetable.get()>
                <a class="button" href=Route::timetable().href()>
                    {t!(i18n, timetable.title)}
                </a>
            </Show>
        </PageHead>
        <Show when=move || !empty.get() fallback=|| view! { <FirstRun /> }>
            <TermPanel term />
            <Clauses />
            <LastBackupLine />
            <Promised />
        </Show>
        <OpensOffline />
    }
}
