//! One of several things, of which one is chosen.

use leptos::prelude::*;

/// A round mark with what it stands for; those of one `group` exclude each other.
#[component]
pub fn Choice<T: Clone + PartialEq + Send + Sync + 'static>(
    group: &'static str,
    of: T,
    chosen: RwSignal<T>,
    children: Children,
) -> impl IntoView {
    let own = of.clone();
    view! {
        <label class="check">
            <input
                type="radio"
                name=group
                prop:checked=move || chosen.with(|chosen| *chosen == own)
                on:change=move |_| chosen.set(of.clone())
            />
            {children()}
        </label>
    }
}
