//! Asks for a reason before something is done, and for what else there is to say of it.

use leptos::prelude::*;

use super::dialog::{Dialog, FormButtons};
use crate::ui::{i18n::*, state::State};

/// A dialog that hands over a reason, an empty one only while it is `needless`. `about` says of what, `help` what becomes of the reason,
/// `despite` what has to be agreed to first; `children` are what else is chosen.
#[component]
pub fn ReasonDialog(
    open: RwSignal<bool>,
    #[prop(into)] title: Signal<String>,
    #[prop(into)] about: Signal<String>,
    #[prop(into)] help: Signal<String>,
    #[prop(optional, into)] despite: Signal<Option<String>>,
    #[prop(optional, into)] needless: Signal<bool>,
    #[prop(into)] on_reason: Callback<String>,
    #[prop(optional)] children: Option<ChildrenFn>,
) -> impl IntoView {
    let i18n = State::here().i18n;
    let reason = RwSignal::new(String::new());
    Effect::new(move |_| {
        if open.get() {
            reason.set(String::new());
        }
    });
    let lacking = Signal::derive(move || !needless.get() && reason.with(|reason| reason.trim().is_empty()));
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if !lacking.get_untracked() {
            open.set(false);
            on_reason.run(reason.get_untracked());
        }
    };
    view! {
        <Dialog open title>
            <form class="stack" on:submit=submit>
                <p>{about}</p>
                {children.as_ref().map(|children| children())}
                <Show when=move || !needless.get()>
                    <label class="field">
                        <span>{t!(i18n, records.reason)}</span>
                        <textarea rows="3" maxlength="500" required=true autofocus=true bind:value=reason></textarea>
                        <span class="help">{help}</span>
                    </label>
                </Show>
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
                <FormButtons on_cancel=move |_| open.set(false) disabled=lacking>{title}</FormButtons>
            </form>
        </Dialog>
    }
}
