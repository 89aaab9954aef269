//! What a chain of packs says and answers, as compiling finds it.

use std::collections::{BTreeMap, BTreeSet};

use rhai::Position;

use super::{hook::Hook, texts::Section};

/// The hooks that a chain answers, and where each is defined.
pub(super) type Answered = BTreeMap<&'static str, (&'static Hook, Position)>;

/// What the scripts say in so many words.
#[derive(Debug, Default)]
pub(super) struct Said {
    /// The codes given to `line`, `refuse` and their like, and where each is first said.
    pub(super) codes: BTreeMap<(Section, String), Position>,
    /// Every text in quotes; a code may come by way of a variable.
    pub(super) strings: BTreeSet<String>,
}
