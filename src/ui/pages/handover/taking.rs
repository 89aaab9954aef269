//! 接收: files that came are looked through, and taken over when somebody says so.

use leptos::prelude::*;

use super::{
    opened::{answered, read_files},
    package::OnePackage,
    post::PostBox,
};
use crate::{
    domain::counts,
    policy::decision::Text,
    ui::{
        components::{dialog::FormButtons, progress_bar::ProgressBar},
        i18n::*,
        state::{Given, State},
        transport::Transport as _,
    },
    worker::handover::{Adopt, InvitationTold, LookTold, OpenFiles, Opened, TakeOver},
};

/// Where it stands.
#[derive(Clone)]
enum Stage {
    Choosing,
    Busy,
    /// One of the files is under the code of a letter.
    Code {
        file: String,
        files: Vec<(String, Vec<u8>)>,
    },
    /// What they would bring, and which of them lay in the folder.
    Looked(LookTold, Vec<String>),
    /// The office above takes this one in.
    Invited(InvitationTold),
}

/// The card.
#[component]
pub fn Taking() -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let stage = RwSignal::new(Stage::Choosing);
    // A file that was chosen on another page.
    if let Some(Given { name, bytes }) = state.given.get_untracked() {
        state.given.set(None);
        open(state, stage, vec![(name, bytes)], String::new());
    }
    view! {
        <section class="card stack" id="take-over">
            <h2>{t!(i18n, handover.take_title)}</h2>
            {move || match stage.get() {
                Stage::Choosing => {
                    view! {
                        <p>{t!(i18n, handover.take_text)}</p>
                        <div class="row">
                            <label class="button primary file">
                                {t!(i18n, handover.open_files)}
                                <input
                                    type="file"
                                    multiple=true
                                    class="visually-hidden"
                                    accept=".keqiao,.txt"
                                    on:change=move |event| {
                                        read_files(
                                            state,
                                            &event,
                                            move |files| open(state, stage, files, String::new()),
                                        )
                                    }
                                />
                            </label>
                        </div>
                        <PostBox on_look=Callback::new(move |by_itself| look(state, stage, by_itself)) />
                    }
                        .into_any()
                }
                Stage::Busy => {
                    let label = Signal::derive(move || t_string!(i18n, handover.looking).to_owned());
                    view! { <ProgressBar label of=Signal::derive(|| None) /> }.into_any()
                }
                Stage::Code { file, files } => view! { <Code file files stage /> }.into_any(),
                Stage::Looked(told, lay) => view! { <LookedThrough told lay stage /> }.into_any(),
                Stage::Invited(told) => view! { <TakenIn told stage /> }.into_any(),
            }}
        </section>
    }
}

fn open(state: State, stage: RwSignal<Stage>, files: Vec<(String, Vec<u8>)>, code: String) {
    stage.set(Stage::Busy);
    let question = OpenFiles { files: files.clone(), code, unit: None };
    state.ask_handover(question, move |answer| match answer {
        Ok(Opened::Looked(told)) => stage.set(Stage::Looked(told, Vec::new())),
        Ok(Opened::NeedsCode(file, _)) => stage.set(Stage::Code { file, files: files.clone() }),
        Ok(Opened::Locked) => {
            stage.set(Stage::Choosing);
            state.locked.set(state.seat_untracked());
        }
        Ok(Opened::Invitation(told)) => stage.set(Stage::Invited(told)),
        Err(why) => {
            stage.set(Stage::Choosing);
            state.tell(why);
        }
    });
}

/// Looks what lies in the folder through; where that is wanted, what is proven and free of forks is taken over by itself.
fn look(state: State, stage: RwSignal<Stage>, by_itself: bool) {
    stage.set(Stage::Busy);
    leptos::task::spawn_local(async move {
        let files = match state.folder() {
            Some(folder) => folder.receive().await,
            None => Ok(Vec::new()),
        };
        let files = match files {
            Ok(files) => files,
            Err(why) => {
                stage.set(Stage::Choosing);
                return state.tell(why);
            }
        };
        let lay: Vec<_> = files.iter().map(|(name, _)| name.clone()).collect();
        let question = OpenFiles { files, code: String::new(), unit: None };
        state.ask_handover(question, move |answer| match answer {
            Ok(Opened::Looked(told)) => {
                // What is refused stays where it lies.
                let sound = |name: &&String| {
                    told.packages.iter().any(|looked| looked.file == **name && looked.fault.is_none())
                };
                let lay = lay.iter().filter(sound).cloned().collect();
                match by_itself && told.is_plain {
                    true => take(state, stage, lay),
                    false => stage.set(Stage::Looked(told, lay)),
                }
            }
            Ok(Opened::Locked) => {
                stage.set(Stage::Choosing);
                // Whoever comes to the computer is asked for the PIN when they look themselves.
                if !by_itself {
                    state.locked.set(state.seat_untracked());
                }
            }
            Ok(Opened::NeedsCode(..) | Opened::Invitation(_)) => {
                stage.set(Stage::Choosing);
                state.toasts.failed(move || t_string!(state.i18n, post.invitation));
            }
            Err(why) => {
                stage.set(Stage::Choosing);
                state.tell(why);
            }
        });
    });
}

