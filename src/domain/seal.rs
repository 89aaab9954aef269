//! What makes a step one that leaves the office: who signed it, after which step, and of what content.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use sha2::{Digest as _, Sha256};

/// Bytes of a fixed number, written in hexadecimal.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Bytes<const N: usize>(pub [u8; N]);

/// What content is known by: a SHA-256.
pub type Digest = Bytes<32>;
/// The public half of an Ed25519 key, by which a desk is known.
pub type Key = Bytes<32>;
/// An Ed25519 signature.
pub type Signature = Bytes<64>;
/// What keeps a digest from being guessed.
pub type Salt = Bytes<16>;

impl Digest {
    /// Of bytes that stand one after the other.
    pub fn of(parts: &[&[u8]]) -> Self {
        let mut hasher = Sha256::new();
        parts.iter().for_each(|part| hasher.update(part));
        Self(hasher.finalize().into())
    }
}

impl<const N: usize> fmt::Display for Bytes<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl<const N: usize> fmt::Debug for Bytes<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// These are not so many bytes in hexadecimal, in small letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not the hexadecimal form of as many bytes as are wanted")]
pub struct NotBytes;

impl<const N: usize> FromStr for Bytes<N> {
    type Err = NotBytes;

    fn from_str(text: &str) -> Result<Self, NotBytes> {
        let nibble = |byte: u8| match byte {
            b'0'..=b'9' => Ok(byte - b'0'),
            b'a'..=b'f' => Ok(byte - b'a' + 10),
            _ => Err(NotBytes),
        };
        let (pairs, rest) = text.as_bytes().as_chunks::<2>();
        if pairs.len() != N || !rest.is_empty() {
            return Err(NotBytes);
        }
        let mut bytes = [0; N];
        for (byte, [high, low]) in bytes.iter_mut().zip(pairs) {
            *byte = nibble(*high)? << 4 | nibble(*low)?;
        }
        Ok(Self(bytes))
    }
}

impl<const N: usize> Serialize for Bytes<N> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de, const N: usize> Deserialize<'de> for Bytes<N> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

/// 24 digits in groups of four, by which two people tell over the telephone whether they hold the same keys: of a desk's two halves, the
/// second as age writes it.
pub fn fingerprint(sign: &Key, sealed_to: &str) -> String {
    let Bytes(digest) = Digest::of(&[b"keqiao fingerprint 1\0", &sign.0, sealed_to.as_bytes()]);
    let number = digest.iter().take(16).fold(0, |number: u128, byte| number << 8 | u128::from(*byte));
    let digits = format!("{:024}", number % 10_u128.pow(24));
    let groups: Vec<&str> = (0..24).step_by(4).filter_map(|at| digits.get(at..at + 4)).collect();
    groups.join(" ")
}

/// The seal of a step. Its signature is of the step's hash, which is of everything else in it and of which record it is a step.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Seal {
    /// The step before it, by its hash; of the first one nothing, or what stood there unsealed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Digest>,
    /// Of a step that takes another back: that one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undoes: Option<Digest>,
    /// The desk's key.
    pub key: Key,
    /// How many steps the desk had signed with this one.
    pub number: u64,
    /// The fields of the record as they were then.
    pub content: Digest,
    pub hash: Digest,
    pub signature: Signature,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_written_and_read_and_nothing_else_is_read() {
        let digest = Digest::of(&[b"ab", b"c"]);
        assert_eq!(digest.to_string(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert_eq!(digest.to_string().parse(), Ok(digest));
        for wrong in ["", "ba", "BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD", "0x"] {
            assert_eq!(wrong.parse::<Digest>(), Err(NotBytes), "{wrong}");
        }
    }
}
