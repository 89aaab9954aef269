//! Who sits here: a seat of the tree, or, where no tree is kept, a name for the journal.

use leptos::prelude::*;

use crate::{
    app::{beginning, pinyin::Word},
    domain::{
        lang::grouped,
        organization::Side,
        tree::Unit,
        workflow::{Role, Seat},
    },
    ui::{
        components::{
            choice::Choice,
            dialog::{Dialog, FormButtons},
        },
        i18n::*,
        route::Route,
        state::State,
    },
};

/// The button in the header.
#[component]
pub fn SeatButton(open: RwSignal<bool>) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let seat = move || {
        let seat = state.seat_name();
        if seat.is_empty() { t_string!(i18n, seat.nobody).to_owned() } else { seat }
    };
    view! {
        <button type="button" class="on-dark" on:click=move |_| open.set(true)>
            {t!(i18n, seat.label)}
            {seat}
        </button>
        <Dialog open title=Signal::derive(move || t_string!(i18n, seat.title).to_owned())>
            <SeatForm on_done=move || open.set(false) />
        </Dialog>
    }
}

/// Chooses a unit and a role where there are units; asks for a name where there are none.
#[component]
pub fn SeatForm(#[prop(into)] on_done: Callback<()>) -> impl IntoView {
    let state = State::here();
    let has_units = Memo::new(move |_| state.workspace.get().tree().all().next().is_some());
    move || {
        if has_units.get() {
            view! { <UnitForm on_done /> }.into_any()
        } else {
            view! { <NameForm on_done /> }.into_any()
        }
    }
}

/// Asks for the seat's name and remembers it. An organ that the program knows brings the units around it, and has its seat there.
#[component]
fn NameForm(on_done: Callback<()>) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let name = RwSignal::new(untrack(|| state.seat_name()));
    let units = StoredValue::new(beginning::units());
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let seat = name.get_untracked().trim().to_owned();
        if seat.is_empty() {
            return;
        }
        let known = units.with_value(|units| units.iter().find(|(_, name)| *name == seat).cloned());
        match known {
            Some(unit) => begin(state, unit),
            None => state.sit_at(seat, None),
        }
        on_done.run(());
    };
    let offered = move || {
        let option = |(_, name): &(String, String)| view! { <option value=name.clone()></option> };
        units.with_value(|units| units.iter().map(option).collect_view())
    };
    view! {
        <form class="stack" on:submit=submit>
            <p>
                {t!(i18n, seat.no_units)} " "
                <a href=Route::Data.href() on:click=move |_| on_done.run(())>
                    {t!(i18n, seat.open_file)}
                </a>
            </p>
            <label class="field">
                <span>{t!(i18n, seat.field)}</span>
                <input
                    type="text"
                    maxlength="40"
                    list="known-organs"
                    autocomplete="off"
                    required=true
                    autofocus=true
                    bind:value=name
                />
                <datalist id="known-organs">{offered()}</datalist>
                <span class="help">{t!(i18n, seat.help)}</span>
            </label>
            <FormButtons on_cancel=on_done>{t!(i18n, common.ok)}</FormButtons>
        </form>
    }
}

/// Brings in the organ with those around it, and sits down there.
fn begin(state: State, (unit, name): (String, String)) {
    let (workspace, actor) = (state.workspace.get_untracked(), state.actor());
    let seat = Seat { unit: unit.clone(), role: Role::Officer };
    state.act(
        move |store| async move { beginning::begin(&*store, &workspace, &actor, &unit).await },
        move |_| state.sit_at(name, Some(seat)),
    );
}

/// A person is told from others of the name by the number.
fn called(unit: &Unit) -> String {
    match unit.side {
        Side::Person => format!("{}（{}）", unit.name, unit.id),
        _ => unit.name.clone(),
    }
}

/// As many units as the list shows at once.
const MOST: usize = 40;

