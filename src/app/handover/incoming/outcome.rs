//! What would become of a record that has come.

use serde::{Deserialize, Serialize};

use crate::policy::decision::Text;

/// What would become of a record.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Outcome {
    Refused,
    /// Nobody who made its steps is certified here.
    Waits,
    /// Some of its steps do not count.
    Forked,
    New,
    /// It goes on, or says something else.
    Forward,
    /// It was here, as it is.
    Same,
}

/// What would become of a record, told.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Told {
    /// The code of its kind.
    pub kind: String,
    pub id: String,
    pub title: String,
    pub outcome: Outcome,
    /// What happens to it, or why nothing does.
    pub said: Text,
}
