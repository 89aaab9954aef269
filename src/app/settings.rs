//! What a workspace remembers about itself.

mod salvage;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    domain::{
        seal::{Digest, Key},
        workflow::Seat,
    },
    exchange::import::Mappings,
    store::Stored,
};

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
    /// The office that works here and hands over to others; none in a demo, and where one computer plays all offices.
    #[serde(default)]
    pub office: Option<Office>,
}

/// An office, as its packages name it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Office {
    pub unit: String,
    /// This copy of the program: another one with the same keys counts its packages for itself.
    pub installation: Digest,
    /// The keys that are trusted without a certificate, and for which desk each speaks: its own, and those of the office that invited it.
    pub roots: BTreeMap<Key, Seat>,
}

/// Whose desks sign here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Signs {
    /// Nobody's: nothing leaves this workspace.
    Nobody,
    /// Those of one unit.
    Office(String),
    /// All, in a demo.
    All,
}

impl Signs {
    pub fn of(settings: &Settings) -> Self {
        match &settings.office {
            Some(office) => Self::Office(office.unit.clone()),
            None if settings.demo => Self::All,
            None => Self::Nobody,
        }
    }

    /// Whether the desk of a seat signs what it does.
    pub fn at(&self, seat: &Seat) -> bool {
        match self {
            Self::Nobody => false,
            Self::Office(unit) => *unit == seat.unit,
            Self::All => true,
        }
    }
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
            office: None,
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
