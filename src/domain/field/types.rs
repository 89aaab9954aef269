//! Types that fields hold beyond what Rust and the date library bring.

use std::fmt;

use jiff::civil::{Date, Time};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::{fact::Fact, number::rounded, scalar::Scalar};
use crate::domain::{dated::Dated, hash};

/// A part of a whole, from 0 to 1.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Share(pub Decimal);

impl Share {
    /// A part of a whole, to a tenth of a percent; nothing of nothing.
    pub fn of(part: impl Into<Decimal>, whole: impl Into<Decimal>) -> Option<Self> {
        part.into().checked_div(whole.into()).map(|exact| Self(rounded(exact, 3).normalize()))
    }
}

/// `35%`.
impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}%", (self.0 * Decimal::ONE_HUNDRED).normalize())
    }
}

/// A file that belongs to a record. Its bytes are a chunk of the store, `attachment/` and the hash.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Attachment {
    pub name: String,
    /// Bytes.
    pub size: u64,
    /// SHA-256 of the bytes, in hex.
    pub sha256: String,
}

impl Attachment {
    /// The file of these bytes.
    pub fn of(name: &str, bytes: &[u8]) -> Self {
        let name = name.chars().filter(|c| !c.is_control()).collect();
        Self { name, size: bytes.len() as u64, sha256: hash::of_bytes(bytes) }
    }

    /// As a form and a sheet hold it: `原件.pdf sha256:9f86… 48213`.
    pub fn text(&self) -> String {
        format!("{} sha256:{} {}", self.name, self.sha256, self.size)
    }

    /// The inverse of [`Attachment::text`].
    pub fn parse(text: &str) -> Option<Self> {
        let (rest, size) = text.rsplit_once(' ')?;
        let (name, sha256) = rest.rsplit_once(" sha256:")?;
        let sound = sha256.len() == 64 && sha256.bytes().all(|b| b.is_ascii_hexdigit());
        (sound && !name.trim().is_empty()).then_some(())?;
        Some(Self { name: name.to_owned(), size: size.parse().ok()?, sha256: sha256.to_owned() })
    }

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

/// A Rust type that a field can have.
pub trait Typed {
    /// Whether a field of this type may be left empty.
    const OPTIONAL: bool = false;

    /// The value of a day as a rule sees it. Only what is [dated](Dated) differs from day to day.
    fn fact(&self, day: Date) -> Fact;

    /// The same without a copy, where it is a single value.
    fn scalar(&self, day: Date) -> Scalar<'_>;
}

impl<T: Typed> Typed for Option<T> {
    const OPTIONAL: bool = true;

    fn fact(&self, day: Date) -> Fact {
        self.as_ref().map_or(Fact::Missing, |value| value.fact(day))
    }

    fn scalar(&self, day: Date) -> Scalar<'_> {
        self.as_ref().map_or(Scalar::Missing, |value| value.scalar(day))
    }
}

impl<T: Typed> Typed for Vec<T> {
    const OPTIONAL: bool = true;

    fn fact(&self, day: Date) -> Fact {
        Fact::List(self.iter().map(|value| value.fact(day)).collect())
    }

    fn scalar(&self, _day: Date) -> Scalar<'_> {
        Scalar::Compound
    }
}

impl<T: Typed> Typed for Dated<T> {
    fn fact(&self, day: Date) -> Fact {
        self.on(day).fact(day)
    }

    fn scalar(&self, day: Date) -> Scalar<'_> {
        self.on(day).scalar(day)
    }
}

macro_rules! always_filled {
    ($($type:ty: $value:ident => $fact:expr, $scalar:expr;)+) => {
        $(impl Typed for $type {
            fn fact(&self, _day: Date) -> Fact {
                let $value = self;
                $fact
            }

            fn scalar(&self, _day: Date) -> Scalar<'_> {
                let $value = self;
                $scalar
            }
        })+
    };
}

always_filled!(
    String: text => Fact::text(text.clone()), Scalar::Text(text);
    u32: count => Fact::Number((*count).into()), Scalar::Number((*count).into());
    bool: flag => Fact::Flag(*flag), Scalar::Flag(*flag);
    Decimal: number => Fact::Number(*number), Scalar::Number(*number);
    Share: share => Fact::Number(share.0), Scalar::Number(share.0);
    Attachment: file => Fact::text(file.name.clone()), { let _ = file; Scalar::Compound };
    Point: point => Fact::Row(vec![("lon", Fact::Number(point.lon)), ("lat", Fact::Number(point.lat))]),
        { let _ = point; Scalar::Compound };
    Date: day => Fact::Day(*day), Scalar::Day(*day);
    Time: time => Fact::Time(*time), Scalar::Time(*time);
    crate::domain::Money: money => Fact::Number(money.yuan()), Scalar::Number(money.yuan());
);
