//! What came of the work and how far each clause of the notice is: two cards of the overview.

use leptos::prelude::*;

use crate::{
    domain::{Term, lang::grouped, pupil_survey::Aim},
    ui::{
        i18n::*,
        route::{Route, part},
        state::State,
    },
};

/// The notice itself, clause by clause, with what this workspace has to show for each.
#[component]
pub fn Clauses() -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let lang = state.lang();
    let rows = move || {
        let clauses = state.clauses();
        clauses
            .iter()
            .map(|progress| {
                let kinds = progress
                    .kinds
                    .iter()
                    .filter(|counts| counts.total > 0)
                    .map(|counts| {
                        let text = t_string!(
                            i18n,
                            clauses.count,
                            kind = counts.kind.label().text(lang.get()),
                            done = grouped(counts.done),
                            total = grouped(counts.total)
                        )
                        .to_string();
                        view! { <a href=Route::standing(counts.kind).href()>{text}</a> }
                    })
                    .collect::<Vec<_>>();
                let none = kinds.is_empty();
                view! {
                    <tr>
                        <td>{progress.clause.to_string()}</td>
                        <th scope="row">{progress.row.title.text(lang.get())}</th>
                        <td class="soft">{progress.row.actor.text(lang.get())}</td>
                        <td>
                            <span class="row">{kinds}</span>
                            {none.then(|| view! { <span class="soft">{t!(i18n, clauses.nothing)}</span> })}
                        </td>
                    </tr>
                }
            })
            .collect_view()
    };
    view! {
        <section class="card stack" id=part::CLAUSES>
            <h2>{t!(i18n, clauses.title)}</h2>
            <table class="plain clauses">
                <thead>
                    <tr>
                        <th scope="col">{t!(i18n, clauses.clause)}</th>
                        <th scope="col">{t!(i18n, clauses.what)}</th>
                        <th scope="col">{t!(i18n, clauses.actor)}</th>
                        <th scope="col">{t!(i18n, clauses.records)}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </section>
    }
}

/// What came of a term, beside how much there was.
#[component]
pub fn Outcomes(term: Term) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let sums = Memo::new(move |_| state.outcomes(term));
    // To an instructor, who keeps no school, there is nothing to stand beside.
    view! {
        <Show when=move || sums.with(|sums| sums.schools > 0)>
        <section class="card stack outcomes">
            <h2>{t!(i18n, outcomes.title)}</h2>
            <p class="soft">{t!(i18n, outcomes.counted)}</p>
            <dl class="facts">
                <div>
                    <dt>{t!(i18n, outcomes.schools)}</dt>
                    <dd>{move || sums.with(|sums| format!("{} / {}", grouped(sums.schools_served), grouped(sums.schools)))}</dd>
                </div>
                <div>
                    <dt>{t!(i18n, outcomes.attendances)}</dt>
                    <dd>{move || sums.with(|sums| grouped(sums.attendances))}</dd>
                </div>
                <div>
                    <dt>{t!(i18n, outcomes.equity)}</dt>
                    <dd>
                        {move || {
                            sums.with(|sums| {
                                t_string!(
                                    i18n,
                                    outcomes.shares,
                                    service = sums.share_of_service.to_string(),
                                    pupils = sums.share_of_pupils.to_string()
                                )
                                    .to_string()
                            })
                        }}
                    </dd>
                </div>
                <Surveyed term />
            </dl>
        </section>
        </Show>
    }
}

/// What pupils say of themselves, before and after; nothing where nobody was asked, or too few.
#[component]
fn Surveyed(term: Term) -> impl IntoView {
    let state = State::here();
    let (i18n, lang) = (state.i18n, state.lang());
    move || {
        let results = state.surveyed(term);
        let all = &results.whole.as_ref()?.all;
        let lines = Aim::ALL.iter().zip(all.changes).map(|(aim, change)| {
            let lang = lang.get();
            let said = format!("{}{}{}", aim.label().text(lang), lang.colon(), change.text().get(lang));
            view! { <dd>{said}</dd> }
        });
        let href = Route::Outcomes { term: Some(term) }.href();
        Some(view! {
            <div>
                <dt>
                    <a href=href>{t!(i18n, surveys.overview)}</a>
                </dt>
                {lines.collect_view()}
            </div>
        })
    }
}
