//! What a run comes to, as a page shows it and a proposal keeps it.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::{
    domain::{
        Kind, Label,
        needs_round::Weekday,
        proposal::{Ground, Open, Standing},
        session::Place,
    },
    policy::decision::Text,
};

use super::round::Wanted;

/// A run, with what it is compared with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Made {
    pub wanted: Wanted,
    /// Which run of its round.
    pub run: u32,
    pub seed: String,
    /// A hash of what it goes by besides.
    pub circumstances: String,
    /// In standing order.
    pub needs: Vec<NeedMade>,
    pub sums: Sums,
    /// What plain booking in the order of filing would give, and how needs fare by this run beside it.
    pub first_come: (Sums, Fares),
    /// How needs fare by what stands for them, all together, beside a run without; then each.
    pub price: Option<Fares>,
    pub prices: Vec<(Standing, Fares)>,
    /// The proposal before, and what is new and gone beside it.
    pub last: Option<Compared>,
    /// Pairs that would rather have each other, after a change by hand.
    pub blocked: Vec<Blocked>,
    pub left_out: Vec<LeftOut>,
    /// What was to stand, or was agreed, and cannot be any more.
    pub lost: Vec<Standing>,
    /// Units whose ceilings lie over no school of the round.
    pub idle_ceilings: Vec<String>,
    /// Pairs that are matched and of which nobody knows how far they are from each other.
    pub unknown_ways: u32,
}

/// What becomes of a need.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NeedMade {
    pub need: String,
    pub school: String,
    pub title: String,
    /// Nothing where no pack says who comes first.
    pub points: Option<Decimal>,
    pub is_preferred: bool,
    /// Places asked for: a week, or in all of what is held once.
    pub places: u32,
    pub pairs: Vec<PairMade>,
    pub open: Vec<(u32, Open)>,
    /// Who offers nothing for it, by what is missing; where nobody could come.
    pub lacking: Option<Lacks>,
}

/// Who comes on a day.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PairMade {
    pub supply: String,
    pub who: String,
    pub day: Weekday,
    pub place: Place,
    /// From 1, in the school's order.
    pub choice: u32,
    pub ground: Ground,
    /// Sessions offered, where these are fewer than asked for.
    pub short: Option<u32>,
}

/// How many filings fail a need by what, the first that fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lacks {
    pub subject: u32,
    pub form: u32,
    pub band: u32,
    pub days: u32,
    pub places: u32,
    pub reach: u32,
}

/// Places of a run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sums {
    pub needs: u32,
    /// Needs of which every place is given.
    pub wholly: u32,
    pub places: u32,
    pub given: u32,
    /// Of rural and under-resourced schools.
    pub preferred_places: u32,
    pub preferred_given: u32,
    /// Places set aside for these; how many of them these took, and how many were released to others.
    #[serde(default)]
    pub set_aside: u32,
    #[serde(default)]
    pub set_aside_taken: u32,
    #[serde(default)]
    pub set_aside_released: u32,
    /// Given as the school's first choice.
    pub first_choice: u32,
}

/// How needs fare by one assignment beside another: how many get more, less, somebody they would rather have, would less, or the same.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fares {
    pub gained: u32,
    pub lost: u32,
    pub better: u32,
    pub worse: u32,
    pub same: u32,
}

/// This run beside the proposal before: need, supply and day of what is new, and of what is gone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Compared {
    pub proposal: String,
    pub kept: u32,
    pub new: Vec<(String, String, Weekday)>,
    pub gone: Vec<(String, String, Weekday)>,
}

/// A pair that both sides would rather have, with what each would give up: the school of whose need, and whoever comes there.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Blocked {
    pub need: String,
    pub supply: String,
    pub day: Weekday,
    pub said: Text,
}

/// A filing that takes no part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOut {
    /// A need; else a supply.
    pub is_need: bool,
    pub id: String,
    pub why: Text,
}

impl LeftOut {
    pub(super) fn of(kind: Kind, id: String, why: Label) -> Self {
        Self { is_need: kind == Kind::Need, id, why: why.into() }
    }
}

impl Sums {
    pub fn open(&self) -> u32 {
        self.places.saturating_sub(self.given)
    }
}
