//! The places below, the months, and what the reserve did.

use leptos::prelude::*;

use super::shown::Shown;
use crate::{
    app::{
        charts,
        equity::{self, Measure, Place, Reserve, SetAside},
    },
    domain::{Kind, field::Share, lang::grouped},
    ui::{charts::Chart, i18n::*, route::Route, state::State},
};

fn said(share: Option<Share>) -> String {
    share.map_or_else(|| "—".to_owned(), |share| share.to_string())
}

/// The places directly below, those furthest behind first: bars, and the table that leads into them.
#[component]
pub fn Places(shown: Shown) -> impl IntoView {
    let state = State::here();
    let (i18n, lang) = (state.i18n, state.lang());
    let below = Memo::new(move |_| {
        let number = shown.place.get();
        shown.equity.with(|equity| equity.below(number).into_iter().cloned().collect::<Vec<_>>())
    });
    let bars = Signal::derive(move || {
        below.with(|below| charts::by_place(&below.iter().collect::<Vec<_>>(), lang.get()))
    });
    let row = move |place: &Place| {
        let lang = lang.get();
        let measure = place.measure;
        let reached = measure.reached;
        let href = shown.href(&place.code);
        view! {
            <tr>
                <th scope="row">
                    <a href=href>{place.name.get(lang).to_owned()}</a>
                </th>
                <td class="number" class:behind=place.standing().is_behind()>
                    {equity::standing(place.standing(), lang)}
                </td>
                <td class="number">{said(measure.telling_share_of_services())}</td>
                <td class="number">{said(measure.telling_share_of_pupils())}</td>
                <td class="number">{grouped(reached.services)}</td>
                <td class="number">{grouped(reached.preferred_services)}</td>
                <td class="number">{grouped(measure.pupils)}</td>
                <td class="number">{grouped(measure.preferred_pupils())}</td>
                <td class="number">{grouped(measure.schools)}</td>
                <td class="number">{grouped(measure.preferred_schools)}</td>
            </tr>
        }
    };
    view! {
        <Show when=move || below.with(|below| !below.is_empty())>
            <Chart title=Signal::derive(move || t_string!(i18n, equity.by_place).to_owned()) of=bars />
            <section class="card stack wide">
                <h2>{t!(i18n, equity.places)}</h2>
                <p class="soft">{t!(i18n, equity.places_text)}</p>
                <table class="plain">
                    <thead>
                        <tr>
                            <th scope="col">{t!(i18n, equity.place)}</th>
                            <th scope="col" class="number">{t!(i18n, equity.ratio)}</th>
                            <th scope="col" class="number">{t!(i18n, equity.services)}</th>
                            <th scope="col" class="number">{t!(i18n, equity.pupils)}</th>
                            <th scope="col" class="number">{t!(i18n, equity.all_services)}</th>
                            <th scope="col" class="number">{t!(i18n, equity.of_them)}</th>
                            <th scope="col" class="number">{t!(i18n, equity.all_pupils)}</th>
                            <th scope="col" class="number">{t!(i18n, equity.of_them)}</th>
                            <th scope="col" class="number">{t!(i18n, equity.schools)}</th>
                            <th scope="col" class="number">{t!(i18n, equity.of_them)}</th>
                        </tr>
                    </thead>
                    <tbody>{move || below.with(|below| below.iter().map(row).collect_view())}</tbody>
                </table>
            </section>
        </Show>
    }
}

