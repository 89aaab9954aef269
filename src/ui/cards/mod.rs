//! What the page of a kind shows beyond fields, steps and the records that refer to it.

mod asked;
pub mod audit_extract;
mod batch;
mod budget;
mod decision;
mod gaps;
pub mod reconciled;
mod roll_up;
mod series;
mod surveys;
mod term_plan;
mod then_and_now;
mod unpaid;

use leptos::prelude::*;

use crate::{
    app::{
        kinds::{self, Card, Line},
        scope,
        timetable::Whose,
        workspace::RecordView,
    },
    domain::{Declared as _, Kind, Session},
    ui::{i18n::*, pages::paper::paper_link, route::Route, state::State},
};

/// One thing that a kind's page shows and that is more than lines.
struct View {
    of: Kind,
    view: fn(State, &RecordView<'_>) -> AnyView,
    /// The kind whose records it shows, which are then not listed again.
    shows: Option<Kind>,
}

/// Below the fields.
const VIEWS: &[View] = &[
    View { of: Kind::Document, view: roll_up::roll_up, shows: Some(Kind::Dispatch) },
    View { of: Kind::PaymentBatch, view: batch::differing, shows: Some(Kind::SchoolStatement) },
    View { of: Kind::PaymentBatch, view: budget::of_batch, shows: None },
    View { of: Kind::Budget, view: budget::of_budget, shows: None },
    View { of: Kind::PaymentBatch, view: reconciled::of_batch, shows: None },
    View { of: Kind::PaymentBatch, view: unpaid::of_batch, shows: None },
    View { of: Kind::SchoolStatement, view: unpaid::of_school, shows: None },
    View { of: Kind::NeedsRound, view: gaps::gaps, shows: None },
    View { of: Session::KIND, view: decision::decision, shows: None },
    View { of: Kind::Series, view: series::log, shows: None },
];

/// In the head of the page.
const LINKS: &[View] = &[
    View { of: Session::KIND, view: decision::try_policy, shows: None },
    View { of: Kind::NeedsRound, view: gaps::matching, shows: None },
    View { of: Kind::Appointment, view: term_plan::term_plan, shows: None },
    View { of: Kind::Series, view: term_plan::term_plan, shows: None },
    View { of: Kind::School, view: timetable, shows: None },
    View { of: Kind::Instructor, view: timetable, shows: None },
    View { of: Kind::Instructor, view: audit_extract::of_instructor, shows: None },
    View { of: Kind::PaymentBatch, view: batch::papers, shows: None },
    View { of: Kind::PupilSurvey, view: surveys::sheet, shows: None },
    View { of: Kind::PaySlip, view: batch::slip, shows: None },
];

/// The cards of a record.
pub fn cards(state: State, record: &RecordView<'_>) -> AnyView {
    let declared = kinds::of(record.kind).into_iter().flat_map(|behaviour| behaviour.cards);
    let lists = declared.map(|card| list(state, record, card)).collect_view();
    view! {
        {shown(VIEWS, state, record)}
        {asked::answers(state, record)}
        {lists}
    }
    .into_any()
}

/// A card of lines; nothing when it has none.
fn list(state: State, record: &RecordView<'_>, card: &'static Card) -> AnyView {
    let (workspace, seat) = (state.workspace.get(), state.seat());
    let is_seen = |line: &Line| {
        let of = line.of.as_ref().and_then(|(kind, id)| workspace.find(*kind, id));
        of.is_none_or(|of| scope::sees(&workspace, seat.as_ref(), &of))
    };
    let lines: Vec<_> = (card.lines)(&workspace, record).into_iter().filter(is_seen).collect();
    let lang = state.lang().get();
    let title = card.title.text(lang);
    (!lines.is_empty())
        .then(|| {
            let lines = lines
                .into_iter()
                .map(|Line { label, value, of }| {
                    let (label, value) = (label.get(lang).to_owned(), value.get(lang).to_owned());
                    let label = match of {
                        Some((kind, id)) => {
                            view! { <a href=Route::of(kind, &id).href()>{label}</a> }.into_any()
                        }
                        None => label.into_any(),
                    };
                    view! {
                        <div>
                            <dt>{label}</dt>
                            <dd>{value}</dd>
                        </div>
                    }
                })
                .collect_view();
            view! {
                <section class="card stack">
                    <h2>{title}</h2>
                    <dl class="facts">{lines}</dl>
                </section>
            }
        })
        .into_any()
}

/// The links in the head of its page.
pub fn links(state: State, record: &RecordView<'_>) -> AnyView {
    view! {
        {paper_link(state, record.kind, &record.id)}
        {shown(LINKS, state, record)}
    }
    .into_any()
}

/// What stands above the table of a kind.
pub fn above(state: State, kind: Kind) -> AnyView {
    match kind {
        Kind::PupilSurvey => surveys::results(state),
        _ => ().into_any(),
    }
}

/// A school's or an instructor's timetable.
fn timetable(state: State, record: &RecordView<'_>) -> AnyView {
    let whose = Whose::read(record.kind.code(), &record.id);
    let href = Route::Timetable { whose, week: None }.href();
    view! {
        <a class="button" href=href>
            {t!(state.i18n, timetable.title)}
        </a>
    }
    .into_any()
}

/// Whether a card of a kind shows the records of another.
pub fn shows(kind: Kind, other: Kind) -> bool {
    VIEWS.iter().any(|view| view.of == kind && view.shows == Some(other))
}

fn shown(all: &[View], state: State, record: &RecordView<'_>) -> AnyView {
    let own = all.iter().filter(|view| view.of == record.kind);
    own.map(|view| (view.view)(state, record)).collect_view().into_any()
}
