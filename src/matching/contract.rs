//! A need, a supply and a day.

use serde::{Deserialize, Serialize};

/// School days of a week: Monday is 0, and bit 0 of a mask of days.
pub const DAYS: usize = 5;

/// A supply comes to a need on a day, every week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Contract {
    pub need: u32,
    pub supply: u32,
    pub day: u8,
}

impl Contract {
    pub const fn new(need: u32, supply: u32, day: u8) -> Self {
        Self { need, supply, day }
    }
}

/// The days of a mask, Monday first.
pub(super) fn days(mask: u8) -> impl Iterator<Item = u8> {
    (0..DAYS as u8).filter(move |day| mask >> day & 1 == 1)
}
