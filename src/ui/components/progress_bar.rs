use leptos::prelude::*;

use crate::ui::i18n::*;

/// Work under way: how far, in words and as a bar, and a way to stop it.
#[component]
pub fn ProgressBar(
    #[prop(into)] label: Signal<String>,
    /// Done and in all; `None` while the extent is unknown.
    #[prop(into)]
    of: Signal<Option<(usize, usize)>>,
    #[prop(optional, into)] on_cancel: Option<Callback<()>>,
) -> impl IntoView {
    let i18n = use_i18n();
    let max = move || of.get().map(|(_, all)| all.max(1).to_string());
    let value = move || of.get().map(|(done, _)| done.to_string());
    view! {
        <div class="progress" role="status">
            <span>{label}</span>
            <progress aria-label=label max=max value=value></progress>
            {move || of.get().map(|(done, all)| format!("{done} / {all}"))}
            {on_cancel
                .map(|cancel| {
                    view! {
                        <button type="button" on:click=move |_| cancel.run(())>
                            {t!(i18n, common.cancel)}
                        </button>
                    }
                })}
        </div>
    }
}
