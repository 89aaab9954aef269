//! What the policy says of a record, a card for each question.

use leptos::prelude::*;

use crate::{
    app::{asked, reading::Reading, workspace::RecordView},
    policy::decision::Outcome,
    ui::{components::account::AccountView, i18n::*, state::State},
};

/// The answers; nothing where nothing is asked, or no policy is in force.
pub fn answers(state: State, record: &RecordView<'_>) -> AnyView {
    let i18n = state.i18n;
    let actor = state.actor();
    let Some(policy) = actor.policy else { return ().into_any() };
    let (reading, today, lang) = (Reading::of(&state.workspace.get()), actor.now.today, state.lang().get());
    let answers = asked::of(&policy, &reading, record, today).into_iter();
    let cards = answers.map(|(hook, answer)| {
        let answer = match answer {
            Ok(decision) => {
                let nothing = matches!(&decision.outcome, Outcome::Findings(found) if found.is_empty());
                let good =
                    nothing.then(|| view! { <p class="message good">{t!(i18n, decision.nothing_wrong)}</p> });
                view! {
                    {good}
                    <AccountView decision day=today policy=policy.clone() />
                }
                .into_any()
            }
            Err(why) => view! {
                <div class="message bad">
                    <p>{t!(i18n, decision.unanswered)}</p>
                    <p>{why.get(lang).to_owned()}</p>
                </div>
            }
            .into_any(),
        };
        view! {
            <section class="card stack">
                <h2>{hook.label.text(lang)}</h2>
                {answer}
            </section>
        }
    });
    cards.collect_view().into_any()
}
