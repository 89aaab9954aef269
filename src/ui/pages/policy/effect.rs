//! Beside the editor: a chosen session before and after the edit, how many sessions change and by how much, and saving.

mod saving;

use leptos::prelude::*;

use self::saving::Saving;
use super::{
    draft::Draft,
    preparing::{Cases, Change},
    words::version_name,
};
use crate::{
    app::{
        compare::Comparison,
        explained::{Explained, explained},
        ordered::Key,
        scope::{Sight, View},
    },
    domain::{Declared as _, Kind, Localized, Money, Session, counts, lang::grouped},
    policy::{Diagnostic, decision::Text},
    ui::{
        components::progress_bar::ProgressBar,
        i18n::*,
        route::Route,
        state::{Comparing, EXAMPLE, State, remember, remembered},
    },
    worker::decisions::{Compare, ExplainTried},
};

const CHOICES: usize = 60;

/// The effect panel.
#[component]
pub fn Effects(
    draft: Draft,
    /// Leads to the field of a parameter that holds no value.
    #[prop(into)]
    on_invalid: Callback<String>,
) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let of = Comparing::nothing();
    compare_at_pauses(state, draft, of);
    view! {
        <aside class="effects card stack" aria-label=move || t_string!(i18n, policy.effect)>
            <h2>{t!(i18n, policy.effect)}</h2>
            <InvalidFields draft on_invalid />
            <Remarks draft />
            {move || {
                let cases = draft.tried.with(|tried| tried.cases.clone());
                (!cases.is_empty()).then(|| view! { <Cases cases draft /> })
            }}
            <Changed draft of />
            <Example draft comparison=of.found />
            <Saving draft on_invalid />
        </aside>
    }
}

/// Asks the worker anew whenever the draft was tried.
fn compare_at_pauses(state: State, draft: Draft, of: Comparing) {
    let asked = StoredValue::new(None);
    Effect::new(move |_| {
        let broken = draft.tried.with(|tried| tried.parameters.is_empty());
        if let Some(request) = asked.get_value() {
            state.forget(request);
        }
        of.progress.set(None);
        let seat = state.seat();
        // Only the trying is followed, not each letter before it: both happen at the same pause.
        let (differs, posed) = untrack(|| (draft.differs(state), draft.posed(state)));
        let empty = state.workspace.with_untracked(|workspace| workspace.sessions.is_empty());
        if broken || !differs || empty {
            of.found.set(None);
            return;
        }
        let request = state.decide(Compare { draft: posed, seat }, of);
        asked.set_value(Some(request));
    });
    on_cleanup(move || {
        if let Some(Some(request)) = asked.try_get_value() {
            state.forget(request);
        }
    });
}

/// While a field holds no value, what is shown is of the last that was one.
#[component]
fn InvalidFields(draft: Draft, on_invalid: Callback<String>) -> impl IntoView {
    let i18n = use_i18n();
    move || {
        let ids: Vec<_> = draft.invalid.with(|invalid| invalid.keys().cloned().collect());
        let first = ids.first()?.clone();
        Some(view! {
            <div class="message bad" role="status">
                <p>{t!(i18n, policy.invalid_fields, count = grouped(ids.len()))}</p>
                <button type="button" class="plain" on:click=move |_| on_invalid.run(first.clone())>
                    {t!(i18n, policy.go_to_field)}
                </button>
            </div>
        })
    }
}

/// What does no harm and was hardly meant, such as a function that nothing comes to.
#[component]
fn Remarks(draft: Draft) -> impl IntoView {
    let state = State::here();
    let (i18n, lang) = (state.i18n, state.lang());
    move || {
        let remarks = draft.tried.with(|tried| tried.remarks.clone());
        let line = |remark: &Diagnostic| view! { <li>{remark.text(lang.get())}</li> };
        (!remarks.is_empty()).then(|| {
            view! {
                <div class="message warn" role="status">
                    <p>{t!(i18n, policy.remarks, remarks = lang.get().counted(remarks.len(), counts::REMARKS))}</p>
                    <ul>{remarks.iter().map(line).collect_view()}</ul>
                </div>
            }
        })
    }
}

#[component]
fn Changed(draft: Draft, of: Comparing) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let lang = state.lang();
    view! {
        {move || {
            let faults = draft.tried.with(|tried| tried.faults.clone());
            if !faults.is_empty() {
                let first = faults.first().map(|fault| fault.text(lang.get()));
                return view! {
                    <div class="message bad" role="status">
                        <p>
                            <strong>{lang.get().counted(faults.len(), counts::ERRORS)}</strong>
                        </p>
                        <p>{first}</p>
                        <p>{t!(i18n, policy.broken)}</p>
                    </div>
                }
                    .into_any();
            }
            if !draft.differs(state) {
                return view! { <p class="soft">{t!(i18n, policy.unchanged)}</p> }.into_any();
            }
            if state.workspace.with(|workspace| workspace.sessions.is_empty()) {
                return view! { <p class="soft">{t!(i18n, policy.no_session)}</p> }.into_any();
            }
            match (of.progress.get(), of.found.get()) {
                (None, Some(change)) => {
                    view! {
                        {(!draft.changed())
                            .then(|| {
                                let version = version_name(state, draft.opened.get());
                                view! { <p class="soft">{t!(i18n, policy.saved_differs, version = version)}</p> }
                            })}
                        <Change change />
                        <p class="soft">{t!(i18n, policy.changed_basis)}</p>
                    }
                        .into_any()
                }
                _ => {
                    view! {
                        <ProgressBar
                            label=Signal::derive(move || t_string!(i18n, policy.comparing).to_owned())
                            of=of.progress
                        />
                    }
                        .into_any()
                }
            }
        }}
    }
}

