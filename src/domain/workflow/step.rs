//! What has happened to a record, one step at a time.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Role, Seat};
use crate::domain::{field::Attachment, hash};

/// One transition that was made, or one signature towards it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    pub verb: String,
    /// RFC 3339, UTC.
    pub when: String,
    /// The civil day where the seat stands: what deadlines count from.
    pub day: Date,
    /// The unit whose seat made it.
    pub unit: String,
    pub role: Role,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// Content hash of the policy in force, where a rule or a deadline of it mattered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy: Option<String>,
    /// 代办: the unit for which `unit` acted. The signature is that unit's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_behalf_of: Option<String>,
    /// What the signer confirms itself, by field key. Where two confirm different minutes, both stand side by side.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub values: Map<String, Value>,
    /// What was signed on paper, where somebody else signed here for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paper: Option<Attachment>,
    /// Who must sign next, by verb: fixed by the step that opened it, so that neither a later tree nor a later field moves
    /// a record for which others signed.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub signers: BTreeMap<String, Vec<Seat>>,
}

/// The verb of the step that takes back the latest of the same unit's.
pub const UNDO: &str = "undo";

impl Step {
    /// A step of a seat, with nothing said besides.
    pub fn new(seat: &Seat, verb: &str, when: impl Into<String>, day: Date) -> Self {
        Self {
            verb: verb.to_owned(),
            when: when.into(),
            day,
            unit: seat.unit.clone(),
            role: seat.role,
            note: String::new(),
            policy: None,
            on_behalf_of: None,
            values: Map::new(),
            paper: None,
            signers: BTreeMap::new(),
        }
    }

    /// The unit that signs by it.
    pub fn signer(&self) -> &str {
        self.on_behalf_of.as_deref().unwrap_or(&self.unit)
    }

    /// What it is known by: the SHA-256 of everything in it.
    pub fn hash(&self) -> String {
        hash::of(self)
    }
}
