//! Whom a record names, as they were on its day, whatever they are now: by that a session is paid.

use jiff::civil::Date;
use leptos::prelude::*;

use crate::{
    app::{
        kinds, table,
        workspace::{RecordView, Workspace},
    },
    domain::{
        Kind, Lang,
        field::{Field, FieldKind},
    },
    ui::{i18n::*, route::Route, state::State},
};

use super::value::shown;

/// The card; nothing for a kind whose records have no day.
pub fn on_the_day(state: State, workspace: &Workspace, record: &RecordView<'_>) -> AnyView {
    let day = kinds::of(record.kind).and_then(|behaviour| behaviour.day);
    let Some(day) = day.and_then(|key| record.text(key).parse::<Date>().ok()) else {
        return ().into_any();
    };
    let lang = state.lang().get();
    let named = record.kind.fields().iter().filter_map(|field| {
        let FieldKind::Reference(kinds) = field.kind else { return None };
        let id = record.text(field.key);
        kinds.iter().find_map(|kind| workspace.find(*kind, id))
    });
    let named: Vec<_> = named.map(|named| as_of(state, workspace, &named, day, lang)).collect();
    if named.is_empty() {
        return ().into_any();
    }
    view! {
        <section class="card stack">
            <h2>{t_string!(state.i18n, records.on_the_day, day = day.to_string()).to_string()}</h2>
            {named}
        </section>
    }
    .into_any()
}

fn as_of(state: State, workspace: &Workspace, named: &RecordView<'_>, day: Date, lang: Lang) -> AnyView {
    let says = fields(named.kind).into_iter().filter_map(|field| {
        let held = named.on(field, day);
        let is_itself = held.value.as_str().is_some_and(|text| text == named.id || text == named.title);
        (!is_itself).then(|| {
            view! {
                <div>
                    <dt>{field.called().text(lang)}</dt>
                    <dd>{shown(state, workspace, (named, field), held, lang)}</dd>
                </div>
            }
        })
    });
    let says = says.collect_view();
    view! {
        <h3>
            {named.kind.one().text(lang)} " "
            <a href=Route::of(named.kind, &named.id).href()>{named.title.clone()}</a>
        </h3>
        <dl class="facts">{says}</dl>
    }
    .into_any()
}

/// What its table shows, and everything else that is dated.
fn fields(kind: Kind) -> Vec<&'static Field> {
    let listed = table::columns(&Default::default(), kind);
    let is_listed = |field: &Field| listed.iter().any(|column| column.shown && column.key == field.key);
    kind.fields().iter().filter(|field| !field.personal && (field.dated || is_listed(field))).collect()
}
