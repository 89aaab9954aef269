//! The gap of a needs-and-supply round.

use leptos::prelude::*;

use crate::{
    app::{
        kinds::gap::{self, Gap},
        matching,
        workspace::RecordView,
    },
    domain::{Lang, counts, lang::grouped},
    ui::{i18n::*, route::Route, state::State},
};

/// What schools asked for beside what was offered.
pub fn gaps(state: State, record: &RecordView<'_>) -> AnyView {
    let i18n = state.i18n;
    let lang = state.lang().get();
    let gap = gap::gap(&state.workspace.get(), &record.id);
    view! {
        <section class="card stack">
            <h2>{t!(i18n, needs_round.gap)}</h2>
            <p>
                {t_string!(
                    i18n,
                    needs_round.filed,
                    needs = lang.counted(gap.needs, counts::NEEDS),
                    supplies = lang.counted(gap.supplies, counts::SUPPLIES)
                )
                    .to_string()}
            </p>
            <div class="gaps">
                {table(state, t_string!(i18n, needs_round.by_subject), &gap.by_subject, lang)}
                {table(state, t_string!(i18n, needs_round.by_form), &gap.by_form, lang)}
                {table(state, t_string!(i18n, needs_round.by_band), &gap.by_band, lang)}
                {table(state, t_string!(i18n, needs_round.by_weekday), &gap.by_weekday, lang)}
            </div>
        </section>
    }
    .into_any()
}

/// The way to its matching, for whoever may match it now.
pub fn matching(state: State, record: &RecordView<'_>) -> AnyView {
    let i18n = state.i18n;
    let seat = state.seat();
    let hindrance = matching::hindrance(&state.workspace.get(), seat.as_ref(), &record.id);
    let href = Route::Matching { round: record.id.clone() }.href();
    hindrance
        .is_none()
        .then(|| view! { <a class="button primary" href=href>{t!(i18n, matching.link)}</a> })
        .into_any()
}

fn table(state: State, by: &'static str, rows: &[Gap], lang: Lang) -> AnyView {
    let i18n = state.i18n;
    let lines = rows
        .iter()
        .filter(|gap| gap.needed > 0 || gap.offered > 0)
        .map(|gap| {
            view! {
                <tr class:differs=gap.missing().gt(&0)>
                    <th scope="row">{gap.label.text(lang)}</th>
                    <td class="number">{grouped(gap.needed)}</td>
                    <td class="number">{grouped(gap.offered)}</td>
                    <td class="number">{grouped(gap.missing())}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <table class="plain">
            <thead>
                <tr>
                    <th scope="col">{by}</th>
                    <th scope="col" class="number">
                        {t!(i18n, needs_round.needed)}
                    </th>
                    <th scope="col" class="number">
                        {t!(i18n, needs_round.offered)}
                    </th>
                    <th scope="col" class="number">
                        {t!(i18n, needs_round.missing)}
                    </th>
                </tr>
            </thead>
            <tbody>{lines}</tbody>
        </table>
    }
    .into_any()
}
