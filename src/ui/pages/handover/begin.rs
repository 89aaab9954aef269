//! Whose office this computer is: by an invitation, or alone.

use leptos::prelude::*;

use super::opened::{answered, read_files};
use crate::{
    domain::workflow::{Role, Seat},
    ui::{
        components::{dialog::FormButtons, progress_bar::ProgressBar, search::go_to_part, seat::SeatForm},
        i18n::*,
        route::{Route, part},
        state::{Given, State, now},
    },
    worker::handover::{BeginAlone, By, InvitationTold, Join, LEAST_PIN, OpenFiles, Opened},
};

/// Where it stands.
#[derive(Clone)]
enum Stage {
    Choosing,
    /// The code of a letter is wanted for this file, and of a group file which of its units it is.
    Code {
        file: String,
        bytes: Vec<u8>,
        /// As it was typed, and refused.
        typed: Typed,
    },
    Invited(InvitationTold),
    Busy,
}

/// The ways to begin.
#[component]
pub fn Begin() -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let stage = RwSignal::new(Stage::Choosing);
    let seated = Memo::new(move |_| state.seat());
    let empty = Memo::new(move |_| state.workspace.get().is_empty());
    // A file that was chosen on another page.
    if let Some(Given { name, bytes }) = state.given.get_untracked() {
        state.given.set(None);
        open(state, stage, (name, bytes), Default::default());
    }
    move || {
        match stage.get() {
        Stage::Busy => {
            let label = Signal::derive(move || t_string!(i18n, handover.busy).to_owned());
            view! { <ProgressBar label of=Signal::derive(|| None) /> }.into_any()
        }
        Stage::Code { file, bytes, typed } => view! { <Code file bytes typed stage /> }.into_any(),
        Stage::Invited(told) => view! { <Joining told stage /> }.into_any(),
        Stage::Choosing => {
            view! {
                <div class="columns">
                    <section class="card stack">
                        <h2>{t!(i18n, handover.join_title)}</h2>
                        <p>{t!(i18n, handover.join_text)}</p>
                        <Show
                            when=move || empty.get()
                            fallback=move || view! { <p class="message warn">{t!(i18n, handover.join_not_empty)}</p> }
                        >
                            <label class="button primary file">
                                {t!(i18n, handover.open_invitation)}
                                <input
                                    type="file"
                                    class="visually-hidden"
                                    accept=".keqiao,.txt"
                                    on:change=move |event| chosen(state, stage, &event)
                                />
                            </label>
                        </Show>
                    </section>
                    <section class="card stack">
                        <h2>{t!(i18n, handover.alone_title)}</h2>
                        <p>{t!(i18n, handover.alone_text)}</p>
                        {move || match seated.get() {
                            Some(seat) => view! { <Alone seat stage /> }.into_any(),
                            None => {
                                view! { <SeatForm on_done=|| () /> }.into_any()
                            }
                        }}
                    </section>
                </div>
            }
                .into_any()
        }
    }
    }
}

fn chosen(state: State, stage: RwSignal<Stage>, event: &leptos::ev::Event) {
    read_files(state, event, move |files| {
        let Some((file, bytes)) = files.into_iter().next() else { return };
        open(state, stage, (file, bytes), Default::default());
    });
}

/// What somebody said of a file: the code of its letter, and of a group file whose part they want.
#[derive(Clone, Default)]
struct Typed {
    code: String,
    unit: Option<String>,
    /// Those among which they chose.
    units: Vec<(String, String)>,
}

fn open(state: State, stage: RwSignal<Stage>, (file, bytes): (String, Vec<u8>), typed: Typed) {
    let given = Given { name: file.clone(), bytes: bytes.clone() };
    if given.is_everything() {
        state.given.set(Some(given));
        return go_to_part(&Route::Data, part::BACKUP);
    }
    stage.set(Stage::Busy);
    let was_asked = !typed.code.is_empty();
    let again = typed.clone();
    let Typed { code, unit, .. } = typed;
    let question = OpenFiles { files: vec![(file.clone(), bytes.clone())], code, unit };
    state.ask_handover(question, move |answer| match answer {
        Ok(Opened::NeedsCode(_, units)) => {
            let typed = Typed { units, ..Typed::default() };
            stage.set(Stage::Code { file: file.clone(), bytes: bytes.clone(), typed });
        }
        Ok(Opened::Invitation(told)) => stage.set(Stage::Invited(told)),
        Ok(Opened::Looked(look)) => {
            let why = look.faults.first().map(|(_, why)| why.clone());
            match why {
                Some(why) => {
                    let typed = again.clone();
                    let again = Stage::Code { file: file.clone(), bytes: bytes.clone(), typed };
                    stage.set(if was_asked { again } else { Stage::Choosing });
                    state.tell(why);
                }
                None => {
                    stage.set(Stage::Choosing);
                    state.toasts.failed(move || t_string!(state.i18n, handover.no_invitation));
                }
            }
        }
        Ok(Opened::Locked) => {
            stage.set(Stage::Choosing);
            state.toasts.failed(move || t_string!(state.i18n, handover.no_invitation));
        }
        Err(why) => {
            stage.set(Stage::Choosing);
            state.tell(why);
        }
    });
}

