use leptos::prelude::*;

use crate::{
    app::account::Ruled,
    domain::workflow::{Stage, State},
};

/// How a badge is coloured. Its words say the same, so colour is never alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    Neutral,
    Good,
    Warn,
    Bad,
    Demo,
}

impl Tone {
    /// How a state of a workflow is coloured.
    pub const fn of(state: &State) -> Self {
        match state.stage {
            Stage::Draft => Self::Neutral,
            Stage::Underway => Self::Warn,
            Stage::Done => Self::Good,
            Stage::Void => Self::Bad,
        }
    }

    /// How an outcome is coloured.
    pub const fn of_ruling(ruled: Ruled) -> Self {
        match ruled {
            Ruled::Granted => Self::Good,
            Ruled::Refused | Ruled::Planned => Self::Neutral,
            Ruled::Undecided => Self::Bad,
        }
    }

    const fn class(self) -> &'static str {
        match self {
            Self::Neutral => "badge",
            Self::Good => "badge good",
            Self::Warn => "badge warn",
            Self::Bad => "badge bad",
            Self::Demo => "badge demo",
        }
    }
}

/// A short state word; in whole where the pointer rests on it, should its place be too narrow.
#[component]
pub fn Badge(tone: Tone, #[prop(into)] text: Signal<String>) -> impl IntoView {
    view! { <span class=tone.class() title=text>{text}</span> }
}
