//! What a workspace remembers about itself.

mod salvage;

use serde::{Deserialize, Serialize};

use crate::{domain::workflow::Seat, exchange::import::Mappings, store::Stored};

pub use salvage::{Salvage, made_out};

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
    /// The key of the one row.
    pub const KEY: &'static str = "workspace";
}

impl Stored for Settings {
    const TABLE: &'static str = "settings";
    const SCHEMA: u32 = 1;

    fn key(&self) -> String {
        Self::KEY.to_owned()
    }

    crate::stored_as_json!();
}
