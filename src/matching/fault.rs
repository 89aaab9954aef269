//! What is wrong with a market or an assignment.

use serde::{Deserialize, Serialize};

use super::contract::Contract;

/// Why nothing can be run, or why an assignment cannot stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum Fault {
    #[error("there are more entries than can be numbered")]
    TooLarge,
    #[error("there are lists of needs or wishes of supplies that are not there")]
    Uneven,
    #[error("need {0} asks for no place, or for more than a week has days")]
    Places(u32),
    #[error("supply {0} offers no place, or a day that is no school day")]
    Offer(u32),
    #[error("need {need} stands under ceiling {node}, which there is not")]
    UnderCeiling { need: u32, node: u32 },
    #[error("ceiling {0} stands under one that does not come before it")]
    Parent(u32),
    #[error("need {need} lists supply {supply}, which there is not")]
    Listed { need: u32, supply: u32 },
    #[error("need {need} lists supply {supply} twice")]
    ListedTwice { need: u32, supply: u32 },
    #[error("need {need} lists supply {supply} on a day that it does not offer")]
    ListedDays { need: u32, supply: u32 },
    #[error("supply {supply} wishes for need {need}, which there is not")]
    Wished { supply: u32, need: u32 },
    #[error("{0:?} is pinned but cannot hold: {1}")]
    Pin(Contract, Breach),
    #[error("{0:?} cannot stand: {1}")]
    Contract(Contract, Breach),
    #[error("{0:?} is pinned but left out")]
    PinLeftOut(Contract),
}

/// Why a contract cannot stand beside the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum Breach {
    #[error("there is no such need or supply")]
    Unknown,
    #[error("the pair is banned")]
    Banned,
    #[error("the need does not list the supply")]
    Unlisted,
    #[error("one of the two cannot on that day")]
    OffDay,
    #[error("the need has that day filled")]
    NeedDay,
    #[error("the supply has that day filled")]
    SupplyDay,
    #[error("the need has no place left")]
    Places,
    #[error("the supply has no place left")]
    Capacity,
    #[error("ceiling {0} is reached")]
    Ceiling(u32),
}
