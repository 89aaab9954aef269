//! What was sent to other offices and what has come from them.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::{
    domain::seal::{Digest, Seal},
    store::{self, Change, Store, StoreError, Stored},
    stored_as_json,
};

/// A package that was made.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Sent {
    pub to: String,
    pub installation: Digest,
    pub number: u64,
    /// RFC 3339, UTC.
    pub when: String,
    pub seat_name: String,
    pub file: String,
    /// The records in it, as far as they had come.
    pub marks: Vec<Digest>,
}

/// A package that was taken over.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Received {
    pub from: String,
    pub installation: Digest,
    pub number: u64,
    pub when: String,
    /// The records in it, as far as they had come.
    pub marks: Vec<Digest>,
    /// The packages of this office that had arrived there.
    pub seen: BTreeMap<Digest, BTreeSet<u64>>,
    /// Whether nothing of it waits for a certificate or was refused: then it is acknowledged.
    pub whole: bool,
}

impl Stored for Sent {
    const TABLE: &'static str = "sent";
    const SCHEMA: u32 = 1;

    fn key(&self) -> String {
        format!("{}/{}/{:08}", self.to, self.installation, self.number)
    }

    stored_as_json!();
}

impl Stored for Received {
    const TABLE: &'static str = "received";
    const SCHEMA: u32 = 1;

    fn key(&self) -> String {
        format!("{}/{}/{:08}", self.from, self.installation, self.number)
    }

    stored_as_json!();
}

/// Everything that was sent and has come.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Ledger {
    pub sent: Vec<Sent>,
    pub received: Vec<Received>,
}

impl Ledger {
    /// # Errors
    /// When the store cannot be read.
    pub async fn read(store: &impl Store) -> Result<Self, StoreError> {
        let (sent, _) = store::read_all::<Sent>(store).await?;
        let (received, _) = store::read_all::<Received>(store).await?;
        let alone = |(row, _)| row;
        Ok(Self {
            sent: sent.into_iter().map(alone).collect(),
            received: received.into_iter().map(|(row, _)| row).collect(),
        })
    }

    /// Whether a package that was sent has arrived.
    pub fn has_arrived(&self, sent: &Sent) -> bool {
        self.received.iter().filter(|received| received.from == sent.to).any(|received| {
            received.seen.get(&sent.installation).is_some_and(|seen| seen.contains(&sent.number))
        })
    }

    /// What a unit has, as far as is known here.
    pub fn held_by(&self, unit: &str) -> Holds {
        let sent = || self.sent.iter().filter(|sent| sent.to == unit);
        let arrived = sent().filter(|sent| self.has_arrived(sent)).flat_map(|sent| &sent.marks);
        let came = self.received.iter().filter(|received| received.from == unit);
        Holds {
            known: arrived.chain(came.flat_map(|received| &received.marks)).copied().collect(),
            sent: sent().flat_map(|sent| &sent.marks).copied().collect(),
        }
    }

    /// The packages of a unit that were taken over here wholly: what the next package for it acknowledges.
    pub fn seen(&self, unit: &str) -> BTreeMap<Digest, BTreeSet<u64>> {
        let mut seen: BTreeMap<Digest, BTreeSet<u64>> = BTreeMap::new();
        for received in self.received.iter().filter(|received| received.from == unit && received.whole) {
            seen.entry(received.installation).or_default().insert(received.number);
        }
        seen
    }

    /// The number of the next package that this copy makes for a unit.
    pub fn next(&self, to: &str, installation: Digest) -> u64 {
        let own = self.sent.iter().filter(|sent| sent.to == to && sent.installation == installation);
        own.map(|sent| sent.number).max().unwrap_or(0) + 1
    }

    /// The numbers before one that have not come, of the last hundred.
    pub fn gaps(&self, from: &str, installation: Digest, number: u64) -> Vec<u64> {
        let of_it = |received: &&Received| received.from == from && received.installation == installation;
        let come: BTreeSet<u64> =
            self.received.iter().filter(of_it).map(|received| received.number).collect();
        (number.saturating_sub(100).max(1)..number).filter(|number| !come.contains(number)).collect()
    }

    /// Whether a package has been taken over before.
    pub fn has(&self, from: &str, installation: Digest, number: u64) -> bool {
        let is_it = |received: &Received| {
            received.from == from && received.installation == installation && received.number == number
        };
        self.received.iter().any(is_it)
    }
}

/// The records that a unit has, as far as they had come.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Holds {
    /// Those that it is known to have.
    pub known: BTreeSet<Digest>,
    /// What was ever sent to it.
    pub sent: BTreeSet<Digest>,
}

impl Holds {
    /// Whether a record was ever given to the unit.
    pub fn had(&self, at: (&str, &str)) -> bool {
        self.sent.contains(&given(at))
    }
}

/// That a record was given, however far it had come.
pub fn given((kind, id): (&str, &str)) -> Digest {
    Digest::of(&[b"keqiao given\0", kind.as_bytes(), b"\0", id.as_bytes()])
}

/// How far a record has come, for a recipient who gets all of it, or not: the same for all copies that have the same steps.
pub fn mark<'a>((kind, id): (&str, &str), sealed: impl Iterator<Item = &'a Seal>, is_whole: bool) -> Digest {
    let hashes: BTreeSet<Digest> = sealed.map(|seal| seal.hash).collect();
    let mut parts: Vec<&[u8]> = vec![b"keqiao mark\0", kind.as_bytes(), b"\0", id.as_bytes(), b"\0"];
    parts.push(if is_whole { b"whole\0" } else { b"part\0" });
    parts.extend(hashes.iter().map(|hash| hash.0.as_slice()));
    Digest::of(&parts)
}

/// The change that writes a row of the ledger.
///
/// # Errors
/// When it has no JSON form.
pub fn note(row: &impl Stored) -> Result<Change, StoreError> {
    store::put(row, None)
}
