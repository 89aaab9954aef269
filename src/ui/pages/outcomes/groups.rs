//! The tables that say what the charts show.

use leptos::prelude::*;

use crate::{
    app::outcomes::{
        Group,
        change::{Change, risen},
    },
    domain::{
        lang::grouped,
        pupil_survey::{Aim, Answer, Time},
    },
    ui::{i18n::*, state::State},
};

const NONE: &str = "—";

fn share(change: &Change, time: Time, answer: Answer) -> String {
    change.share(time, answer).map_or_else(|| NONE.to_owned(), |share| share.to_string())
}

/// A line a statement: each answer before and after.
#[component]
pub fn Aims(all: Group, #[prop(into)] title: Signal<String>) -> impl IntoView {
    let state = State::here();
    let (i18n, lang) = (state.i18n, state.lang());
    let times = [Time::Before, Time::After];
    let heads = move || {
        let answers = Answer::ALL.iter().map(|answer| {
            view! { <th scope="col" class="number">{answer.label().text(lang.get())}</th> }
        });
        answers.collect_view()
    };
    let lines = Aim::ALL
        .iter()
        .zip(all.changes)
        .map(|(aim, change)| {
            let cells =
                times.into_iter().flat_map(|time| Answer::ALL.iter().map(move |answer| (time, *answer)));
            let cells = cells
                .map(|(time, answer)| view! { <td class="number">{share(&change, time, answer)}</td> })
                .collect_view();
            let points =
                move || change.points().map_or_else(|| NONE.to_owned(), |points| risen(points, lang.get()));
            view! {
                <tr>
                    <th scope="row">{move || aim.label().text(lang.get())}</th>
                    {cells}
                    <td class="number">{points}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <table class="plain">
            <caption class="visually-hidden">{title}</caption>
            <thead>
                <tr>
                    <th scope="col" rowspan="2">{t!(i18n, surveys.aim)}</th>
                    <th scope="colgroup" colspan="3">{t!(i18n, surveys.before)}</th>
                    <th scope="colgroup" colspan="3">{t!(i18n, surveys.after)}</th>
                    <th scope="col" rowspan="2" class="number">{t!(i18n, surveys.risen)}</th>
                </tr>
                <tr>{heads} {heads}</tr>
            </thead>
            <tbody>{lines}</tbody>
        </table>
    }
}

/// A line a group: how many are behind it, and how many find each statement certainly true before and after.
#[component]
pub fn Groups(
    groups: Vec<Group>,
    total: Option<Group>,
    #[prop(into)] column: Signal<String>,
    #[prop(into)] title: Signal<String>,
    /// Where the names of the groups lead, where anywhere.
    links: Vec<String>,
) -> impl IntoView {
    let state = State::here();
    let (i18n, lang) = (state.i18n, state.lang());
    let heads = move || {
        Aim::ALL
            .iter()
            .map(|aim| view! { <th scope="col" class="number">{aim.label().text(lang.get())}</th> })
            .collect_view()
    };
    let line = move |(group, link): (Group, Option<String>)| {
        let text = StoredValue::new(group.name);
        let name = move || text.with_value(|name| name.get(lang.get()).to_owned());
        let name = match link {
            Some(href) => view! { <a href=href>{name}</a> }.into_any(),
            None => name.into_any(),
        };
        let size = group.size;
        let counts = [size.classes, size.before, size.after]
            .map(|count| view! { <td class="number">{grouped(count)}</td> })
            .collect_view();
        let cells = group
            .changes
            .map(|change| {
                let shares = [Time::Before, Time::After].map(|time| share(&change, time, Answer::Certainly));
                let points = move || change.points().map(|points| risen(points, lang.get()));
                view! {
                    <td class="number">
                        {shares.join(" → ")} " " <span class="soft">{points}</span>
                    </td>
                }
            })
            .collect_view();
        view! {
            <tr>
                <th scope="row">{name}</th>
                {counts}
                {cells}
            </tr>
        }
    };
    let links = links.into_iter().map(Some).chain(std::iter::repeat(None));
    let lines = groups.into_iter().zip(links).map(line).collect_view();
    view! {
        <table class="plain">
            <caption class="visually-hidden">{title}</caption>
            <thead>
                <tr>
                    <th scope="col">{column}</th>
                    <th scope="col" class="number">{t!(i18n, surveys.classes)}</th>
                    <th scope="col" class="number">{t!(i18n, surveys.sheets_before)}</th>
                    <th scope="col" class="number">{t!(i18n, surveys.sheets_after)}</th>
                    {heads}
                </tr>
            </thead>
            <tbody>{lines}</tbody>
            {total.map(|total| view! { <tfoot>{line((total, None))}</tfoot> })}
        </table>
        <p class="soft">{t!(i18n, surveys.how_counted)}</p>
    }
}
