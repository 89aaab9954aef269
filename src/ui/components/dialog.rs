use leptos::{html, prelude::*};

use crate::ui::{i18n::*, state::State};

/// A modal dialog: the browser's own, so that focus is kept inside and Escape closes it.
#[component]
pub fn Dialog(
    open: RwSignal<bool>,
    #[prop(into)] title: Signal<String>,
    /// For what is read rather than answered.
    #[prop(optional)]
    wide: bool,
    children: ChildrenFn,
) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        let Some(dialog) = dialog.get() else { return };
        if open.get() && !dialog.open() {
            // Fails only for a dialog outside the document, which a mounted one is not.
            let _ = dialog.show_modal();
        } else if !open.get() && dialog.open() {
            dialog.close();
        }
    });
    view! {
        <dialog node_ref=dialog class:wide=wide aria-label=title on:close=move |_| open.set(false)>
            <Show when=move || open.get()>
                <div class="stack">
                    <h2>{title}</h2>
                    {children()}
                </div>
            </Show>
        </dialog>
    }
}

/// How a form in a dialog ends: leave it, or do what it is for, which `children` name.
#[component]
pub fn FormButtons(
    #[prop(into)] on_cancel: Callback<()>,
    #[prop(optional)] disabled: Signal<bool>,
    children: Children,
) -> impl IntoView {
    let i18n = State::here().i18n;
    view! {
        <div class="actions">
            <button type="button" on:click=move |_| on_cancel.run(())>
                {t!(i18n, common.back)}
            </button>
            <button type="submit" class="primary" disabled=disabled>
                {children()}
            </button>
        </div>
    }
}
