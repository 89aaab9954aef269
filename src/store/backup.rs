//! A backup: everything that a browser holds of a workspace, as one file.
//!
//! The file is a zip. Its last part, `manifest.json`, says what the backup is of and names every other part with its SHA-256. The
//! parts are pieces of at most some megabytes, so that no more than one is unpacked at once: of a piece that ends in `.jsonl`, each
//! line is a row or a journal entry as JSON ([`Held`]); any other is a chunk, whose key the manifest gives. All of it is looked
//! through before anything is restored.

use std::{
    collections::BTreeMap,
    io::{Cursor, Read as _, Write as _},
};

use serde::{Deserialize, Serialize};
use zip::{ZipArchive, ZipWriter, write::SimpleFileOptions};

use super::{Held, StoreError};
use crate::{
    domain::{Lang, Localized, hash, lang::grouped},
    say,
};

/// How the name of a backup ends.
pub const ENDING: &str = "keqiao";
/// What the manifest says that the file is.
const FORMAT: &str = "keqiao-backup";
/// Raised when an older program could not read what is written.
const VERSION: u32 = 1;
const MANIFEST: &str = "manifest.json";

const MEGABYTE: usize = 1_024 * 1_024;
/// A piece is closed when it has become larger.
const PIECE: usize = 4 * MEGABYTE;
/// An entry is one line, and the largest import is one entry.
const LARGEST_PART: u64 = 256 * MEGABYTE as u64;
const MOST_PARTS: usize = 20_000;
/// A browser holds the whole file in memory.
const LARGEST: usize = 500 * MEGABYTE;

/// What a backup is of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    format: String,
    version: u32,
    /// The version of the program that made it.
    pub program: String,
    /// RFC 3339, UTC.
    pub made: String,
    /// At which seat it was made.
    pub seat_name: String,
    /// The records are a demo's.
    pub demo: bool,
    /// The number of the last journal entry.
    pub sequence: u64,
    /// How many rows each table has.
    pub rows: BTreeMap<String, usize>,
    pub entries: usize,
    pub chunks: usize,
    parts: Vec<Part>,
}

/// A part of the file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Part {
    name: String,
    sha256: String,
    /// Of a chunk its key in the store. Never left out: workers pass it on in a form without names.
    key: Option<String>,
}

/// When, where and of what a backup is made.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct About {
    pub made: String,
    pub seat_name: String,
    pub demo: bool,
}

/// Why a backup could not be made, or cannot be restored. Nothing has changed then.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum BackupFault {
    #[error("this is no backup")]
    NoBackup,
    #[error("a newer version of the program made it: format {0}")]
    Newer(u32),
    #[error("{0} is damaged or missing")]
    Damaged(String),
    #[error("it is larger than {} MB", LARGEST / MEGABYTE)]
    TooLarge,
    #[error("something was written while it was made")]
    Changing,
    #[error("something was written since it was made")]
    Overtaken,
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Localized for BackupFault {
    fn text(&self, lang: Lang) -> String {
        match self {
            Self::NoBackup => say!(
                lang,
                "这个文件不是科桥的备份，没有打开。备份文件名以 .keqiao 结尾。",
                "This file is no backup of Keqiao and was not opened. The name of a backup ends in .keqiao."
            ),
            Self::Newer(version) => say!(
                lang,
                "这份备份由更新版本的程序做成（格式 {version}），没有打开。请用新版本打开。",
                "A newer version of the program made this backup (format {version}); it was not opened. Use the newer version."
            ),
            Self::Damaged(part) => say!(
                lang,
                "备份不完整或被改动过（{part}），没有恢复，现有数据没有变化。请换用另一份备份，或重新复制这份文件。",
                "The backup is incomplete or was changed ({part}). Nothing was restored and nothing has changed. Use another backup, or copy this file again."
            ),
            Self::TooLarge => say!(
                lang,
                "备份超过 {most} MB，浏览器放不下。",
                "The backup is larger than {most} MB, which a browser cannot hold.",
                most = grouped(LARGEST / MEGABYTE)
            ),
            Self::Changing => say!(
                lang,
                "备份期间一直有改动，没有做成。请等导入或其他标签页的操作结束后再备份。",
                "Something was being written all the while, and no backup was made. Wait until imports and other tabs have finished."
            ),
            Self::Overtaken => say!(
                lang,
                "保存期间又有新的改动，可能不在文件里。请再保存一次。",
                "Something was written meanwhile and may not be in the file. Save once more."
            ),
            Self::Store(error) => error.text(lang),
        }
    }
}

