//! 补助: who is paid how much for each month by which payer, with tax; by school; as a spreadsheet and on paper.

use std::sync::Arc;

use leptos::prelude::*;
use rust_decimal::Decimal;

use crate::{
    app::{
        account::{Account, Ruled},
        kinds::session,
        payments::{Payment, Settled},
        report,
        workspace::Workspace,
    },
    domain::{Declared as _, Localized, Money, Month, Session, Term},
    exchange::payment_list::SchoolRow,
    ui::{
        components::{
            download::{CSV, XLSX},
            page_head::PageHead,
            progress_bar::ProgressBar,
        },
        i18n::*,
        route::Route,
        state::State,
    },
    worker::files,
};

/// The payment list of a term or one of its months. Both live in the address.
#[component]
pub fn SubsidyPage(
    #[prop(into)] term: Signal<Option<Term>>,
    #[prop(into)] month: Signal<Option<Month>>,
) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let terms = Memo::new(move |_| state.terms());
    // A month says its term by itself.
    let chosen = Memo::new(move |_| {
        let of_month = month.get().map(|month| Term::of(month.first_day()));
        of_month.or(term.get()).or_else(|| terms.get().first().copied())
    });
    let months = Memo::new(move |_| {
        let account = state.account.get().unwrap_or_default();
        let months: std::collections::BTreeSet<_> = account
            .payments
            .iter()
            .map(|payment| payment.month)
            .filter(|month| Some(Term::of(month.first_day())) == chosen.get())
            .collect();
        months.into_iter().collect::<Vec<_>>()
    });
    let payments = Memo::new(move |_| {
        let account = state.account.get().unwrap_or_default();
        let wanted = |payment: &&Payment| {
            Some(Term::of(payment.month.first_day())) == chosen.get()
                && month.get().is_none_or(|month| month == payment.month)
        };
        account.payments.iter().filter(wanted).cloned().collect::<Vec<_>>()
    });
    let title = Signal::derive(move || t_string!(i18n, nav.subsidy).to_owned());
    let export = move |format: Format| {
        let workspace = state.workspace.get_untracked();
        let account = state.account.get_untracked().unwrap_or_default();
        let Some(term) = chosen.get_untracked() else {
            return;
        };
        save(state, format, &workspace, &account, &payments.get_untracked(), term, month.get_untracked());
    };
    view! {
        <div class="no-print">
        <PageHead title>
            <button
                type="button"
                class="primary"
                disabled=move || payments.get().is_empty()
                on:click=move |_| export(Format::Xlsx)
            >
                {t!(i18n, subsidy.export_xlsx)}
            </button>
            <button
                type="button"
                disabled=move || payments.get().is_empty()
                on:click=move |_| export(Format::Csv)
            >
                {t!(i18n, subsidy.export_csv)}
            </button>
            <button
                type="button"
                disabled=move || payments.get().is_empty()
                on:click=move |_| drop(window().print())
            >
                {t!(i18n, subsidy.print)}
            </button>
        </PageHead>
        </div>
        <div class="filters no-print">
            <label class="field term">
                <span>{t!(i18n, overview.term)}</span>
                <select on:change:target=move |event| {
                    Route::Subsidy { term: Term::parse(&event.target().value()), month: None }.go();
                }>
                    {move || {
                        terms
                            .get()
                            .into_iter()
                            .map(|term| {
                                let lang = state.lang().get();
                                view! {
                                    <option value=term.to_string() selected=chosen.get() == Some(term)>
                                        {term.text(lang)}
                                    </option>
                                }
                            })
                            .collect_view()
                    }}
                </select>
            </label>
            <label class="field">
                <span>{t!(i18n, common.month)}</span>
                <select on:change:target=move |event| {
                    let month = event.target().value().parse().ok();
                    Route::Subsidy { term: chosen.get_untracked(), month }.go();
                }>
                    <option value="" selected=move || month.get().is_none()>
                        {t!(i18n, subsidy.whole_term)}
                    </option>
                    {move || {
                        months
                            .get()
                            .into_iter()
                            .map(|each| {
                                view! {
                                    <option value=each.to_string() selected=month.get() == Some(each)>
                                        {each.to_string()}
                                    </option>
                                }
                            })
                            .collect_view()
                    }}
                </select>
            </label>
        </div>
        {move || {
            if state.account.get().is_none() && !state.workspace.get().is_empty() {
                return view! {
                    <ProgressBar
                        label=Signal::derive(move || t_string!(i18n, common.deciding).to_owned())
                        of=state.deciding
                    />
                }
                    .into_any();
            }
            let payments = payments.get();
            if payments.is_empty() {
                return view! {
                    <div class="card empty">
                        <p>{t!(i18n, subsidy.none)}</p>
                        <a class="button" href=Route::table(Session::KIND).href()>
                            {t!(i18n, nav.sessions)}
                        </a>
                    </div>
                }
                    .into_any();
            }
            let heading = chosen.get().map(|term| term.text(state.lang().get()));
            let period = month.get().map(|month| month.to_string());
            view! {
                <h2 class="print-only">{heading} " " {period} " " {t!(i18n, subsidy.list_title)}</h2>
                <PaymentTable payments=payments.clone() />
                <Signatures />
                <SchoolTable payments />
            }
                .into_any()
        }}
    }
}