/// One session under what is in force and under the draft.
#[component]
fn Example(draft: Draft, comparison: RwSignal<Option<Comparison>>) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let chosen = RwSignal::new(remembered(EXAMPLE));
    let choices = Memo::new(move |_| {
        let (workspace, seat) = (state.workspace.get(), state.seat());
        let table = workspace.table(Kind::BULK);
        let mut sight = Sight::of(View { workspace: &workspace, seat: seat.as_ref() }, Kind::BULK);
        let mut sees = |id: &str| table.get(id).is_some_and(|record| sight.sees(id, record));
        let mut ids = comparison.get().map(|comparison| comparison.changed).unwrap_or_default();
        ids.truncate(CHOICES);
        if let Some(id) = chosen.get().filter(|id| sees(id)).map(|id| Key::from(&*id)) {
            ids.retain(|other| *other != id);
            ids.insert(0, id);
        }
        if ids.is_empty() {
            let account = state.account.get().unwrap_or_default();
            let granted = account.verdicts.iter().filter(|(_, verdict)| verdict.amount() > Money::ZERO);
            ids = granted.map(|(id, _)| Key::clone(id)).filter(|id| sees(id)).take(CHOICES).collect();
        }
        let name = |id: Key| {
            let session = workspace.sessions.get(&id)?;
            let instructor = workspace
                .instructors
                .get(&session.instructor)
                .map(|instructor| instructor.name.clone())
                .unwrap_or_default();
            Some((id.to_string(), format!("{} {instructor} {}", session.date, session.topic)))
        };
        ids.into_iter().filter_map(name).collect::<Vec<_>>()
    });
    // What was chosen stands first, where this seat sees it.
    let current = Memo::new(move |_| choices.get().first().map(|(id, _)| id.clone()));
    view! {
        <label class="field">
            <span>{t!(i18n, policy.chosen)}</span>
            <select on:change:target=move |event| {
                let id = event.target().value();
                remember(EXAMPLE, &id);
                chosen.set(Some(id));
            }>
                {move || {
                    choices
                        .get()
                        .into_iter()
                        .map(|(id, name)| {
                            let selected = current.get().as_ref() == Some(&id);
                            view! {
                                <option value=id selected=selected>
                                    {name}
                                </option>
                            }
                        })
                        .collect_view()
                }}
            </select>
        </label>
        {move || current.get().map(|id| view! { <BeforeAfter draft id /> })}
    }
}

#[component]
fn BeforeAfter(draft: Draft, id: String) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let lang = state.lang();
    let after = RwSignal::new(None::<Explained>);
    let asked = StoredValue::new(None);
    let href = Route::of(Session::KIND, &id).href();
    let session = StoredValue::new(id);
    let forget = move || {
        if let Some(Some(request)) = asked.try_get_value() {
            state.forget(request);
        }
    };
    Effect::new(move |_| {
        let is_sound = draft.tried.with(|tried| tried.faults.is_empty() && !tried.parameters.is_empty());
        forget();
        if !is_sound {
            return after.set(None);
        }
        let question = ExplainTried { draft: untrack(|| draft.posed(state)), session: session.get_value() };
        asked.set_value(Some(state.ask(question, move |answer| after.set(answer.ok().flatten()))));
    });
    on_cleanup(forget);
    move || {
        // Of what is not read yet nothing is shown: earlier sessions of the half-day may be among it.
        state.account.with(Option::is_some).then_some(())?;
        let before = explained(&state.workspace.get(), &state.rulebook(), &session.get_value())?;
        let after = after.get();
        let mut labels: Vec<(String, Text)> = Vec::new();
        for (code, text, _) in before.lines.iter().chain(after.iter().flat_map(|after| &after.lines)) {
            match labels.iter_mut().find(|(known, _)| known == code) {
                // The draft's words are the later ones.
                Some((_, known)) => known.clone_from(text),
                None => labels.push((code.clone(), text.clone())),
            }
        }
        let cell = |side: Option<&Explained>, code: &str| {
            let line = side.and_then(|side| side.lines.iter().find(|(other, ..)| other == code));
            let sum = line.map(|(.., sum)| *sum).filter(|sum| *sum != Money::ZERO);
            sum.map_or_else(|| "—".to_owned(), |sum| sum.to_string())
        };
        let total = |side: Option<&Explained>| match side.map(|side| &side.total) {
            Some(Ok(amount)) => amount.to_string(),
            Some(Err(why)) => why.get(lang.get()).to_owned(),
            None => "—".to_owned(),
        };
        let row = |name: String, left: String, right: String| {
            let differs = after.is_some() && left != right;
            view! {
                <tr class:differs=differs>
                    <th scope="row">{name}</th>
                    <td class="number">{left}</td>
                    <td class="number">{right}</td>
                </tr>
            }
        };
        let rows = labels
            .into_iter()
            .map(|(code, text)| {
                row(text.get(lang.get()).to_owned(), cell(Some(&before), &code), cell(after.as_ref(), &code))
            })
            .collect_view();
        let name = t_string!(i18n, account.after_tax).to_owned();
        let sum = row(name, total(Some(&before)), total(after.as_ref()));
        Some(view! {
            <table class="plain">
                <thead>
                    <tr>
                        <th scope="col">
                            <a href=href.clone()>{t!(i18n, account.line)}</a>
                        </th>
                        <th scope="col" class="number">{t!(i18n, policy.before)}</th>
                        <th scope="col" class="number">{t!(i18n, policy.after)}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
                <tfoot>{sum}</tfoot>
            </table>
        })
    }
}
