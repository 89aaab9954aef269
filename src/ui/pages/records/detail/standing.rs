//! Where a record stands.

use leptos::prelude::*;

use crate::{
    app::{
        inbox,
        workspace::{RecordView, Workspace},
    },
    domain::workflow::waited_for,
    ui::{
        components::badge::{Badge, Tone},
        i18n::*,
        state::State,
    },
};

/// State, who holds it, and by when.
pub fn standing(state: State, workspace: &Workspace, record: &RecordView<'_>) -> AnyView {
    let i18n = state.i18n;
    let lang = state.lang();
    let (Some(progress), Some(table)) = (record.progress(), record.kind.workflow()) else {
        return ().into_any();
    };
    let at = progress.state;
    let text = Signal::derive(move || at.label.text(lang.get()).to_owned());
    let holders: Vec<_> = waited_for(table, record.subject(), workspace)
        .into_iter()
        .map(|(_, unit)| workspace.tree().name(&unit).to_owned())
        .collect();
    let due = inbox::due(record, &progress, &|parameter| state.days(parameter), workspace.calendar());
    view! {
        " "
        <Badge tone=Tone::of(at) text />
        {(!holders.is_empty())
            .then(|| {
                let names = move || lang.get().list(&holders);
                view! { <span class="soft">{move || t_string!(i18n, records.held_by, names = names())}</span> }
            })}
        {due
            .map(|due| {
                view! {
                    <span class="soft">{move || t_string!(i18n, records.due, day = due.to_string())}</span>
                }
            })}
    }
    .into_any()
}
