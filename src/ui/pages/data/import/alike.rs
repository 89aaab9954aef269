//! Rows that may be a record on file, or another row, put right: both beside each other, and what somebody says of them.

use leptos::prelude::*;

use super::lines::{Columns, columns_of};
use crate::{
    domain::{Kind, counts, lang::grouped},
    exchange::import::{Alike, Answer, Mappings, Other, Place, Understood, Whence},
    ui::{i18n::*, state::State},
};

/// The rows of the file last read of which it is not certain that they are something new.
#[component]
pub fn AlikeRows(
    alike: Vec<Alike>,
    count: usize,
    said: RwSignal<Mappings>,
    again: Callback<()>,
) -> impl IntoView {
    let state = State::here();
    let (i18n, lang) = (state.i18n, state.lang());
    let shown = alike.len();
    let tables = Kind::ALL.iter().filter_map(|kind| {
        let of_kind: Vec<_> = alike.iter().filter(|alike| alike.kind == kind.code()).cloned().collect();
        (!of_kind.is_empty()).then(|| view! { <Questions kind=*kind alike=of_kind said /> })
    });
    let tables = tables.collect_view();
    let all = StoredValue::new(alike);
    // Of each row for which there is such an answer.
    let say_of_all = move |answer: fn(&Alike) -> Option<Answer>| {
        all.with_value(|all| {
            said.update(|said| all.iter().for_each(|alike| say(said, alike, answer(alike))));
        });
        again.run(());
    };
    let another = |alike: &Alike| alike.likeness.may_be_another.then_some(Answer::Another);
    let same = |alike: &Alike| match &same_of(alike)[..] {
        [(_, id)] => Some(Answer::Same(id.clone())),
        _ => None,
    };
    let (any_another, any_same) = all.with_value(|all| {
        (all.iter().any(|one| another(one).is_some()), all.iter().any(|one| same(one).is_some()))
    });
    let for_all = move |offered: bool, answer: fn(&Alike) -> Option<Answer>, label: AnyView| {
        offered.then(|| {
            view! {
                <button type="button" on:click=move |_| say_of_all(answer)>
                    {label}
                </button>
            }
        })
    };
    view! {
        <section class="stack message warn">
            <h4>
                {move || t_string!(i18n, data.alike, rows = lang.get().counted(count, counts::ROWS)).to_string()}
            </h4>
            <p>{t!(i18n, data.alike_about)}</p>
            {(shown < count)
                .then(|| view! { <p class="soft">{t!(i18n, data.alike_shown, count = grouped(shown))}</p> })}
            {tables}
            <div class="row">
                {for_all(any_another, another, t!(i18n, data.all_another).into_any())}
                {for_all(any_same, same, t!(i18n, data.all_same).into_any())}
                {for_all(true, |_| Some(Answer::Leave), t!(i18n, data.all_left).into_any())}
                <button type="button" class="primary" on:click=move |_| again.run(())>
                    {t!(i18n, data.apply)}
                </button>
            </div>
        </section>
    }
}

/// What has been said of rows, where anything has, and that it can be said anew.
#[component]
pub fn Said(said: RwSignal<Mappings>, again: Callback<()>) -> impl IntoView {
    let state = State::here();
    let (i18n, lang) = (state.i18n, state.lang());
    let count: usize = said.with_untracked(|said| said.values().map(|mapping| mapping.rows.len()).sum());
    let forget = move |_| {
        said.update(|said| said.values_mut().for_each(|mapping| mapping.rows.clear()));
        again.run(());
    };
    (count > 0).then(|| {
        view! {
            <div class="row">
                <span class="soft">
                    {move || t_string!(i18n, data.alike_said, rows = lang.get().counted(count, counts::ROWS)).to_string()}
                </span>
                <button type="button" on:click=forget>
                    {t!(i18n, data.alike_anew)}
                </button>
            </div>
        }
    })
}

/// Keeps an answer, or that there is none.
fn say(said: &mut Mappings, alike: &Alike, answer: Option<Answer>) {
    let rows = &mut said.entry(alike.shape.clone()).or_default().rows;
    match answer {
        Some(answer) => drop(rows.insert(alike.place.key(), answer)),
        None => drop(rows.remove(&alike.place.key())),
    }
}

