//! What is left of the money, on the page of a budget and of a batch that is about to spend it.

use leptos::prelude::*;

use crate::{
    app::{
        budget::{self, Named},
        workspace::RecordView,
    },
    domain::Money,
    ui::{i18n::*, state::State},
};

/// How the budget stands.
pub fn of_budget(state: State, record: &RecordView<'_>) -> AnyView {
    let id = record.id.clone();
    card(state, move |state| {
        let (workspace, account, today) =
            (state.workspace.get(), state.account.get(), state.actor().now.today);
        let Some(budget) = workspace.budgets.get(&id) else { return Some(Vec::new()) };
        budget::of_budget(&workspace, account.as_deref(), budget, today).map(|standing| vec![standing])
    })
}

/// How the budgets of a batch's payers stand with it.
pub fn of_batch(state: State, record: &RecordView<'_>) -> AnyView {
    let id = record.id.clone();
    card(state, move |state| {
        let (workspace, account, today) =
            (state.workspace.get(), state.account.get(), state.actor().now.today);
        let Some(batch) = workspace.payment_batches.get(&id) else { return Some(Vec::new()) };
        budget::of_batch(&workspace, account.as_deref(), batch, today)
    })
}

fn card(state: State, found: impl Fn(State) -> Option<Vec<Named>> + Send + Sync + 'static) -> AnyView {
    let found = Memo::new(move |_| found(state));
    let told = move || match found.get() {
        None => Some(unknown(state).into_any()),
        Some(found) => (!found.is_empty()).then(|| told(state, found).into_any()),
    };
    view! { {told} }.into_any()
}

/// Where only the organ that keeps it knows.
fn unknown(state: State) -> impl IntoView {
    let i18n = state.i18n;
    view! {
        <section class="card stack">
            <h2>{t!(i18n, batch.budget)}</h2>
            <p class="soft">{t!(i18n, batch.budget_elsewhere)}</p>
        </section>
    }
}

fn told(state: State, found: Vec<Named>) -> impl IntoView {
    let i18n = state.i18n;
    let over: Money = found.iter().map(|(_, standing)| Money::min(standing.left(), Money::ZERO)).sum();
    let row = |(title, standing): Named| {
        let to_come = standing.to_come.map_or_else(|| "—".to_owned(), |to_come| to_come.to_string());
        view! {
            <tr>
                <th scope="row">{title}</th>
                <td class="number">{standing.amount.to_string()}</td>
                <td class="number">{standing.paid.to_string()}</td>
                <td class="number">{standing.batched.to_string()}</td>
                <td class="number">{to_come}</td>
                <td class="number">{standing.left().to_string()}</td>
            </tr>
        }
    };
    let rows = found.into_iter().map(row).collect_view();
    view! {
        <section class="card stack sideways">
            <h2>{t!(i18n, batch.budget)}</h2>
            {(over < Money::ZERO)
                .then(|| {
                    let sum = (Money::ZERO - over).to_string();
                    view! { <p class="message bad" role="status">{t!(i18n, batch.over_budget, sum = sum)}</p> }
                })}
            <p class="soft">{t!(i18n, batch.budget_text)}</p>
            <table class="plain">
                <thead>
                    <tr>
                        <th scope="col">{t!(i18n, batch.budget_of)}</th>
                        <th scope="col" class="number">{t!(i18n, batch.budgeted)}</th>
                        <th scope="col" class="number">{t!(i18n, batch.spent)}</th>
                        <th scope="col" class="number">{t!(i18n, batch.bound)}</th>
                        <th scope="col" class="number">{t!(i18n, batch.to_come)}</th>
                        <th scope="col" class="number">{t!(i18n, batch.left)}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </section>
    }
}
