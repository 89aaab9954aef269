//! What is filed, as yet unchecked.

use serde::{Deserialize, Serialize};

use super::{contract::Contract, lists::Lists};

/// What a school asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Need {
    /// Units a week, 1 to 5, each on a day of its own.
    pub places: u8,
    /// Whether places set aside are for it: a rural school, or one short of resources.
    pub preferred: bool,
    /// The lowest ceiling under which it stands.
    pub ceiling: Option<u32>,
}

/// A supply on the list of a need.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidate {
    pub supply: u32,
    /// Days on which both can.
    pub days: u8,
}

/// What an instructor or a base offers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Supply {
    pub days: u8,
    /// Places a week, at least 1; one a day at most.
    pub capacity: u8,
    /// Days whose place is set aside for preferred needs.
    pub set_aside: u8,
}

/// A limit on the places of the needs under it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ceiling {
    /// The ceiling under which it stands, which comes before it.
    pub parent: Option<u32>,
    pub most: u32,
}

/// What is filed, as yet unchecked.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Draft {
    /// In standing order: the first goes first.
    pub needs: Vec<Need>,
    /// Of each need its candidates, best first.
    pub lists: Lists<Candidate>,
    pub supplies: Vec<Supply>,
    /// Of each supply the needs it would rather have, best first.
    pub wishes: Lists<u32>,
    pub ceilings: Vec<Ceiling>,
    /// What holds in every run. A pin need not be on a list.
    pub pins: Vec<Contract>,
    /// Pairs of a need and a supply never to be matched.
    pub bans: Vec<(u32, u32)>,
}

/// From a ceiling upwards.
pub(super) fn path(ceilings: &[Ceiling], lowest: Option<u32>) -> impl Iterator<Item = u32> + use<'_> {
    std::iter::successors(lowest, |node| ceilings[*node as usize].parent)
}
