//! Names where codes are asked for: whom they were taken to mean, and those of which somebody must say it.

use leptos::prelude::*;

use crate::{
    domain::lang::grouped,
    exchange::import::{Asked, Mappings},
    ui::{i18n::*, state::State},
};

/// The names of the file last read.
#[component]
pub fn Names(
    asked: Vec<Asked>,
    found: Vec<Asked>,
    said: RwSignal<Mappings>,
    again: Callback<()>,
) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let (open, known) = (asked.len(), found.len());
    let questions = asked.into_iter().map(|asked| view! { <Question asked said /> }).collect_view();
    let answers = found.into_iter().map(|found| answer(state, found)).collect_view();
    view! {
        {(open > 0)
            .then(|| {
                view! {
                    <section class="stack message warn">
                        <h4>{t!(i18n, data.names_asked, count = grouped(open))}</h4>
                        <table class="plain">
                            <thead>
                                <tr>
                                    <th scope="col">{t!(i18n, data.column)}</th>
                                    <th scope="col">{t!(i18n, data.name)}</th>
                                    <th scope="col">{t!(i18n, data.means)}</th>
                                </tr>
                            </thead>
                            <tbody>{questions}</tbody>
                        </table>
                        <div class="row">
                            <button type="button" on:click=move |_| again.run(())>
                                {t!(i18n, data.apply)}
                            </button>
                            <span class="soft">{t!(i18n, data.remembered)}</span>
                        </div>
                    </section>
                }
            })}
        {(known > 0)
            .then(|| {
                view! {
                    <details class="stack">
                        <summary>{t!(i18n, data.found_by_name, count = grouped(known))}</summary>
                        <table class="plain">
                            <tbody>{answers}</tbody>
                        </table>
                    </details>
                }
            })}
    }
}

/// Which record is meant: one of those that are called so, or a code.
#[component]
fn Question(asked: Asked, said: RwSignal<Mappings>) -> impl IntoView {
    let state = State::here();
    let (i18n, lang) = (state.i18n, state.lang());
    let Asked { shape, field, label, name, candidates, is_near, .. } = asked;
    let word = name.clone();
    let choose = Callback::new(move |id: String| {
        said.update(|said| {
            let names = said.entry(shape.clone()).or_default().names.entry(field.clone()).or_default();
            names.insert(word.clone(), id.trim().to_owned());
        });
    });
    let (named, any) = (name.clone(), !candidates.is_empty());
    // Beside a list of names it is another control, and is called otherwise.
    let code_of = move || match any {
        true => lang.get().statements([&*named, t_string!(i18n, data.not_found)]),
        false => named.clone(),
    };
    let first = move || if is_near { t_string!(i18n, data.near) } else { t_string!(i18n, form.choose) };
    let options = candidates.into_iter().map(|(id, title)| {
        let text = format!("{title}（{id}）");
        view! { <option value=id>{text}</option> }
    });
    let options = options.collect_view();
    let choices = any.then(|| {
        view! {
            <select aria-label=name.clone() on:change:target=move |event| choose.run(event.target().value())>
                <option value="">{first}</option>
                {options}
            </select>
        }
    });
    let code = (is_near || !any).then(|| {
        view! {
            <input
                type="text"
                aria-label=code_of
                placeholder=move || t_string!(i18n, data.not_found)
                on:change:target=move |event| choose.run(event.target().value())
            />
        }
    });
    view! {
        <tr>
            <th scope="row">{move || label.get(lang.get()).to_owned()}</th>
            <td>{name}</td>
            <td>
                <div class="row">{choices} {code}</div>
            </td>
        </tr>
    }
}

fn answer(state: State, found: Asked) -> impl IntoView {
    let lang = state.lang();
    let Asked { label, name, candidates, .. } = found;
    let meant = candidates.first().map(|(id, title)| format!("{title}（{id}）"));
    view! {
        <tr>
            <th scope="row">{move || label.get(lang.get()).to_owned()}</th>
            <td>{name}</td>
            <td>{meant}</td>
        </tr>
    }
}
