//! What a school asks for in a round: seen by the two organs that run it, taken over into the next (五.4, 五.6).

use crate::domain::Kind;

use super::{
    behaviour::{Behaviour, RollOver},
    needs_round::{ORGANS, filings_due, fill_round, prefill_round},
};

pub static BEHAVIOUR: Behaviour = Behaviour {
    prefill: Some(prefill_round),
    also_seen_by: ORGANS,
    begins_anew: &["round"],
    roll_over: Some(RollOver {
        due: |workspace, seat| filings_due(workspace, seat, Kind::Need, &["subject", "form", "band"]),
        fill: fill_round,
        archive: None,
    }),
    ..Behaviour::of(Kind::Need)
};
