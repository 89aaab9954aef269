//! Beside the editor: a chosen session before and after the edit, how many sessions change and by how much, and saving.

mod saving;

use std::rc::Rc;

use leptos::prelude::*;

use self::saving::Saving;
use super::{
    draft::Draft,
    words::{signed, version_name},
};
use crate::{
    app::{account, compare::Comparison, ordered::Key, policies::Rulebook},
    domain::{Localized, Money, Record},
    policy::decision::{Decision, Line, Outcome},
    ui::{
        components::progress_bar::ProgressBar,
        i18n::*,
        route::Route,
        state::{Comparing, EXAMPLE, State, remember, remembered},
    },
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
            <Changed draft of />
            <Example draft comparison=of.found />
            <Saving draft on_invalid />
        </aside>
    }
}

/// Asks the worker anew whenever the draft compiles to something else.
fn compare_at_pauses(state: State, draft: Draft, of: Comparing) {
    let asked = StoredValue::new(None);
    Effect::new(move |_| {
        let compiled = draft.compiled.get();
        if let Some(request) = asked.get_value() {
            state.forget(request);
        }
        of.progress.set(None);
        // Only the compiling is followed, not each letter before it: both happen at the same pause.
        let (differs, source, judged) = untrack(|| (draft.differs(state), draft.source(), draft.judged()));
        let empty = state.workspace.with_untracked(|workspace| workspace.sessions.is_empty());
        if compiled.policy.is_none() || !differs || empty {
            of.found.set(None);
            return;
        }
        let request = state.compare(source, judged, None, of);
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
                <p>{t!(i18n, policy.invalid_fields, count = ids.len())}</p>
                <button type="button" class="plain" on:click=move |_| on_invalid.run(first.clone())>
                    {t!(i18n, policy.go_to_field)}
                </button>
            </div>
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
            let compiled = draft.compiled.get();
            if !compiled.faults.is_empty() {
                let first = compiled.faults.first().map(|fault| fault.text(lang.get()));
                return view! {
                    <div class="message bad" role="status">
                        <p>
                            <strong>{t!(i18n, policy.faults, count = compiled.faults.len())}</strong>
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
                (None, Some(Comparison { sessions, changed, before, after, newly_undecided })) => {
                    let delta = signed(after - before);
                    view! {
                        <div role="status" class="stack">
                            {(!draft.changed())
                                .then(|| {
                                    let version = version_name(state, draft.opened.get());
                                    view! { <p class="soft">{t!(i18n, policy.saved_differs, version = version)}</p> }
                                })}
                            <p class="headline">
                                {t!(i18n, policy.changed_count, count = changed.len(), all = sessions)}
                            </p>
                            <p>
                                {t!(
                                    i18n,
                                    policy.changed_sum,
                                    before = before.to_string(),
                                    after = after.to_string(),
                                    delta = delta
                                )}
                            </p>
                            {(newly_undecided > 0)
                                .then(|| {
                                    view! {
                                        <p class="fault">
                                            {t!(i18n, policy.newly_undecided, count = newly_undecided)}
                                        </p>
                                    }
                                })}
                        </div>
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
        let workspace = state.workspace.get();
        let mut ids = comparison.get().map(|comparison| comparison.changed).unwrap_or_default();
        ids.truncate(CHOICES);
        let held = workspace.sessions.held();
        if let Some((id, _)) = chosen.get().and_then(|id| held.entry(&id)) {
            ids.retain(|other| other != id);
            ids.insert(0, Key::clone(id));
        }
        if ids.is_empty() {
            let account = state.account.get().unwrap_or_default();
            let granted = account.verdicts.iter().filter(|(_, verdict)| verdict.amount() > Money::ZERO);
            ids = granted.map(|(id, _)| Key::clone(id)).take(CHOICES).collect();
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
    let current =
        Memo::new(move |_| chosen.get().or_else(|| choices.get().first().map(|(id, _)| id.clone())));
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
    move || {
        let workspace = state.workspace.get();
        let session = workspace.sessions.get(&id)?;
        let paid_hours = state.account.get()?.verdicts.get(&id)?.paid_hours_before;
        let compiled = draft.compiled.get();
        let said = |rulebook: &Rulebook| {
            account::explain(&workspace, rulebook, session, paid_hours)
                .map_err(|why| why.get(lang.get()).to_owned())
        };
        let before = said(&state.rulebook());
        let after = compiled.packs.clone().map(|library| said(&Rulebook::of(library, draft.judged())));
        let (labels, policy) = labels(&before, &after);
        let cell = |side: Option<&Decision>, label: &str| {
            side.map(|decision| {
                let amounts = decision.lines.iter().filter(|line| line.label == label).map(Line::amount);
                amounts.sum::<Money>()
            })
            .filter(|amount| *amount != Money::ZERO)
            .map_or_else(|| "—".to_owned(), |amount| amount.to_string())
        };
        let decided = |side: &Result<(Decision, Rc<crate::policy::Policy>), String>| {
            side.as_ref().ok().map(|(decision, _)| decision.clone())
        };
        let (old, new) = (decided(&before), after.as_ref().and_then(decided));
        let rows = labels
            .iter()
            .map(|label| {
                let text = policy.as_ref().map(|policy| policy.line_text(label).get(lang.get()).to_owned());
                let (left, right) = (cell(old.as_ref(), label), cell(new.as_ref(), label));
                let differs = new.is_some() && left != right;
                view! {
                    <tr class:differs=differs>
                        <th scope="row">{text.unwrap_or_else(|| label.clone())}</th>
                        <td class="number">{left}</td>
                        <td class="number">{right}</td>
                    </tr>
                }
            })
            .collect_view();
        let total = |side: &Option<Decision>, why: Option<String>| match side {
            Some(Decision { outcome: Outcome::Amount(amount), .. }) => amount.to_string(),
            Some(Decision { outcome: Outcome::Refused(refusal), .. }) => {
                let text = policy
                    .as_ref()
                    .map(|policy| policy.reason_text(&refusal.reason).get(lang.get()).to_owned());
                text.unwrap_or_else(|| refusal.reason.clone())
            }
            _ => why.unwrap_or_else(|| "—".to_owned()),
        };
        let (left, right) = (
            total(&old, before.clone().err()),
            total(&new, after.clone().and_then(std::result::Result::err)),
        );
        let differs = new.is_some() && left != right;
        Some(view! {
            <table class="plain">
                <thead>
                    <tr>
                        <th scope="col">
                            <a href=Route::Session { id: session.id() }.href()>{t!(i18n, account.line)}</a>
                        </th>
                        <th scope="col" class="number">{t!(i18n, policy.before)}</th>
                        <th scope="col" class="number">{t!(i18n, policy.after)}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
                <tfoot>
                    <tr class:differs=differs>
                        <th scope="row">{t!(i18n, account.after_tax)}</th>
                        <td class="number">{left}</td>
                        <td class="number">{right}</td>
                    </tr>
                </tfoot>
            </table>
        })
    }
}

type Said = Result<(Decision, Rc<crate::policy::Policy>), String>;

/// The labels of both sides in order, and a policy that knows their texts.
fn labels(before: &Said, after: &Option<Said>) -> (Vec<String>, Option<Rc<crate::policy::Policy>>) {
    let mut labels: Vec<String> = Vec::new();
    let mut policy = None;
    for (decision, known) in
        [Some(before), after.as_ref()].into_iter().flatten().filter_map(|said| said.as_ref().ok())
    {
        policy = Some(Rc::clone(known));
        for line in &decision.lines {
            if !labels.contains(&line.label) {
                labels.push(line.label.clone());
            }
        }
    }
    (labels, policy)
}
