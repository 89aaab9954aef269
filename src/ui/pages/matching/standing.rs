//! Pins and bans with their price, and what a change by hand leaves to be desired.

use leptos::prelude::*;

use crate::{app::matching::Fares, domain::lang::grouped, ui::i18n::*};

use super::desk::{Desk, school, who};

/// Also where nothing was worked out yet, so that what stands in the way of a run can be taken off.
#[component]
pub fn Standings(desk: Desk) -> impl IntoView {
    let i18n = desk.state.i18n;
    let lang = desk.state.lang();
    let said = move |price: Fares| {
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
    let made = move || desk.made.get().filter(|_| desk.is_current());
    let rows = move || {
        let (workspace, lang) = (desk.state.workspace.get(), lang.get());
        let row = |standing: crate::domain::proposal::Standing| {
            let school = school(&workspace, &standing.need);
            let prices = made().map(|made| made.prices.clone()).unwrap_or_default();
            let price = prices.iter().find(|(of, _)| *of == standing).map(|(_, price)| said(*price));
            let what = match standing.day {
                Some(day) => t_string!(i18n, matching.pinned_to, day = day.label().text(lang)).to_string(),
                None => t_string!(i18n, matching.banned).to_owned(),
            };
            let who = who(&workspace, &standing.supply);
            let label = format!("{} {school} {who}", t_string!(i18n, matching.take_off));
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
                        <button type="button" aria-label=label on:click=take_off>
                            {t!(i18n, matching.take_off)}
                        </button>
                    </td>
                </tr>
            }
        };
        desk.standing.get().into_iter().map(row).collect_view()
    };
    let price = move || {
        let price = made().and_then(|made| made.price)?;
        Some(t_string!(i18n, matching.price_all, price = said(price)).to_string())
    };
    view! {
        <Show when=move || desk.standing.with(|standing| !standing.is_empty())>
            <section class="card stack">
                <h2>{t!(i18n, matching.standing)}</h2>
                <p class="soft">{t!(i18n, matching.standing_text)}</p>
                <div class="scrolls">
                    <table class="plain">
                        <thead>
                            <tr>
                                <th scope="col">{t!(i18n, matching.who)}</th>
                                <th scope="col">{t!(i18n, matching.change)}</th>
                                <th scope="col">{t!(i18n, matching.why)}</th>
                                <th scope="col">{t!(i18n, matching.price)}</th>
                                <td></td>
                            </tr>
                        </thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
                <p>{price}</p>
            </section>
        </Show>
        <Show when=move || desk.made.with(|made| made.as_ref().is_some_and(|made| !made.lost.is_empty()))>
            <p class="message warn">
                {move || {
                    let count = desk.made.with(|made| made.as_ref().map_or(0, |made| made.lost.len()));
                    t_string!(i18n, matching.lost, count = grouped(count)).to_string()
                }}
            </p>
        </Show>
        <ByHand desk />
    }
}

/// What was changed by hand, and who would now rather have each other.
#[component]
fn ByHand(desk: Desk) -> impl IntoView {
    let i18n = desk.state.i18n;
    let lang = desk.state.lang();
    let blocked = move || {
        let made = desk.made.get().filter(|_| desk.is_current())?;
        let lines =
            made.blocked.iter().map(|blocked| view! { <li>{blocked.said.get(lang.get()).to_owned()}</li> });
        let lines = lines.collect_view();
        let count = made.blocked.len();
        (count > 0).then(|| {
            view! {
                <div class="message warn">
                    <p>{t_string!(i18n, matching.blocked, count = grouped(count)).to_string()}</p>
                    <ul>{lines}</ul>
                </div>
            }
        })
    };
    let undo = move |_| {
        desk.by_hand.set(Vec::new());
        desk.run();
    };
    view! {
        <Show when=move || desk.by_hand.with(|changes| !changes.is_empty())>
            <section class="card stack">
                <div class="row">
                    <button type="button" on:click=undo>
                        {move || {
                            let count = desk.by_hand.with(Vec::len);
                            t_string!(i18n, matching.undo_by_hand, count = grouped(count)).to_string()
                        }}
                    </button>
                </div>
                {blocked}
            </section>
        </Show>
    }
}
