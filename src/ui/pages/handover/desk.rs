//! The desk: whose keys sign here, and whether they are unlocked; and the dialog that unlocks them.

use leptos::prelude::*;

use super::begin::KeysForm;
use crate::{
    app::handover::certifying,
    domain::{counts, workflow::Seat},
    ui::{
        components::dialog::{Dialog, FormButtons},
        i18n::*,
        route::Route,
        state::{CHOICES, State},
    },
    worker::handover::{DeskTold, HandOn, KnownDesks, Lock, MakeDesk, Unlock},
};

/// Which desk sits here.
#[component]
pub fn DeskCard() -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let desks = RwSignal::new(Vec::<DeskTold>::new());
    let look = move || {
        state.ask_handover(KnownDesks {}, move |answer| {
            if let Ok(known) = answer {
                let _ = desks.try_set(known);
            }
        });
    };
    // Again after a desk was unlocked, and when somebody else sits down.
    Effect::new(move |_| {
        state.locked.get();
        state.screen.locked.get();
        state.workspace.settings();
        state.seat();
        look();
    });
    let own = Memo::new(move |_| {
        let seat = state.seat();
        desks.get().into_iter().find(|desk| Some(&desk.seat) == seat.as_ref())
    });
    let waits = Memo::new(move |_| {
        let workspace = state.workspace.get();
        let office = workspace.settings.office.as_ref()?;
        let seat = state.seat()?;
        let is_issued = certifying::may_certify(&workspace, &seat);
        let inviter = office.roots.values().find(|root| root.unit != office.unit);
        let by = inviter.map(|root| workspace.tree().name(&root.unit).to_owned());
        (!is_issued).then_some(by)
    });
    let lock = move |_| {
        state.ask_handover(Lock {}, move |_| look());
    };
    view! {
        <section class="card stack">
            <h2>{move || state.seat_name()}</h2>
            {move || {
                let by = waits.get()?;
                let text = match (by, state.answer.get()) {
                    (Some(by), Some(file)) => {
                        t_string!(i18n, handover.send_answer, file = file, unit = by).to_string()
                    }
                    (Some(by), None) => t_string!(i18n, handover.waits_for, unit = by).to_string(),
                    (None, _) => t_string!(i18n, handover.waits_for_officer).to_owned(),
                };
                Some(view! { <p class="message warn">{text}</p> })
            }}
            {move || match own.get() {
                Some(desk) => {
                    let fingerprint = desk.fingerprint.clone();
                    view! {
                        <p>
                            {t!(i18n, handover.fingerprint)} " " <code>{fingerprint}</code>
                        </p>
                        <div class="row">
                            {if desk.is_open {
                                view! {
                                    <span>{t!(i18n, handover.unlocked)}</span>
                                    <button type="button" on:click=lock>
                                        {t!(i18n, handover.lock)}
                                    </button>
                                    <HandOnButton />
                                }
                                    .into_any()
                            } else {
                                view! {
                                    <button
                                        type="button"
                                        class="primary"
                                        on:click=move |_| state.locked.set(state.seat_untracked())
                                    >
                                        {t!(i18n, handover.unlock)}
                                    </button>
                                }
                                    .into_any()
                            }}
                            <LockAfter />
                        </div>
                    }
                        .into_any()
                }
                None => {
                    view! {
                        <p>{t!(i18n, handover.no_keys)}</p>
                        <div class="row">
                            <button
                                type="button"
                                class="primary"
                                on:click=move |_| state.locked.set(state.seat_untracked())
                            >
                                {t!(i18n, handover.make_keys)}
                            </button>
                        </div>
                    }
                        .into_any()
                }
            }}
        </section>
    }
}

/// Somebody else sits down at this desk for good.
#[component]
fn HandOnButton() -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let open = RwSignal::new(false);
    let former = RwSignal::new(String::new());
    let may = Memo::new(move |_| {
        let workspace = state.workspace.get();
        state.seat().is_some_and(|seat| certifying::may_certify(&workspace, &seat))
    });
    let hand_on = move |(person, pin): (String, String)| {
        let Some(by) = state.by() else { return };
        open.set(false);
        let former = former.get_untracked();
        state.ask_handover(HandOn { by, former, person, pin }, move |answer| match answer {
            Ok(()) => {
                leptos::task::spawn_local(state.refresh());
                state.toasts.done(move || t_string!(state.i18n, handover.handed_on), None);
            }
            Err(why) => state.tell(why),
        });
    };
    view! {
        <Show when=move || may.get()>
            <button
                type="button"
                on:click=move |_| {
                    former.set(String::new());
                    open.set(true);
                }
            >
                {t!(i18n, handover.hand_on)}
            </button>
        </Show>
        <Dialog open title=Signal::derive(move || t_string!(i18n, handover.hand_on_title).to_owned())>
            <p>{t!(i18n, handover.hand_on_text)}</p>
            <p>
                <a href=Route::Inbox.href() on:click=move |_| open.set(false)>
                    {t!(i18n, handover.hand_on_list)}
                </a>
            </p>
            <label class="field">
                <span>{t!(i18n, handover.former_pin)}</span>
                <input type="password" autocomplete="current-password" bind:value=former />
            </label>
            <KeysForm on_done=Callback::new(hand_on) on_cancel=Callback::new(move |()| open.set(false)) />
        </Dialog>
    }
}

