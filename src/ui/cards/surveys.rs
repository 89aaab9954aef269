//! The way from pupil surveys to what they come to, and to the paper on which a class is asked.

use leptos::prelude::*;

use crate::{
    app::{scope, workspace::RecordView},
    domain::Kind,
    ui::{i18n::*, route::Route, state::State},
};

/// Sums, for whoever sees no single class too.
pub fn results(state: State) -> AnyView {
    let i18n = state.i18n;
    let may_add = move || {
        let workspace = state.workspace.get();
        let seat = state.seat();
        seat.is_none_or(|seat| scope::may_keep(&workspace, &seat, Kind::PupilSurvey, &seat.unit))
    };
    view! {
        <p class="row">
            <a class="button" href=Route::Outcomes { term: None }.href()>
                {t!(i18n, surveys.title)}
            </a>
            <Show
                when=may_add
                fallback=move || view! { <span class="soft">{t!(i18n, surveys.summed_only)}</span> }
            >
                <a class="button" href=Route::SurveySheet { id: None }.href()>
                    {t!(i18n, surveys.sheet)}
                </a>
            </Show>
        </p>
    }
    .into_any()
}

/// The paper of one survey.
pub fn sheet(state: State, record: &RecordView<'_>) -> AnyView {
    let href = Route::SurveySheet { id: Some(record.id.clone()) }.href();
    view! {
        <a class="button" href=href>
            {t!(state.i18n, surveys.sheet)}
        </a>
    }
    .into_any()
}
