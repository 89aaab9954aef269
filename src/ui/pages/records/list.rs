//! The table of a kind: search, filters, saved views, order, sums; Enter opens a record.

use std::sync::Arc;

use leptos::prelude::*;

use crate::{
    app::{
        kinds, scope,
        table::{self, Listing, TableQuery},
    },
    domain::{
        Kind,
        field::{Field, FieldKind},
    },
    ui::{
        components::{
            badge::{Badge, Tone},
            download::XLSX,
            export::ExportButton,
            filter::Filter,
            grid::{Grid, GridColumn},
            page_head::PageHead,
        },
        i18n::*,
        route::Route,
        state::{State, remember, remembered},
    },
    worker::Ask,
};

/// All records of a kind that the seat sees. The query lives in the address.
#[component]
pub fn ListPage(kind: Kind, #[prop(into)] query: Signal<TableQuery>) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let lang = state.lang();
    let listing = Memo::new(move |_| {
        let workspace = state.workspace.get();
        Arc::new(table::listing(&workspace, state.seat().as_ref(), kind, lang.get()))
    });
    let may_add = move || {
        let workspace = state.workspace.get();
        state.seat().is_none_or(|seat| scope::may_keep(&workspace, &seat, kind, &seat.unit))
    };
    let rolls_over = kinds::of(kind).is_some_and(|behaviour| behaviour.roll_over.is_some());
    view! {
        <PageHead title=Signal::derive(move || kind.label().text(lang.get()).to_owned())>
            <Show when=may_add>
                <a class="button primary" href=Route::New { kind, from: None }.href()>
                    {t!(i18n, records.add)}
                </a>
            </Show>
            <Show when=move || rolls_over>
                <a class="button" href=Route::RollOver.href()>
                    {t!(i18n, roll_over.title)}
                </a>
            </Show>
            <ExportButton
                kinds=vec![kind]
                name=Signal::derive(move || kind.label().text(lang.get()).to_owned())
                label=Signal::derive(move || t_string!(i18n, records.export).to_owned())
            />
            <button type="button" on:click=move |_| template_file(state, kind)>
                {t!(i18n, records.template)}
            </button>
        </PageHead>
        <Kinds kind />
        <Show
            when=move || !listing.get().rows.is_empty()
            fallback=move || {
                view! {
                    <div class="card empty">
                        <p>{move || t_string!(i18n, records.none, kind = kind.label().text(lang.get()))}</p>
                    </div>
                }
            }
        >
            <Filters kind listing query />
            <Table kind listing query />
        </Show>
    }
}

/// The tables of the same section.
#[component]
pub fn Kinds(kind: Kind) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let lang = state.lang();
    let kinds = kind.declaration().section.0.kinds();
    view! {
        <nav class="kinds" aria-label=move || t_string!(i18n, records.kinds)>
            {kinds
                .into_iter()
                .map(|other| {
                    view! {
                        <a href=Route::table(other).href() aria-current=(other == kind).then_some("page")>
                            {move || other.label().text(lang.get())}
                        </a>
                    }
                })
                .collect_view()}
        </nav>
    }
}

/// An empty workbook to fill in and import on the data page.
fn template_file(state: State, kind: Kind) {
    let ask =
        Ask::Workbook { packs: state.packs(), kinds: vec![kind.code().to_owned()], empty: true, mark: None };
    let label = kind.label().text(state.lang().get_untracked());
    let name = format!("{label}-{}.xlsx", t_string!(state.i18n, records.template));
    state.save_file(ask, name, XLSX, |_| {});
}

fn change(kind: Kind, query: Signal<TableQuery>, edit: impl FnOnce(&mut TableQuery)) {
    let mut changed = query.get_untracked();
    edit(&mut changed);
    Route::Records { kind, query: changed }.replace();
}

/// Filters shown beside the search: the state, the first columns with a closed list of values, and those of packs.
const MOST_FILTERS: usize = 3;

