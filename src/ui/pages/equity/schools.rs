//! The schools one by one, those served least first.

use leptos::prelude::*;

use super::shown::Shown;
use crate::{
    app::{
        equity::{self, By, Served},
        kinds::session,
    },
    domain::{Kind, counts, lang::grouped},
    ui::{
        components::choice::Choice,
        i18n::*,
        pages::subsidy::more::{More, SHOWN},
        route::Route,
        state::State,
    },
};

/// The list as it stands: which schools, in which order, and whether every line is there.
#[derive(Debug, Clone, Copy)]
pub struct List {
    pub schools: Memo<Vec<Served>>,
    pub whole: RwSignal<bool>,
    /// Whether only rural and under-resourced schools are listed.
    only_preferred: RwSignal<bool>,
    order: RwSignal<(By, bool)>,
}

impl List {
    pub fn new(shown: Shown) -> Self {
        let only_preferred = RwSignal::new(false);
        let order = RwSignal::new((By::PerHundred, false));
        let schools = Memo::new(move |_| {
            let (place, only) = (shown.place.get(), only_preferred.get());
            let (by, descending) = order.get();
            shown.equity.with(|equity| {
                let mut schools = equity.schools_in(place);
                schools.retain(|school| !only || school.is_preferred());
                equity::order(&mut schools, by, descending);
                schools.into_iter().cloned().collect::<Vec<_>>()
            })
        });
        Self { schools, whole: RwSignal::new(false), only_preferred, order }
    }

    /// Orders by a column, or the other way round where it is in its order already.
    fn sort(self, by: By) {
        self.order.update(|order| *order = (by, order.0 == by && !order.1));
    }
}

/// A heading that puts the list in its order.
#[component]
fn Sorted(list: List, by: By, title: Signal<&'static str>, #[prop(optional)] number: bool) -> impl IntoView {
    let sorted = move || {
        let (chosen, descending) = list.order.get();
        match (chosen == by, descending) {
            (true, true) => "descending",
            (true, false) => "ascending",
            _ => "none",
        }
    };
    let arrow = move || match sorted() {
        "ascending" => " ↑",
        "descending" => " ↓",
        _ => "",
    };
    view! {
        <th scope="col" class:number=number aria-sort=sorted>
            <button type="button" on:click=move |_| list.sort(by)>
                {title}
                <span aria-hidden="true">{arrow}</span>
            </button>
        </th>
    }
}

#[component]
pub fn Schools(shown: Shown, list: List) -> impl IntoView {
    let state = State::here();
    let (i18n, lang) = (state.i18n, state.lang());
    let term = move || shown.equity.with(|equity| equity.term);
    let row = move |school: &Served| {
        let lang = lang.get();
        let (state, confirmed) = session::CONFIRMED;
        let sessions = Route::sessions([
            (session::DATE, term().to_string()),
            (session::SCHOOL, school.code.clone()),
            (state, confirmed.to_owned()),
        ]);
        let per_hundred = school.per_hundred().map_or_else(|| "—".to_owned(), grouped);
        view! {
            <tr>
                <th scope="row" class="name">
                    <a href=Route::of(Kind::School, &school.code).href()>{school.name.clone()}</a>
                </th>
                <td>{school.county.clone()}</td>
                <td>{equity::kind_of(school, lang)}</td>
                <td class="number">{per_hundred}</td>
                <td class="number">{grouped(school.pupils)}</td>
                <td class="number">
                    <a href=sessions.href()>{grouped(school.reached.services)}</a>
                </td>
                <td class="number">{grouped(school.reached.attendances)}</td>
            </tr>
        }
    };
    let rows = move || {
        let most = if list.whole.get() { usize::MAX } else { SHOWN };
        list.schools.with(|schools| schools.iter().take(most).map(row).collect_view())
    };
    let without = move || {
        let lang = lang.get();
        let (count, share) =
            list.schools.with(|schools| equity::without(&schools.iter().collect::<Vec<_>>()));
        share.filter(|_| count > 0).map(|share| {
            let schools = lang.counted(count, counts::SCHOOLS);
            t_string!(i18n, equity.without, schools = schools, share = share.to_string()).to_string()
        })
    };
    let title =
        |text: fn(leptos_i18n::I18nContext<Locale>) -> &'static str| Signal::derive(move || text(i18n));
    view! {
        <section class="card stack wide">
            <h2>{t!(i18n, equity.least)}</h2>
            <p class="soft">{t!(i18n, equity.least_text)} " " {without}</p>
            <div class="row no-print" role="group" aria-label=move || t_string!(i18n, equity.which)>
                <Choice group="which-schools" of=false chosen=list.only_preferred>
                    {t!(i18n, common.all)}
                </Choice>
                <Choice group="which-schools" of=true chosen=list.only_preferred>
                    {t!(i18n, matching.only_preferred)}
                </Choice>
            </div>
            <table class="plain">
                <thead>
                    <tr>
                        <Sorted list by=By::Name title=title(|i18n| t_string!(i18n, subsidy.school)) />
                        <Sorted list by=By::County title=title(|i18n| t_string!(i18n, subsidy.county)) />
                        <th scope="col">{t!(i18n, equity.standing)}</th>
                        <Sorted list by=By::PerHundred title=title(|i18n| t_string!(i18n, equity.per_hundred)) number=true />
                        <Sorted list by=By::Pupils title=title(|i18n| t_string!(i18n, equity.all_pupils)) number=true />
                        <Sorted list by=By::Services title=title(|i18n| t_string!(i18n, equity.all_services)) number=true />
                        <Sorted list by=By::Attendances title=title(|i18n| t_string!(i18n, equity.reached)) number=true />
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
            {move || {
                let count = list.schools.with(Vec::len);
                (count == 0).then(|| view! { <p class="soft">{t!(i18n, equity.none_of_them)}</p> })
            }}
            {move || {
                let count = list.schools.with(Vec::len);
                view! { <More count whole=list.whole /> }
            }}
        </section>
    }
}