/// The code of the letter.
#[component]
fn Code(file: String, bytes: Vec<u8>, typed: Typed, stage: RwSignal<Stage>) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let Typed { code, unit, units } = typed;
    let (code, unit) = (RwSignal::new(code), RwSignal::new(unit.unwrap_or_default()));
    let shown = file.clone();
    let is_group = !units.is_empty();
    let among = units.clone();
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        state.toasts.clear_failures();
        let unit = Some(unit.get_untracked()).filter(|_| is_group);
        let typed = Typed { code: code.get_untracked(), unit, units: among.clone() };
        open(state, stage, (file.clone(), bytes.clone()), typed);
    };
    let choices =
        units.into_iter().map(|(unit, title)| view! { <option value=unit>{title}</option> }).collect_view();
    view! {
        <section class="card stack">
            <h2>{t!(i18n, handover.code_title)}</h2>
            <p>
                <strong>{shown}</strong>
            </p>
            <form class="stack" on:submit=submit>
                {is_group
                    .then(|| {
                        view! {
                            <label class="field">
                                <span>{t!(i18n, handover.which_unit)}</span>
                                <select required=true bind:value=unit>
                                    <option value="">{t!(i18n, handover.choose_unit)}</option>
                                    {choices}
                                </select>
                            </label>
                        }
                    })}
                <label class="field">
                    <span>{t!(i18n, handover.code)}</span>
                    <input
                        type="text"
                        autocomplete="off"
                        spellcheck="false"
                        required=true
                        autofocus=true
                        maxlength="40"
                        bind:value=code
                    />
                    <span class="help">{t!(i18n, handover.code_help)}</span>
                </label>
                <FormButtons on_cancel=move |()| stage.set(Stage::Choosing)>{t!(i18n, common.ok)}</FormButtons>
            </form>
        </section>
    }
}

/// Who is invited by whom; and the keys of the first desk.
#[component]
fn Joining(told: InvitationTold, stage: RwSignal<Stage>) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let (unit, title) = (told.unit.clone(), told.title.clone());
    let by_name = title.clone();
    let join = move |(person, pin): (String, String)| {
        let moment = now();
        let seat = Seat { unit: unit.clone(), role: Role::Officer };
        let name = by_name.clone();
        let by = By {
            seat: seat.clone(),
            seat_name: name.clone(),
            timestamp: moment.timestamp,
            today: moment.today,
        };
        stage.set(Stage::Busy);
        state.ask_handover(Join { by, person, pin }, move |answer| match answer {
            Ok(answer) => {
                let (name, seat) = (name.clone(), seat.clone());
                answered(state, answer, move |state| {
                    state.sit_at(name, Some(seat));
                    Route::Handover.go();
                });
            }
            Err(why) => {
                stage.set(Stage::Choosing);
                state.tell(why);
            }
        });
    };
    let from = told.from_name.clone();
    view! {
        <section class="card stack">
            <h2>{move || t_string!(i18n, handover.invited, unit = title.clone()).to_string()}</h2>
            <p>{move || t_string!(i18n, handover.invited_by, from = from.clone()).to_string()}</p>
            <KeysForm on_done=Callback::new(join) on_cancel=Callback::new(move |()| stage.set(Stage::Choosing)) />
        </section>
    }
}

/// An office that begins by itself: a county, or a school whose county does not use the program yet.
#[component]
fn Alone(seat: Seat, stage: RwSignal<Stage>) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let begin = move |(person, pin): (String, String)| {
        let Some(by) = state.by() else { return };
        stage.set(Stage::Busy);
        state.ask_handover(BeginAlone { by, person, pin }, move |answer| {
            stage.set(Stage::Choosing);
            state.stored(answer, |state, _| {
                state.toasts.done(move || t_string!(state.i18n, handover.begun), None);
            });
        });
    };
    let is_officer = seat.role == Role::Officer;
    view! {
        <p>
            <strong>{move || state.seat_name()}</strong>
        </p>
        {if is_officer {
            view! { <KeysForm on_done=Callback::new(begin) /> }.into_any()
        } else {
            view! { <p class="message">{t!(i18n, handover.officer_first)}</p> }.into_any()
        }}
    }
}

/// Who sits at the desk, and the PIN of its keys, twice.
#[component]
pub fn KeysForm(
    on_done: Callback<(String, String)>,
    #[prop(optional)] on_cancel: Option<Callback<()>>,
) -> impl IntoView {
    let i18n = State::here().i18n;
    let (person, pin, again) =
        (RwSignal::new(String::new()), RwSignal::new(String::new()), RwSignal::new(String::new()));
    // Once is enough.
    let pressed = RwSignal::new(false);
    let short = move || !pin.get().is_empty() && pin.get().trim().chars().count() < LEAST_PIN;
    let differs = move || !again.get().is_empty() && again.get() != pin.get();
    let ready = move || pin.get().trim().chars().count() >= LEAST_PIN && again.get() == pin.get();
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if ready() && !pressed.get_untracked() {
            pressed.set(true);
            on_done.run((person.get_untracked(), pin.get_untracked()));
        }
    };
    view! {
        <form class="stack" on:submit=submit>
            <label class="field">
                <span>{t!(i18n, handover.person)}</span>
                <input type="text" maxlength="30" autocomplete="off" bind:value=person />
            </label>
            <label class="field">
                <span>{t!(i18n, handover.pin)}</span>
                <input type="password" autocomplete="new-password" required=true bind:value=pin />
                <span class="help">{t!(i18n, handover.pin_help)}</span>
            </label>
            <Show when=short>
                <p class="message warn">{t!(i18n, handover.pin_short)}</p>
            </Show>
            <label class="field">
                <span>{t!(i18n, handover.pin_again)}</span>
                <input type="password" autocomplete="new-password" required=true bind:value=again />
            </label>
            <Show when=differs>
                <p class="message warn">{t!(i18n, handover.pin_differs)}</p>
            </Show>
            <div class="row">
                {on_cancel
                    .map(|cancel| {
                        view! {
                            <button type="button" on:click=move |_| cancel.run(())>
                                {t!(i18n, common.back)}
                            </button>
                        }
                    })}
                <button type="submit" class="primary" disabled=move || !ready() || pressed.get()>
                    {t!(i18n, handover.make_keys)}
                </button>
            </div>
        </form>
    }
}
