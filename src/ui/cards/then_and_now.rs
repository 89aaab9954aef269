//! What a batch decided of a session beside what is decided today, in a dialog.

use leptos::prelude::*;

use crate::{
    app::then_and_now::{Part, Row, then_and_now},
    domain::{batch::BatchLine, field::Attachment},
    store::Store as _,
    ui::{components::dialog::Dialog, i18n::*, state::State},
};

/// Which session is compared, and both decisions once they are read; no rows where the batch keeps none.
#[derive(Clone)]
pub(super) struct Compared {
    title: String,
    rows: Option<Vec<Row>>,
}

/// The button of a line, which reads what is kept with the batch.
pub(super) fn button(
    state: State,
    (line, title): (BatchLine, String),
    basis: Option<Attachment>,
    shown: RwSignal<Option<Compared>>,
) -> impl IntoView {
    let i18n = state.i18n;
    let name = t_string!(i18n, batch.compare_of, session = title.clone()).to_string();
    let compare = move |_| {
        let (line, title, basis) = (line.clone(), title.clone(), basis.clone());
        leptos::task::spawn_local(async move {
            let Some(store) = state.store() else { return };
            let bytes = match &basis {
                Some(basis) => match store.chunk(&basis.chunk()).await {
                    Ok(bytes) => bytes,
                    Err(error) => return state.fail(&error),
                },
                None => None,
            };
            let (workspace, rulebook) = (state.workspace.get_untracked(), untrack(|| state.rulebook()));
            let rows = bytes.and_then(|bytes| then_and_now(&workspace, &rulebook, &bytes, &line));
            shown.try_set(Some(Compared { title, rows }));
        });
    };
    view! {
        <button type="button" class="plain" aria-label=name on:click=compare>
            {t!(i18n, batch.compare)}
        </button>
    }
}

/// The dialog of the card.
#[component]
pub(super) fn Comparison(shown: RwSignal<Option<Compared>>) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let open = RwSignal::new(false);
    Effect::new(move |_| {
        if shown.with(Option::is_some) {
            open.set(true);
        }
    });
    let title = Signal::derive(move || shown.get().map(|shown| shown.title).unwrap_or_default());
    let told = move || {
        let Compared { rows, .. } = shown.get()?;
        Some(match rows {
            Some(rows) => table(state, rows).into_any(),
            None => view! { <p class="message warn">{t!(i18n, batch.nothing_kept)}</p> }.into_any(),
        })
    };
    view! {
        <Dialog open title>
            <div class="stack sideways">
                {told}
                <div class="actions">
                    <button type="button" on:click=move |_| open.set(false)>
                        {t!(i18n, common.back)}
                    </button>
                </div>
            </div>
        </Dialog>
    }
}

fn table(state: State, rows: Vec<Row>) -> impl IntoView {
    let i18n = state.i18n;
    let lang = state.lang().get();
    let row = |row: Row| {
        let differs = row.differs();
        let class = if row.part == Part::Sum { "number" } else { "" };
        view! {
            <tr class:differs=differs>
                <th scope="row">{row.name.get(lang).to_owned()}</th>
                <td class=class>{row.then.get(lang).to_owned()}</td>
                <td class=class>{row.now.get(lang).to_owned()}</td>
            </tr>
        }
    };
    let parts = [
        (Part::Sum, t_string!(i18n, batch.sums).to_owned()),
        (Part::Fact, t_string!(i18n, batch.facts).to_owned()),
        (Part::Parameter, t_string!(i18n, batch.parameters).to_owned()),
    ];
    let bodies = parts.into_iter().map(|(part, name)| {
        let of_it: Vec<_> = rows.iter().filter(|row| row.part == part).cloned().collect();
        (!of_it.is_empty()).then(|| {
            view! {
                <tbody>
                    <tr>
                        <th scope="rowgroup" colspan="3">{name}</th>
                    </tr>
                    {of_it.into_iter().map(row).collect_view()}
                </tbody>
            }
        })
    });
    let bodies = bodies.collect_view();
    view! {
        <table class="plain">
            <thead>
                <tr>
                    <td></td>
                    <th scope="col">{t!(i18n, batch.decided_then)}</th>
                    <th scope="col">{t!(i18n, batch.decided_now)}</th>
                </tr>
            </thead>
            {bodies}
        </table>
    }
}
