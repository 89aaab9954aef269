//! Asks for a reason before something is done.

use leptos::prelude::*;

use super::dialog::{Dialog, FormButtons};
use crate::ui::{i18n::*, state::State};

/// A dialog that hands over a reason, never an empty one. `about` says of what, `help` what becomes of the reason, `despite` what
/// has to be agreed to first.
#[component]
pub fn ReasonDialog(
    open: RwSignal<bool>,
    #[prop(into)] title: Signal<String>,
    #[prop(into)] about: Signal<String>,
    #[prop(into)] help: Signal<String>,
    #[prop(optional, into)] despite: Signal<Option<String>>,
    #[prop(into)] on_reason: Callback<String>,
) -> impl IntoView {
    let i18n = State::here().i18n;
    let reason = RwSignal::new(String::new());
    Effect::new(move |_| {
        if open.get() {
            reason.set(String::new());
        }
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let reason = reason.get_untracked();
        if !reason.trim().is_empty() {
            open.set(false);
            on_reason.run(reason);
        }
    };
    view! {
        <Dialog open title>
            <form class="stack" on:submit=submit>
                <p>{about}</p>
                <label class="field">
                    <span>{t!(i18n, records.reason)}</span>
                    <textarea rows="3" maxlength="500" required=true autofocus=true bind:value=reason></textarea>
                    <span class="help">{help}</span>
                </label>
                {move || {
                    despite
                        .get()
                        .map(|despite| {
                            view! {
                                <div class="message warn stack">
                                    <p>{despite}</p>
                                    <label class="check">
                                        <input type="checkbox" required=true />
                                        {t!(i18n, common.all_the_same)}
                                    </label>
                                </div>
                            }
                        })
                }}
                <FormButtons on_cancel=move |_| open.set(false) disabled=Signal::derive(move || reason.get().trim().is_empty())>{title}</FormButtons>
            </form>
        </Dialog>
    }
}
