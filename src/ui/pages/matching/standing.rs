//! Pins and bans with their price, and what a change by hand leaves to be desired.

use std::sync::Arc;

use leptos::prelude::*;

use crate::{app::matching::Made, domain::lang::grouped, matching::Totals, ui::i18n::*};

use super::desk::{Desk, who};

#[component]
pub fn Standings(desk: Desk, made: Arc<Made>) -> impl IntoView {
    let i18n = desk.state.i18n;
    let lang = desk.state.lang();
    let said = move |price: Totals| {
        if price.gained + price.lost + price.better + price.worse == 0 {
            return t_string!(i18n, matching.no_price).to_owned();
        }
        t_string!(
            i18n,
            matching.price_of,
            gained = grouped(price.gained),
            lost = grouped(price.lost),
            better = grouped(price.better),
            worse = grouped(price.worse)
        )
        .to_string()
    };
    let prices = made.prices.clone();
    let rows = move || {
        let (workspace, lang) = (desk.state.workspace.get(), lang.get());
        let row = |standing: crate::domain::proposal::Standing| {
            let school = workspace
                .needs
                .get(&standing.need)
                .map_or(&*standing.need, |need| workspace.tree().name(&need.school))
                .to_owned();
            let price = prices.iter().find(|(of, _)| *of == standing).map(|(_, price)| said(*price));
            let what = match standing.day {
                Some(day) => t_string!(i18n, matching.pinned_to, day = day.label().text(lang)).to_string(),
                None => t_string!(i18n, matching.banned).to_owned(),
            };
            let who = who(&workspace, &standing.supply);
            let why = standing.why.clone();
            let take_off = move |_| {
                desk.standing.update(|all| all.retain(|other| *other != standing));
                desk.run();
            };
            view! {
                <tr>
                    <th scope="row">{school} " — " {who}</th>
                    <td>{what}</td>
                    <td>{why}</td>
                    <td>{price}</td>
                    <td>
                        <button type="button" on:click=take_off>{t!(i18n, matching.take_off)}</button>
                    </td>
                </tr>
            }
        };
        desk.standing.get().into_iter().map(row).collect_view()
    };
    let price = made.price;
    let lost = made.lost.len();
    let blocked = made.blocked.clone();
    view! {
        <Show when=move || desk.standing.with(|standing| !standing.is_empty())>
            <section class="card stack">
                <h2>{t!(i18n, matching.standing)}</h2>
                <p class="soft">{t!(i18n, matching.standing_text)}</p>
                <table class="plain">
                    <thead>
                        <tr>
                            <th scope="col">{t!(i18n, matching.who)}</th>
                            <th scope="col">{t!(i18n, matching.change)}</th>
                            <th scope="col">{t!(i18n, matching.why)}</th>
                            <th scope="col">{t!(i18n, matching.price)}</th>
                            <th scope="col"></th>
                        </tr>
                    </thead>
                    <tbody>{rows.clone()}</tbody>
                </table>
                {price
                    .map(|price| view! { <p>{move || t_string!(i18n, matching.price_all, price = said(price)).to_string()}</p> })}
                {(lost > 0)
                    .then(|| {
                        view! {
                            <p class="message warn">{move || t_string!(i18n, matching.lost, count = grouped(lost)).to_string()}</p>
                        }
                    })}
            </section>
        </Show>
        <Show when=move || desk.by_hand.with(|changes| !changes.is_empty())>
            <section class="card stack">
                <div class="row">
                    <button
                        type="button"
                        on:click=move |_| {
                            desk.by_hand.set(Vec::new());
                            desk.run();
                        }
                    >
                        {move || {
                            let count = desk.by_hand.with(Vec::len);
                            t_string!(i18n, matching.undo_by_hand, count = grouped(count)).to_string()
                        }}
                    </button>
                </div>
                {(!blocked.is_empty())
                    .then(|| {
                        let count = blocked.len();
                        let lines = blocked
                            .iter()
                            .map(|blocked| {
                                let said = blocked.said.clone();
                                view! { <li>{move || said.get(lang.get()).to_owned()}</li> }
                            })
                            .collect_view();
                        view! {
                            <div class="message warn">
                                <p>{move || t_string!(i18n, matching.blocked, count = grouped(count)).to_string()}</p>
                                <ul>{lines}</ul>
                            </div>
                        }
                    })}
            </section>
        </Show>
    }
}
