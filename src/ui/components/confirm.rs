//! Asks before something is done to many records at once.

use leptos::prelude::*;

use super::dialog::Dialog;
use crate::ui::{i18n::*, state::State};

/// A dialog that says what would be done, and to how many, and does it when it is agreed to.
#[component]
pub fn Confirm(
    open: RwSignal<bool>,
    /// What agreeing does; the button is called so too.
    #[prop(into)]
    title: Signal<String>,
    #[prop(into)] about: Signal<String>,
    #[prop(into)] on_agreed: Callback<()>,
) -> impl IntoView {
    let i18n = State::here().i18n;
    view! {
        <Dialog open title>
            <p>{about}</p>
            <div class="actions">
                <button type="button" autofocus=true on:click=move |_| open.set(false)>
                    {t!(i18n, common.cancel)}
                </button>
                <button
                    type="button"
                    class="danger"
                    on:click=move |_| {
                        open.set(false);
                        on_agreed.run(());
                    }
                >
                    {title}
                </button>
            </div>
        </Dialog>
    }
}