/// The place month by month: lines, and the table.
#[component]
pub fn Months(shown: Shown) -> impl IntoView {
    let state = State::here();
    let (i18n, lang) = (state.i18n, state.lang());
    let lines = Signal::derive(move || {
        let lang = lang.get();
        shown.with(|equity, place| charts::by_month_of(equity, place, lang)).unwrap_or_default()
    });
    let row = move |(month, measure): (String, Measure)| {
        let reached = measure.reached;
        view! {
            <tr>
                <th scope="row">{month}</th>
                <td class="number">{equity::standing(measure.standing(), lang.get())}</td>
                <td class="number">{said(measure.telling_share_of_services())}</td>
                <td class="number">{said(measure.telling_share_of_pupils())}</td>
                <td class="number">{grouped(reached.services)}</td>
                <td class="number">{grouped(reached.preferred_services)}</td>
            </tr>
        }
    };
    let rows = move || {
        let months = shown.with(|equity, place| {
            equity
                .months
                .iter()
                .map(ToString::to_string)
                .zip(place.months.iter().copied())
                .collect::<Vec<_>>()
        });
        months.unwrap_or_default().into_iter().map(row).collect_view()
    };
    view! {
        <Chart title=Signal::derive(move || t_string!(i18n, equity.by_month).to_owned()) of=lines>
            <table class="plain">
                <thead>
                    <tr>
                        <th scope="col">{t!(i18n, common.month)}</th>
                        <th scope="col" class="number">{t!(i18n, equity.ratio)}</th>
                        <th scope="col" class="number">{t!(i18n, equity.services)}</th>
                        <th scope="col" class="number">{t!(i18n, equity.pupils)}</th>
                        <th scope="col" class="number">{t!(i18n, equity.all_services)}</th>
                        <th scope="col" class="number">{t!(i18n, equity.of_them)}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </Chart>
    }
}

/// Who took the places that matching set aside.
#[component]
pub fn Reserves(shown: Shown) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let reserves = Memo::new(move |_| {
        let number = shown.place.get();
        shown.equity.with(|equity| equity.reserves_in(number).into_iter().cloned().collect::<Vec<_>>())
    });
    let cells = |set_aside: SetAside, given: u32| {
        let known = |count: Option<u32>| count.map_or_else(|| "—".to_owned(), grouped);
        view! {
            <td class="number">{known(set_aside.places)}</td>
            <td class="number">{known(set_aside.taken)}</td>
            <td class="number">{known(set_aside.released)}</td>
            <td class="number">{known(set_aside.unused())}</td>
            <td class="number">{known(set_aside.given)}</td>
            <td class="number">{grouped(given as usize)}</td>
        }
    };
    let row = move |reserve: &Reserve| {
        view! {
            <tr>
                <th scope="row">
                    <a href=Route::of(Kind::Proposal, &reserve.proposal).href()>{reserve.title.clone()}</a>
                </th>
                <td>{reserve.unit.clone()}</td>
                {cells(reserve.set_aside, reserve.given)}
            </tr>
        }
    };
    let total = move || {
        reserves.with(|reserves| {
            let given = reserves.iter().map(|reserve| reserve.given).sum();
            let set_aside = SetAside::of_all(reserves.iter().map(|reserve| &reserve.set_aside));
            (reserves.len() > 1).then(|| {
                view! {
                    <tr>
                        <th scope="row" colspan="2">{t!(i18n, common.total)}</th>
                        {cells(set_aside, given)}
                    </tr>
                }
            })
        })
    };
    view! {
        <section class="card stack wide">
            <h2>{t!(i18n, equity.reserve)}</h2>
            <Show
                when=move || reserves.with(|reserves| !reserves.is_empty())
                fallback=move || view! { <p class="soft">{t!(i18n, equity.no_reserve)}</p> }
            >
                <p class="soft">{t!(i18n, equity.reserve_text)}</p>
                <table class="plain">
                    <thead>
                        <tr>
                            <th scope="col">{move || Kind::Proposal.one().text(state.lang().get())}</th>
                            <th scope="col">{t!(i18n, equity.unit)}</th>
                            <th scope="col" class="number">{t!(i18n, equity.set_aside)}</th>
                            <th scope="col" class="number">{t!(i18n, equity.taken)}</th>
                            <th scope="col" class="number">{t!(i18n, equity.released)}</th>
                            <th scope="col" class="number">{t!(i18n, equity.unused)}</th>
                            <th scope="col" class="number">{t!(i18n, equity.given_to_preferred)}</th>
                            <th scope="col" class="number">{t!(i18n, matching.given)}</th>
                        </tr>
                    </thead>
                    <tbody>{move || reserves.with(|reserves| reserves.iter().map(row).collect_view())}</tbody>
                    <tfoot>{total}</tfoot>
                </table>
            </Show>
        </section>
    }
}