/// A backup that is being written.
pub struct BackupWriter {
    zip: ZipWriter<Cursor<Vec<u8>>>,
    manifest: Manifest,
    piece: Vec<u8>,
}

impl BackupWriter {
    pub fn new(about: About, sequence: u64) -> Self {
        let About { made, seat_name, demo } = about;
        let (format, program) = (FORMAT.to_owned(), env!("CARGO_PKG_VERSION").to_owned());
        let (rows, parts) = Default::default();
        let manifest = Manifest {
            format,
            version: VERSION,
            program,
            made,
            seat_name,
            demo,
            sequence,
            rows,
            entries: 0,
            chunks: 0,
            parts,
        };
        Self { zip: ZipWriter::new(Cursor::new(Vec::new())), manifest, piece: Vec::new() }
    }

    /// # Errors
    /// [`BackupFault::TooLarge`].
    pub fn hold(&mut self, held: Held) -> Result<(), BackupFault> {
        match &held {
            Held::Row(table, _) => *self.manifest.rows.entry(table.clone()).or_default() += 1,
            Held::Entry(..) => self.manifest.entries += 1,
            Held::Chunk(..) => self.manifest.chunks += 1,
        }
        if let Held::Chunk(key, bytes) = held {
            let name = format!("chunks/{:05}", self.manifest.chunks);
            return self.part(name, Some(key), &bytes);
        }
        serde_json::to_writer(&mut self.piece, &held).map_err(failed)?;
        self.piece.push(b'\n');
        if self.piece.len() > PIECE { self.close_piece() } else { Ok(()) }
    }

    /// The whole file.
    ///
    /// # Errors
    /// [`BackupFault::TooLarge`].
    pub fn finish(mut self) -> Result<Vec<u8>, BackupFault> {
        self.close_piece()?;
        let manifest = serde_json::to_vec_pretty(&self.manifest).map_err(failed)?;
        self.zip.start_file(MANIFEST, SimpleFileOptions::default()).map_err(failed)?;
        self.zip.write_all(&manifest).map_err(failed)?;
        let bytes = self.zip.finish().map_err(failed)?.into_inner();
        if bytes.len() > LARGEST { Err(BackupFault::TooLarge) } else { Ok(bytes) }
    }

    fn close_piece(&mut self) -> Result<(), BackupFault> {
        if self.piece.is_empty() {
            return Ok(());
        }
        let name = format!("pieces/{:05}.jsonl", self.manifest.parts.len() + 1);
        let piece = std::mem::take(&mut self.piece);
        self.part(name, None, &piece)
    }

    fn part(&mut self, name: String, key: Option<String>, bytes: &[u8]) -> Result<(), BackupFault> {
        if self.manifest.parts.len() >= MOST_PARTS || bytes.len() as u64 > LARGEST_PART {
            return Err(BackupFault::TooLarge);
        }
        self.zip.start_file(&*name, SimpleFileOptions::default()).map_err(failed)?;
        self.zip.write_all(bytes).map_err(failed)?;
        self.manifest.parts.push(Part { name, sha256: hash::of_bytes(bytes), key });
        Ok(())
    }
}

/// A backup, looked through.
pub struct Backup {
    bytes: Vec<u8>,
    manifest: Manifest,
}

