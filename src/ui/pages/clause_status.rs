//! What came of the work and how far each clause of the notice is: two cards of the overview.

use leptos::prelude::*;

use crate::{
    domain::{Term, field::Share, lang::grouped, pupil_survey::Aim},
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
                let page = Route::of_clause(progress.clause).filter(|_| state.compares_schools());
                let none = kinds.is_empty() && page.is_none();
                let page = page.map(|page| {
                    view! { <a href=page.href()>{page.help().label().text(lang.get())}</a> }
                });
                view! {
                    <tr>
                        <td>{progress.clause.to_string()}</td>
                        <th scope="row">{progress.row.title.text(lang.get())}</th>
                        <td class="soft">{progress.row.actor.text(lang.get())}</td>
                        <td>
                            <span class="row">{kinds} {page}</span>
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
    let equity = Memo::new(move |_| state.equity(term));
    let served = move || {
        equity.with(|equity| {
            format!("{} / {}", grouped(equity.schools_served()), grouped(equity.schools.len()))
        })
    };
    let shares = move || {
        let whole = equity.with(|equity| equity.whole());
        let said = |share: Option<Share>| share.map_or_else(|| "—".to_owned(), |share| share.to_string());
        let (service, pupils) =
            (said(whole.telling_share_of_services()), said(whole.telling_share_of_pupils()));
        t_string!(i18n, outcomes.shares, service = service, pupils = pupils).to_string()
    };
    let more = move || {
        state.compares_schools().then(|| {
            let href = Route::Equity { term: Some(term), place: None }.href();
            view! {
                " "
                <a href=href>{t!(i18n, equity.open)}</a>
            }
        })
    };
    // To an instructor, who keeps no school, there is nothing to stand beside.
    view! {
        <Show when=move || equity.with(|equity| !equity.schools.is_empty())>
        <section class="card stack outcomes">
            <h2>{t!(i18n, outcomes.title)}</h2>
            <p class="soft">{t!(i18n, outcomes.counted)}</p>
            <dl class="facts">
                <div>
                    <dt>{t!(i18n, outcomes.schools)}</dt>
                    <dd>{served}</dd>
                </div>
                <div>
                    <dt>{t!(i18n, outcomes.attendances)}</dt>
                    <dd>{move || equity.with(|equity| grouped(equity.whole().reached.attendances))}</dd>
                </div>
                <div>
                    <dt>{t!(i18n, outcomes.equity)}</dt>
                    <dd>{shares} {more}</dd>
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
