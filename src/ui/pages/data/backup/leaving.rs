//! 离开这台计算机: what is here is saved, the saved file is proven by choosing it again, and only then is the browser emptied.

use leptos::prelude::*;

use super::passphrase::Passphrase;
use crate::{
    ui::{
        components::progress_bar::ProgressBar,
        i18n::*,
        pages::handover::read_files,
        route::{Route, part},
        state::{Saved, State},
    },
    worker::handover::{HasPassphrase, IsSaved},
};

/// How far somebody is on the way out.
#[derive(Clone, Copy, PartialEq)]
enum Stage {
    Resting,
    Passphrase,
    Busy,
    /// Saved as a download, and to be chosen again.
    Saved,
    /// The file is there, as it was saved.
    Proven,
}

/// The card; for an office alone, since only its file carries everything.
#[component]
pub fn Leaving() -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let stage = RwSignal::new(Stage::Resting);
    // Whoever goes on working after saving saves again.
    Effect::new(move |_| {
        let is_saved = matches!(stage.get(), Stage::Saved | Stage::Proven);
        if is_saved && state.work_file.last.get().is_some_and(|last| last.since > 0) {
            stage.set(Stage::Resting);
        }
    });
    let begin = move |_| {
        state.toasts.clear_failures();
        stage.set(Stage::Busy);
        state.ask_handover(HasPassphrase {}, move |answer| match answer {
            Ok(true) => save(state, stage),
            Ok(false) => stage.set(Stage::Passphrase),
            Err(why) => {
                stage.set(Stage::Resting);
                state.tell(why);
            }
        });
    };
    let prove = move |event: leptos::ev::Event| {
        read_files(state, &event, move |files| {
            let Some((_, bytes)) = files.into_iter().next() else { return };
            state.ask_handover(IsSaved { bytes }, move |answer| match answer {
                Ok(true) => stage.set(Stage::Proven),
                Ok(false) => state.toasts.failed(move || t_string!(state.i18n, leaving.another)),
                Err(why) => state.tell(why),
            });
        });
    };
    let leave = move |_| {
        state.erase();
        Route::Overview { term: None }.go();
    };
    view! {
        <Show when=move || state.is_office()>
            <section class="card stack" id=part::LEAVE>
                <h2>{t!(i18n, leaving.title)}</h2>
                {move || match stage.get() {
                    Stage::Resting => {
                        view! {
                            <p>{t!(i18n, leaving.about)}</p>
                            <label class="check">
                                <input
                                    type="checkbox"
                                    prop:checked=move || state.work_file.temporary.get()
                                    on:change:target=move |event| {
                                        state.work_here_for_now(event.target().checked());
                                    }
                                />
                                {t!(i18n, leaving.temporary)}
                            </label>
                            <div class="row">
                                <button type="button" on:click=begin>
                                    {t!(i18n, leaving.begin)}
                                </button>
                            </div>
                        }
                            .into_any()
                    }
                    Stage::Passphrase => {
                        let set = Callback::new(move |()| save(state, stage));
                        let back = Callback::new(move |()| stage.set(Stage::Resting));
                        view! { <Passphrase on_done=set on_cancel=back /> }.into_any()
                    }
                    Stage::Busy => {
                        let label = Signal::derive(move || t_string!(i18n, backup.making).to_owned());
                        view! { <ProgressBar label of=Signal::derive(|| None) /> }.into_any()
                    }
                    Stage::Saved => {
                        view! {
                            <p>{t!(i18n, leaving.prove)}</p>
                            <div class="row">
                                <button type="button" on:click=move |_| stage.set(Stage::Resting)>
                                    {t!(i18n, common.cancel)}
                                </button>
                                <label class="button primary file">
                                    {t!(i18n, leaving.choose)}
                                    <input
                                        type="file"
                                        class="visually-hidden"
                                        accept=".keqiao"
                                        on:change=prove
                                    />
                                </label>
                            </div>
                        }
                            .into_any()
                    }
                    Stage::Proven => {
                        view! {
                            <p class="message good">{t!(i18n, leaving.proven)}</p>
                            <div class="row">
                                <button type="button" on:click=move |_| stage.set(Stage::Resting)>
                                    {t!(i18n, common.cancel)}
                                </button>
                                <button type="button" class="danger" on:click=leave>
                                    {t!(i18n, leaving.leave)}
                                </button>
                            </div>
                        }
                            .into_any()
                    }
                }}
            </section>
        </Show>
    }
}

fn save(state: State, stage: RwSignal<Stage>) {
    stage.set(Stage::Busy);
    state.save_everything(move |saved| match saved {
        Ok(Saved::InPlace) => stage.set(Stage::Proven),
        Ok(Saved::Downloaded) => stage.set(Stage::Saved),
        Err(why) => {
            stage.set(Stage::Resting);
            state.tell(why);
        }
    });
}
