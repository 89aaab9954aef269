//! 学期结转: what this seat's unit takes over into the next term, and what it files away; chosen here, done at once.

use std::collections::BTreeSet;

use leptos::prelude::*;

use crate::{
    app::roll_over::{self, Archived, Item, Plan},
    domain::{Kind, Localized as _, lang::grouped},
    ui::{
        components::page_head::PageHead,
        i18n::*,
        route::Route,
        state::{State, is_again},
    },
};

/// What stands for an item among those left out.
type Key = (Kind, String);

/// The page; without a seat it says so.
#[component]
pub fn RollOverPage() -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let lang = state.lang();
    let plan = Memo::new(move |_| {
        let workspace = state.workspace.get();
        state.seat().map(|seat| roll_over::plan(&workspace, &seat))
    });
    // Everything is taken over unless it is left out.
    let left_out = RwSignal::new(BTreeSet::<Key>::new());
    let chosen = Memo::new(move |_| {
        let kept = |kind: Kind, id: &str| !left_out.with(|left| left.contains(&(kind, id.to_owned())));
        let plan = plan.get().unwrap_or_default();
        Plan {
            items: plan.items.into_iter().filter(|item| kept(item.kind, &item.id)).collect(),
            archive: plan.archive.into_iter().filter(|one| kept(one.kind, &filed(&one.id))).collect(),
        }
    });
    let count = move || chosen.with(|plan| plan.items.len() + plan.archive.len());
    let make = move |event| {
        if is_again(&event) {
            return;
        }
        let (workspace, actor) = (state.workspace.get_untracked(), state.actor());
        let plan = chosen.get_untracked();
        let count = plan.items.len() + plan.archive.len();
        let note = move || t_string!(i18n, roll_over.done, count = grouped(count)).to_string();
        state.act(
            move |store| async move {
                let days = move |parameter: &str| state.days(parameter);
                roll_over::make(&*store, &workspace, &actor, &plan, &days).await
            },
            move |written| {
                state.toasts.clear();
                state.toasts.done(note, Some(state.undoing(written.sequence)));
            },
        );
    };
    let groups = move || {
        let plan = plan.get().unwrap_or_default();
        let by_kind = Kind::ALL.iter().filter_map(|kind| {
            let items: Vec<_> = plan.items.iter().filter(|item| item.kind == *kind).cloned().collect();
            (!items.is_empty()).then(|| group(state, *kind, items, left_out))
        });
        by_kind.collect_view()
    };
    let archive = move || {
        let closed = plan.get().unwrap_or_default().archive;
        (!closed.is_empty()).then(|| {
            let lines = closed
                .into_iter()
                .map(|Archived { kind, id, title }| {
                    let link = Route::of(kind, &id).href();
                    let label = t_string!(i18n, roll_over.archive_one, title = title).to_string();
                    line(left_out, (kind, filed(&id)), label, link)
                })
                .collect_view();
            view! {
                <section class="card stack">
                    <h2>{t!(i18n, roll_over.archive)}</h2>
                    <p class="soft">{t!(i18n, roll_over.archive_text)}</p>
                    <ul class="choices">{lines}</ul>
                </section>
            }
        })
    };
    let nothing = move || plan.get().is_none_or(|plan| plan.items.is_empty() && plan.archive.is_empty());
    view! {
        <PageHead title=Signal::derive(move || t_string!(i18n, roll_over.title).to_owned())>
            <button type="button" class="primary" disabled=move || count() == 0 on:click=make>
                {move || t_string!(i18n, roll_over.make, count = grouped(count())).to_string()}
            </button>
        </PageHead>
        <p class="trail">
            {roll_over::rolling()
                .filter(|(_, rolls)| rolls.archive.is_some())
                .map(|(kind, _)| {
                    view! { <a href=Route::table(kind).href()>{move || kind.label().text(lang.get())}</a> }
                })
                .collect_view()}
        </p>
        <p class="soft">{t!(i18n, roll_over.text)}</p>
        <Show when=nothing>
            <p class="card empty">
                {move || if plan.get().is_none() {
                    t_string!(i18n, roll_over.no_seat)
                } else {
                    t_string!(i18n, roll_over.nothing)
                }}
            </p>
        </Show>
        {groups}
        {archive}
    }
}

/// Filing a round away and beginning it anew are two choices.
fn filed(id: &str) -> String {
    format!("archive {id}")
}

fn group(state: State, kind: Kind, items: Vec<Item>, left_out: RwSignal<BTreeSet<Key>>) -> impl IntoView {
    let lang = state.lang().get();
    let lines = items
        .into_iter()
        .map(|item| {
            let link = Route::of(kind, &item.id).href();
            let label = format!("{} → {}", item.title, item.into.text(lang));
            line(left_out, (kind, item.id), label, link)
        })
        .collect_view();
    view! {
        <section class="card stack">
            <h2>{kind.label().text(lang)}</h2>
            <ul class="choices">{lines}</ul>
        </section>
    }
}

fn line(left_out: RwSignal<BTreeSet<Key>>, key: Key, label: String, link: String) -> impl IntoView {
    let key = StoredValue::new(key);
    let taken = move || left_out.with(|left| key.with_value(|key| !left.contains(key)));
    let toggle = move |_| {
        left_out.update(|left| {
            let key = key.get_value();
            if !left.remove(&key) {
                left.insert(key);
            }
        });
    };
    view! {
        <li>
            <label class="check">
                <input type="checkbox" prop:checked=taken on:change=toggle />
                <span>{label.clone()}</span>
            </label>
            <a href=link aria-label=label>"↗"</a>
        </li>
    }
}
