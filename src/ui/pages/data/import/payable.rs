//! What a file would do to what is paid: worked out beside the preview, told before anything is stored.

use leptos::prelude::*;

use crate::{
    app::import::{Example, Judged, Unpaid},
    domain::lang::grouped,
    exchange::import::Place,
    policy::decision::Text,
    ui::{components::progress_bar::ProgressBar, i18n::*, state::State},
    worker::files::Judge,
};

/// What the file last read would do to what is paid.
#[component]
pub fn Payable() -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let (decided, judged) = (RwSignal::new(None), RwSignal::new(None::<Result<Option<Judged>, Text>>));
    // The preview may be gone when it answers.
    state.ask_files_with_progress(
        Judge {},
        move |done, all| {
            let _ = decided.try_set(Some((done, all)));
        },
        move |answer| {
            let _ = judged.try_set(Some(answer));
        },
    );
    move || match judged.get() {
        None => view! {
            <ProgressBar label=Signal::derive(move || t_string!(i18n, data.judging).to_owned()) of=decided />
        }
        .into_any(),
        Some(Err(why)) => {
            view! { <p class="message warn">{why.get(state.lang().get()).to_owned()}</p> }.into_any()
        }
        Some(Ok(None)) => ().into_any(),
        Some(Ok(Some(judged))) => view! { <Told judged /> }.into_any(),
    }
}

#[component]
fn Told(judged: Judged) -> impl IntoView {
    let i18n = State::here().i18n;
    let Judged { brought, unpaid, lost } = judged;
    let sum = |reasons: &[Unpaid]| reasons.iter().map(|reason| reason.count).sum::<usize>();
    let (count, gone) = (sum(&unpaid), sum(&lost));
    let is_well = brought > 0 && count == 0;
    view! {
        {is_well.then(|| view! { <p class="message good">{t!(i18n, data.judged_well, count = grouped(brought))}</p> })}
        {(count > 0)
            .then(|| {
                view! {
                    <p class="message warn">{t!(i18n, data.judged_unpaid, brought = grouped(brought), count = grouped(count))}</p>
                    <Reasons reasons=unpaid />
                }
            })}
        {(gone > 0)
            .then(|| {
                view! {
                    <p class="message warn">{t!(i18n, data.judged_lost, count = grouped(gone))}</p>
                    <Reasons reasons=lost />
                }
            })}
    }
}

#[component]
fn Reasons(reasons: Vec<Unpaid>) -> impl IntoView {
    let state = State::here();
    let (i18n, lang) = (state.i18n, state.lang());
    let rows = reasons.into_iter().map(|Unpaid { why, count, examples }| {
        let examples = examples.into_iter().map(|of| view! { <li>{move || example(state, &of)}</li> });
        let examples = examples.collect_view();
        view! {
            <tr>
                <th scope="row">{move || why.get(lang.get()).to_owned()}</th>
                <td class="number">{grouped(count)}</td>
                <td>
                    <ul class="plain">{examples}</ul>
                </td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    view! {
        <table class="plain">
            <thead>
                <tr>
                    <th scope="col">{t!(i18n, data.judged_why)}</th>
                    <th scope="col" class="number">
                        {t!(i18n, data.judged_count)}
                    </th>
                    <th scope="col">{t!(i18n, data.judged_examples)}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
}

/// `课次 第 3 行：城关一小，2026-07-05`.
fn example(state: State, Example { place, school, date }: &Example) -> String {
    let lang = state.lang().get();
    let place = place.as_ref().map(|Place { sheet, row }| {
        let place = t_string!(state.i18n, data.judged_place, sheet = sheet.clone(), row = *row).to_string();
        format!("{}{}", place.trim(), lang.colon())
    });
    format!("{}{}", place.unwrap_or_default(), lang.list([school.clone(), date.to_string()]))
}
