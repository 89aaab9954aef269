//! Rows of a file as they were understood, as a table: a column for each field of which any of them says something.

use leptos::prelude::*;

use crate::{
    domain::Lang,
    exchange::import::{Line, NewRow, Understood},
    policy::decision::Text,
    say,
    ui::{i18n::*, state::State},
};

/// The fields of which any of some rows says something, in their order.
#[derive(Clone)]
pub struct Columns(Vec<(String, Text)>);

/// See [`Columns`].
pub fn columns_of(lines: impl IntoIterator<Item = Line>) -> Columns {
    let mut columns: Vec<(String, Text)> = Vec::new();
    for line in lines {
        // A field that only a later row has comes after the one that stands before it there.
        let mut next = 0;
        for Understood { field, label, .. } in line {
            match columns.iter().position(|(known, _)| *known == field) {
                Some(known) => next = known + 1,
                None => {
                    columns.insert(next, (field, label));
                    next += 1;
                }
            }
        }
    }
    Columns(columns)
}

impl Columns {
    /// The cells of the head.
    pub fn heads(&self, lang: Signal<Lang>) -> impl IntoView + use<> {
        let heads = self.0.iter().map(|(_, label)| {
            let label = label.clone();
            view! { <th scope="col">{move || label.get(lang.get()).to_owned()}</th> }
        });
        heads.collect_view()
    }

    /// The cells of a row; what does not stand in the sheet as it is says whence it is.
    pub fn cells(&self, lang: Signal<Lang>, line: &Line) -> impl IntoView + use<> {
        let cells = self.0.iter().map(|(field, _)| {
            let said = line.iter().find(|said| said.field == *field).cloned();
            said.map(|Understood { value, how, .. }| {
                let how = how.map(|how| {
                    let how = move || say!(lang.get(), "（{how}）", "({how})", how = how.get(lang.get()));
                    view! { <span class="soft">{how}</span> }
                });
                view! { <td>{move || value.get(lang.get()).to_owned()} " " {how}</td> }.into_any()
            })
            .unwrap_or_else(|| view! { <td></td> }.into_any())
        });
        cells.collect_view()
    }
}

/// The first new rows of a kind, as they were understood.
#[component]
pub fn NewRows(title: Signal<String>, rows: Vec<NewRow>) -> impl IntoView {
    let state = State::here();
    let (i18n, lang) = (state.i18n, state.lang());
    let columns = columns_of(rows.iter().map(|row| row.line.clone()));
    let heads = columns.heads(lang);
    let rows = rows.into_iter().map(|NewRow { place, line, .. }| {
        view! {
            <tr>
                <th scope="row">{place.sheet} " " {t!(i18n, data.row, row = place.row)}</th>
                {columns.cells(lang, &line)}
            </tr>
        }
    });
    let rows = rows.collect_view();
    view! {
        <details class="stack" open=true>
            <summary>{move || title.get()}</summary>
            <div class="problems" tabindex="0" role="region" aria-label=move || title.get()>
                <table class="plain">
                    <thead>
                        <tr>
                            <th scope="col">{t!(i18n, data.location)}</th>
                            {heads}
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </details>
    }
}
