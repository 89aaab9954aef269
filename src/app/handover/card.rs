//! What a record is called that is not here: others refer to it, and this office is not given it.

use crate::{domain::Kind, store::Stored, stored_as_json};

pub use crate::exchange::package::Card;

/// The key under which the card of a record stands.
pub fn key_of(kind: Kind, id: &str) -> String {
    format!("{}/{id}", kind.code())
}

impl Stored for Card {
    const TABLE: &'static str = "card";
    const SCHEMA: u32 = 1;

    fn key(&self) -> String {
        format!("{}/{}", self.kind, self.id)
    }

    stored_as_json!();
}
