//! The same by school.

use leptos::prelude::*;
use rust_decimal::Decimal;

use super::more::{More, SHOWN};
use crate::{
    app::payments::Payment,
    domain::{Money, Month, Term, lang::grouped},
    exchange::payment_list::SchoolRow,
    ui::{i18n::*, route::part, state::State},
};

#[component]
pub fn SchoolTable(wanted: (Term, Option<Month>), whole: RwSignal<bool>) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let schools = state.by_school(wanted).unwrap_or_default();
    let count = schools.len();
    let earned: Money = schools.iter().map(|school| school.after_tax).sum();
    // What is paid less than the sessions earn, so that both tables come to the same.
    let cut: Money = state.payments(wanted).iter().flat_map(|payments| &**payments).map(Payment::cut).sum();
    let cut_row = (cut != Money::ZERO).then(|| {
        view! {
            <tr>
                <th scope="row" colspan="4">{t!(i18n, subsidy.cut_in_all)}</th>
                <td class="number">{(Money::ZERO - cut).to_string()}</td>
            </tr>
        }
    });
    let sessions: usize = schools.iter().map(|school| school.sessions).sum();
    let hours = schools.iter().map(|school| school.paid_hours);
    let hours = grouped(hours.sum::<Decimal>().normalize());
    let rows = move || {
        let most = if whole.get() { usize::MAX } else { SHOWN };
        schools.iter().take(most).map(row).collect_view()
    };
    view! {
        <section class="card by-school" id=part::BY_SCHOOL>
            <h2>{t!(i18n, subsidy.by_school)}</h2>
            <table class="plain">
                <thead>
                    <tr>
                        <th scope="col">{t!(i18n, subsidy.county)}</th>
                        <th scope="col">{t!(i18n, subsidy.school)}</th>
                        <th scope="col" class="number">{t!(i18n, subsidy.sessions)}</th>
                        <th scope="col" class="number">{t!(i18n, subsidy.paid_hours)}</th>
                        <th scope="col" class="number">{t!(i18n, subsidy.earned)}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
                <tfoot>
                    {cut_row}
                    <tr>
                        <th scope="row" colspan="2">{t!(i18n, common.total)}</th>
                        <td class="number">{grouped(sessions)}</td>
                        <td class="number">{hours}</td>
                        <td class="number">{(earned - cut).to_string()}</td>
                    </tr>
                </tfoot>
            </table>
            <More count whole />
        </section>
    }
}

fn row(school: &SchoolRow) -> impl IntoView + use<> {
    view! {
        <tr>
            <td>{school.county.clone()}</td>
            <th scope="row" class="name">{school.name.clone()}</th>
            <td class="number">{grouped(school.sessions)}</td>
            <td class="number">{grouped(school.paid_hours.normalize())}</td>
            <td class="number">{school.after_tax.to_string()}</td>
        </tr>
    }
}
