//! What the page of a kind shows beyond fields, steps and the records that refer to it.

mod gaps;
mod roll_up;

use leptos::prelude::*;

use crate::{app::workspace::RecordView, domain::Kind, ui::state::State};

/// One thing that a kind's page shows.
struct Card {
    of: Kind,
    view: fn(State, &RecordView<'_>) -> AnyView,
    /// The kind whose records it shows, which are then not listed again.
    shows: Option<Kind>,
}

/// Below the fields.
const CARDS: &[Card] = &[
    Card { of: Kind::Document, view: roll_up::roll_up, shows: Some(Kind::Dispatch) },
    Card { of: Kind::NeedsRound, view: gaps::gaps, shows: None },
];

/// In the head of the page.
const LINKS: &[Card] = &[Card { of: Kind::Document, view: roll_up::letter, shows: None }];

/// The cards of a record.
pub fn cards(state: State, record: &RecordView<'_>) -> AnyView {
    shown(CARDS, state, record)
}

/// The links in the head of its page.
pub fn links(state: State, record: &RecordView<'_>) -> AnyView {
    shown(LINKS, state, record)
}

/// Whether a card of a kind shows the records of another.
pub fn shows(kind: Kind, other: Kind) -> bool {
    CARDS.iter().any(|card| card.of == kind && card.shows == Some(other))
}

fn shown(all: &[Card], state: State, record: &RecordView<'_>) -> AnyView {
    let own = all.iter().filter(|card| card.of == record.kind);
    own.map(|card| (card.view)(state, record)).collect_view().into_any()
}
