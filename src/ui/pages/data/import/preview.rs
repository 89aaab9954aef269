//! What a file would bring, before it is stored.

use leptos::prelude::*;

use super::{
    alike::{AlikeRows, Said},
    changes::Changes,
    lines::NewRows,
    names::Names,
    payable::Payable,
    row::problem_row,
    sheets::Sheets,
};
use crate::{
    domain::{Kind, lang::grouped},
    exchange::import::{Counts, Mappings, NewRow, SHOWN_NEW, Summary},
    policy::decision::Text,
    ui::{components::download::XLSX, i18n::*, state::State},
    worker::files,
};

/// What can be decided of a file, and what is said of its sheets.
#[derive(Clone, Copy)]
pub struct Decision {
    pub confirm: Callback<(String, Summary)>,
    pub again: Callback<String>,
    pub cancel: Callback<()>,
    pub said: RwSignal<Mappings>,
}

/// The preview: counts by sheet, every problem, and the one decision to take.
#[component]
pub fn Checked(file: String, summary: Summary, changed: Option<Text>, decision: Decision) -> impl IntoView {
    let Decision { confirm, again, cancel, said } = decision;
    let state = State::here();
    let i18n = state.i18n;
    let lang = state.lang();
    let ready: usize = summary.counts.iter().map(|(_, counts)| counts.new + counts.changed).sum();
    let count = summary.problem_count;
    let shown = summary.problems.len();
    let problems = StoredValue::new(summary.problems.clone());
    let (note, whole, name) = (file.clone(), summary.clone(), file.clone());
    let check_again = Callback::new(move |()| again.run(name.clone()));
    // What is not said of these rows decides what is paid.
    let unsaid = summary.alike_count;
    let stands = ready == 0 || changed.is_some() || unsaid > 0;
    let changed = changed.map(|what| {
        view! {
            <div class="message warn row" role="alert">
                <span>{move || what.get(lang.get()).to_owned()}</span>
                <button type="button" class="primary" on:click=move |_| check_again.run(())>
                    {t!(i18n, data.check_again)}
                </button>
            </div>
        }
    });
    let (sheets, asked, found) = (summary.sheets.clone(), summary.asked.clone(), summary.found.clone());
    let alike = summary.alike.clone();
    let new_rows = new_rows(state, &summary);
    let change_count = summary.change_count;
    let of_sheets: Vec<_> =
        sheets.iter().filter(|sheet| sheet.kind.is_some()).map(|sheet| sheet.name.clone()).collect();
    let rows = summary
        .counts
        .iter()
        .map(|(kind, counts)| {
            let label = Kind::parse(kind).map(Kind::label);
            let Counts { new, changed, unchanged, faulty } = *counts;
            view! {
                <tr>
                    <th scope="row">{move || label.map(|label| label.text(lang.get()))}</th>
                    <td class="number">{grouped(new)}</td>
                    <td class="number">{grouped(changed)}</td>
                    <td class="number">{grouped(unchanged)}</td>
                    <td class="number">{grouped(faulty)}</td>
                </tr>
            }
        })
        .collect_view();
    let steps = summary.steps.iter().map(|(kind, verb, count)| {
        let table = Kind::parse(kind).and_then(Kind::workflow);
        let made = table.and_then(|table| table.transitions.iter().find(|made| made.verb == verb));
        let (label, count) = (made.map(|made| made.label), *count);
        let verb = move || label.map_or("", |label| label.text(lang.get()));
        view! { <p class="message">{move || t_string!(i18n, data.steps, verb = verb(), count = grouped(count)).to_string()}</p> }
    });
    let steps = steps.collect_view();
    let left_count = summary.left_count;
    let left = (left_count > 0).then(|| {
        let rows = summary.left.iter().map(|left| problem_row(state, left.clone())).collect_view();
        view! {
            <details class="stack" open=true>
                <summary>{move || t_string!(i18n, data.left, count = grouped(left_count)).to_string()}</summary>
                <div class="problems" tabindex="0" role="region" aria-label=move || t_string!(i18n, data.problem_table)>
                    <table class="plain">
                        <tbody>{rows}</tbody>
                    </table>
                </div>
            </details>
        }
    });
    view! {
        <h3>{t!(i18n, data.preview, file = file)}</h3>
        {changed}
        <Sheets sheets said again=check_again />
        <Names asked found said again=check_again />
        {(unsaid > 0).then(|| view! { <AlikeRows alike count=unsaid said again=check_again /> })}
        <Said said again=check_again />
        <table class="plain">
            <thead>
                <tr>
                    <th scope="col">{t!(i18n, data.kind)}</th>
                    <th scope="col" class="number">{t!(i18n, data.new)}</th>
                    <th scope="col" class="number">{t!(i18n, data.changed)}</th>
                    <th scope="col" class="number">{t!(i18n, data.same)}</th>
                    <th scope="col" class="number">{t!(i18n, data.faulty)}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
        {(ready == 0 && count == 0).then(|| view! { <p class="message good">{t!(i18n, data.nothing_to_do)}</p> })}
        {(count > 0)
            .then(|| {
                view! {
                    <div class="row">
                        <strong class="fault">{t!(i18n, data.problems, count = grouped(count))}</strong>
                        {(shown < count)
                            .then(|| view! { <span class="soft">{t!(i18n, data.problems_shown, count = grouped(shown))}</span> })}
                        <span class="soft">{t!(i18n, data.faulty_left)}</span>
                        <button
                            type="button"
                            on:click=move |_| {
                                let name = format!("{}.xlsx", t_string!(i18n, data.problem_file));
                                state.save_file(files::Problems { problems: problems.get_value() }, name, XLSX, |_| {});
                            }
                        >
                            {t!(i18n, data.problem_list)}
                        </button>
                    </div>
                    <div class="problems" tabindex="0" role="region" aria-label=move || t_string!(i18n, data.problem_table)>
                        <table class="plain">
                            <thead>
                                <tr>
                                    <th scope="col">{t!(i18n, data.location)}</th>
                                    <th scope="col">{t!(i18n, data.value)}</th>
                                    <th scope="col">{t!(i18n, data.what)}</th>
                                </tr>
                            </thead>
                            <tbody>
                                {problems
                                    .with_value(|problems| {
                                        problems
                                            .iter()
                                            .map(|problem| problem_row(state, problem.clone()))
                                            .collect_view()
                                    })}
                            </tbody>
                        </table>
                    </div>
                }
            })}
        {new_rows}
        {(change_count > 0).then(|| view! { <Changes count=change_count sheets=of_sheets /> })}
        {steps}
        {left}
        {(ready > 0).then(|| view! { <Payable /> })}
        <div class="row">
            <button
                type="button"
                class="primary"
                disabled=stands
                on:click=move |_| confirm.run((note.clone(), whole.clone()))
            >
                {t!(i18n, data.confirm, count = grouped(ready))}
            </button>
            <button type="button" on:click=move |_| cancel.run(())>
                {t!(i18n, common.cancel)}
            </button>
            {(unsaid > 0).then(|| view! { <span class="fault">{t!(i18n, data.alike_first)}</span> })}
        </div>
    }
}

/// The first new rows of each kind, as they were understood.
fn new_rows(state: State, summary: &Summary) -> impl IntoView + use<> {
    let (i18n, lang) = (state.i18n, state.lang());
    let tables = summary.counts.iter().filter_map(|(code, counts)| {
        let (label, count) = (Kind::parse(code)?.label(), counts.new);
        let rows: Vec<NewRow> = summary.new_rows.iter().filter(|row| row.kind == *code).cloned().collect();
        let title = Signal::derive(move || {
            let (kind, all) = (label.text(lang.get()), grouped(count));
            let told = t_string!(i18n, data.new_rows, kind = kind, count = all).to_string();
            let first = t_string!(i18n, data.new_rows_first, count = SHOWN_NEW).to_string();
            lang.get().statements([told, first].into_iter().take(1 + usize::from(count > SHOWN_NEW)))
        });
        (!rows.is_empty()).then(|| view! { <NewRows title rows /> })
    });
    tables.collect_view()
}
