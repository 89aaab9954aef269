use leptos::prelude::*;

use crate::ui::i18n::*;

/// A labelled list of which one value, or all, is chosen.
#[component]
pub fn Filter(
    #[prop(into)] label: Signal<String>,
    /// Text shown and value, in order.
    #[prop(into)]
    options: Signal<Vec<(String, String)>>,
    #[prop(into)] chosen: Signal<Option<String>>,
    #[prop(into)] on_choose: Callback<Option<String>>,
) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <label class="field">
            <span>{label}</span>
            <select on:change:target=move |event| {
                on_choose.run(Some(event.target().value()).filter(|value| !value.is_empty()));
            }>
                <option value="" selected=move || chosen.get().is_none()>
                    {t!(i18n, common.all)}
                </option>
                {move || {
                    options
                        .get()
                        .into_iter()
                        .map(|(text, value)| {
                            let selected = chosen.get().as_ref() == Some(&value);
                            view! {
                                <option value=value selected=selected>
                                    {text}
                                </option>
                            }
                        })
                        .collect_view()
                }}
            </select>
        </label>
    }
}
