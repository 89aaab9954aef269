use leptos::prelude::*;

use super::help::HelpButton;

/// The heading of a page with its actions on the right. The first action is the page's own.
#[component]
pub fn PageHead(
    #[prop(into)] title: Signal<String>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    Effect::new(move |_| document().set_title(&format!("{} · 科桥 Keqiao", title.get())));
    view! {
        <header class="page-head">
            <h1>{title}</h1>
            <div class="actions">
                {children.map(|children| children())}
                <HelpButton />
            </div>
        </header>
    }
}
