//! How far saving or restoring has come.

use leptos::prelude::*;

use crate::{
    policy::decision::Text,
    store::backup::Manifest,
    ui::state::{Given, State},
};

/// Where it stands.
#[derive(Clone)]
pub enum Stage {
    Resting,
    /// An office saves for the first time: a passphrase is wanted.
    Passphrase,
    Making,
    Opening {
        file: String,
    },
    /// The passphrase of a work file is wanted.
    Typing(Given),
    Opened {
        file: String,
        manifest: Manifest,
        is_sealed: bool,
    },
    Restoring,
}

/// Nothing is being done any more; why not, where it failed.
pub fn rest(state: State, stage: RwSignal<Stage>, why: Option<Text>) {
    stage.set(Stage::Resting);
    if let Some(why) = why {
        state.tell(why);
    }
}
