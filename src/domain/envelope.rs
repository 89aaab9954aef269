//! What a record carries besides its own fields.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::workflow::Step;

/// Stored beside the fields, under names that no field has.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Envelope {
    /// Values of fields that a pack declares. They stay when the pack goes.
    #[serde(rename = "@extra", default, skip_serializing_if = "Map::is_empty")]
    pub extra: Map<String, Value>,
    /// The moves that were made, oldest first.
    #[serde(rename = "@steps", default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<Step>,
}
