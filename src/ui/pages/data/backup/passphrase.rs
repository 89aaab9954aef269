//! The passphrase of a work file: given to it once, with the recovery key to print; and typed when it is opened.

use leptos::prelude::*;

use crate::{
    ui::{
        components::{dialog::FormButtons, print::print_only},
        i18n::*,
        state::State,
    },
    worker::handover::{KeepPassphrase, LEAST_PASSPHRASE, SetPassphrase},
};

/// The part of the page that is printed alone.
const RECOVERY: &str = "recovery";

/// Gives the work file a passphrase, twice; then shows the recovery key, until somebody says that it is on paper.
#[component]
pub fn Passphrase(on_done: Callback<()>, on_cancel: Callback<()>) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let (passphrase, again) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let recovery = RwSignal::new(None::<String>);
    let pressed = RwSignal::new(false);
    let shown = RwSignal::new(false);
    let as_type = move || if shown.get() { "text" } else { "password" };
    let length = move || passphrase.get().trim().chars().count();
    let short = move || length() > 0 && length() < LEAST_PASSPHRASE;
    let differs = move || !again.get().is_empty() && again.get() != passphrase.get();
    let ready = move || length() >= LEAST_PASSPHRASE && again.get() == passphrase.get();
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if !ready() || pressed.get_untracked() {
            return;
        }
        pressed.set(true);
        let question = SetPassphrase { passphrase: passphrase.get_untracked() };
        state.ask_handover(question, move |answer| {
            pressed.set(false);
            match answer {
                Ok(key) => recovery.set(Some(key)),
                Err(why) => state.tell(why),
            }
        });
    };
    move || match recovery.get() {
        Some(key) => view! { <Recovery key on_done /> }.into_any(),
        None => view! {
            <h3>{t!(i18n, backup.passphrase_title)}</h3>
            <p>{t!(i18n, backup.passphrase_about)}</p>
            <form class="stack" on:submit=submit>
                <label class="field">
                    <span>{t!(i18n, backup.passphrase)}</span>
                    <input
                        type=as_type
                        autocomplete="new-password"
                        required=true
                        autofocus=true
                        bind:value=passphrase
                    />
                    <span class="help">{t!(i18n, backup.passphrase_help)}</span>
                </label>
                <Show when=short>
                    <p class="message warn">{t!(i18n, backup.passphrase_short)}</p>
                </Show>
                <label class="field">
                    <span>{t!(i18n, backup.passphrase_again)}</span>
                    <input type=as_type autocomplete="new-password" required=true bind:value=again />
                </label>
                <label class="check">
                    <input type="checkbox" bind:checked=shown />
                    {t!(i18n, backup.show)}
                </label>
                <Show when=differs>
                    <p class="message warn">{t!(i18n, handover.pin_differs)}</p>
                </Show>
                <FormButtons on_cancel disabled=Signal::derive(move || !ready() || pressed.get())>
                    {t!(i18n, backup.passphrase_set)}
                </FormButtons>
            </form>
        }
        .into_any(),
    }
}

#[component]
fn Recovery(key: String, on_done: Callback<()>) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let keep = move |_| {
        state.ask_handover(KeepPassphrase {}, move |answer| match answer {
            Ok(()) => on_done.run(()),
            Err(why) => state.tell(why),
        });
    };
    view! {
        <div class="stack" id=RECOVERY>
            <article class="invitation stack">
                <h3>{t!(i18n, backup.recovery_title)}</h3>
                <p>{move || state.seat_name()}</p>
                <p>
                    <strong class="code">{key}</strong>
                </p>
                <p>{t!(i18n, backup.recovery_about)}</p>
            </article>
            <div class="row no-print">
                <button
                    type="button"
                    on:click=move |_| {
                        print_only(state, t_string!(i18n, backup.recovery_title).to_owned(), 1, RECOVERY)
                    }
                >
                    {t!(i18n, backup.recovery_print)}
                </button>
                <button type="button" class="primary" on:click=keep>
                    {t!(i18n, backup.recovery_done)}
                </button>
            </div>
        </div>
    }
}

/// Asks for the passphrase of a work file, or its recovery key.
#[component]
pub fn Typed(file: String, on_done: Callback<String>, on_cancel: Callback<()>) -> impl IntoView {
    let i18n = State::here().i18n;
    let typed = RwSignal::new(String::new());
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        on_done.run(typed.get_untracked());
    };
    view! {
        <p>
            <strong>{file}</strong>
        </p>
        <form class="stack" on:submit=submit>
            <label class="field">
                <span>{t!(i18n, backup.typed)}</span>
                <input type="password" autocomplete="off" required=true autofocus=true bind:value=typed />
                <span class="help">{t!(i18n, backup.typed_help)}</span>
            </label>
            <FormButtons on_cancel>{t!(i18n, common.ok)}</FormButtons>
        </form>
    }
}
