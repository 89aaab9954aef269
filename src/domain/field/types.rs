//! Types that fields hold beyond what Rust and the date library bring.

use std::fmt;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// A part of a whole, from 0 to 1.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Share(pub Decimal);

/// `35%`.
impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}%", (self.0 * Decimal::ONE_HUNDRED).normalize())
    }
}

/// A file that belongs to a record. Its bytes are a chunk of the store, `attachment/` and the hash.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    pub name: String,
    /// Bytes.
    pub size: u64,
    /// SHA-256 of the bytes, in hex.
    pub sha256: String,
}

impl Attachment {
    /// Where the store keeps the bytes.
    pub fn chunk(&self) -> String {
        format!("attachment/{}", self.sha256)
    }
}

/// Degrees east and north (WGS 84).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Point {
    pub lon: Decimal,
    pub lat: Decimal,
}

/// Whether a field of this Rust type may be left empty.
pub trait Typed {
    const OPTIONAL: bool = false;
}

impl<T> Typed for Option<T> {
    const OPTIONAL: bool = true;
}

impl<T> Typed for Vec<T> {
    const OPTIONAL: bool = true;
}

macro_rules! always_filled {
    ($($type:ty),+) => { $(impl Typed for $type {})+ };
}

always_filled!(
    String,
    u32,
    bool,
    Decimal,
    Share,
    Attachment,
    Point,
    jiff::civil::Date,
    jiff::civil::Time,
    crate::domain::Money
);
