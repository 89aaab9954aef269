//! What a file changes of what is stored, value by value: page by page, of all sheets or of one.

use leptos::prelude::*;

use super::row::problem_row;
use crate::{
    domain::lang::grouped,
    ui::{i18n::*, state::State},
    worker::files::{self, SomeChanges},
};

/// The changes of the file last read.
#[component]
pub fn Changes(count: usize, sheets: Vec<String>) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let (sheet, from) = (RwSignal::new(None::<String>), RwSignal::new(0_usize));
    let some = RwSignal::new(SomeChanges::default());
    Effect::new(move |_| {
        let question = files::Changes { sheet: sheet.get(), from: from.get() };
        state.ask_files(question, move |answer| {
            // The preview may be gone by then.
            let _ = some.try_set(answer.unwrap_or_default());
        });
    });
    let is_last = move || from.get() + files::CHANGES >= some.with(|some| some.count);
    let choose = move |name: String| {
        from.set(0);
        sheet.set(Some(name).filter(|name| !name.is_empty()));
    };
    let options = sheets.into_iter().map(|name| view! { <option value=name.clone()>{name.clone()}</option> });
    let several = options.len() > 1;
    let options = options.collect_view();
    view! {
        <details class="stack" open=true>
            <summary>{t!(i18n, data.changes, count = grouped(count))}</summary>
            {several
                .then(|| {
                    view! {
                        <label class="field">
                            <span>{t!(i18n, data.kind)}</span>
                            <select on:change:target=move |event| choose(event.target().value())>
                                <option value="">{t!(i18n, data.all_sheets)}</option>
                                {options}
                            </select>
                        </label>
                    }
                })}
            <div class="problems" tabindex="0" role="region" aria-label=move || t_string!(i18n, data.change)>
                <table class="plain">
                    <thead>
                        <tr>
                            <th scope="col">{t!(i18n, data.location)}</th>
                            <th scope="col">{t!(i18n, data.value)}</th>
                            <th scope="col">{t!(i18n, data.change)}</th>
                        </tr>
                    </thead>
                    <tbody>
                        {move || {
                            let changes = some.with(|some| some.changes.clone());
                            changes.into_iter().map(|change| problem_row(state, change)).collect_view()
                        }}
                    </tbody>
                </table>
            </div>
            <div class="row" hidden=move || { from.get() == 0 && is_last() }>
                <button
                    type="button"
                    disabled=move || from.get() == 0
                    on:click=move |_| from.update(|from| *from = from.saturating_sub(files::CHANGES))
                >
                    {t!(i18n, data.previous)}
                </button>
                <button type="button" disabled=is_last on:click=move |_| from.update(|from| *from += files::CHANGES)>
                    {t!(i18n, data.next)}
                </button>
            </div>
        </details>
    }
}
