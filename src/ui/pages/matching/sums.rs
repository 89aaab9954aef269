//! What a run comes to, beside plain booking and the proposal before.

use std::sync::Arc;

use leptos::prelude::*;

use crate::{
    app::matching::{Compared, Made, Sums},
    domain::{Kind, lang::grouped, needs_round::Weekday},
    ui::{i18n::*, route::Route},
};

use super::desk::{Desk, school, who};

/// A figure of a run, with its whole where it is a part.
type Figure = fn(&Sums) -> (u32, Option<u32>);

#[component]
pub fn Results(desk: Desk, made: Arc<Made>) -> impl IntoView {
    let i18n = desk.state.i18n;
    let lang = desk.state.lang();
    let figures: [(Signal<&'static str>, Figure); 6] = [
        (Signal::derive(move || t_string!(i18n, matching.wholly)), |sums| (sums.wholly, Some(sums.needs))),
        (Signal::derive(move || t_string!(i18n, matching.given)), |sums| (sums.given, Some(sums.places))),
        (Signal::derive(move || t_string!(i18n, matching.preferred)), |sums| {
            (sums.preferred_given, Some(sums.preferred_places))
        }),
        (Signal::derive(move || t_string!(i18n, matching.set_aside)), |sums| {
            (sums.set_aside_taken, Some(sums.set_aside))
        }),
        (Signal::derive(move || t_string!(i18n, matching.first_choice)), |sums| {
            (sums.first_choice, Some(sums.given))
        }),
        (Signal::derive(move || t_string!(i18n, matching.open)), |sums| (sums.open(), None)),
    ];
    let said = move |(part, all): (u32, Option<u32>)| match all {
        Some(all) => t_string!(i18n, matching.of_all, part = grouped(part), all = grouped(all)).to_string(),
        None => grouped(part),
    };
    let (sums, (booked, beside)) = (made.sums, made.first_come);
    let row = move |(label, figure): (Signal<&'static str>, Figure)| {
        view! {
            <tr>
                <th scope="row">{label}</th>
                <td class="number">{move || said(figure(&sums))}</td>
                <td class="number">{move || said(figure(&booked))}</td>
            </tr>
        }
    };
    let (seed, last) = (made.seed.clone(), made.last.clone());
    let (left_out, idle) = (made.left_out.clone(), made.idle_ceilings.clone());
    view! {
        <section class="card stack">
            <h2>{t!(i18n, matching.sums)}</h2>
            <table class="plain">
                <thead>
                    <tr>
                        <th scope="col">{t!(i18n, matching.count)}</th>
                        <th scope="col" class="number">{t!(i18n, matching.this)}</th>
                        <th scope="col" class="number">{t!(i18n, matching.first_come)}</th>
                    </tr>
                </thead>
                <tbody>{figures.into_iter().map(row).collect_view()}</tbody>
            </table>
            <p>
                {move || {
                    t_string!(
                        i18n,
                        matching.beside,
                        gained = grouped(beside.gained),
                        lost = grouped(beside.lost),
                        better = grouped(beside.better),
                        worse = grouped(beside.worse),
                        same = grouped(beside.same)
                    )
                        .to_string()
                }}
            </p>
            {last.map(|last| beside_the_last(desk, last))}
            {(made.unknown_ways > 0)
                .then(|| {
                    let count = made.unknown_ways;
                    view! {
                        <p class="message warn">{move || t_string!(i18n, matching.unknown, count = grouped(count)).to_string()}</p>
                    }
                })}
            {(!left_out.is_empty())
                .then(|| {
                    let line = move |left: crate::app::matching::LeftOut| {
                        let kind = if left.is_need { Kind::Need } else { Kind::Supply };
                        let href = Route::of(kind, &left.id).href();
                        view! {
                            <li>
                                <a href=href>{left.id.clone()}</a>
                                {move || format!("{}{}", lang.get().colon(), left.why.get(lang.get()))}
                            </li>
                        }
                    };
                    view! {
                        <div class="message warn">
                            <p>{t!(i18n, matching.left_out)}</p>
                            <ul>{left_out.into_iter().map(line).collect_view()}</ul>
                        </div>
                    }
                })}
            {(!idle.is_empty())
                .then(|| {
                    let named = move || {
                        let workspace = desk.state.workspace.get();
                        let units = lang.get().list(idle.iter().map(|unit| workspace.tree().name(unit)));
                        t_string!(i18n, matching.idle, units = units).to_string()
                    };
                    view! { <p class="message warn">{named}</p> }
                })}
            <p class="soft">{move || t_string!(i18n, matching.seed, seed = seed.clone()).to_string()}</p>
        </section>
    }
}

/// What is new and what is gone, pair by pair.
fn beside_the_last(desk: Desk, last: Compared) -> impl IntoView {
    let i18n = desk.state.i18n;
    let href = Route::of(Kind::Proposal, &last.proposal).href();
    let (kept, new, gone) = (last.kept, last.new.len(), last.gone.len());
    let list = move |label: Signal<&'static str>, pairs: Vec<(String, String, Weekday)>| {
        let line = move |(need, supply, day): (String, String, Weekday)| {
            let named = move || {
                let workspace = desk.state.workspace.get();
                let lang = desk.state.lang().get();
                let school = school(&workspace, &need);
                format!("{school} · {} · {}", who(&workspace, &supply), day.label().text(lang))
            };
            view! { <li>{named}</li> }
        };
        (!pairs.is_empty()).then(|| {
            view! {
                <p>{label}</p>
                <ul>{pairs.into_iter().map(line).collect_view()}</ul>
            }
        })
    };
    view! {
        <details>
            <summary>
                {move || {
                    t_string!(
                        i18n,
                        matching.last,
                        kept = grouped(kept),
                        new = grouped(new),
                        gone = grouped(gone)
                    )
                        .to_string()
                }}
            </summary>
            <p>
                <a href=href>{t!(i18n, matching.last_link)}</a>
            </p>
            {list(Signal::derive(move || t_string!(i18n, matching.new)), last.new)}
            {list(Signal::derive(move || t_string!(i18n, matching.gone)), last.gone)}
        </details>
    }
}