impl Backup {
    /// Looks through a file.
    ///
    /// # Errors
    /// [`BackupFault`]: it is none, or not as it was written.
    pub fn open(bytes: Vec<u8>) -> Result<Self, BackupFault> {
        if bytes.len() > LARGEST {
            return Err(BackupFault::TooLarge);
        }
        let mut archive = ZipArchive::new(Cursor::new(&*bytes)).map_err(|_| BackupFault::NoBackup)?;
        let manifest = unpacked(&mut archive, MANIFEST).map_err(|_| BackupFault::NoBackup)?;
        /// What every version to come begins with.
        #[derive(Deserialize)]
        struct Head {
            format: String,
            version: u32,
        }
        let head: Head = serde_json::from_slice(&manifest).map_err(|_| BackupFault::NoBackup)?;
        if head.format != FORMAT {
            return Err(BackupFault::NoBackup);
        }
        if head.version > VERSION {
            return Err(BackupFault::Newer(head.version));
        }
        let manifest: Manifest = serde_json::from_slice(&manifest).map_err(|_| damaged(MANIFEST))?;
        if manifest.parts.len() > MOST_PARTS {
            return Err(BackupFault::TooLarge);
        }
        let mut counted = Manifest { rows: BTreeMap::new(), entries: 0, chunks: 0, ..manifest.clone() };
        let mut last = 0;
        for part in &manifest.parts {
            for held in read(&mut archive, part)? {
                match held {
                    Held::Row(table, row) if row.revision <= manifest.sequence => {
                        *counted.rows.entry(table).or_default() += 1;
                    }
                    Held::Entry(entry, _) if last < entry.sequence && entry.sequence <= manifest.sequence => {
                        (counted.entries, last) = (counted.entries + 1, entry.sequence);
                    }
                    Held::Chunk(..) => counted.chunks += 1,
                    Held::Row(..) | Held::Entry(..) => return Err(damaged(&part.name)),
                }
            }
        }
        drop(archive);
        if counted != manifest {
            return Err(damaged(MANIFEST));
        }
        Ok(Self { bytes, manifest })
    }

    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// Everything in it, one piece after the other.
    pub fn held(&self) -> impl Iterator<Item = Held> {
        // It was all looked through when it was opened.
        let mut archive = ZipArchive::new(Cursor::new(&*self.bytes)).ok();
        self.manifest.parts.iter().flat_map(move |part| {
            archive.as_mut().and_then(|archive| read(archive, part).ok()).unwrap_or_default()
        })
    }
}

type Archive<'a> = ZipArchive<Cursor<&'a [u8]>>;

/// What a part holds, if it is as it was written.
fn read(archive: &mut Archive<'_>, part: &Part) -> Result<Vec<Held>, BackupFault> {
    let bytes = unpacked(archive, &part.name)?;
    if hash::of_bytes(&bytes) != part.sha256 {
        return Err(damaged(&part.name));
    }
    if let Some(key) = &part.key {
        return Ok(vec![Held::Chunk(key.clone(), bytes)]);
    }
    let lines = bytes.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
    lines.map(|line| serde_json::from_slice(line).map_err(|_| damaged(&part.name))).collect()
}

fn unpacked(archive: &mut Archive<'_>, name: &str) -> Result<Vec<u8>, BackupFault> {
    let part = archive.by_name(name).map_err(|_| damaged(name))?;
    let mut bytes = Vec::new();
    // One byte more than it may have tells whether it has more, whatever the archive says of it.
    part.take(LARGEST_PART + 1).read_to_end(&mut bytes).map_err(|_| damaged(name))?;
    if bytes.len() as u64 > LARGEST_PART { Err(BackupFault::TooLarge) } else { Ok(bytes) }
}

fn damaged(part: &str) -> BackupFault {
    BackupFault::Damaged(part.to_owned())
}

/// Writing into memory fails for want of room alone.
fn failed(_: impl std::error::Error) -> BackupFault {
    BackupFault::TooLarge
}
