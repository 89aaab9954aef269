//! A work file: everything of an office's computer as one sealed file, the keys of its desks too. Whoever works at a computer that forgets
//! opens it, works, saves it and leaves; it is an office's backup as well.
//!
//! The file is a line of JSON, [`Head`], and after it the rest sealed with age to the lock that the line names. Inside is a line of JSON,
//! the desks with their keys, each still under its PIN, and after it a backup ([`store::backup`](crate::store::backup)).

use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::{
    domain::{Lang, Localized, workflow::Seat},
    keys::{DeskKey, FileLock, Locked, OpenError, SealError},
    say,
    store::backup::{About, Backup, BackupFault},
};

/// What the head says that the file is, and what a page tells one by.
const FORMAT: &str = "keqiao-work-file";
/// Raised when an older program could not read what is written.
const VERSION: u32 = 1;
/// A head is shorter, and so is a line of desks.
const LONGEST_LINE: usize = 64 * 1_024;
/// As large as the largest backup, with its desks.
const LARGEST: usize = 501 * 1_024 * 1_024;

/// A desk with its keys, as a browser keeps it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct KeptDesk {
    pub seat: Seat,
    pub public: DeskKey,
    pub locked: Locked,
    /// The number of the last step that it signed. It never goes back, whatever becomes of the step.
    pub number: u64,
}

/// What is in the open.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Head {
    format: String,
    version: u32,
    /// The version of the program that made it.
    pub program: String,
    /// RFC 3339, UTC.
    pub made: String,
    pub seat_name: String,
    lock: FileLock,
}

/// Whether a file begins as a work file does; another than work files are opened in another way.
pub fn is_one(bytes: &[u8]) -> bool {
    bytes.starts_with(format!("{{\"format\":\"{FORMAT}\"").as_bytes())
}

/// Why a work file was not made or not opened. Nothing has changed then.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum WorkFileFault {
    #[error("this is no work file")]
    NoWorkFile,
    #[error("a newer version of the program made it: format {0}")]
    Newer(u32),
    #[error("neither the passphrase nor the recovery key")]
    WrongPassphrase,
    #[error(transparent)]
    NotOpened(OpenError),
    #[error(transparent)]
    NotSealed(SealError),
    #[error(transparent)]
    Backup(#[from] BackupFault),
}

impl Localized for WorkFileFault {
    fn text(&self, lang: Lang) -> String {
        match self {
            Self::NoWorkFile => say!(
                lang,
                "这个文件不是科桥的工作文件，没有打开。",
                "This file is no work file of Keqiao and was not opened."
            ),
            Self::Newer(version) => say!(
                lang,
                "这个工作文件由更新版本的程序保存（格式 {version}），没有打开。请用新版本打开。",
                "A newer version of the program saved this work file (format {version}); it was not opened. Use the newer version."
            ),
            Self::WrongPassphrase => say!(
                lang,
                "口令或恢复密钥不对，没有打开。请检查输入法和大小写后再试。",
                "Neither the passphrase nor the recovery key of this file; nothing was opened. Check the input method and capitals and try again."
            ),
            Self::NotOpened(OpenError::Damaged) => say!(
                lang,
                "工作文件不完整或被改动过，没有打开，现有数据没有变化。请换用另一份，或重新复制这份文件。",
                "The work file is incomplete or was changed. It was not opened and nothing has changed. Use another copy, or copy this one again."
            ),
            Self::NotOpened(error) => error.text(lang),
            Self::NotSealed(error) => error.text(lang),
            Self::Backup(fault) => fault.text(lang),
        }
    }
}

impl From<OpenError> for WorkFileFault {
    fn from(error: OpenError) -> Self {
        match error {
            OpenError::WrongPassphrase => Self::WrongPassphrase,
            error => Self::NotOpened(error),
        }
    }
}

/// Makes a work file of a backup and of the desks whose keys are kept.
///
/// # Errors
/// [`WorkFileFault`].
pub fn seal(
    lock: &FileLock,
    about: About,
    desks: &[KeptDesk],
    backup: &[u8],
) -> Result<Vec<u8>, WorkFileFault> {
    let head = Head {
        format: FORMAT.to_owned(),
        version: VERSION,
        program: env!("CARGO_PKG_VERSION").to_owned(),
        made: about.made,
        seat_name: about.seat_name,
        lock: lock.clone(),
    };
    let sealed = lock.seal(&[&line(&desks)?, backup].concat()).map_err(WorkFileFault::NotSealed)?;
    Ok([line(&head)?, sealed].concat())
}

/// A work file that was chosen, and what its head says.
pub struct WorkFile {
    pub head: Head,
    bytes: Vec<u8>,
}

impl WorkFile {
    /// Reads the head.
    ///
    /// # Errors
    /// [`WorkFileFault::NoWorkFile`], [`WorkFileFault::Newer`].
    pub fn read(bytes: Vec<u8>) -> Result<Self, WorkFileFault> {
        /// What every version to come begins with.
        #[derive(Deserialize)]
        struct Beginning {
            format: String,
            version: u32,
        }
        let (beginning, _) = split::<Beginning>(&bytes).ok_or(WorkFileFault::NoWorkFile)?;
        if beginning.format != FORMAT {
            return Err(WorkFileFault::NoWorkFile);
        }
        if beginning.version > VERSION {
            return Err(WorkFileFault::Newer(beginning.version));
        }
        let (head, _) = split(&bytes).ok_or(WorkFileFault::NotOpened(OpenError::Damaged))?;
        Ok(Self { head, bytes })
    }

    /// What seals it when it is saved again.
    pub fn lock(&self) -> &FileLock {
        &self.head.lock
    }

    /// Opens it with what somebody typed: its passphrase, or its recovery key. All of it is looked through.
    ///
    /// # Errors
    /// [`WorkFileFault`].
    pub fn open(&self, typed: &str) -> Result<(Vec<KeptDesk>, Backup), WorkFileFault> {
        let damaged = || WorkFileFault::NotOpened(OpenError::Damaged);
        let (_, sealed) = split::<Head>(&self.bytes).ok_or_else(damaged)?;
        let mut plain = self.head.lock.open(sealed, typed, LARGEST)?;
        let (desks, backup) = split::<Vec<KeptDesk>>(&plain).ok_or_else(damaged)?;
        let begins = plain.len() - backup.len();
        plain.drain(..begins);
        Ok((desks, Backup::open(plain)?))
    }
}

fn line(what: &impl Serialize) -> Result<Vec<u8>, WorkFileFault> {
    let mut line = serde_json::to_vec(what).map_err(|_| WorkFileFault::NotSealed(SealError::NoRoom))?;
    line.push(b'\n');
    Ok(line)
}

/// The first line, as what it says, and the rest.
fn split<T: DeserializeOwned>(bytes: &[u8]) -> Option<(T, &[u8])> {
    let end = bytes.iter().take(LONGEST_LINE).position(|byte| *byte == b'\n')?;
    let (line, rest) = bytes.split_at_checked(end)?;
    Some((serde_json::from_slice(line).ok()?, rest.get(1..)?))
}
