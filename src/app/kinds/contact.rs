//! Contacts: both units see that they spoke (五.3).

use crate::domain::{Kind, workflow::Relation::Named};

use super::behaviour::Behaviour;

pub static BEHAVIOUR: Behaviour =
    Behaviour { also_seen_by: &[Named("with")], ..Behaviour::of(Kind::Contact) };
