//! 均衡支持: whether rural and under-resourced schools get their share of the services, from the province down to the school (五.5).

mod cards;
mod heading;
mod map;
mod schools;
mod shown;

use leptos::prelude::*;

use crate::{
    domain::{Section, Term},
    ui::{
        components::terms::TermSelect,
        i18n::*,
        pages::records::Kinds,
        route::Route,
        state::{State, now},
    },
};

use self::{
    cards::{Months, Places, Reserves},
    heading::{Figures, Heading, Trail},
    map::ProvinceMap,
    schools::{List, Schools},
    shown::Shown,
};

/// The page. Term and place live in the address.
#[component]
pub fn EquityPage(
    #[prop(into)] term: Signal<Option<Term>>,
    #[prop(into)] place: Signal<Option<String>>,
) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let terms = Memo::new(move |_| state.equity_terms());
    let latest = move || terms.with(|terms| terms.first().copied()).unwrap_or_else(|| Term::of(now().today));
    let chosen = Memo::new(move |_| Some(term.get().unwrap_or_else(latest)));
    let equity = Memo::new(move |_| state.equity(chosen.get().unwrap_or_else(latest)));
    let shown =
        Shown { equity, place: Memo::new(move |_| equity.with(|equity| equity.at(place.get().as_deref()))) };
    let has_schools = Memo::new(move |_| equity.with(|equity| !equity.schools.is_empty()));
    let list = List::new(shown);
    view! {
        <Heading shown list />
        <Kinds section=Section::Joint />
        <Show
            when=move || has_schools.get()
            fallback=move || {
                view! {
                    <div class="card empty">
                        <p>{t!(i18n, equity.no_schools)}</p>
                        <a class="button" href=Route::Data.href()>
                            {t!(i18n, first.import_button)}
                        </a>
                    </div>
                }
            }
        >
            <div class="filters no-print">
                <Show when=move || terms.with(|terms| !terms.is_empty())>
                    <label class="field term">
                        <span>{t!(i18n, overview.term)}</span>
                        <TermSelect
                            terms
                            chosen
                            on_choose=move |term| Route::Equity { term, place: place.get_untracked() }.go()
                        />
                    </label>
                </Show>
                <Trail shown />
            </div>
            <Figures shown />
            <ProvinceMap shown />
            <Places shown />
            <Months shown />
            <Reserves shown />
            <Schools shown list />
        </Show>
    }
}
