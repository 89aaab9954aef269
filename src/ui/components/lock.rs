//! What covers a locked screen: the PIN of a desk of this office takes it away.

use leptos::{html, prelude::*};

use crate::{
    ui::{i18n::*, state::State},
    worker::handover::{DeskTold, KnownDesks, UnlockScreen},
};

/// The button in the header that locks the screen of an office.
#[component]
pub fn LockButton() -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    view! {
        <Show when=move || state.is_office()>
            <button type="button" class="on-dark" on:click=move |_| state.lock_screen()>
                {t!(i18n, lock.button)}
            </button>
        </Show>
    }
}

/// The browser's own modal dialog over everything, so that nothing behind it is reached by the keyboard either.
#[component]
pub fn LockScreen() -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let dialog = NodeRef::<html::Dialog>::new();
    let cover = move || {
        let Some(dialog) = dialog.get_untracked() else { return };
        let locked = state.screen.locked.get_untracked();
        if locked && !dialog.open() {
            // Fails only for a dialog outside the document, which a mounted one is not.
            let _ = dialog.show_modal();
        } else if !locked && dialog.open() {
            dialog.close();
        }
        if let Some(body) = document().body() {
            let _ = match locked {
                true => body.set_attribute("data-locked", ""),
                false => body.remove_attribute("data-locked"),
            };
        }
    };
    Effect::new(move |_| {
        state.screen.locked.track();
        dialog.track();
        cover();
    });
    view! {
        <dialog
            node_ref=dialog
            class="lock"
            aria-label=move || t_string!(i18n, lock.title)
            on:cancel=move |event: leptos::ev::Event| event.prevent_default()
            on:close=move |_| cover()
        >
            <Show when=move || state.screen.locked.get()>
                <Pin />
            </Show>
        </dialog>
    }
}

#[component]
fn Pin() -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let pin = RwSignal::new(String::new());
    let busy = RwSignal::new(false);
    let why = RwSignal::new(None);
    let desks = RwSignal::new(Vec::<DeskTold>::new());
    state.ask_handover(KnownDesks {}, move |answer| {
        match answer {
            // Where no desk has keys any more nobody could unlock it.
            Ok(known) if known.is_empty() => state.unlock_screen(),
            known => drop(desks.try_set(known.unwrap_or_default())),
        }
    });
    // Whoever sits here; or the one desk that has keys.
    let desk = move || {
        let (seat, desks) = (state.seat(), desks.get());
        let own = desks.iter().find(|desk| Some(&desk.seat) == seat.as_ref());
        own.or(desks.first()).map(|desk| desk.seat.clone())
    };
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Some(seat) = untrack(desk).filter(|_| !busy.get_untracked()) else { return };
        busy.set(true);
        state.ask_handover(UnlockScreen { seat, typed: pin.get_untracked() }, move |answer| {
            let _ = busy.try_set(false);
            match answer {
                Ok(()) => state.unlock_screen(),
                Err(error) => {
                    let _ = pin.try_set(String::new());
                    let _ = why.try_set(Some(error));
                }
            }
        });
    };
    view! {
        <form class="stack" on:submit=submit>
            <h2>{t!(i18n, lock.title)}</h2>
            <p>
                <strong>{move || state.seat_name()}</strong>
            </p>
            <label class="field">
                <span>{t!(i18n, handover.pin)}</span>
                <input type="password" autocomplete="off" required=true autofocus=true bind:value=pin />
            </label>
            {move || {
                let why: crate::policy::decision::Text = why.get()?;
                Some(
                    view! {
                        <p class="message bad" role="alert">
                            {why.get(state.lang().get()).to_owned()}
                        </p>
                    },
                )
            }}
            <div class="row">
                <button type="submit" class="primary" disabled=move || busy.get()>
                    {t!(i18n, lock.unlock)}
                </button>
            </div>
            <p class="soft">{t!(i18n, lock.honest)}</p>
        </form>
    }
}