#[component]
fn Filters(kind: Kind, listing: Memo<Arc<Listing>>, query: Signal<TableQuery>) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let lang = state.lang();
    let any = Memo::new(move |_| {
        let query = query.get();
        !query.text.is_empty() || query.state.is_some() || !query.filters.is_empty()
    });
    let states = kind.workflow().map(|progress| progress.states);
    let filters = move || {
        let listing = listing.get();
        let added = state.workspace.get_untracked().fields().added(kind).to_vec();
        let (mut own, mut of_packs) = (Vec::new(), Vec::new());
        for (column, field) in listing.columns.iter().enumerate() {
            let values = listing.choices(column);
            if values.len() > 1 {
                let part = if added.contains(field) { &mut of_packs } else { &mut own };
                part.push((*field, values));
            }
        }
        own.truncate(MOST_FILTERS);
        own.into_iter()
            .chain(of_packs)
            .map(|(field, values)| {
                let options: Vec<_> = values.into_iter().map(|value| (value.clone(), value)).collect();
                let choose = move |value: Option<String>| {
                    change(kind, query, |query| {
                        match value {
                            Some(value) => query.filters.insert(field.key.to_owned(), value),
                            None => query.filters.remove(field.key),
                        };
                    });
                };
                view! {
                    <Filter
                        label=Signal::derive(move || field.label.text(lang.get()).to_owned())
                        options=Signal::stored(options)
                        chosen=Signal::derive(move || query.get().filters.get(field.key).cloned())
                        on_choose=choose
                    />
                }
            })
            .collect_view()
    };
    let states = states.map(|states| {
        let options = move || {
            states
                .iter()
                .map(|state| (state.label.text(lang.get()).to_owned(), state.code.to_owned()))
                .collect::<Vec<_>>()
        };
        view! {
            <Filter
                label=Signal::derive(move || t_string!(i18n, records.state).to_owned())
                options=Signal::derive(options)
                chosen=Signal::derive(move || query.get().state)
                on_choose=move |value| change(kind, query, |query| query.state = value)
            />
        }
    });
    view! {
        <form class="filters" role="search" on:submit=|event| event.prevent_default()>
            <label class="field">
                <span>{t!(i18n, sessions.search)}</span>
                <input
                    type="search"
                    placeholder=move || t_string!(i18n, records.search_hint)
                    prop:value=move || query.get().text
                    on:input:target=move |event| change(kind, query, |query| query.text = event.target().value())
                />
            </label>
            {states}
            {filters}
            <Show when=move || any.get()>
                <button
                    type="button"
                    on:click=move |_| {
                        change(
                            kind,
                            query,
                            |query| {
                                *query = TableQuery {
                                    sort: query.sort.take(),
                                    descending: query.descending,
                                    ..TableQuery::default()
                                };
                            },
                        );
                    }
                >
                    {t!(i18n, sessions.clear)}
                </button>
            </Show>
            <SavedViews kind query any />
        </form>
    }
}

/// Views kept in this browser: a name and the query's address, a line each.
#[component]
fn SavedViews(kind: Kind, query: Signal<TableQuery>, any: Memo<bool>) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let key = format!("keqiao-views-{}", kind.code());
    let read = {
        let key = key.clone();
        move || -> Vec<(String, String)> {
            remembered(&key).and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default()
        }
    };
    let views = RwSignal::new(read());
    let keep = StoredValue::new(move |list: &Vec<(String, String)>| {
        if let Ok(text) = serde_json::to_string(list) {
            remember(&key, &text);
        }
        views.set(list.clone());
    });
    let naming = RwSignal::new(None::<String>);
    let store = move || {
        let Some(name) = naming.get_untracked().map(|name| name.trim().to_owned()) else {
            return;
        };
        if name.is_empty() {
            return;
        }
        let href = Route::Records { kind, query: query.get_untracked() }.href();
        let mut list = views.get_untracked();
        list.retain(|(other, _)| *other != name);
        list.push((name, href));
        keep.with_value(|keep| keep(&list));
        naming.set(None);
    };
    view! {
        <div class="views">
            <For each=move || views.get() key=|view| view.clone() let:view>
                {
                    let (name, href) = view.clone();
                    let label = name.clone();
                    view! {
                        <span class="view">
                            <a href=href>{name}</a>
                            <button
                                type="button"
                                class="plain"
                                aria-label=move || t_string!(i18n, records.drop_view, name = label.clone())
                                on:click=move |_| {
                                    let mut list = views.get_untracked();
                                    list.retain(|other| *other != view);
                                    keep.with_value(|keep| keep(&list));
                                }
                            >
                                "×"
                            </button>
                        </span>
                    }
                }
            </For>
            {move || match naming.get() {
                Some(_) => {
                    view! {
                        <input
                            type="text"
                            maxlength="20"
                            autofocus=true
                            aria-label=move || t_string!(i18n, records.view_name)
                            placeholder=move || t_string!(i18n, records.view_name)
                            on:input:target=move |event| {
                                naming
                                    .update_untracked(|name| *name = Some(event.target().value()));
                            }
                            on:keydown=move |event| {
                                match event.key().as_str() {
                                    "Enter" => {
                                        event.prevent_default();
                                        store();
                                    }
                                    "Escape" => naming.set(None),
                                    _ => {}
                                }
                            }
                        />
                        <button type="button" on:click=move |_| store()>
                            {t!(i18n, common.save)}
                        </button>
                    }
                        .into_any()
                }
                None if any.get() => {
                    view! {
                        <button type="button" class="plain" on:click=move |_| naming.set(Some(String::new()))>
                            {t!(i18n, records.save_view)}
                        </button>
                    }
                        .into_any()
                }
                None => ().into_any(),
            }}
        </div>
    }
}