#[component]
fn PaymentTable(payments: Vec<Payment>) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let workspace = state.workspace.get();
    let sums = payments.iter().map(Payment::sums).fold([Money::ZERO; 3], |mut sums, amounts| {
        for (sum, amount) in sums.iter_mut().zip(amounts) {
            *sum += amount;
        }
        sums
    });
    let count: usize = payments.iter().map(|payment| payment.sessions).sum();
    let paid_hours = hours(payments.iter().map(|payment| payment.paid_hours));
    let rows = (1..)
        .zip(payments)
        .map(|(number, payment)| payment_row(state, &workspace, number, payment))
        .collect_view();
    view! {
        <section class="card">
            <table class="plain payments">
                <caption class="visually-hidden">{t!(i18n, subsidy.list_title)}</caption>
                <thead>
                    <tr>
                        <th scope="col" class="number print-only">{t!(i18n, subsidy.number)}</th>
                        <th scope="col">{t!(i18n, common.month)}</th>
                        <th scope="col">{t!(i18n, subsidy.payer)}</th>
                        <th scope="col">{t!(i18n, subsidy.person)}</th>
                        <th scope="col" class="print-only">{t!(i18n, subsidy.unit)}</th>
                        <th scope="col" class="number">{t!(i18n, subsidy.sessions)}</th>
                        <th scope="col" class="number">{t!(i18n, subsidy.paid_hours)}</th>
                        <th scope="col" class="number">{t!(i18n, overview.after_tax)}</th>
                        <th scope="col" class="number">{t!(i18n, overview.tax)}</th>
                        <th scope="col" class="number">{t!(i18n, overview.gross)}</th>
                        <th scope="col" class="print-only signature">{t!(i18n, subsidy.signature)}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
                <tfoot>
                    <tr>
                        <td class="print-only"></td>
                        <th scope="row" colspan="3">{t!(i18n, common.total)}</th>
                        <td class="print-only"></td>
                        <td class="number">{count}</td>
                        <td class="number">{paid_hours}</td>
                        {sums.map(|sum| view! { <td class="number">{sum.to_string()}</td> }).collect_view()}
                        <td class="print-only"></td>
                    </tr>
                </tfoot>
            </table>
        </section>
    }
}

/// Hours summed, as a table shows them.
fn hours(paid_hours: impl Iterator<Item = Decimal>) -> String {
    paid_hours.fold(Decimal::ZERO, Decimal::saturating_add).normalize().to_string()
}