/// After how many idle minutes the screen is locked.
#[component]
fn LockAfter() -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let choice = move |minutes: u32| {
        let text = move || match minutes {
            0 => t_string!(i18n, lock.never).to_owned(),
            minutes => {
                let minutes = state.lang().get().counted(minutes as usize, counts::MINUTES);
                t_string!(i18n, lock.after, minutes = minutes).to_string()
            }
        };
        view! {
            <option value=minutes.to_string() selected=move || state.screen.minutes.get() == minutes>
                {text}
            </option>
        }
    };
    view! {
        <label class="row">
            <span>{t!(i18n, lock.idle)}</span>
            <select on:change:target=move |event| {
                state.lock_after(event.target().value().parse().unwrap_or_default());
            }>{CHOICES.map(choice).collect_view()}</select>
        </label>
    }
}

/// Opens wherever a desk's keys are wanted and locked.
#[component]
pub fn UnlockDialog() -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let open = RwSignal::new(false);
    let known = RwSignal::new(None::<bool>);
    Effect::new(move |_| match state.locked.get() {
        Some(seat) => {
            known.set(None);
            open.set(true);
            state.ask_handover(KnownDesks {}, move |answer| {
                let has_keys = answer.is_ok_and(|desks| desks.iter().any(|desk| desk.seat == seat));
                known.set(Some(has_keys));
            });
        }
        None if open.get_untracked() => open.set(false),
        None => {}
    });
    Effect::new(move |_| {
        if !open.get() && state.locked.with_untracked(Option::is_some) {
            state.locked.set(None);
        }
    });
    view! {
        <Dialog open title=Signal::derive(move || t_string!(i18n, handover.unlock_title).to_owned())>
            {move || {
                let seat = state.locked.get()?;
                Some(match known.get()? {
                    true => view! { <Pin seat /> }.into_any(),
                    false => view! { <NewKeys /> }.into_any(),
                })
            }}
        </Dialog>
    }
}

#[component]
fn Pin(seat: Seat) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let pin = RwSignal::new(String::new());
    let busy = RwSignal::new(false);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        busy.set(true);
        let question = Unlock { seat: seat.clone(), pin: pin.get_untracked() };
        state.ask_handover(question, move |answer| {
            busy.set(false);
            match answer {
                Ok(()) => {
                    state.locked.set(None);
                    state.toasts.clear_failures();
                    state.toasts.done(move || t_string!(state.i18n, handover.now_unlocked), None);
                }
                Err(why) => {
                    pin.set(String::new());
                    state.tell(why);
                }
            }
        });
    };
    view! {
        <form class="stack" on:submit=submit>
            <p>{t!(i18n, handover.unlock_text)}</p>
            <label class="field">
                <span>{t!(i18n, handover.pin)}</span>
                <input
                    type="password"
                    autocomplete="current-password"
                    required=true
                    autofocus=true
                    bind:value=pin
                />
            </label>
            <FormButtons on_cancel=move |()| state.locked.set(None) disabled=busy.into()>
                {t!(i18n, handover.unlock)}
            </FormButtons>
        </form>
    }
}

/// The head, or whoever else sits down in this browser for the first time.
#[component]
fn NewKeys() -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let make = move |(person, pin): (String, String)| {
        let Some(by) = state.by() else { return };
        state.ask_handover(MakeDesk { by, person, pin }, move |answer| match answer {
            Ok(()) => {
                state.locked.set(None);
                leptos::task::spawn_local(state.refresh());
                state.toasts.clear_failures();
                state.toasts.done(move || t_string!(state.i18n, handover.keys_made), None);
            }
            Err(why) => state.tell(why),
        });
    };
    view! {
        <p>{t!(i18n, handover.new_keys)}</p>
        <KeysForm on_done=Callback::new(make) on_cancel=Callback::new(move |()| state.locked.set(None)) />
    }
}
