use std::collections::BTreeSet;

use leptos::{ev, prelude::*};

use crate::{
    domain::{
        lang::grouped,
        section::{Group, Section},
    },
    ui::{
        i18n::*,
        route::Route,
        state::{State, remember, remembered},
    },
};

/// What this browser remembers of it: the groups that are folded.
const FOLDED: &str = "keqiao-folded";

/// The sections by group; groups fold, and stay so. A section says how much waits for this seat there.
#[component]
pub fn Navigation(route: Signal<Route>) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let of = |group: &Group| group.sections().iter().copied();
    let shown = Memo::new(move |_| {
        Group::ALL.iter().flat_map(of).filter(|section| state.opens(*section)).collect::<Vec<_>>()
    });
    view! {
        <nav class="nav" aria-label=move || t_string!(i18n, shell.sections)>
            {move || {
                Group::ALL
                    .iter()
                    .map(|group| {
                        let shown: Vec<_> = of(group).filter(|section| shown.with(|shown| shown.contains(section))).collect();
                        (!shown.is_empty()).then(|| view! { <Sections group=*group shown route /> })
                    })
                    .collect_view()
            }}
        </nav>
    }
}

#[component]
fn Sections(group: Group, shown: Vec<Section>, route: Signal<Route>) -> impl IntoView {
    let state = State::here();
    let lang = state.lang();
    let label = move || group.label().text(lang.get());
    let fold = move |event: ev::Event| {
        let open = event_target::<web_sys::Element>(&event).has_attribute("open");
        let mut folded = folded();
        if open {
            folded.remove(group.label().en)
        } else {
            folded.insert(group.label().en.to_owned())
        };
        remember(FOLDED, &folded.into_iter().collect::<Vec<_>>().join(","));
    };
    view! {
        <details open=!folded().contains(group.label().en) on:toggle=fold>
            <summary>{label}</summary>
            <ul>
                {shown
                    .into_iter()
                    .map(|section| {
                        let current = move || (route.get().section() == Some(section)).then_some("page");
                        let waiting = state.waiting_at(section);
                        view! {
                            <li>
                                <a href=Route::home(section).href() aria-current=current>
                                    {move || section.label().text(lang.get())}
                                </a>
                                {move || {
                                    let count = waiting.get();
                                    (count > 0).then(|| view! { <span class="count">{grouped(count)}</span> })
                                }}
                            </li>
                        }
                    })
                    .collect_view()}
            </ul>
        </details>
    }
}

fn folded() -> BTreeSet<String> {
    let names = remembered(FOLDED).unwrap_or_default();
    names.split(',').filter(|name| !name.is_empty()).map(str::to_owned).collect()
}
