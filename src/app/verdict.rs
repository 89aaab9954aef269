//! What is kept of a decision about a session: its outcome and the hours that it pays.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::{
    domain::{Money, session::holding, workflow::State},
    policy::decision::{Reads, Text},
};

crate::choices! {
    /// How a decision came out.
    Ruled {
        Granted = "granted", "计发", "Granted";
        Refused = "refused", "不计发", "Refused";
        Undecided = "undecided", "无法核算", "Undecided";
        Planned = "planned", "尚未登记授课", "Not recorded as held";
    }
}

/// What was decided about one session, without its lines: those are recomputed for the one session being looked at.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Verdict {
    pub ruling: Ruling,
    /// 学时 paid to the instructor that half-day before this session.
    pub paid_hours_before: Decimal,
    /// 学时 this session pays.
    pub paid_hours: Decimal,
    /// The parameters of the day's policy that were read.
    pub reads: Reads,
}

/// The outcome in one word.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Ruling {
    /// After tax.
    Amount(Money),
    /// The reason's code.
    Refused(String),
    /// The policy could not say: none in force that day, or its script failed.
    Undecided(Text),
}

impl Ruling {
    /// How it came out, of a session that stands here: what is planned has yet to be held, and is refused nothing.
    pub fn outcome(&self, state: Option<&State>) -> Ruled {
        let is_planned = state.is_some_and(|state| state.code == holding::planned);
        match self {
            Self::Amount(_) => Ruled::Granted,
            Self::Refused(_) if is_planned => Ruled::Planned,
            Self::Refused(_) => Ruled::Refused,
            Self::Undecided(_) => Ruled::Undecided,
        }
    }

    /// Of a refusal its reason, else the outcome: what tables filter by and addresses say.
    pub fn code(&self, state: Option<&State>) -> &str {
        match (self.outcome(state), self) {
            (Ruled::Refused, Self::Refused(reason)) => reason,
            (outcome, _) => outcome.code(),
        }
    }
}

impl Verdict {
    /// The after-tax amount; zero unless one is due.
    pub fn amount(&self) -> Money {
        match self.ruling {
            Ruling::Amount(amount) => amount,
            Ruling::Refused(_) | Ruling::Undecided(_) => Money::ZERO,
        }
    }
}
