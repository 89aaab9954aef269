//! Appointments: there are too many for the search over all kinds.

use crate::domain::Kind;

use super::behaviour::Behaviour;

pub static BEHAVIOUR: Behaviour = Behaviour { searched: false, ..Behaviour::of(Kind::Appointment) };
