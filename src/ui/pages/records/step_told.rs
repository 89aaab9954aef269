//! What a step tells before it is made: what is missing, how many receive, what is there already, and what it takes away.

use leptos::prelude::*;

use crate::{
    app::{
        preview::Preview,
        transitions::{Before, Unpaid},
    },
    domain::{Kind, counts, field::Field, lang::grouped, workflow::Stage},
    ui::{
        components::steps::{Asking, FIRST, Steps},
        i18n::*,
        route::Route,
        state::{State, now},
    },
};

/// Of several records the first, each by what tells it from the others.
pub fn several(state: State, asking: &Asking) -> Option<impl IntoView + use<>> {
    asking.only().is_none().then(|| {
        let workspace = state.workspace.get_untracked();
        let lang = state.lang().get_untracked();
        let preview = Preview { workspace: &workspace, unit: None, today: now().today, lang };
        let lines = asking.first(&preview).into_iter().map(|line| view! { <li>{line}</li> });
        let more = asking.ids.len().saturating_sub(FIRST);
        let more =
            (more > 0).then(|| view! { <li>{t!(state.i18n, records.and_more, count = grouped(more))}</li> });
        view! { <ul class="todo">{lines.collect_view()} {more}</ul> }
    })
}

/// What is told before; of the record that this seat `edits`, what is missing leads to where it is filled in.
pub fn told(state: State, asking: &Asking, before: Before, edits: Option<String>) -> AnyView {
    let (i18n, lang) = (state.i18n, state.lang().get_untracked());
    let (kind, verb) = (asking.kind, asking.transition.label.text(lang));
    let field = |field: &'static Field| {
        let label = field.called().text(lang);
        match &edits {
            Some(id) => {
                let at = Route::Edit { kind, id: id.clone(), field: Some(field.key.to_owned()) };
                let open = Steps::here().open;
                view! { <li><a href=at.href() on:click=move |_| open.set(false)>{label}</a></li> }.into_any()
            }
            None => view! { <li>{label}</li> }.into_any(),
        }
    };
    let missing = (!before.missing.is_empty()).then(|| {
        let fields = before.missing.iter().copied().map(field).collect_view();
        view! {
            <div class="message warn">
                <p>{t_string!(i18n, records.fill_in_before, verb = verb).to_string()}</p>
                <ul class="todo">{fields}</ul>
            </div>
        }
    });
    let behind = before.clock_behind.map(|day| {
        let today = now().today.to_string();
        let text = t_string!(i18n, records.clock_behind, today = today, day = day.to_string()).to_string();
        view! { <p class="message warn">{text}</p> }
    });
    let alone = (!before.by_one_seat.is_empty()).then(|| {
        let steps = lang.list(before.by_one_seat.iter().map(|made| made.label.text(lang)));
        view! { <p class="message warn">{t_string!(i18n, records.by_one_seat, steps = steps).to_string()}</p> }
    });
    let signed = before.taken_away.iter().map(|(signed, units)| {
        let workspace = state.workspace.get_untracked();
        let names: Vec<_> = units.iter().map(|unit| workspace.tree().name(unit)).collect();
        let names = lang.first_of(&names, FIRST, counts::UNITS);
        t_string!(i18n, records.signed_by, step = signed.label.text(lang), units = names).to_string()
    });
    let signed = lang.statements(signed.collect::<Vec<_>>());
    let away = (!signed.is_empty()).then(|| {
        let workflow = kind.workflow();
        let ends = workflow.and_then(|workflow| workflow.state(asking.transition.to));
        let text = match ends.is_some_and(|state| state.stage == Stage::Void) {
            true => t_string!(i18n, records.taken_away_for_good, signed = signed).to_string(),
            false => t_string!(i18n, records.taken_away, signed = signed).to_string(),
        };
        view! { <p class="message warn">{text}</p> }
    });
    let unpaid = untrack(|| unpaid(state, asking.unpaid(state)));
    let unpaid = unpaid.map(|text| view! { <p class="message warn">{text}</p> });
    let makes = before.makes.into_iter().map(|(kind, count): (Kind, usize)| {
        let text = t_string!(i18n, records.makes, kind = kind.label().text(lang), count = grouped(count))
            .to_string();
        view! { <p class="message">{text}</p> }
    });
    let there = (!before.there.is_empty()).then(|| {
        let there = lang.list(before.there);
        view! { <p class="message">{t!(i18n, records.there_already, there = there)}</p> }
    });
    let left = asking.left.iter().map(|left| view! { <li>{left.get(lang).to_owned()}</li> }).collect_view();
    let left = (!asking.left.is_empty()).then(|| {
        view! {
            <div class="message">
                <p>{t!(i18n, records.left_out)}</p>
                <ul class="todo">{left}</ul>
            </div>
        }
    });
    view! {
        {left}
        {missing}
        {behind}
        {alone}
        {away}
        {unpaid}
        {makes.collect_view()}
        {there}
    }
    .into_any()
}

/// That something is paid no more.
pub fn unpaid(state: State, Unpaid { sessions, after_tax, batched }: Unpaid) -> Option<String> {
    let lang = state.lang().get();
    let lost = (sessions > 0).then(|| {
        let sessions = lang.counted(sessions, counts::SESSIONS);
        t_string!(state.i18n, records.unpaid, sessions = sessions, amount = after_tax.to_string()).to_string()
    });
    let stays = (batched > 0).then(|| {
        let sessions = lang.counted(batched, counts::SESSIONS);
        t_string!(state.i18n, records.unpaid_batched, sessions = sessions).to_string()
    });
    let told: Vec<_> = lost.into_iter().chain(stays).collect();
    (!told.is_empty()).then(|| told.join(" "))
}
