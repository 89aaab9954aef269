//! A package that was looked through: from whom it is, whether that is proven, and record by record what becomes of it.

use leptos::prelude::*;

use crate::{
    app::handover::incoming::Looked,
    domain::{Kind, Localized as _},
    ui::{i18n::*, route::Route, state::State},
    worker::handover::Outcome,
};

/// One package: from whom, whether proven, and record by record what becomes of it.
#[component]
pub fn OnePackage(looked: Looked) -> impl IntoView {
    let state = State::here();
    let (i18n, lang) = (state.i18n, state.lang());
    let Looked { file, from_name, number, made, proven, fault, again, gaps, records, .. } = looked;
    let counted = |outcome: &Outcome| records.iter().filter(|told| told.outcome == *outcome).count();
    let same = counted(&Outcome::Same);
    let counts = [
        (counted(&Outcome::New), Outcome::New),
        (counted(&Outcome::Forward), Outcome::Forward),
        (same, Outcome::Same),
        (counted(&Outcome::Forked), Outcome::Forked),
        (counted(&Outcome::Waits), Outcome::Waits),
        (counted(&Outcome::Refused), Outcome::Refused),
    ];
    let counts = StoredValue::new(counts);
    let shown: Vec<_> = records.into_iter().filter(|told| told.outcome != Outcome::Same).collect();
    let made = state.local_time(&made);
    let head = move || {
        t_string!(i18n, handover.package_of, from = from_name.clone(), number = number, made = made.clone())
            .to_string()
    };
    let sums = move || {
        let part = |(count, outcome): &(usize, Outcome)| {
            (*count > 0).then(|| format!("{} {count}", outcome_word(state, outcome)))
        };
        counts.with_value(|counts| counts.iter().filter_map(part).collect::<Vec<_>>().join(" · "))
    };
    let refused = fault.is_some();
    let row = move |told: crate::worker::handover::Told| {
        let crate::worker::handover::Told { kind, id, title, outcome, said } = told;
        let kind = Kind::parse(&kind);
        let label = move || kind.map(|kind| kind.one().text(lang.get())).unwrap_or_default();
        let is_here = kind
            .is_some_and(|kind| state.workspace.with_untracked(|workspace| workspace.table(kind).has(&id)));
        let href = kind.filter(|_| is_here).map(|kind| Route::of(kind, &id).href());
        let bad = matches!(outcome, Outcome::Refused | Outcome::Waits | Outcome::Forked);
        let title = match href {
            Some(href) => view! { <a href=href>{title}</a> }.into_any(),
            None => view! { {title} }.into_any(),
        };
        view! {
            <tr class:warn=bad>
                <td>{label}</td>
                <th scope="row">{title}</th>
                <td>{move || outcome_word(state, &outcome)}</td>
                <td>{move || said.get(lang.get()).to_owned()}</td>
            </tr>
        }
    };
    let has_rows = !shown.is_empty();
    let rows = StoredValue::new(shown);
    view! {
        <section class="stack">
            <h3>{head}</h3>
            <p class="soft">{file}</p>
            {fault
                .map(|why| {
                    view! { <p class="message bad">{move || why.get(lang.get()).to_owned()}</p> }
                })}
            {(!refused)
                .then(|| view! { <p class="message good">{move || proven.text(lang.get())}</p> })}
            {again.then(|| view! { <p class="message">{t!(i18n, handover.again)}</p> })}
            {(!gaps.is_empty() && !refused)
                .then(|| {
                    let gaps: Vec<_> = gaps.iter().map(u64::to_string).collect();
                    let gaps = StoredValue::new(gaps);
                    view! {
                        <p class="message warn">
                            {move || {
                                let gaps = gaps.with_value(|gaps| lang.get().list(gaps));
                                t_string!(i18n, handover.gaps, numbers = gaps).to_string()
                            }}
                        </p>
                    }
                })}
            <p>{sums}</p>
            {has_rows
                .then(|| {
                    view! {
                        <table class="plain">
                            <thead>
                                <tr>
                                    <th scope="col">{t!(i18n, handover.kind)}</th>
                                    <th scope="col">{t!(i18n, handover.record)}</th>
                                    <th scope="col">{t!(i18n, handover.outcome)}</th>
                                    <th scope="col">{t!(i18n, handover.said)}</th>
                                </tr>
                            </thead>
                            <tbody>{rows.get_value().into_iter().take(MOST).map(row).collect_view()}</tbody>
                        </table>
                    }
                })}
        </section>
    }
}

/// Rows shown of a package; those that need a look come first.
const MOST: usize = 200;

fn outcome_word(state: State, outcome: &Outcome) -> &'static str {
    let i18n = state.i18n;
    match outcome {
        Outcome::Refused => t_string!(i18n, handover.refused),
        Outcome::Waits => t_string!(i18n, handover.waits),
        Outcome::Forked => t_string!(i18n, handover.forked),
        Outcome::New => t_string!(i18n, handover.new),
        Outcome::Forward => t_string!(i18n, handover.forward),
        Outcome::Same => t_string!(i18n, handover.same),
    }
}
