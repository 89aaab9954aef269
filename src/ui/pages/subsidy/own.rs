//! What a person was paid, month by month, with tax, at their own seat.

use leptos::{portal::Portal, prelude::*};

use crate::{
    app::statement::{Paid, Year, statement},
    domain::{Kind, lang::grouped},
    ui::{
        cards::audit_extract::AuditExtract,
        components::{
            badge::{Badge, Tone},
            print::print_only,
        },
        i18n::*,
        route::Route,
        state::State,
    },
};

/// The part of the page that is printed.
const STATEMENT: &str = "statement";

/// The card; nothing for whom nothing was paid.
#[component]
pub fn Own() -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let years = Memo::new(move |_| {
        let seat = state.seat();
        seat.map(|seat| statement(&state.workspace.get(), &seat.unit)).unwrap_or_default()
    });
    let name = move || state.seat().map(|seat| state.workspace.get().tree().name(&seat.unit).to_owned());
    let print = move |_| {
        let title = format!("{} {}", t_string!(i18n, subsidy.own), untrack(name).unwrap_or_default());
        let paid = years.with_untracked(|years| years.iter().map(|year| year.paid.len()).sum());
        print_only(state, title, paid, STATEMENT);
    };
    let tables = move || years.get().into_iter().map(|year| table(state, year)).collect_view();
    view! {
        <Show when=move || !years.with(Vec::is_empty)>
            <section class="card stack sideways no-print">
                <div class="row">
                    <h2>{t!(i18n, subsidy.own)}</h2>
                    <button type="button" on:click=print>
                        {t!(i18n, subsidy.print_own)}
                    </button>
                    {move || state.seat().map(|seat| view! { <AuditExtract person=seat.unit /> })}
                </div>
                <p class="soft">{t!(i18n, subsidy.own_text)}</p>
                {tables}
            </section>
            <Portal>
                <div id=STATEMENT class="statement">
                    <h2>{t!(i18n, subsidy.own)} " " {name}</h2>
                    {move || state.demo_mark().map(|mark| view! { <p>{mark}</p> })}
                    {tables}
                </div>
            </Portal>
        </Show>
    }
}

fn table(state: State, year: Year) -> impl IntoView {
    let i18n = state.i18n;
    let rows = year.paid.into_iter().map(|paid| row(state, paid)).collect_view();
    view! {
        <table class="plain">
            <thead>
                <tr>
                    <th scope="col">{t!(i18n, batch.month)}</th>
                    <th scope="col">{t!(i18n, subsidy.payer)}</th>
                    <th scope="col">{t!(i18n, subsidy.paid_on)}</th>
                    <th scope="col" class="number">{t!(i18n, subsidy.sessions)}</th>
                    <th scope="col" class="number">{t!(i18n, subsidy.paid_hours)}</th>
                    <th scope="col" class="number">{t!(i18n, subsidy.transferred)}</th>
                    <th scope="col" class="number">{t!(i18n, overview.tax)}</th>
                    <th scope="col" class="number">{t!(i18n, overview.gross)}</th>
                    <th scope="col">{t!(i18n, subsidy.standing)}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
            <tfoot>
                <tr>
                    <th scope="row" colspan="5">{year.year} " " {t!(i18n, common.total)}</th>
                    <td class="number">{year.transferred.to_string()}</td>
                    <td class="number">{year.tax.to_string()}</td>
                    <td class="number">{year.gross.to_string()}</td>
                    <td></td>
                </tr>
            </tfoot>
        </table>
    }
}

fn row(state: State, Paid { slip, state: stands, transferred }: Paid) -> impl IntoView {
    let lang = state.lang().get();
    let stands = stands.map(|stands| {
        view! { <Badge tone=Tone::of(stands) text=stands.label.text(lang).to_owned() /> }
    });
    view! {
        <tr>
            <th scope="row">
                <a href=Route::of(Kind::PaySlip, &slip.code).href()>{slip.month}</a>
            </th>
            <td>{slip.payer}</td>
            <td>{slip.paid_on.to_string()}</td>
            <td class="number">{grouped(slip.sessions as usize)}</td>
            <td class="number">{slip.hours.normalize().to_string()}</td>
            <td class="number">{transferred.to_string()}</td>
            <td class="number">{slip.tax.to_string()}</td>
            <td class="number">{slip.gross.to_string()}</td>
            <td>{stands}</td>
        </tr>
    }
}
