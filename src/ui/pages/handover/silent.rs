//! Who has not joined and from whom nothing has come back, as a text to paste into a chat.

use leptos::prelude::*;

use crate::{
    domain::{Lang, counts},
    ui::{i18n::*, state::State},
    worker::handover::{Partner, Way},
};

/// Under the table of offices; nothing where nobody is silent.
#[component]
pub fn Silent(#[prop(into)] partners: Signal<Vec<Partner>>) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let text = Memo::new(move |_| partners.with(|partners| told(state, partners)));
    let select = move |event: leptos::ev::FocusEvent| {
        event_target::<leptos::web_sys::HtmlTextAreaElement>(&event).select();
    };
    view! {
        <Show when=move || text.with(|text| !text.is_empty())>
            <details>
                <summary>{t!(i18n, handover.silent_title)}</summary>
                <label class="field">
                    <span>{t!(i18n, handover.silent_text)}</span>
                    <textarea
                        readonly=true
                        rows=move || text.with(|text| text.lines().count().clamp(2, 12).to_string())
                        prop:value=text
                        on:focus=select
                    ></textarea>
                </label>
            </details>
        </Show>
    }
}

/// A line for each way of being silent.
fn told(state: State, partners: &[Partner]) -> String {
    let (i18n, lang) = (state.i18n, state.lang().get());
    let outside = || partners.iter().filter(|partner| !partner.joined && !partner.answered);
    let not_invited = outside().filter(|partner| partner.invited.is_none() && partner.way == Way::Down);
    let not_joined = outside().filter(|partner| partner.invited.is_some());
    let is_silent = |partner: &&Partner| matches!(partner.sent, Some((_, false))) && partner.joined;
    let silent = partners.iter().filter(is_silent);
    let lines = [
        line(lang, t_string!(i18n, handover.silent_not_invited), not_invited),
        line(lang, t_string!(i18n, handover.silent_not_joined), not_joined),
        line(lang, t_string!(i18n, handover.silent_no_answer), silent),
    ];
    lines.into_iter().flatten().collect::<Vec<_>>().join("\n")
}

/// `还没有加入（2 家）：…`
fn line<'a>(lang: Lang, title: &str, partners: impl Iterator<Item = &'a Partner>) -> Option<String> {
    let names: Vec<_> = partners.map(|partner| partner.title.clone()).collect();
    let count = lang.counted(names.len(), counts::UNITS);
    let (open, close) = if lang == Lang::Zh { ("（", "）") } else { (" (", ")") };
    (!names.is_empty()).then(|| format!("{title}{open}{count}{close}{}{}", lang.colon(), lang.list(&names)))
}
