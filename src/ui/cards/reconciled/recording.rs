//! The dialog in which returns are recorded.

use std::rc::Rc;

use leptos::prelude::*;

use crate::{
    app::reconciled::{self, Return},
    domain::counts,
    ui::{
        components::dialog::FormButtons,
        i18n::*,
        state::{State, now},
    },
};

/// What is recorded, line by line, and on which day it came back.
#[component]
pub fn Recording(open: RwSignal<bool>, returns: StoredValue<Rc<Vec<Return>>, LocalStorage>) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let lang = state.lang();
    let (day, busy) = (RwSignal::new(now().today.to_string()), RwSignal::new(false));
    let faulty =
        Signal::derive(move || busy.get() || day.with(|day| day.parse::<jiff::civil::Date>().is_err()));
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Ok(day) = day.get_untracked().parse() else { return };
        if busy.get_untracked() || !state.is_whole() {
            return;
        }
        busy.set(true);
        let (workspace, actor, returns) =
            (state.workspace.get_untracked(), state.actor(), returns.get_value());
        let count = returns.len();
        state.attempt(
            move |store| async move { reconciled::record(&*store, &workspace, &actor, &returns, day).await },
            move |written| {
                open.try_set(false);
                let said = move || {
                    let payments = state.lang().get().counted(count, counts::PAYMENTS);
                    t_string!(i18n, batch.reconcile_recorded, payments = payments).to_string()
                };
                state.toasts.clear();
                state.toasts.done(said, Some(state.undoing(written.sequence)));
            },
            move |error| {
                busy.try_set(false);
                state.fail(&error);
            },
        );
    };
    let payments = move || lang.get().counted(returns.with_value(|returns| returns.len()), counts::PAYMENTS);
    let rows = returns.with_value(|returns| {
        let row = |one: &Return| {
            view! {
                <tr>
                    <th scope="row">{one.name.clone()}</th>
                    <td>{one.payer.clone()}</td>
                    <td class="number">{one.amount.to_string()}</td>
                    <td>{one.said.clone()}</td>
                </tr>
            }
        };
        returns.iter().map(row).collect_view()
    });
    view! {
        <form class="stack" on:submit=submit>
            <p>{move || t_string!(i18n, batch.reconcile_about, payments = payments()).to_string()}</p>
            <table class="plain">
                <thead>
                    <tr>
                        <th scope="col">{t!(i18n, subsidy.person)}</th>
                        <th scope="col">{t!(i18n, subsidy.payer)}</th>
                        <th scope="col" class="number">
                            {t!(i18n, batch.reconcile_sum)}
                        </th>
                        <th scope="col">{t!(i18n, batch.reconcile_said)}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
            <label class="field">
                <span>{t!(i18n, batch.reconcile_day)}</span>
                <input type="date" required=true bind:value=day />
            </label>
            <FormButtons on_cancel=move |()| open.set(false) disabled=faulty>
                {t!(i18n, batch.reconcile_record)}
            </FormButtons>
        </form>
    }
}