/// The records that a row may be.
fn same_of(alike: &Alike) -> Vec<(&Other, String)> {
    alike.likeness.others.iter().filter_map(|other| Some((other, other.same.clone()?))).collect()
}

/// The rows of one kind.
#[component]
fn Questions(kind: Kind, alike: Vec<Alike>, said: RwSignal<Mappings>) -> impl IntoView {
    let state = State::here();
    let (i18n, lang) = (state.i18n, state.lang());
    let others = |alike: &Alike| alike.likeness.others.clone().into_iter().map(|other| other.line);
    let lines = alike.iter().flat_map(|one| std::iter::once(one.line.clone()).chain(others(one)));
    let columns = columns_of(lines);
    let rows = alike.into_iter().map(|alike| view! { <Question alike columns=columns.clone() said /> });
    let rows = rows.collect_view();
    view! {
        <div class="problems" tabindex="0" role="region" aria-label=move || kind.label().text(lang.get())>
            <table class="plain">
                <thead>
                    <tr>
                        <th scope="col">{t!(i18n, data.location)}</th>
                        <th scope="col">{t!(i18n, data.alike_choice)}</th>
                        <th scope="col">{t!(i18n, data.alike_differs)}</th>
                        {columns.heads(lang)}
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

/// One row, what it looks like below it, and the choice.
#[component]
fn Question(alike: Alike, columns: Columns, said: RwSignal<Mappings>) -> impl IntoView {
    let state = State::here();
    let (i18n, lang) = (state.i18n, state.lang());
    let differs = alike.likeness.differs.clone();
    let own = place(state, &alike.place);
    let others = alike.likeness.others.iter().map(|other| {
        let whence = whence(state, &other.whence);
        view! {
            <tr>
                <th scope="row">{move || whence.get()}</th>
                <td></td>
                <td></td>
                {columns.cells(lang, &other.line)}
            </tr>
        }
    });
    let others = others.collect_view();
    let cells = columns.cells(lang, &alike.line);
    let same = same_of(&alike)
        .into_iter()
        .map(|(other, id)| {
            let is_it = |said: &&Understood| said.label == alike.likeness.differs;
            let value = other.line.iter().find(is_it).map(|said| said.value.clone()).unwrap_or_default();
            view! {
                <option value=id>
                    {move || t_string!(i18n, data.alike_same, value = value.get(lang.get()).to_owned()).to_string()}
                </option>
            }
        })
        .collect_view();
    let may_be_another = alike.likeness.may_be_another;
    let choose = move |chosen: String| {
        let answer = match chosen.as_str() {
            "" => None,
            ANOTHER => Some(Answer::Another),
            LEAVE => Some(Answer::Leave),
            _ => Some(Answer::Same(chosen)),
        };
        said.update(|said| say(said, &alike, answer));
    };
    view! {
        <tr>
            <th scope="row">{move || own.get()}</th>
            <td>
                <select aria-label=move || own.get() on:change:target=move |event| choose(event.target().value())>
                    <option value="">{t!(i18n, form.choose)}</option>
                    {may_be_another
                        .then(|| view! { <option value=ANOTHER>{t!(i18n, data.alike_another)}</option> })}
                    {same}
                    <option value=LEAVE>{t!(i18n, data.alike_left)}</option>
                </select>
            </td>
            <td>{move || differs.get(lang.get()).to_owned()}</td>
            {cells}
        </tr>
        {others}
    }
}

/// No id of a record begins so.
const ANOTHER: &str = "*another";
const LEAVE: &str = "*leave";

/// `课次 第 3 行`.
fn place(state: State, Place { sheet, row }: &Place) -> Signal<String> {
    let (sheet, row) = (sheet.clone(), *row);
    Signal::derive(move || {
        let text = t_string!(state.i18n, data.judged_place, sheet = sheet.clone(), row = row).to_string();
        text.trim().to_owned()
    })
}

/// Where something is that a row looks like.
fn whence(state: State, whence: &Whence) -> Signal<String> {
    let (i18n, lang) = (state.i18n, state.lang());
    match whence.clone() {
        Whence::Row(of) => place(state, &of),
        Whence::Stored(None) => Signal::derive(move || t_string!(i18n, data.on_file).to_owned()),
        Whence::Stored(Some(stands)) => Signal::derive(move || {
            let stands = stands.get(lang.get()).to_owned();
            t_string!(i18n, data.on_file_as, state = stands).to_string()
        }),
    }
}