/// Takes over what was looked through last; what lay in the folder is put away then.
fn take(state: State, stage: RwSignal<Stage>, lay: Vec<String>) {
    let Some(by) = state.by() else { return };
    stage.set(Stage::Busy);
    state.ask_handover(TakeOver { by }, move |answer| {
        stage.set(Stage::Choosing);
        let lay = lay.clone();
        state.stored(answer, move |state, stored| {
            if !lay.is_empty() {
                state.put_away(lay);
            }
            let text = move || {
                let records = state.lang().get().counted(stored.count, counts::RECORDS);
                t_string!(state.i18n, handover.taken, records = records).to_string()
            };
            state.toasts.done(text, Some(state.undoing(stored.sequence)));
        });
    });
}

#[component]
fn Code(file: String, files: Vec<(String, Vec<u8>)>, stage: RwSignal<Stage>) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let code = RwSignal::new(String::new());
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        open(state, stage, files.clone(), code.get_untracked());
    };
    view! {
        <form class="stack" on:submit=submit>
            <p>
                <strong>{file}</strong>
            </p>
            <label class="field">
                <span>{t!(i18n, handover.code)}</span>
                <input type="text" autocomplete="off" required=true autofocus=true maxlength="40" bind:value=code />
                <span class="help">{t!(i18n, handover.code_help)}</span>
            </label>
            <FormButtons on_cancel=move |()| stage.set(Stage::Choosing)>{t!(i18n, common.ok)}</FormButtons>
        </form>
    }
}

/// The office above, or the other organ, invites this one, which has begun alone: its keys count from then on.
#[component]
fn TakenIn(told: InvitationTold, stage: RwSignal<Stage>) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let from = told.from_name.clone();
    let fingerprint = told.fingerprint.clone();
    let unit = told.from_name.clone();
    let adopt = move |_| {
        let Some(by) = state.by() else { return };
        let unit = unit.clone();
        stage.set(Stage::Busy);
        state.ask_handover(Adopt { by }, move |answer| {
            stage.set(Stage::Choosing);
            match answer {
                Ok(answer) => {
                    let (file, unit) = (answer.file.name.clone(), unit.clone());
                    answered(state, answer, move |state| {
                        let text = move || {
                            t_string!(
                                state.i18n,
                                handover.taken_in_done,
                                file = file.clone(),
                                unit = unit.clone()
                            )
                            .to_string()
                        };
                        state.toasts.done(text, None);
                    });
                }
                Err(why) => state.tell(why),
            }
        });
    };
    view! {
        <h3>{move || t_string!(i18n, handover.taken_in, from = from.clone()).to_string()}</h3>
        <p>{t!(i18n, handover.taken_in_text)}</p>
        <p>
            {t!(i18n, handover.their_fingerprint)} " " <code>{fingerprint}</code>
        </p>
        <div class="row">
            <button type="button" on:click=move |_| stage.set(Stage::Choosing)>
                {t!(i18n, common.cancel)}
            </button>
            <button type="button" class="primary" on:click=adopt>
                {t!(i18n, handover.take_part)}
            </button>
        </div>
    }
}

/// What every file would bring, before anything is stored.
#[component]
fn LookedThrough(told: LookTold, lay: Vec<String>, stage: RwSignal<Stage>) -> impl IntoView {
    let state = State::here();
    let (i18n, lang) = (state.i18n, state.lang());
    let take = move |_| {
        if !matches!(stage.get_untracked(), Stage::Busy) {
            take(state, stage, lay.clone());
        }
    };
    let faults = told.faults.clone();
    let fault = move |(file, why): (String, Text)| {
        view! {
            <p class="message bad">
                <strong>{file}</strong>
                " "
                {move || why.get(lang.get()).to_owned()}
            </p>
        }
    };
    view! {
        {faults.into_iter().map(fault).collect_view()}
        {told.packages.into_iter().map(|looked| view! { <OnePackage looked /> }).collect_view()}
        <div class="row">
            <button type="button" on:click=move |_| stage.set(Stage::Choosing)>
                {t!(i18n, common.cancel)}
            </button>
            {told
                .brings_anything
                .then(|| {
                    view! {
                        <button type="button" class="primary" on:click=take>
                            {t!(i18n, handover.take)}
                        </button>
                    }
                })}
        </div>
    }
}
