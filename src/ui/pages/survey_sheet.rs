//! The paper on which a class is asked, and the one on which its teacher counts: one page each, without anybody's name.

use leptos::prelude::*;

use crate::{
    app::scope,
    domain::{
        Kind, PupilSurvey,
        pupil_survey::{Aim, Answer},
    },
    ui::{
        components::{
            page_head::PageHead,
            print::{at_the_key, print},
        },
        i18n::*,
        route::Route,
        state::State,
    },
};

/// The papers, with what is known of the survey filled in.
#[component]
pub fn SurveySheetPage(id: Option<String>) -> impl IntoView {
    let state = State::here();
    let i18n = state.i18n;
    let of = id.clone();
    let survey = Memo::new(move |_| {
        let (workspace, seat) = (state.workspace.get(), state.seat());
        let record = workspace.find(Kind::PupilSurvey, of.as_deref()?)?;
        scope::sees(&workspace, seat.as_ref(), &record)
            .then(|| workspace.pupil_surveys.get(&record.id).cloned())
            .flatten()
    });
    let back =
        id.map_or_else(|| Route::table(Kind::PupilSurvey), |id| Route::of(Kind::PupilSurvey, &id)).href();
    let title = move || t_string!(i18n, surveys.sheet).to_owned();
    at_the_key(move || print(state, untrack(title)));
    view! {
        <div class="no-print">
            <PageHead title=Signal::derive(title)>
                <button type="button" class="primary" on:click=move |_| print(state, untrack(title))>
                    {t!(i18n, common.print)}
                </button>
                <a class="button" href=back>
                    {t!(i18n, surveys.back)}
                </a>
            </PageHead>
            <p class="soft">{t!(i18n, surveys.sheet_how)}</p>
        </div>
        {move || papers(state, survey.get())}
    }
}

/// A line to write on, or what stands there already.
fn blank(label: AnyView, known: String) -> AnyView {
    view! {
        <span class="blank">
            {label} <span class="line">{known}</span>
        </span>
    }
    .into_any()
}

fn papers(state: State, survey: Option<PupilSurvey>) -> AnyView {
    let (i18n, lang) = (state.i18n, state.lang().get());
    let workspace = state.workspace.get();
    let school = survey.as_ref().map(|survey| survey.school.clone()).or_else(|| Some(state.seat()?.unit));
    let school =
        school.filter(|unit| workspace.schools.has(unit)).map(|unit| workspace.tree().name(&unit).to_owned());
    let class = survey.as_ref().and_then(|survey| survey.class.clone()).unwrap_or_default();
    let activity = survey
        .map(|survey| format!("{}·{}", survey.subject.label().text(lang), survey.form.label().text(lang)));
    let head = || {
        let known = [
            school.clone().unwrap_or_default(),
            class.clone(),
            activity.clone().unwrap_or_default(),
            String::new(),
        ];
        let [school, class, activity, day] = known;
        view! {
            <p class="blanks">
                {blank(t!(i18n, surveys.school).into_any(), school)}
                {blank(t!(i18n, surveys.class).into_any(), class)}
                {blank(t!(i18n, surveys.activity).into_any(), activity)}
                {blank(t!(i18n, surveys.day).into_any(), day)}
            </p>
        }
    };
    let tick = |label: AnyView| view! { <li><span class="tick" aria-hidden="true"></span> {label}</li> };
    let statement = |aim: &Aim| {
        let answers =
            Answer::ALL.iter().map(|answer| tick(answer.label().text(lang).into_any())).collect_view();
        view! {
            <li>
                <p>{aim.statement().text(lang)}</p>
                <ul class="ticks">{answers}</ul>
            </li>
        }
    };
    let mark = state.demo_mark().map(|mark| view! { <p class="mark">{mark}</p> });
    view! {
        <article class="survey-sheet">
            {mark}
            <h2>{t!(i18n, surveys.paper_title)}</h2>
            {head()}
            <ul class="ticks">
                {tick(t!(i18n, surveys.before_activity).into_any())}
                {tick(t!(i18n, surveys.after_activity).into_any())}
            </ul>
            <p class="how">{t!(i18n, surveys.paper_how)}</p>
            <ol class="statements">{Aim::ALL.iter().map(statement).collect_view()}</ol>
            <p class="thanks">{t!(i18n, surveys.thanks)}</p>
        </article>
        <article class="survey-sheet tally">
            <h2>{t!(i18n, surveys.tally_title)}</h2>
            {head()}
            {tally(state, t!(i18n, surveys.before).into_any())}
            {tally(state, t!(i18n, surveys.after).into_any())}
            <p class="how">{t!(i18n, surveys.tally_how)}</p>
        </article>
    }
    .into_any()
}

/// Room to count one of the two times.
fn tally(state: State, time: AnyView) -> impl IntoView {
    let (i18n, lang) = (state.i18n, state.lang().get());
    let heads = Answer::ALL
        .iter()
        .map(|answer| view! { <th scope="col">{answer.label().text(lang)}</th> })
        .collect_view();
    let line = |aim: &Aim| {
        view! {
            <tr>
                <th scope="row">{aim.label().text(lang)}</th>
                <td></td>
                <td></td>
                <td></td>
                <td></td>
            </tr>
        }
    };
    view! {
        <section>
            <h3>{time}</h3>
            <p class="blanks">
                {blank(t!(i18n, surveys.pupils).into_any(), String::new())}
                {blank(t!(i18n, surveys.sheets).into_any(), String::new())}
                {blank(t!(i18n, surveys.day).into_any(), String::new())}
            </p>
            <table>
                <thead>
                    <tr>
                        <th scope="col">{t!(i18n, surveys.aim)}</th>
                        {heads}
                        <th scope="col">{t!(i18n, surveys.unanswered)}</th>
                    </tr>
                </thead>
                <tbody>{Aim::ALL.iter().map(line).collect_view()}</tbody>
            </table>
        </section>
    }
}
