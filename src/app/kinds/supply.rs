//! What a unit offers in a round.

use crate::domain::Kind;

use super::{
    behaviour::Behaviour,
    needs_round::{filing, filings_due},
};

pub static BEHAVIOUR: Behaviour = filing(Kind::Supply, |workspace, seat| {
    filings_due(workspace, seat, Kind::Supply, &["subject", "form", "bands", "instructor"])
});
