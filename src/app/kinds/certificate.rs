//! Certificates: a desk claims one when it makes its keys, and whoever oversees it issues it; nobody fills in a form.

use crate::domain::Kind;

use super::behaviour::Behaviour;

pub static BEHAVIOUR: Behaviour =
    Behaviour { begun_by_hand: false, searched: false, ..Behaviour::of(Kind::Certificate) };
