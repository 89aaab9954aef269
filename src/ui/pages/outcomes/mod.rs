//! 成效结果: what pupils say of themselves before and after, by form and by field, never of a single class to anybody but its school.

mod groups;

use std::sync::Arc;

use leptos::prelude::*;

use crate::{
    app::{
        charts, exports,
        outcomes::{self, By, Results, Whole},
    },
    domain::{Kind, Label, Localized as _, Term, counts},
    ui::{
        charts::Chart,
        components::{
            download::XLSX,
            page_head::PageHead,
            print::{at_the_key, print},
            terms::TermSelect,
        },
        i18n::*,
        route::Route,
        state::State,
    },
    worker::files,
};

use self::groups::{Aims, Groups};

/// What the journal says of the file.
const WORKBOOK: Label = Label::new("导出 Excel", "saved as Excel");

/// The outcomes of a term, the latest where none is named.
#[component]
pub fn OutcomesPage(term: Option<Term>) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let lang = state.lang();
    let surveyed = Memo::new(move |_| state.surveyed_terms());
    let terms = Memo::new(move |_| surveyed.get().0);
    let chosen = Memo::new(move |_| term.or(surveyed.get().1));
    let results = Memo::new(move |_| Some(state.surveyed(chosen.get()?)));
    let title = move || {
        let of = chosen.get_untracked().map(|term| term.text(lang.get_untracked()));
        format!("{} {}", t_string!(i18n, surveys.title), of.unwrap_or_default())
    };
    let nothing = move || results.get().is_none_or(|results| results.whole.is_none());
    at_the_key(move || {
        if !untrack(nothing) {
            print(state, untrack(title));
        }
    });
    view! {
        <div class="no-print stack">
            <PageHead title=Signal::derive(move || t_string!(i18n, surveys.title).to_owned())>
                <button type="button" class="primary" disabled=nothing on:click=move |_| save(state, results, chosen)>
                    {t!(i18n, records.export)}
                </button>
                <button type="button" disabled=nothing on:click=move |_| print(state, title())>
                    {t!(i18n, common.print)}
                </button>
                <a class="button" href=Route::table(Kind::PupilSurvey).href()>
                    {move || Kind::PupilSurvey.label().text(lang.get())}
                </a>
            </PageHead>
            <Show when=move || !terms.get().is_empty()>
                <div class="filters">
                    <label class="field term">
                        <span>{t!(i18n, overview.term)}</span>
                        <TermSelect terms chosen on_choose=move |term| Route::Outcomes { term }.go() />
                    </label>
                </div>
            </Show>
        </div>
        <h1 class="print-only">{title}</h1>
        {move || match results.get() {
            None => view! { <p class="card empty">{t!(i18n, surveys.none)}</p> }.into_any(),
            Some(results) => shown(state, &results),
        }}
    }
}

/// What one has to know of the figures, a sentence each.
fn remarks(state: State, results: &Results) -> Vec<String> {
    let (i18n, lang) = (state.i18n, state.lang().get());
    let counted = |count: usize| lang.counted(count, counts::CLASSES);
    let mut remarks = Vec::new();
    if let Some(all) = results.whole.as_ref().map(|whole| &whole.all) {
        let [before, after] =
            [all.size.before, all.size.after].map(|count| lang.counted(count, counts::PUPILS));
        let classes = counted(results.classes);
        let of = t_string!(i18n, surveys.counted, classes = classes, before = before, after = after);
        remarks.push(of.to_string());
    }
    if results.waiting > 0 {
        let waiting = counted(results.waiting);
        remarks.push(t_string!(i18n, surveys.waiting, classes = waiting).to_string());
    }
    if let Some(least) = results.least.filter(|_| !results.own) {
        let pupils = lang.counted(least, counts::PUPILS);
        remarks.push(t_string!(i18n, surveys.merged, pupils = pupils).to_string());
    }
    remarks
}

fn shown(state: State, results: &Arc<Results>) -> AnyView {
    let i18n = state.i18n;
    let remarks = remarks(state, results);
    let said = remarks.into_iter().map(|remark| view! { <p class="soft">{remark}</p> }).collect_view();
    let cards = match &results.whole {
        Some(whole) => charted(state, whole, results).into_any(),
        None => {
            let why = if results.classes > 0 {
                t_string!(i18n, surveys.too_few)
            } else {
                t_string!(i18n, surveys.none_filed)
            };
            view! { <p class="card empty">{why}</p> }.into_any()
        }
    };
    view! {
        <div class="stack">{said}</div>
        {cards}
    }
    .into_any()
}

fn charted(state: State, whole: &Whole, results: &Results) -> impl IntoView + use<> {
    let (i18n, lang) = (state.i18n, state.lang());
    let all = whole.all.clone();
    let of_all = all.clone();
    let bars = Signal::derive(move || charts::before_and_after(&of_all, lang.get()));
    let list = |by: By, title: Signal<String>, column: Signal<String>| {
        let groups = whole.by(by).to_vec();
        let (total, of) = (whole.all.clone(), groups.clone());
        let bars = Signal::derive(move || charts::changes(&of, lang.get()));
        view! {
            <Chart title of=bars>
                <Groups groups=groups total=Some(total) column title links=Vec::new() />
            </Chart>
        }
    };
    let by_form = list(
        By::Form,
        Signal::derive(move || t_string!(i18n, surveys.by_form).to_owned()),
        Signal::derive(move || t_string!(i18n, surveys.form).to_owned()),
    );
    let by_subject = list(
        By::Subject,
        Signal::derive(move || t_string!(i18n, surveys.by_subject).to_owned()),
        Signal::derive(move || t_string!(i18n, surveys.subject).to_owned()),
    );
    let (links, classes): (Vec<_>, Vec<_>) = results
        .each
        .iter()
        .map(|(id, group)| (Route::of(Kind::PupilSurvey, id).href(), group.clone()))
        .unzip();
    let each = (!classes.is_empty()).then(|| {
        let title = Signal::derive(move || t_string!(i18n, surveys.by_class).to_owned());
        let column = Signal::derive(move || t_string!(i18n, surveys.class).to_owned());
        view! {
            <section class="card stack">
                <h2>{title}</h2>
                <Groups groups=classes total=None column title links />
            </section>
        }
    });
    let title = Signal::derive(move || t_string!(i18n, surveys.before_and_after).to_owned());
    view! {
        <Chart title of=bars>
            <Aims all title />
        </Chart>
        {by_form}
        {by_subject}
        {each}
    }
}

/// Saves what is shown, once the journal says so.
fn save(state: State, results: Memo<Option<Arc<Results>>>, term: Memo<Option<Term>>) {
    let Some((results, term)) = results.get_untracked().zip(term.get_untracked()) else { return };
    let lang = state.lang().get_untracked();
    let title = t_string!(state.i18n, surveys.title).to_owned();
    let mut above = untrack(|| remarks(state, &results));
    above.extend(state.demo_mark());
    let figures = outcomes::figures(&results, term, above, lang);
    let question = files::WriteFigures { figures: Box::new(figures) };
    let file = format!("{title}-{term}.xlsx");
    let (workspace, actor) = (state.workspace.get_untracked(), state.actor());
    let noted = file.clone();
    state.act(
        move |store| async move {
            exports::of_record(&*store, &workspace, &actor, (&noted, WORKBOOK, false), "").await
        },
        move |_| {
            state.save_file(question, file, XLSX, move |file| {
                let said = move || t_string!(state.i18n, subsidy.exported, file = file.clone()).to_string();
                state.toasts.done(said, None);
            });
        },
    );
}
