//! The folder by which packages come, where the browser has folders.

use leptos::prelude::*;

use crate::{
    domain::counts,
    ui::{
        i18n::*,
        state::{Connected, State},
    },
};

/// What waits in the folder, and how one is connected; told to `on_look` is whether nobody pressed anything.
#[component]
pub fn PostBox(on_look: Callback<bool>) -> impl IntoView {
    let state = State::here();
    let (i18n, lang) = (state.i18n, state.lang());
    let post = state.post;
    Effect::new(move |_| {
        let waiting = post.waiting.get();
        let tried = post.tried.get_value();
        post.tried.set_value(waiting);
        if waiting > tried && post.by_itself.get() {
            on_look.run(true);
        }
    });
    view! {
        {move || match post.connected.get() {
            Connected::Unable => view! { <p class="soft">{t!(i18n, post.unable)}</p> }.into_any(),
            Connected::Not => {
                view! {
                    <p class="soft">{t!(i18n, post.about)}</p>
                    <div class="row">
                        <button type="button" on:click=move |_| state.connect_folder()>
                            {t!(i18n, post.connect)}
                        </button>
                    </div>
                }
                    .into_any()
            }
            Connected::Asks(name) => {
                view! {
                    <p class="message warn">
                        {move || t_string!(i18n, post.asks, folder = name.clone()).to_string()}
                    </p>
                    <div class="row">
                        <button type="button" class="primary" on:click=move |_| state.reconnect_folder()>
                            {t!(i18n, post.reconnect)}
                        </button>
                        <button type="button" on:click=move |_| state.disconnect_folder()>
                            {t!(i18n, post.disconnect)}
                        </button>
                    </div>
                }
                    .into_any()
            }
            Connected::To(name) => {
                view! {
                    <p role="status">
                        {move || {
                            let files = lang.get().counted(post.waiting.get(), counts::FILES);
                            t_string!(i18n, post.waiting, folder = name.clone(), files = files).to_string()
                        }}
                    </p>
                    <label class="check">
                        <input
                            type="checkbox"
                            prop:checked=move || post.by_itself.get()
                            on:change:target=move |event| state.take_by_itself(event.target().checked())
                        />
                        {t!(i18n, post.by_itself)}
                    </label>
                    <div class="row">
                        <button
                            type="button"
                            disabled=move || post.waiting.get() == 0
                            on:click=move |_| on_look.run(false)
                        >
                            {t!(i18n, post.look)}
                        </button>
                        <button type="button" on:click=move |_| state.disconnect_folder()>
                            {t!(i18n, post.disconnect)}
                        </button>
                    </div>
                }
                    .into_any()
            }
        }}
    }
}
