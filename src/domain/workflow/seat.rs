//! Where somebody sits: for which unit, and what they may do there.

use serde::{Deserialize, Serialize};

use crate::domain::lang::Label;

/// The unit and role of whoever asks to take a record on.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Seat {
    pub unit: String,
    pub role: Role,
}

/// What a person at a seat may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// 经办人.
    Officer,
    /// 负责人: signs; may do all an officer may.
    Leader,
}

impl Role {
    pub const ALL: [Self; 2] = [Self::Officer, Self::Leader];

    pub const fn code(self) -> &'static str {
        match self {
            Self::Officer => "officer",
            Self::Leader => "leader",
        }
    }

    pub const fn label(self) -> Label {
        match self {
            Self::Officer => Label::new("经办人", "Officer"),
            Self::Leader => Label::new("负责人", "Head"),
        }
    }

    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.code() == code)
    }
}
