//! Sessions: they have a search of their own, and there are too many for the one over all kinds.

use crate::domain::Kind;

use super::behaviour::Behaviour;

pub static BEHAVIOUR: Behaviour = Behaviour { searched: false, ..Behaviour::of(Kind::Session) };