fn payment_row(
    state: State,
    workspace: &Workspace,
    number: usize,
    payment: Payment,
) -> impl IntoView + use<> {
    let i18n = state.i18n;
    let instructor = workspace.instructors.get(&payment.instructor);
    let name = instructor.map_or_else(|| payment.instructor.clone(), |instructor| instructor.name.clone());
    let unit = instructor.map(|instructor| instructor.unit.clone());
    let sessions = Route::sessions([
        (session::INSTRUCTOR, payment.instructor.clone()),
        (session::DATE, payment.month.to_string()),
        (session::PAYER, payment.payer.clone()),
        (session::OUTCOME, Ruled::Granted.code().to_owned()),
    ]);
    let lang = state.lang().get();
    let amounts = match &payment.settled {
        Settled::Sum { .. } => payment
            .sums()
            .map(|sum| view! { <td class="number">{sum.to_string()}</td> })
            .collect_view()
            .into_any(),
        Settled::Failed(why) => {
            view! { <td colspan="3" class="fault">{why.get(lang).to_owned()}</td> }.into_any()
        }
    };
    let cut = payment.cut();
    view! {
        <tr>
            <td class="number print-only">{number}</td>
            <td class="date">{payment.month.to_string()}</td>
            <td>{payment.payer.clone()}</td>
            <th scope="row">
                {name}
                {(cut != Money::ZERO)
                    .then(|| {
                        view! {
                            <span class="soft">" " {t!(i18n, subsidy.cut, amount = cut.to_string())}</span>
                        }
                    })}
            </th>
            <td class="print-only">{unit}</td>
            <td class="number">
                <a href=sessions.href()>{payment.sessions}</a>
            </td>
            <td class="number">{payment.paid_hours.normalize().to_string()}</td>
            {amounts}
            <td class="print-only"></td>
        </tr>
    }
}

/// Who answers for the list on paper, and its date.
#[component]
fn Signatures() -> impl IntoView {
    let i18n = use_i18n();
    let today = crate::ui::state::now().today.to_string();
    view! {
        <div class="signatures">
            <span>{t!(i18n, subsidy.prepared_by)}</span>
            <span>{t!(i18n, subsidy.checked_by)}</span>
            <span>{t!(i18n, subsidy.approved_by)}</span>
            <span>{t!(i18n, subsidy.prepared_on, date = today)}</span>
        </div>
    }
}

#[component]
fn SchoolTable(payments: Vec<Payment>) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let account = state.account.get().unwrap_or_default();
    let totals = report::by_school(&state.workspace.get(), &account, &payments);
    let sum: Money = totals.iter().map(|total| total.after_tax).sum();
    let count: usize = totals.iter().map(|total| total.sessions).sum();
    let all_paid_hours = hours(totals.iter().map(|total| total.paid_hours));
    let rows = totals
        .into_iter()
        .map(|SchoolRow { name, county, sessions, paid_hours, after_tax, .. }| {
            view! {
                <tr>
                    <td>{county}</td>
                    <th scope="row">{name}</th>
                    <td class="number">{sessions}</td>
                    <td class="number">{paid_hours.normalize().to_string()}</td>
                    <td class="number">{after_tax.to_string()}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <section class="card by-school">
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
                    <tr>
                        <th scope="row" colspan="2">{t!(i18n, common.total)}</th>
                        <td class="number">{count}</td>
                        <td class="number">{all_paid_hours}</td>
                        <td class="number">{sum.to_string()}</td>
                    </tr>
                </tfoot>
            </table>
        </section>
    }
}

#[derive(Clone, Copy)]
enum Format {
    Xlsx,
    Csv,
}

fn save(
    state: State,
    format: Format,
    workspace: &Arc<Workspace>,
    account: &Account,
    payments: &[Payment],
    term: Term,
    month: Option<Month>,
) {
    let lang = state.lang().get_untracked();
    let actor = state.actor();
    let period = month.map_or_else(|| term.text(lang), |month| month.to_string());
    let list = report::payment_list(workspace, account, payments, &period, actor.now.today, lang);
    let (mime, extension) = match format {
        Format::Xlsx => (XLSX, "xlsx"),
        Format::Csv => (CSV, "csv"),
    };
    let name = format!(
        "{}-{}.{extension}",
        list.title,
        month.map_or_else(|| term.to_string(), |month| month.to_string())
    );
    let question = files::Payments { list: Box::new(list), lang, csv: extension == "csv" };
    state.save_file(question, name, mime, move |name| state.exported(name));
}
