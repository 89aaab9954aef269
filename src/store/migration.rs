//! What a migration is.

use serde_json::Value;

/// One step of one table.
pub struct Migration {
    pub table: &'static str,
    /// Migrates from this schema to the next.
    pub from: u32,
    pub migrate: fn(Value) -> Result<Value, &'static str>,
}
