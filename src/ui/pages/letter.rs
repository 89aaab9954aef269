//! The covering letter of a forwarded document in the layout of an official document: A4, 仿宋 3号, 22 lines a page. No red
//! head and no seal: those are the office's own to put on.

use leptos::prelude::*;

use crate::{
    domain::{Document, Kind, Record},
    ui::{
        components::{page_head::PageHead, print::print},
        i18n::*,
        route::Route,
        state::State,
    },
};

/// The letter of the document with this id.
#[component]
pub fn LetterPage(#[prop(into)] id: Signal<String>) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let document = Memo::new(move |_| state.workspace.get().documents.get(&id.get()).cloned());
    let called = move || {
        let title = document.with_untracked(|document| document.as_ref().map(Record::title));
        let letter = t_string!(i18n, document.letter);
        title.map_or_else(
            || letter.to_owned(),
            |title| format!("{letter}{}{title}", state.lang().get_untracked().colon()),
        )
    };
    view! {
        <PageHead title=Signal::derive(move || t_string!(i18n, document.letter).to_owned())>
            <button type="button" class="primary" on:click=move |_| print(state, called())>
                {t!(i18n, common.print)}
            </button>
            <a class="button" href=move || Route::of(Kind::Document, &id.get()).href()>
                {t!(i18n, document.back)}
            </a>
        </PageHead>
        {move || match document.get() {
            Some(document) if document.letter.is_some() => sheet(state, &document),
            _ => view! { <p class="card empty">{t!(i18n, document.no_letter)}</p> }.into_any(),
        }}
    }
}

/// Beyond so many the letter names the first and refers to a list.
const NAMED: usize = 8;

fn sheet(state: State, document: &Document) -> AnyView {
    let workspace = state.workspace.get();
    let tree = workspace.tree();
    let issuer = tree.name(&document.unit).to_owned();
    let paragraphs = document
        .letter
        .as_deref()
        .unwrap_or_default()
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .enumerate()
        .map(|(place, line)| {
            let class = if place == 0 && line.ends_with(['：', ':']) { "to" } else { "body" };
            view! { <p class=class>{line.to_owned()}</p> }
        })
        .collect_view();
    let sent = workspace
        .dispatches
        .all()
        .find(|dispatch| dispatch.document == document.id())
        .map_or_else(|| crate::ui::state::now().today, |dispatch| dispatch.sent);
    let day = format!("{}年{}月{}日", sent.year(), sent.month(), sent.day());
    let names: Vec<_> = document.recipients.iter().map(|unit| tree.name(unit)).collect();
    let recipients = if names.len() > NAMED {
        format!("{}等 {} 家单位（名单另附）", names[..NAMED].join("，"), names.len())
    } else {
        names.join("，")
    };
    view! {
        <article class="letter" lang="zh-CN">
            {state.demo_mark().map(|mark| view! { <p class="note">{mark}</p> })}
            <p class="number-line">{document.letter_number.clone()}</p>
            <h2>{document.forwarding_title(&issuer)}</h2>
            {paragraphs}
            <div class="closing">
                <p class="body">{format!("附件：{}（{}）", document.title, document.number)}</p>
                <p class="sign">{issuer}</p>
                <p class="sign">{day}</p>
            </div>
            <p class="note">{format!("公开属性：{}", document.openness.label().zh)}</p>
            <p class="note">{format!("下发：{recipients}")}</p>
        </article>
    }
    .into_any()
}
