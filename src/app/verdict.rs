//! What is kept of a decision about a session: its outcome and the hours that it pays.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::{
    domain::Money,
    policy::decision::{Reads, Text},
};

crate::choices! {
    /// How a decision came out.
    Ruled {
        Granted = "granted", "计发", "Granted";
        Refused = "refused", "不计发", "Refused";
        Undecided = "undecided", "无法核算", "Undecided";
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
    pub fn outcome(&self) -> Ruled {
        match self {
            Self::Amount(_) => Ruled::Granted,
            Self::Refused(_) => Ruled::Refused,
            Self::Undecided(_) => Ruled::Undecided,
        }
    }

    /// Of a refusal its reason, else the outcome: what tables filter by and addresses say.
    pub fn code(&self) -> &str {
        match self {
            Self::Refused(reason) => reason,
            other => other.outcome().code(),
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
