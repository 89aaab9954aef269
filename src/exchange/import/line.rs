//! A row as it was understood, field by field: with the unit of a person and the county of a school, and with what the sheet does
//! not say in so many words marked as such.

use serde::{Deserialize, Serialize};

use super::batch::Place;
use crate::policy::decision::Text;

/// What a record says, in the order of its fields; fields that say nothing are not among them.
pub type Line = Vec<Understood>;

/// See the module.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Understood {
    /// The field's key and what it is called.
    pub field: String,
    pub label: Text,
    pub value: Text,
    /// Whence it is, where it does not stand in the sheet as it is.
    pub how: Option<Text>,
}

/// A new row.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NewRow {
    /// The code of its kind.
    pub kind: String,
    pub place: Place,
    pub line: Line,
}
