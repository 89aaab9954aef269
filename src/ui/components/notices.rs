//! What concerns the whole workspace and must not be overlooked: above every page until it is seen to.

use leptos::prelude::*;

use crate::ui::{
    components::search::go_to_part,
    i18n::*,
    route::{Route, part},
    state::{Offline, State},
};

#[component]
pub fn Notices() -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let missing = state.kept_data.missing;
    let sequence = move || state.workspace.with(|workspace| workspace.sequence());
    let unsound = Memo::new(move |_| state.workspace.with(|workspace| !workspace.settings_are_sound()));
    view! {
        {move || {
            let last = missing.get()?;
            let there = sequence();
            let text = if there == 0 {
                t_string!(i18n, notice.emptied, last = last).to_string()
            } else {
                t_string!(i18n, notice.cut, last = last, there = there).to_string()
            };
            Some(
                view! {
                    <section class="message bad stack" role="alert">
                        <p>{text}</p>
                        <div class="row">
                            <button type="button" on:click=move |_| state.go_on_without()>
                                {t!(i18n, notice.go_on)}
                            </button>
                        </div>
                    </section>
                },
            )
        }}
        <Show when=move || unsound.get()>
            <section class="message bad stack" role="alert">
                <p>{t!(i18n, notice.settings)}</p>
                <div class="row">
                    <button type="button" on:click=move |_| state.mend_settings()>
                        {t!(i18n, notice.mend)}
                    </button>
                </div>
            </section>
        </Show>
        <Show when=move || state.work_file.temporary.get() && state.is_office()>
            <section class="message row no-print" role="status">
                <p>
                    {move || if state.has_unsaved() {
                        t_string!(i18n, leaving.unsaved)
                    } else {
                        t_string!(i18n, leaving.saved)
                    }}
                </p>
                <button type="button" on:click=move |_| go_to_part(&Route::Data, part::LEAVE)>
                    {t!(i18n, leaving.title)}
                </button>
            </section>
        </Show>
        <Show when=move || state.program.newer.get()>
            <section class="message row no-print" role="status">
                <p>{t!(i18n, offline.newer)}</p>
                <button type="button" on:click=move |_| state.use_newer()>
                    {t!(i18n, offline.reload)}
                </button>
            </section>
        </Show>
    }
}

/// Whether the program opens without a network, and what does where it does not.
#[component]
pub fn OpensOffline() -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let one_file = move || {
        view! {
            " "
            <a href="./keqiao.html" download="keqiao.html">
                {t!(i18n, offline.one_file_link)}
            </a>
        }
    };
    move || {
        let text = match state.program.offline.get()? {
            Offline::Kept => view! { {t!(i18n, offline.kept)} }.into_any(),
            Offline::OneFile => view! { {t!(i18n, offline.one_file)} }.into_any(),
            Offline::NotHere => view! { {t!(i18n, offline.not_here)} {one_file} }.into_any(),
            Offline::NotYet => view! { {t!(i18n, offline.not_yet)} {one_file} }.into_any(),
        };
        Some(view! { <p class="soft">{text}</p> })
    }
}

/// Whether the browser has promised to keep the data.
#[component]
pub fn Promised() -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    move || {
        let promised = state.kept_data.promised.get()?;
        let text = if promised {
            view! { {t!(i18n, notice.promised)} }.into_any()
        } else {
            view! { {t!(i18n, notice.not_promised)} }.into_any()
        };
        Some(view! { <p class="soft">{text}</p> })
    }
}
