//! Organs without a named person (五.1), and the form to name one.

use leptos::prelude::*;

use crate::{
    app::clause_status,
    domain::{Kind, Tree, lang::grouped},
    ui::{i18n::*, route::Route, state::State},
};

/// The records that name who is in office.
const NAMING: Kind = Kind::Responsibility;

/// See the module; nothing where every post is filled.
#[component]
pub fn Vacancies() -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let vacancies = Memo::new(move |_| {
        state.workspace.of(Tree::KINDS);
        let workspace = state.workspace.of(&[NAMING]);
        let of = |seat| clause_status::vacancies(&workspace, &seat, state.today.get());
        state.seat().map(of).unwrap_or_default()
    });
    let vacant = Memo::new(move |_| {
        let workspace = state.workspace.of(Tree::KINDS);
        vacancies.get().iter().map(|unit| workspace.tree().name(unit).to_owned()).collect::<Vec<_>>()
    });
    // The form is the seat's own; another unit names its own person.
    let own = Memo::new(move |_| {
        state.seat().is_some_and(|seat| vacancies.with(|found| found.contains(&seat.unit)))
    });
    view! {
        <Show when=move || !vacant.get().is_empty()>
            <section class="message warn stack">
                <p>
                    <strong>{move || t_string!(i18n, inbox.vacancies, count = grouped(vacant.get().len()))}</strong>
                </p>
                <p>{move || state.lang().get().list(vacant.get().into_iter().take(12))}</p>
                <Show when=move || own.get()>
                <p>
                    <a
                        class="button"
                        href=Route::New {
                            kind: NAMING,
                            from: None,
                        }
                            .href()
                    >
                        {t!(i18n, inbox.name_person)}
                    </a>
                </p>
                </Show>
            </section>
        </Show>
    }
}
