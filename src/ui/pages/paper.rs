//! The paper of a record in the layout of an official document, a page below the other as they are printed, and as a file.

use leptos::prelude::*;

use crate::{
    app::{exports, papers, scope::View},
    domain::{Kind, Label},
    exchange::paper::{Line, Look, Page, Paper},
    ui::{
        components::{
            download::DOCX,
            page_head::PageHead,
            print::{at_the_key, print},
        },
        i18n::*,
        route::Route,
        state::State,
    },
    worker::files,
};

/// What the journal says of it, in both languages.
const SAVED: Label = Label::new("另存为 Word 文档", "Saved as a Word document");

/// The paper of the record of this kind and id.
#[component]
pub fn PaperPage(kind: Kind, #[prop(into)] id: Signal<String>) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let paper = Memo::new(move |_| {
        let (workspace, seat) = (state.workspace.get(), state.seat());
        let view = View { workspace: &workspace, seat: seat.as_ref() };
        papers::of(view, kind, &id.get())
    });
    let title = Signal::derive(move || {
        paper.with(|paper| match paper {
            Some(paper) => called(state, paper),
            None => t_string!(i18n, paper.none_title).to_owned(),
        })
    });
    at_the_key(move || {
        if paper.with_untracked(Option::is_some) {
            print(state, title.get_untracked());
        }
    });
    let buttons = move || {
        paper.get().map(|paper| {
            view! {
                <button type="button" class="primary" on:click=move |_| print(state, title.get_untracked())>
                    {t!(i18n, common.print)}
                </button>
                <button type="button" on:click=move |_| save(state, paper.clone())>
                    {t!(i18n, paper.save)}
                </button>
            }
        })
    };
    view! {
        <PageHead title>
            {buttons} <a class="button" href=move || Route::of(kind, &id.get()).href()>
                {t!(i18n, paper.back)}
            </a>
        </PageHead>
        {move || match paper.get() {
            Some(paper) => {
                let marks = paper.marks.join("　");
                let pages = paper.pages();
                let count = pages.len();
                let sheets = pages.into_iter().map(|page| sheet(state, page, count, &marks));
                view! {
                    <div class="official" lang="zh-CN">
                        {sheets.collect_view()}
                    </div>
                }
                    .into_any()
            }
            None => view! { <p class="card empty">{t!(i18n, paper.none)}</p> }.into_any(),
        }}
    }
}

/// The way to the paper of a record, in the head of its page; nothing where it has none.
pub fn paper_link(state: State, kind: Kind, id: &str) -> AnyView {
    let (workspace, seat) = (state.workspace.get(), state.seat());
    let paper = papers::of(View { workspace: &workspace, seat: seat.as_ref() }, kind, id);
    let href = Route::Paper { kind, id: id.to_owned() }.href();
    paper
        .map(|paper| {
            view! {
                <a class="button" href=href>
                    {move || paper.name.get(state.lang().get()).to_owned()}
                </a>
            }
        })
        .into_any()
}

fn called(state: State, paper: &Paper) -> String {
    let lang = state.lang().get();
    format!("{}{}{}", paper.name.get(lang), lang.colon(), paper.called)
}

fn save(state: State, paper: Paper) {
    let (workspace, actor) = (state.workspace.get_untracked(), state.actor());
    let file = format!("{}.docx", paper.file_name());
    let noted = file.clone();
    let question = files::Docx { paper: Box::new(paper) };
    state.act(
        move |store| async move {
            exports::of_record(&*store, &workspace, &actor, (&noted, SAVED, false), "").await
        },
        move |_| {
            state.save_file(question, file, DOCX, move |file| {
                let said = move || t_string!(state.i18n, subsidy.exported, file = file.clone()).to_string();
                state.toasts.done(said, None);
            });
        },
    );
}

/// One page, with what stands above and below the text.
fn sheet(state: State, Page { number, lines }: Page, count: usize, marks: &str) -> AnyView {
    let i18n = state.i18n;
    let lines = lines.into_iter().map(|Line { look, text, is_full }| {
        let class = match look {
            Look::Number => "number",
            Look::Title => "title",
            Look::Heading => "heading",
            Look::Note => "note",
            Look::Text | Look::Closing | Look::Blank => "",
        };
        view! {
            <p class=class class:full=is_full>
                {runs(&text)}
            </p>
        }
    });
    let side = if number % 2 == 1 { "folio odd" } else { "folio even" };
    let name = move || t_string!(i18n, paper.page, number = number, count = count).to_string();
    view! {
        <section class="sheet" aria-label=name>
            <p class="mark">{marks.to_owned()}</p>
            <div class="text">{lines.collect_view()}</div>
            <p class=side>{format!("— {number} —")}</p>
        </section>
    }
    .into_any()
}

/// Letters and digits apart, so that they take half of a character and nothing else does.
fn runs(text: &str) -> AnyView {
    let (mut runs, mut rest) = (Vec::new(), text);
    while let Some(first) = rest.chars().next() {
        let end = rest.find(|c: char| c.is_ascii() != first.is_ascii()).unwrap_or(rest.len());
        let (run, after) = rest.split_at(end);
        runs.push(match first.is_ascii() {
            true => view! { <span class="half">{run.to_owned()}</span> }.into_any(),
            false => run.to_owned().into_any(),
        });
        rest = after;
    }
    runs.into_any()
}
