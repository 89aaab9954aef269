//! Saving a draft as a version, and discarding it.

use leptos::prelude::*;

use crate::{
    app::policies,
    ui::{
        components::{
            confirm::Confirm,
            dialog::{Dialog, FormButtons},
        },
        i18n::*,
        pages::policy::draft::Draft,
        state::State,
    },
};

/// The two buttons, while there is something to save.
#[component]
pub fn Saving(draft: Draft, on_invalid: Callback<String>) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let (open, discarding) = (RwSignal::new(false), RwSignal::new(false));
    let note = RwSignal::new(String::new());
    let broken = move || draft.tried.with(|tried| !tried.faults.is_empty());
    // What would be saved is not what the screen shows: the field comes first.
    let start = move |_| match draft.invalid.with_untracked(|invalid| invalid.keys().next().cloned()) {
        Some(id) => on_invalid.run(id),
        None => open.set(true),
    };
    let save = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        open.set(false);
        let (workspace, actor, source) = (state.workspace.get_untracked(), state.actor(), draft.source());
        let text = note.get_untracked().trim().to_owned();
        note.set(String::new());
        let tried = draft.tried.get_untracked();
        let (pack, files) = (source.id.clone(), source.files.clone());
        state.act(
            move |store| async move {
                policies::save_version(&*store, &workspace, &actor, (&source, &tried), &text).await
            },
            move |version| {
                Draft::forget(&pack);
                draft.rebase(files, version.number);
                let said = move || t_string!(i18n, policy.saved, number = version.number).to_string();
                state.toasts.done(said, None);
            },
        );
    };
    view! {
        <Show when=move || draft.changed()>
            <p class="soft">{t!(i18n, policy.unsaved)}</p>
            <div class="row">
                <button type="button" class="primary" on:click=start>
                    {move || {
                        if broken() {
                            t_string!(i18n, policy.save_draft)
                        } else {
                            t_string!(i18n, policy.save_version)
                        }
                    }}
                </button>
                <button type="button" on:click=move |_| discarding.set(true)>
                    {t!(i18n, policy.discard)}
                </button>
            </div>
        </Show>
        <Confirm
            open=discarding
            title=Signal::derive(move || t_string!(i18n, policy.discard).to_owned())
            about=Signal::derive(move || t_string!(i18n, policy.discard_ask).to_owned())
            on_agreed=move |()| draft.discard()
        />
        <Dialog open title=Signal::derive(move || t_string!(i18n, policy.save_version).to_owned())>
            <form class="stack" on:submit=save>
                <label class="field">
                    <span>{t!(i18n, policy.note)}</span>
                    <input type="text" maxlength="120" required=true autofocus=true bind:value=note />
                    <span class="help">{t!(i18n, policy.note_help)}</span>
                </label>
                <FormButtons on_cancel=move |_| open.set(false)>{t!(i18n, common.save)}</FormButtons>
            </form>
        </Dialog>
    }
}
