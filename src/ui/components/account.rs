//! A decision as a readable account: each line with its amount, clause and the rule line it came from; for a refusal,
//! the reason and what would have to be different; the parameters used, with their sources.

use std::rc::Rc;

use jiff::civil::Date;
use leptos::prelude::*;

use crate::{
    domain::Section,
    policy::{
        Policy,
        decision::{Decision, Entry, Line, Outcome, ParameterRead, Place, Refusal},
    },
    ui::{
        components::badge::{Badge, Tone},
        i18n::*,
        route::{Route, RuleLine},
        state::State,
    },
};

/// The account of one decision, made on a day.
#[component]
pub fn AccountView(decision: Decision, day: Date, policy: Rc<Policy>) -> impl IntoView {
    let lang = State::here().lang();
    let lines = decision.lines.clone();
    let summed = |come_to: ComeTo, total: String| {
        view! { <Lines lines come_to total policy=policy.clone() /> }.into_any()
    };
    let refused = |refusal| view! { <Refused refusal policy=policy.clone() /> }.into_any();
    let outcome = match decision.outcome {
        Outcome::Amount(amount) => summed(ComeTo::Amount, amount.to_string()),
        Outcome::Score(score) => summed(ComeTo::Score, score.normalize().to_string()),
        Outcome::Grade(grade) => {
            summed(ComeTo::Grade, policy.grade_text(&grade).get(lang.get_untracked()).to_owned())
        }
        Outcome::Allowed => ().into_any(),
        Outcome::Findings(found) => found.into_iter().map(refused).collect_view().into_any(),
        Outcome::Refused(refusal) => refused(refusal),
    };
    let reads = policy.read(decision.reads, day);
    view! {
        <div class="account stack">
            {outcome}
            <Parameters reads policy />
        </div>
    }
}

/// What lines come to, as their table calls it.
#[derive(Clone, Copy)]
enum ComeTo {
    Amount,
    Score,
    Grade,
}

#[component]
fn Lines(lines: Vec<Line>, come_to: ComeTo, total: String, policy: Rc<Policy>) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let lang = state.lang();
    let each = move || match come_to {
        ComeTo::Amount => t_string!(i18n, account.amount),
        ComeTo::Score | ComeTo::Grade => t_string!(i18n, account.points),
    };
    let all = move || match come_to {
        ComeTo::Amount => t_string!(i18n, account.after_tax),
        ComeTo::Score => t_string!(i18n, account.score),
        ComeTo::Grade => t_string!(i18n, account.grade),
    };
    if lines.is_empty() {
        return view! { <p>{all} {move || lang.get().colon()} <strong>{total}</strong></p> }.into_any();
    }
    view! {
        <table class="plain">
            <thead>
                <tr>
                    <th scope="col">{t!(i18n, account.line)}</th>
                    <th scope="col" class="number">{each}</th>
                    <th scope="col">{t!(i18n, account.clause)}</th>
                    <th scope="col">{t!(i18n, account.rule)}</th>
                </tr>
            </thead>
            <tbody>
                {lines
                    .into_iter()
                    .map(|line| {
                        let text = policy.line_text(&line.label);
                        let said = match line.entry {
                            Entry::Due(amount) | Entry::Tax(amount) => amount.to_string(),
                            Entry::Points { got, of } => format!("{} / {}", got.normalize(), of.normalize()),
                        };
                        view! {
                            <tr>
                                <th scope="row">{move || text.get(lang.get()).to_owned()}</th>
                                <td class="number">{said}</td>
                                <td>{line.clause.map(|clause| clause.to_string())}</td>
                                <td>
                                    <RulePlace at=line.at />
                                </td>
                            </tr>
                        }
                    })
                    .collect_view()}
            </tbody>
            <tfoot>
                <tr>
                    <th scope="row">{all}</th>
                    <td class="number">{total}</td>
                    <td></td>
                    <td></td>
                </tr>
            </tfoot>
        </table>
    }
    .into_any()
}

#[component]
fn Refused(refusal: Refusal, policy: Rc<Policy>) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let lang = state.lang();
    let text = policy.reason_text(&refusal.reason);
    let remedy = policy.remedy_text(&refusal.reason);
    view! {
        <div class="message warn stack">
            <p>
                <strong>{t!(i18n, account.refused)}</strong>
                {move || text.get(lang.get()).to_owned()}
            </p>
            {remedy
                .map(|remedy| {
                    view! {
                        <p>
                            <strong>{t!(i18n, account.remedy)}</strong>
                            {move || remedy.get(lang.get()).to_owned()}
                        </p>
                    }
                })}
            <p class="row soft">
                {refusal.clause.map(|clause| view! { <span>{t!(i18n, account.clause)} " " {clause.to_string()}</span> })}
                <RulePlace at=refusal.at />
            </p>
        </div>
    }
}

/// A line of a rule; it leads there for whoever has a part in the policy.
#[component]
fn RulePlace(at: Place) -> impl IntoView {
    let Place { pack, file, line, .. } = at;
    let code = format!("{pack}/{file}:{line}");
    if !State::here().opens(Section::Policy) {
        return view! { <code>{code}</code> }.into_any();
    }
    let href = Route::Policy { pack: Some(pack), at: Some(RuleLine { file, line }) }.href();
    view! {
        <a href=href>
            <code>{code}</code>
        </a>
    }
    .into_any()
}

#[component]
fn Parameters(reads: Vec<ParameterRead>, policy: Rc<Policy>) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let lang = state.lang();
    let none = reads.is_empty();
    let rows = reads
        .into_iter()
        .filter_map(|read| {
            let parameter = policy.parameter(&read.id)?;
            let (label, source) = (parameter.label.clone(), parameter.source.clone());
            let unit = parameter.unit.clone();
            let unverified = !parameter.verified;
            let clause = parameter.clause.map(|clause| clause.to_string());
            Some(view! {
                <tr>
                    <th scope="row">{move || label.get(lang.get()).to_owned()}</th>
                    <td class="number">
                        {read.value} " " <span class="soft">{move || unit.get(lang.get()).to_owned()}</span>
                    </td>
                    <td>{clause}</td>
                    <td>
                        {source} " "
                        {unverified
                            .then(|| {
                                view! {
                                    <Badge
                                        tone=Tone::Warn
                                        text=Signal::derive(move || {
                                            t_string!(i18n, policy.to_verify).to_owned()
                                        })
                                    />
                                }
                            })}
                    </td>
                </tr>
            })
        })
        .collect_view();
    if none {
        return ().into_any();
    }
    view! {
        <section>
            <h3>{t!(i18n, account.parameters)}</h3>
            <table class="plain">
                <thead>
                    <tr>
                        <th scope="col">{t!(i18n, account.parameter)}</th>
                        <th scope="col" class="number">{t!(i18n, account.value)}</th>
                        <th scope="col">{t!(i18n, account.clause)}</th>
                        <th scope="col">{t!(i18n, account.source)}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </section>
    }
    .into_any()
}
