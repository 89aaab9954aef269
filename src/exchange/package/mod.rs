//! A package: what one office hands to another. `README.md` beside this file describes the format for other programs.
//!
//! What is sealed around it, and who may read it, is the business of [`crate::keys`]; what it does here, of `app::handover`.

mod fault;
pub mod group;

use std::{
    collections::{BTreeMap, BTreeSet},
    io::{Cursor, Read as _, Write as _},
    ops::Deref,
};

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use zip::{ZipArchive, ZipWriter, write::SimpleFileOptions};

pub use fault::PackageFault;

use crate::domain::{
    Origin, hash,
    seal::{Digest, Key, Signature},
    signing::Content,
    workflow::{Seat, Step},
};

/// How the name of a package ends; what is in it decides.
pub const ENDING: &str = "keqiao";
const FORMAT: &str = "keqiao-package";
/// Raised when an older program could not read what is written.
const VERSION: u32 = 1;
const MANIFEST: &str = "manifest.json";
const SIGNATURE: &str = "signature";
const RECORDS: &str = "records.jsonl";
const CARDS: &str = "cards.jsonl";
const FILES: &str = "files/";

const MEGABYTE: usize = 1_024 * 1_024;
/// One that holds a file as large as a form takes.
pub const LARGEST: usize = 25 * MEGABYTE;
/// What mail takes, with its own third on top: so large the parts of a package become.
pub const LARGEST_BY_MAIL: usize = 15 * MEGABYTE;
/// All parts of it, unpacked; more is a bomb.
const LARGEST_UNPACKED: u64 = 100 * MEGABYTE as u64;
const MOST_PARTS: usize = 2_000;
/// A hand-over has hundreds, a county's first thousands.
const MOST_RECORDS: usize = 200_000;
/// No record moves or is written so often: one a day for years.
const MOST_STEPS: usize = 1_000;
const LONGEST_LINE: usize = 4 * MEGABYTE;

/// From whom and to whom, and what is in it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    format: String,
    version: u32,
    /// The version of the program that made it.
    pub program: String,
    #[serde(flatten)]
    pub about: About,
    /// The policies by which its steps were made that the recipient may not know, by hash.
    pub policies: BTreeSet<String>,
    pub records: usize,
    /// SHA-256 of each other part.
    parts: BTreeMap<String, String>,
}

impl Deref for Manifest {
    type Target = About;

    fn deref(&self) -> &About {
        &self.about
    }
}

/// What joining needs beside records.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Joining {
    /// Join: these are the keys that the office trusts.
    Invitation { roots: BTreeMap<Key, Seat> },
    /// The unit has joined; it knows the code of its letter.
    Answer { person: Option<String>, proof: Digest },
}

/// What a record is called to which carried ones refer, and which is not carried: the recipient is not given it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Card {
    /// The code of its kind.
    pub kind: String,
    pub id: String,
    pub title: String,
}

/// What is in a package beside what is said of it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Load {
    pub records: Vec<Carried>,
    pub cards: BTreeSet<Card>,
    /// Attachments by their SHA-256.
    pub files: BTreeMap<String, Vec<u8>>,
}

/// What whoever makes a package says of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct About {
    /// RFC 3339, UTC, as whoever made it says.
    pub made: String,
    /// The desk that signed it.
    pub from: Seat,
    pub from_name: String,
    pub key: Key,
    /// The key to which answers are sealed, as age writes it.
    pub sealed_to: String,
    /// The unit for which it is.
    pub to: String,
    pub to_name: String,
    /// The copy of the program that made it, and how many it had made for this unit.
    pub installation: Digest,
    pub number: u64,
    /// The numbers of packages for the unit it is from that have been taken over there, by the copy that made them.
    pub seen: BTreeMap<Digest, BTreeSet<u64>>,
    /// Of an invitation, and of the answer to one.
    pub joining: Option<Joining>,
    /// The records are a demo's.
    pub demo: bool,
}

/// A record on its way, with everything signed of it that the recipient may know.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Carried {
    /// The code of its kind.
    pub kind: String,
    pub id: String,
    pub steps: Vec<Step>,
    pub contents: Vec<Content>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<Origin>,
}

impl Carried {
    /// Whether its steps can be walked in no time.
    fn is_bounded(&self) -> bool {
        self.steps.len() <= MOST_STEPS && self.contents.len() <= MOST_STEPS
    }
}

/// A package that was read. Whether its signature holds is asked with [`Package::signed`].
#[derive(Debug, Clone, PartialEq)]
pub struct Package {
    pub manifest: Manifest,
    pub load: Load,
    signed: Vec<u8>,
    signature: Signature,
}

