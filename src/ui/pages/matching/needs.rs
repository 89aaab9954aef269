//! Every need with whom it is given, in the order in which schools come.

use std::sync::Arc;

use leptos::prelude::*;

use crate::{
    app::matching::{Made, NeedMade, PairMade},
    domain::{Kind, counts, lang::grouped, proposal::Ground, session::Place},
    ui::{
        components::badge::{Badge, Tone},
        i18n::*,
        route::Route,
    },
};

use super::{
    desk::{Desk, who},
    why::Why,
};

/// As many lines as are shown at first, and more at a time.
const SHOWN: usize = 100;

/// Which needs are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shown {
    All,
    Open,
    Preferred,
}

impl Shown {
    fn has(self, need: &NeedMade) -> bool {
        match self {
            Self::All => true,
            Self::Open => !need.open.is_empty(),
            Self::Preferred => need.is_preferred,
        }
    }
}

#[component]
pub fn Needs(desk: Desk, made: Arc<Made>) -> impl IntoView {
    let i18n = desk.state.i18n;
    let shown = RwSignal::new(Shown::All);
    let most = RwSignal::new(SHOWN);
    let asked = RwSignal::new(None::<NeedMade>);
    let open = RwSignal::new(false);
    let count = {
        let made = Arc::clone(&made);
        Memo::new(move |_| made.needs.iter().filter(|need| shown.get().has(need)).count())
    };
    let wanted = made.wanted.clone();
    let rows = move || {
        let (workspace, lang) = (desk.state.workspace.get(), desk.state.lang().get());
        let wanted = made.needs.iter().enumerate().filter(|(_, need)| shown.get().has(need));
        let row = |(place, need): (usize, &NeedMade)| {
            let school = workspace.tree().name(&need.school).to_owned();
            let said = |(pair, times): (&PairMade, usize)| view! { <li>{pair_said(desk, &workspace, pair, times)}</li> };
            let pairs = together(&need.pairs).into_iter().map(said).collect_view();
            let why: Vec<String> =
                need.open.iter().map(|(_, why)| why.label().text(lang).to_owned()).collect();
            let label = format!("{} {school} {}", t_string!(i18n, matching.ask), need.title);
            let own = need.clone();
            let ask = move |_| {
                asked.set(Some(own.clone()));
                open.set(true);
            };
            view! {
                <tr>
                    <td class="number">{grouped(place + 1)}</td>
                    <th scope="row">
                        <a href=Route::of(Kind::School, &need.school).href()>{school}</a>
                    </th>
                    <td>
                        <a href=Route::of(Kind::Need, &need.need).href()>{need.title.clone()}</a>
                    </td>
                    <td class="number">{need.points.map(|points| points.to_string())}</td>
                    <td class="number">{need.places}</td>
                    <td>
                        <ul>{pairs}</ul>
                    </td>
                    <td>
                        {(!need.open.is_empty()).then(|| view! { <Badge tone=Tone::Warn text=grouped(need.open.iter().map(|(count, _)| count).sum::<u32>()) /> })}
                        <span class="soft">{lang.list(why)}</span>
                    </td>
                    <td>
                        <button type="button" aria-label=label on:click=ask>
                            {t!(i18n, matching.ask)}</button>
                    </td>
                </tr>
            }
        };
        wanted.take(most.get()).map(row).collect_view()
    };
    let choose = move |event: String| {
        shown.set(match event.as_str() {
            "open" => Shown::Open,
            "preferred" => Shown::Preferred,
            _ => Shown::All,
        });
        most.set(SHOWN);
    };
    view! {
        <section class="card stack">
            <div class="row">
                <h2>{t!(i18n, matching.needs)}</h2>
                <label class="field inline">
                    <span>{t!(i18n, matching.show)}</span>
                    <select on:change:target=move |event| choose(event.target().value())>
                        <option value="all">{t!(i18n, matching.all)}</option>
                        <option value="open">{t!(i18n, matching.only_open)}</option>
                        <option value="preferred">{t!(i18n, matching.only_preferred)}</option>
                    </select>
                </label>
            </div>
            <div class="scrolls">
                <table class="plain matching">
                    <thead>
                        <tr>
                            <th scope="col" class="number">{t!(i18n, matching.number)}</th>
                            <th scope="col">{t!(i18n, matching.school)}</th>
                            <th scope="col">{t!(i18n, matching.need)}</th>
                            <th scope="col" class="number">{t!(i18n, matching.points)}</th>
                            <th scope="col" class="number">{t!(i18n, matching.places)}</th>
                            <th scope="col">{t!(i18n, matching.who)}</th>
                            <th scope="col">{t!(i18n, matching.left)}</th>
                            <td></td>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            <Show when=move || count.get() == 0>
                <p class="empty">{t!(i18n, matching.nothing)}</p>
            </Show>
            <Show when=move || { count.get() > most.get() }>
                <button type="button" on:click=move |_| most.update(|most| *most += SHOWN)>
                    {move || {
                        let more = count.get().saturating_sub(most.get()).min(SHOWN);
                        t_string!(i18n, matching.more, count = grouped(more)).to_string()
                    }}
                </button>
            </Show>
        </section>
        <Why desk asked open wanted />
    }
}

/// What is held once may be held by one person on one day of the week several times: told once, with how often.
fn together(pairs: &[PairMade]) -> Vec<(&PairMade, usize)> {
    let mut all = Vec::<(&PairMade, usize)>::new();
    for pair in pairs {
        match all.iter_mut().find(|(known, _)| *known == pair) {
            Some((_, times)) => *times += 1,
            None => all.push((pair, 1)),
        }
    }
    all
}

/// Who comes on which day, how often, and where this stands in the school's order.
fn pair_said(
    desk: Desk,
    workspace: &crate::app::workspace::Workspace,
    pair: &PairMade,
    times: usize,
) -> impl IntoView + use<> {
    let i18n = desk.state.i18n;
    let lang = desk.state.lang().get();
    let times = (times > 1).then(|| format!(" ×{times}"));
    let mut notes = vec![t_string!(i18n, matching.choice, place = grouped(pair.choice)).to_string()];
    match pair.ground {
        Ground::Run => {}
        Ground::Pinned => notes.push(t_string!(i18n, matching.pinned).to_owned()),
        Ground::Asked => notes.push(t_string!(i18n, matching.asked).to_owned()),
        Ground::Agreed => notes.push(t_string!(i18n, matching.agreed).to_owned()),
        Ground::Hand => notes.push(t_string!(i18n, matching.hand).to_owned()),
    }
    if pair.place != Place::Campus {
        notes.push(pair.place.label().text(lang).to_owned());
    }
    if let Some(count) = pair.short {
        notes.push(
            t_string!(i18n, matching.short, sessions = lang.counted(count as usize, counts::SESSIONS))
                .to_string(),
        );
    }
    let who = who(workspace, &pair.supply);
    view! {
        {pair.day.label().text(lang)}
        {times}
        " "
        <a href=Route::of(Kind::Supply, &pair.supply).href()>{who}</a>
        " "
        <span class="soft">{lang.list(notes)}</span>
    }
}
