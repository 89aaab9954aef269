//! The sessions of a batch's days that are not paid, each with the reason and what would have to differ; a school sees its own.

use jiff::civil::Date;
use leptos::{portal::Portal, prelude::*};

use crate::{
    app::{
        unpaid::{self, Unpaid},
        workspace::RecordView,
    },
    domain::{Kind, counts, lang::grouped},
    ui::{components::print::print_only, i18n::*, route::Route, state::State},
};

/// The part of the page that is printed.
const LIST: &str = "unpaid";
/// Beyond so many the page says how many more there are; paper has them all.
const SHOWN: usize = 20;

/// Of all schools of the organ.
pub fn of_batch(state: State, record: &RecordView<'_>) -> AnyView {
    card(state, record, None)
}

/// Of the school alone.
pub fn of_school(state: State, record: &RecordView<'_>) -> AnyView {
    card(state, record, Some(record.text("school").to_owned()))
}

fn card(state: State, record: &RecordView<'_>, school: Option<String>) -> AnyView {
    let day = |key: &str| record.text(key).parse::<Date>().ok();
    // A statement of before says no days.
    let Some(days) = day("since").zip(day("through")) else { return ().into_any() };
    let unit = record.text("unit").to_owned();
    let title = StoredValue::new(record.title.clone());
    let found = Memo::new(move |_| {
        let account = state.account.get()?;
        let workspace = state.workspace.get();
        let wanted = unpaid::is_of(&workspace, (&unit, school.as_deref()), days);
        Some(unpaid::unpaid(&workspace, &account, &state.rulebook(), wanted))
    });
    let told = move || found.get().filter(|found| !found.is_empty()).map(|found| told(state, found, title));
    view! { {told} }.into_any()
}

fn told(state: State, found: Vec<Unpaid>, title: StoredValue<String>) -> impl IntoView {
    let i18n = state.i18n;
    let sessions = state.lang().get().counted(found.len(), counts::SESSIONS);
    let more = found.len().saturating_sub(SHOWN);
    let shown = rows(state, found.get(..SHOWN).unwrap_or(&found));
    let found = StoredValue::new(found);
    // As many lines as sessions: made when they are printed.
    let printed = RwSignal::new(false);
    let print = move |_| {
        printed.set(true);
        let list = t_string!(i18n, batch.unpaid).to_owned();
        let title = title.with_value(|title| format!("{list} {title}"));
        print_only(state, title, found.with_value(Vec::len), LIST);
    };
    view! {
        <section class="card stack sideways">
            <div class="row">
                <h2>{t!(i18n, batch.unpaid)}</h2>
                <button type="button" on:click=print>
                    {t!(i18n, batch.print_unpaid)}
                </button>
            </div>
            <p class="soft">{t!(i18n, batch.unpaid_text, sessions = sessions)}</p>
            {table(state, shown)}
            {(more > 0).then(|| view! { <p class="soft">{t!(i18n, batch.more, count = grouped(more))}</p> })}
        </section>
        <Portal>
            <div id=LIST class="unpaid-list">
                <Show when=move || printed.get()>
                    <h2>{t!(i18n, batch.unpaid)}</h2>
                    <p>{title.get_value()}</p>
                    {state.demo_mark().map(|mark| view! { <p>{mark}</p> })}
                    {found.with_value(|found| table(state, rows(state, found)))}
                </Show>
            </div>
        </Portal>
    }
}

fn table(state: State, rows: AnyView) -> AnyView {
    let i18n = state.i18n;
    view! {
        <table class="plain">
            <thead>
                <tr>
                    <th scope="col">{t!(i18n, batch.session)}</th>
                    <th scope="col">{t!(i18n, subsidy.school)}</th>
                    <th scope="col">{t!(i18n, subsidy.person)}</th>
                    <th scope="col">{t!(i18n, batch.why)}</th>
                    <th scope="col">{t!(i18n, batch.remedy)}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

fn rows(state: State, found: &[Unpaid]) -> AnyView {
    let lang = state.lang().get();
    let row = |one: &Unpaid| {
        let remedy = one.remedy.as_ref().map(|remedy| remedy.get(lang).to_owned());
        view! {
            <tr>
                <th scope="row">
                    <a href=Route::of(Kind::BULK, &one.session).href()>
                        {one.date.to_string()} " " {one.topic.clone()}
                    </a>
                </th>
                <td>{one.school.clone()}</td>
                <td>{one.person.clone()}</td>
                <td>{one.why.get(lang).to_owned()}</td>
                <td>{remedy}</td>
            </tr>
        }
    };
    found.iter().map(row).collect_view().into_any()
}