#[component]
fn Table(kind: Kind, listing: Memo<Arc<Listing>>, query: Signal<TableQuery>) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let lang = state.lang();
    let has_state = kind.workflow().is_some();
    let found = Memo::new(move |_| {
        let listing = listing.get();
        let rows: Vec<_> = listing.find(&query.get()).into_iter().cloned().collect();
        let sums: Vec<_> = {
            let borrowed: Vec<_> = rows.iter().collect();
            (0..listing.columns.len())
                .map(|column| listing.sum(&borrowed, column).unwrap_or_default())
                .collect()
        };
        Arc::new((rows, sums))
    });
    let sort = move |key: &'static str| {
        Callback::new(move |()| {
            change(kind, query, |query| {
                query.descending = query.sort.as_deref() == Some(key) && !query.descending;
                query.sort = Some(key.to_owned());
            });
        })
    };
    let mut columns: Vec<_> = table::columns(state.workspace.get_untracked().fields(), kind)
        .into_iter()
        .map(|field| GridColumn {
            title: Signal::derive(move || field.label.text(lang.get()).to_owned()),
            number: field.is_number(),
            on_sort: Some(sort(field.key)),
            sorted: Signal::derive(move || {
                let query = query.get();
                (query.sort.as_deref() == Some(field.key)).then_some(query.descending)
            }),
        })
        .collect();
    if has_state {
        columns.push(GridColumn {
            title: Signal::derive(move || t_string!(i18n, records.state).to_owned()),
            number: false,
            on_sort: None,
            sorted: Signal::derive(|| None),
        });
    }
    let cells = move |line: usize| -> Vec<AnyView> {
        let found = found.get();
        let Some(row) = found.0.get(line) else {
            return Vec::new();
        };
        let mut cells: Vec<_> = row.cells.iter().map(|cell| cell.clone().into_any()).collect();
        if let Some(at) = row.state {
            let text = Signal::derive(move || at.label.text(lang.get()).to_owned());
            cells.push(view! { <Badge tone=Tone::of(at) text /> }.into_any());
        }
        cells
    };
    let foot = move || {
        let found = found.get();
        let mut foot = found.1.clone();
        if let Some(first) = foot.first_mut() {
            *first = t_string!(i18n, records.found, count = found.0.len());
        }
        if has_state {
            foot.push(String::new());
        }
        foot
    };
    view! {
        <Show
            when=move || !found.get().0.is_empty()
            fallback=move || view! { <p class="card empty">{t!(i18n, sessions.none_found)}</p> }
        >
            <Grid
                label=Signal::derive(move || kind.label().text(lang.get()).to_owned())
                class="records"
                template=template(state, kind)
                columns=columns.clone()
                count=Signal::derive(move || found.get().0.len())
                cells=cells
                on_open=move |line: usize| {
                    if let Some(row) = found.get_untracked().0.get(line) {
                        Route::Record { kind, id: row.id.clone() }.go();
                    }
                }
                foot=Signal::derive(foot)
            />
        </Show>
    }
}

/// How wide the columns are, by what they hold.
fn template(state: State, kind: Kind) -> String {
    let width = |field: &&'static Field| match field.kind {
        FieldKind::Date | FieldKind::Time | FieldKind::Flag => "7.5rem",
        FieldKind::Count { .. } | FieldKind::Decimal { .. } | FieldKind::Share => "6.5rem",
        FieldKind::Money { .. } => "8rem",
        FieldKind::Choice(_) => "8.5rem",
        FieldKind::Text { .. } if field.key == "number" => "13rem",
        FieldKind::Text { max } if max > 60 => "minmax(12rem, 2fr)",
        FieldKind::Reference(_) => "minmax(9rem, 1.3fr)",
        _ => "minmax(9rem, 1fr)",
    };
    let columns = table::columns(state.workspace.get_untracked().fields(), kind);
    let mut widths: Vec<_> = columns.iter().map(width).collect();
    if kind.workflow().is_some() {
        widths.push("10rem");
    }
    widths.join(" ")
}
