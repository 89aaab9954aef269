//! What a school asks for in a round.

use crate::domain::Kind;

use super::{
    behaviour::Behaviour,
    needs_round::{filing, filings_due},
};

pub static BEHAVIOUR: Behaviour = filing(Kind::Need, |workspace, seat| {
    filings_due(workspace, seat, Kind::Need, &["subject", "form", "band"])
});
