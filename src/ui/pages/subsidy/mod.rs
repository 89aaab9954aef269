//! 补助: who is paid how much for each month by which payer, with tax; by school; as a spreadsheet and on paper.

mod batches;
mod export;
mod list;
pub mod more;
mod own;
mod schools;

use leptos::prelude::*;

use crate::{
    app::{account::Ruled, charts, kinds::session, report},
    domain::{Declared as _, Localized, Month, Session, Term},
    ui::{
        charts::Chart,
        components::{progress_bar::ProgressBar, terms::TermSelect},
        i18n::*,
        route::Route,
        state::State,
    },
};

use self::{batches::Batches, export::Exports, list::PaymentTable, own::Own, schools::SchoolTable};

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
        let of_term = chosen.get().and_then(|term| state.term(term));
        let months = of_term.iter().flat_map(|summary| &summary.months);
        months.filter(|total| total.granted > 0).map(|total| total.month).collect::<Vec<_>>()
    });
    let wanted = Memo::new(move |_| Some((chosen.get()?, month.get())));
    let payments = Memo::new(move |_| wanted.get().and_then(|wanted| state.payments(wanted)));
    let left_out = Memo::new(move |_| {
        let left_out = || {
            let (term, month) = wanted.get()?;
            Some(report::left_out(&*state.term(term)?, month, &payments.get()?))
        };
        left_out().unwrap_or_default()
    });
    let by_month = Signal::derive(move || {
        let of_term = chosen.get().and_then(|term| state.term(term));
        of_term.map(|term| charts::by_month(&term, state.lang().get())).unwrap_or_default()
    });
    let by_payer = Signal::derive(move || {
        let lang = state.lang().get();
        payments.get().map(|payments| charts::by_payer(&payments, lang)).unwrap_or_default()
    });
    let whole = RwSignal::new(false);
    view! {
        <Exports wanted payments left_out whole />
        <Batches />
        <Own />
        <div class="filters no-print">
            <label class="field term">
                <span>{t!(i18n, overview.term)}</span>
                <TermSelect terms chosen on_choose=move |term| Route::Subsidy { term, month: None }.go() />
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
            let left_out = left_out.get();
            let (term, month) = wanted.get().filter(|_| !left_out.is_nothing())?;
            let of = month.map_or_else(|| term.to_string(), |month| month.to_string());
            let undecided = Ruled::Undecided.code().to_owned();
            let sessions = Route::sessions([(session::DATE, of), (session::OUTCOME, undecided)]).href();
            let open = (left_out.sessions > 0)
                .then(|| view! { <a href=sessions>{t!(i18n, overview.undecided)}</a> });
            Some(
                view! {
                    <p class="message warn no-print" role="status">
                        {left_out.text(state.lang().get())}
                        " "
                        {open}
                    </p>
                },
            )
        }}
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
            let paid = payments.get().filter(|payments| !payments.is_empty()).zip(wanted.get());
            let Some((payments, wanted)) = paid else {
                return view! {
                    <div class="card empty">
                        <p>{t!(i18n, subsidy.none)}</p>
                        <a class="button" href=Route::table(Session::KIND).href()>
                            {t!(i18n, nav.sessions)}
                        </a>
                    </div>
                }
                    .into_any();
            };
            let heading = wanted.0.text(state.lang().get());
            let period = wanted.1.map(|month| month.to_string());
            view! {
                <h2 class="print-only">{heading} " " {period} " " {t!(i18n, subsidy.list_title)}</h2>
                <div class="columns no-print">
                    <Chart title=Signal::derive(move || t_string!(i18n, overview.by_month).to_owned()) of=by_month />
                    <Chart title=Signal::derive(move || t_string!(i18n, subsidy.by_payer).to_owned()) of=by_payer />
                </div>
                <PaymentTable payments left_out whole />
                <SchoolTable wanted whole />
            }
                .into_any()
        }}
    }
}
