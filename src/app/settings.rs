//! What a workspace remembers about itself.

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};

use crate::{domain::workflow::Seat, exchange::import::Mappings, store::Stored};

/// The one settings record of a workspace.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Settings {
    /// Who sits here; written into every journal entry.
    #[serde(alias = "desk")]
    pub seat_name: String,
    /// The seat of the tree at which the person sits.
    #[serde(default)]
    pub seat: Option<Seat>,
    /// The pack whose policy governs this workspace.
    pub pack: String,
    /// The records are generated, and everything shown, printed or exported says so.
    pub demo: bool,
    pub last_export: Option<LastExport>,
    /// What has been said of the sheets that offices send, by their shapes.
    #[serde(default)]
    pub mappings: Mappings,
}

/// The latest payment list handed out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LastExport {
    /// RFC 3339, UTC.
    pub when: String,
    pub file: String,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            seat_name: String::new(),
            seat: None,
            pack: "henan".to_owned(),
            demo: false,
            last_export: None,
            mappings: Mappings::new(),
        }
    }
}

impl Settings {
    /// What can be made out of settings that cannot be read as they are, field by field. Where the mark of the demo cannot be
    /// made out it stands: what is marked in error harms nobody.
    pub fn salvaged(body: &str) -> Self {
        let fields: Map<String, Value> = serde_json::from_str(body).unwrap_or_default();
        fn read<T: DeserializeOwned>(fields: &Map<String, Value>, key: &str) -> Option<T> {
            serde_json::from_value(fields.get(key)?.clone()).ok()
        }
        let nothing = Self::default();
        Self {
            seat_name: read(&fields, "seat_name").unwrap_or(nothing.seat_name),
            seat: read(&fields, "seat").unwrap_or(nothing.seat),
            pack: read(&fields, "pack").unwrap_or(nothing.pack),
            demo: read(&fields, "demo").unwrap_or(true),
            last_export: read(&fields, "last_export").unwrap_or(nothing.last_export),
            mappings: read(&fields, "mappings").unwrap_or(nothing.mappings),
        }
    }
}

impl Stored for Settings {
    const TABLE: &'static str = "settings";
    const SCHEMA: u32 = 1;

    fn key(&self) -> String {
        "workspace".to_owned()
    }

    crate::stored_as_json!();
}