/// Writes a package; `sign` signs the hash of its manifest.
///
/// # Errors
/// [`PackageFault::TooLarge`], or that a record has more steps than whoever reads it would take.
pub fn write(
    about: About,
    load: &Load,
    sign: impl FnOnce(&Digest) -> Signature,
) -> Result<Vec<u8>, PackageFault> {
    let Load { records, cards, files } = load;
    if let Some(record) = records.iter().find(|record| !record.is_bounded()) {
        return Err(PackageFault::TooManySteps(format!("{} {}", record.kind, record.id)));
    }
    let lines = lines_of(records)?;
    let card_lines = lines_of(cards)?;
    let files = files.iter().map(|(hash, bytes)| (format!("{FILES}{hash}"), &**bytes));
    let first = [(RECORDS.to_owned(), &*lines), (CARDS.to_owned(), &*card_lines)];
    let parts: Vec<(String, &[u8])> = first.into_iter().chain(files).collect();
    let policies = records.iter().flat_map(|record| &record.steps);
    let policies = policies.filter_map(|step| step.policy.clone()).collect();
    let manifest = Manifest {
        format: FORMAT.to_owned(),
        version: VERSION,
        program: env!("CARGO_PKG_VERSION").to_owned(),
        about,
        policies,
        records: records.len(),
        parts: parts.iter().map(|(name, bytes)| (name.clone(), hash::of_bytes(bytes))).collect(),
    };
    let manifest = serde_json::to_vec_pretty(&manifest).map_err(failed)?;
    let signature = sign(&Digest::of(&[&manifest])).to_string();
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let own = [(MANIFEST.to_owned(), &*manifest), (SIGNATURE.to_owned(), signature.as_bytes())];
    for (name, bytes) in own.into_iter().chain(parts) {
        zip.start_file(name, SimpleFileOptions::default()).map_err(failed)?;
        zip.write_all(bytes).map_err(failed)?;
    }
    Ok(zip.finish().map_err(failed)?.into_inner())
}

/// Reads a package that was opened: every part is as its manifest says, and nothing else is in it.
///
/// # Errors
/// [`PackageFault`].
pub fn read(bytes: &[u8]) -> Result<Package, PackageFault> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| PackageFault::NoPackage)?;
    if archive.len() > MOST_PARTS {
        return Err(PackageFault::TooLarge);
    }
    let mut room = LARGEST_UNPACKED;
    let signed = unpacked(&mut archive, MANIFEST, &mut room).map_err(|_| PackageFault::NoPackage)?;
    if signed.len() > LONGEST_LINE {
        return Err(PackageFault::TooLarge);
    }
    /// What every version to come begins with.
    #[derive(Deserialize)]
    struct Head {
        format: String,
        version: u32,
    }
    let head: Head = serde_json::from_slice(&signed).map_err(|_| PackageFault::NoPackage)?;
    if head.format != FORMAT {
        return Err(PackageFault::NoPackage);
    }
    if head.version > VERSION {
        return Err(PackageFault::Newer(head.version));
    }
    let manifest: Manifest = serde_json::from_slice(&signed).map_err(|_| damaged(MANIFEST))?;
    let signature = unpacked(&mut archive, SIGNATURE, &mut room)?;
    let signature = std::str::from_utf8(&signature).ok().and_then(|text| text.parse().ok());
    let signature = signature.ok_or_else(|| damaged(SIGNATURE))?;
    if manifest.parts.len() + 2 != archive.len() || manifest.records > MOST_RECORDS {
        return Err(damaged(MANIFEST));
    }
    let mut load = Load::default();
    for (name, sha256) in &manifest.parts {
        let bytes = unpacked(&mut archive, name, &mut room)?;
        if hash::of_bytes(&bytes) != *sha256 {
            return Err(damaged(name));
        }
        match name.strip_prefix(FILES) {
            Some(hash) if hash == sha256 => drop(load.files.insert(hash.to_owned(), bytes)),
            None if name == RECORDS => load.records = lines(&bytes, name)?,
            None if name == CARDS => load.cards = lines(&bytes, name)?.into_iter().collect(),
            _ => return Err(damaged(name)),
        }
    }
    if load.records.len() != manifest.records || !load.records.iter().all(Carried::is_bounded) {
        return Err(damaged(RECORDS));
    }
    Ok(Package { manifest, load, signed, signature })
}

impl Package {
    /// What its signature is of, and the signature.
    pub fn signed(&self) -> (Digest, &Signature) {
        (Digest::of(&[&self.signed]), &self.signature)
    }
}

fn lines_of<'a, T: Serialize + 'a>(values: impl IntoIterator<Item = &'a T>) -> Result<Vec<u8>, PackageFault> {
    let mut lines = Vec::new();
    for value in values {
        let before = lines.len();
        serde_json::to_writer(&mut lines, value).map_err(failed)?;
        if lines.len() - before > LONGEST_LINE {
            return Err(PackageFault::TooLarge);
        }
        lines.push(b'\n');
    }
    Ok(lines)
}

fn lines<T: DeserializeOwned>(bytes: &[u8], name: &str) -> Result<Vec<T>, PackageFault> {
    let lines = bytes.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
    let read = |line: &[u8]| match line.len() > LONGEST_LINE {
        true => Err(damaged(name)),
        false => serde_json::from_slice(line).map_err(|_| damaged(name)),
    };
    lines.take(MOST_RECORDS + 1).map(read).collect()
}

fn unpacked(
    archive: &mut ZipArchive<Cursor<&[u8]>>,
    name: &str,
    room: &mut u64,
) -> Result<Vec<u8>, PackageFault> {
    let part = archive.by_name(name).map_err(|_| damaged(name))?;
    let mut bytes = Vec::new();
    // One byte more than there is room for tells whether it has more, whatever the archive says of it.
    part.take(*room + 1).read_to_end(&mut bytes).map_err(|_| damaged(name))?;
    *room = room.checked_sub(bytes.len() as u64).ok_or(PackageFault::TooLarge)?;
    Ok(bytes)
}

fn damaged(part: &str) -> PackageFault {
    PackageFault::Damaged(part.to_owned())
}

/// Writing into memory fails for want of room alone.
fn failed(_: impl std::error::Error) -> PackageFault {
    PackageFault::TooLarge
}
