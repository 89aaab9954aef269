//! One line of what is told of a file.

use leptos::prelude::*;

use crate::{
    exchange::import::Problem,
    ui::{i18n::*, state::State},
};

/// Something to be told at a place of the file.
pub fn problem_row(state: State, problem: Problem) -> impl IntoView {
    let (i18n, lang) = (state.i18n, state.lang());
    let Problem { sheet, row, column, value, what } = problem;
    view! {
        <tr>
            <th scope="row">
                {sheet} " " {(row > 0).then(|| t!(i18n, data.row, row = row))} " " {column}
            </th>
            <td>{value}</td>
            <td>{move || what.get(lang.get()).to_owned()}</td>
        </tr>
    }
}
