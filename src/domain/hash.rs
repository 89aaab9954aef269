//! What content is known by.

use serde::Serialize;
use sha2::{Digest as _, Sha256};

/// As much of one as is shown, wherever it is: enough to tell it from any other.
pub fn short(hash: &str) -> &str {
    hash.get(..12).unwrap_or(hash)
}

/// The SHA-256 of a value's JSON, in hexadecimal.
pub fn of(value: &impl Serialize) -> String {
    // What is hashed is made of texts, numbers, days and lists of them, all of which have a JSON form.
    let content = serde_json::to_vec(value).unwrap_or_default();
    of_bytes(&content)
}

/// The SHA-256 of bytes, in hexadecimal.
pub fn of_bytes(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