#[component]
fn UnitForm(on_done: Callback<()>) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let lang = state.lang();
    let seat = state.seat_untracked();
    let text = RwSignal::new(String::new());
    let unit = RwSignal::new(seat.as_ref().map(|seat| seat.unit.clone()).unwrap_or_default());
    let role = RwSignal::new(seat.map_or(Role::Officer, |seat| seat.role));
    let found = Memo::new(move |_| {
        let workspace = state.workspace.get();
        let tree = workspace.tree();
        let text = text.get();
        let word = Word::of(&text);
        let here = unit.get();
        // Without a word: the present unit, its peer, what stands above and right below.
        let near = |id: &str| {
            id == here
                || tree.peer(&here) == Some(id)
                || tree.superior(id) == Some(&here)
                || tree.path(&here).contains(&id)
                || here.is_empty()
        };
        let matches = |id: &str, name: &str| {
            if text.trim().is_empty() { near(id) } else { word.is_in(name) || word.is_in(id) }
        };
        // Where an office works, nobody sits at another's desk.
        let office = workspace.settings.office.as_ref();
        let is_own = |unit: &Unit| office.is_none_or(|office| office.unit == unit.id);
        tree.all()
            .filter(|unit| unit.side != Side::Place && is_own(unit) && matches(&unit.id, &unit.name))
            .map(|unit| (unit.id.clone(), called(unit)))
            .collect::<Vec<_>>()
    });
    let shown = move || found.get().into_iter().take(MOST).collect::<Vec<_>>();
    let more = Signal::derive(move || found.with(Vec::len).saturating_sub(MOST));
    // A person signs for nobody but themself.
    let is_person = Memo::new(move |_| {
        let workspace = state.workspace.get();
        workspace.tree().get(&unit.get()).is_some_and(|unit| unit.side == Side::Person)
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let workspace = state.workspace.get_untracked();
        let role = if is_person.get_untracked() { Role::Officer } else { role.get_untracked() };
        let unit = unit.get_untracked();
        let seat = Seat { unit, role };
        if workspace.settings.seat.as_ref() == Some(&seat) {
            on_done.run(());
        } else if let Some(known) = workspace.tree().get(&seat.unit) {
            let name = match role {
                Role::Officer => known.name.clone(),
                Role::Leader => format!("{}（{}）", known.name, role.label().text(lang.get_untracked())),
            };
            state.sit_at(name, Some(seat));
            on_done.run(());
        }
    };
    view! {
        <form class="stack" on:submit=submit>
            <label class="field">
                <span>{t!(i18n, seat.find)}</span>
                <input
                    type="search"
                    autofocus=true
                    placeholder=move || t_string!(i18n, seat.find_hint)
                    prop:value=move || text.get()
                    on:input:target=move |event| text.set(event.target().value())
                />
            </label>
            <fieldset class="field units" tabindex="0">
                <legend>{t!(i18n, seat.unit)}</legend>
                <For each=shown key=|one| one.0.clone() let:one>
                    {
                        let (id, name) = one;
                        view! {
                            <Choice group="seat-unit" of=id chosen=unit>
                                {name}
                            </Choice>
                        }
                    }
                </For>
                <Show when=move || found.get().is_empty()>
                    <p class="soft">{t!(i18n, search.none)}</p>
                </Show>
                <Show when=move || more.get() != 0>
                    <p class="soft">{move || t_string!(i18n, seat.more, count = grouped(more.get())).to_string()}</p>
                </Show>
            </fieldset>
            <Show when=move || !is_person.get()>
                <fieldset class="field">
                    <legend>{t!(i18n, seat.role)}</legend>
                    <div class="checks">
                        {Role::ALL
                            .map(|one| {
                                view! {
                                    <Choice group="seat-role" of=one chosen=role>
                                        {move || one.label().text(lang.get())}
                                    </Choice>
                                }
                            })
                            .collect_view()}
                    </div>
                    <span class="help">{t!(i18n, seat.role_help)}</span>
                </fieldset>
            </Show>
            <FormButtons on_cancel=on_done>{t!(i18n, common.ok)}</FormButtons>
        </form>
    }
}
