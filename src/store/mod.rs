//! Where a workspace is kept: rows of JSON in tables, a journal of every change, chunks of bytes for bulk facts.
//!
//! [`Store`] is the one door. Everything a [`Commit`] says happens in one transaction or not at all, and the journal
//! entry is part of that transaction. [`MemoryStore`] and `indexed_db::IndexedDbStore` are held to the same
//! contract suite. A [`Row`] carries the schema number it was written with; [`Stored`] says how to read older ones.

pub mod backup;
mod held;
#[cfg(target_arch = "wasm32")]
pub mod indexed_db;
mod memory;
mod migration;
mod migrations;
mod redaction;
mod typed;
mod upgrade;

use std::{
    collections::{BTreeMap, HashSet},
    future::Future,
};

use serde::{Deserialize, Serialize};

use crate::{
    domain::{Kind, Label, Lang, Localized, workflow::Seat},
    say,
};

pub use held::Held;
pub use memory::MemoryStore;
pub use migration::Migration;
pub use redaction::Redaction;
pub use typed::{Stored, StoredRecord, delete, json, put, put_back, read_all, read_row};
pub use upgrade::{UPGRADE, kind_of, table_now, upgrade};

/// A stored record: opaque JSON with what is needed to find it, upgrade it and notice a concurrent change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    pub key: String,
    pub schema: u32,
    /// The journal sequence number of the commit that wrote it.
    pub revision: u64,
    pub body: String,
}

/// One row to write or delete. `expected` is the revision the writer saw, `None` when it saw no such row; the commit
/// is refused with [`StoreError::Conflict`] when the store holds another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    pub table: String,
    pub key: String,
    pub expected: Option<u64>,
    /// Schema and body to write; `None` deletes.
    pub after: Option<(u32, String)>,
}

/// Who did what and why: the head of a journal entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Operation {
    /// RFC 3339, UTC.
    pub when: String,
    /// The seat at which the person sat.
    #[serde(alias = "desk")]
    pub seat_name: String,
    /// The same in the tree; nothing where nobody has a seat in it, and in entries of earlier versions of the program.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seat: Option<Seat>,
    /// `import`, `demo`, `save-policy`, `put-in-force`, `undo` …
    pub verb: String,
    pub note: String,
    /// The note in English, where the program said something of its own in it; else it is as it was written.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note_en: String,
    /// Content hash of the policy in force, where it mattered.
    pub policy: Option<String>,
    /// The entry that this one undoes.
    #[serde(default)]
    pub undoes: Option<u64>,
    /// Records in the file or on the paper that it handed out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handed_out: Option<u32>,
}

impl Operation {
    /// The note in a language.
    pub fn said(&self, lang: Lang) -> &str {
        match lang {
            Lang::En if !self.note_en.is_empty() => &self.note_en,
            _ => &self.note,
        }
    }
}

/// The verb of a journal entry that cannot be read.
pub const UNREADABLE: &str = "unreadable";

/// A unit of change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commit {
    pub operation: Operation,
    pub changes: Vec<Change>,
    /// Chunks to write (`Some`) or remove (`None`), by key.
    pub chunks: Vec<(String, Option<Vec<u8>>)>,
    /// What was only read, and must still be as it was.
    pub expects: Vec<Expected>,
    /// What the journal keeps no more of what was written before.
    pub redactions: Vec<Redaction>,
}

impl Commit {
    /// An operation that changes rows and no chunks.
    pub fn new(operation: Operation, changes: Vec<Change>) -> Self {
        let (chunks, expects, redactions) = Default::default();
        Self { operation, changes, chunks, expects, redactions }
    }

    /// The same, refused when any of this has changed.
    pub fn expecting(self, expects: Vec<Expected>) -> Self {
        Self { expects, ..self }
    }
}

/// What a writer read and does not change: a guard let the operation pass because of what stood there. The commit is
/// refused with [`StoreError::Conflict`] when something else stands there now.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Expected {
    /// One row, at this revision; `None` when there was no such row.
    Row { table: String, key: String, revision: Option<u64> },
    /// All of a table, of which nothing has been added, changed or removed since this journal entry. However many rows it
    /// has, only the journal is asked.
    Table { table: String, since: u64 },
}

/// The earliest journal entry since which a commit expects some table to be as it was.
fn expected_since(expects: &[Expected]) -> Option<u64> {
    let tables = expects.iter().filter_map(|expected| match expected {
        Expected::Row { .. } => None,
        Expected::Table { since, .. } => Some(*since),
    });
    tables.min()
}

/// Whether a commit writes each row once: of two the first would be lost.
///
/// # Errors
/// [`StoreError::Conflict`].
fn each_once(changes: &[Change]) -> Result<(), StoreError> {
    let mut seen = HashSet::with_capacity(changes.len());
    match changes.iter().find(|change| !seen.insert((&*change.table, &*change.key))) {
        Some(Change { table, key, .. }) => {
            Err(StoreError::Conflict { table: table.clone(), key: key.clone() })
        }
        None => Ok(()),
    }
}

/// Whether the tables that a commit expects are as they were, by what has been written since; `None` when that is not
/// known any more.
///
/// # Errors
/// [`StoreError::TableChanged`].
fn unchanged(expects: &[Expected], later: Option<&[Written]>) -> Result<(), StoreError> {
    for expected in expects {
        let Expected::Table { table, since } = expected else { continue };
        let wrote = |written: &Written| {
            written.sequence > *since && written.rows.iter().any(|row| table_now(&row.table) == table)
        };
        if later.is_none_or(|later| later.iter().any(wrote)) {
            return Err(StoreError::TableChanged { table: table.clone() });
        }
    }
    Ok(())
}

/// A journal entry as listed. What it changed, before and after, is fetched with [`Store::row_changes`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    pub sequence: u64,
    #[serde(alias = "deed")]
    pub operation: Operation,
    /// Rows changed.
    pub count: u32,
    /// The same by table; nothing in entries of earlier versions of the program.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub tables: BTreeMap<String, u32>,
}

impl Entry {
    fn of(sequence: u64, operation: Operation, rows: &[RowChange]) -> Self {
        let mut tables = BTreeMap::new();
        for row in rows {
            *tables.entry(row.table.clone()).or_default() += 1;
        }
        Self { sequence, operation, count: u32::try_from(rows.len()).unwrap_or(u32::MAX), tables }
    }
}

/// One row before and after an [`Entry`]; both `(schema, body)`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowChange {
    pub table: String,
    pub key: String,
    pub before: Option<(u32, String)>,
    pub after: Option<(u32, String)>,
}

/// What a commit wrote: enough to bring a workspace that was read before it to where it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// Of the journal entry.
    pub sequence: u64,
    pub rows: Vec<RowChange>,
}

/// A stretch of a table, in the order of its keys.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Stretch<'a> {
    /// The key before the first; from the beginning when there is none.
    pub after: Option<&'a str>,
    /// The last key; to the end when there is none.
    pub until: Option<&'a str>,
    /// No more rows than these.
    pub most: Option<usize>,
}

/// The storage of one workspace.
pub trait Store {
    /// All rows of a table, by key.
    fn rows(&self, table: &str) -> impl Future<Output = Result<Vec<Row>, StoreError>> {
        self.stretch(table, Stretch::default())
    }

    /// The rows of a stretch of a table, by key.
    fn stretch(
        &self,
        table: &str,
        stretch: Stretch<'_>,
    ) -> impl Future<Output = Result<Vec<Row>, StoreError>>;

    fn row(&self, table: &str, key: &str) -> impl Future<Output = Result<Option<Row>, StoreError>>;

    fn chunk(&self, key: &str) -> impl Future<Output = Result<Option<Vec<u8>>, StoreError>>;

    /// Does everything the commit says, or nothing.
    fn commit(&self, commit: Commit) -> impl Future<Output = Result<Written, StoreError>>;

    /// The latest sequence number. It only rises: erasing takes a number too.
    fn sequence(&self) -> impl Future<Output = Result<u64, StoreError>>;

    /// Everything written after a journal entry, in order; `None` when that is not known any more, because everything
    /// was erased meanwhile.
    fn since(&self, sequence: u64) -> impl Future<Output = Result<Option<Vec<Written>>, StoreError>>;

    /// The latest `limit` journal entries, newest first.
    fn journal(&self, limit: usize) -> impl Future<Output = Result<Vec<Entry>, StoreError>>;

    /// What an entry changed.
    fn row_changes(&self, sequence: u64) -> impl Future<Output = Result<Vec<RowChange>, StoreError>>;

    /// Removes every row, chunk and journal entry: the workspace is as new.
    fn erase(&self) -> impl Future<Output = Result<(), StoreError>>;

    /// The tables that have rows, those too that this version of the program does not know.
    fn tables(&self) -> impl Future<Output = Result<Vec<String>, StoreError>>;

    /// The keys of all chunks.
    fn chunk_keys(&self) -> impl Future<Output = Result<Vec<String>, StoreError>>;

    /// Puts what another store held in the place of everything here, or does nothing, in one transaction. Its numbers are moved on
    /// behind those of here, so that whoever has read what was here reads everything anew. Entries come in their order. Returns by
    /// how much they were moved.
    fn replace(&self, with: impl Iterator<Item = Held>) -> impl Future<Output = Result<u64, StoreError>>;
}

/// Why the store could not do what was asked. The state is what it was before.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    #[error("the browser offers no storage here (private mode, or storage switched off)")]
    Unavailable,
    #[error("the disk space the browser allows is used up")]
    Quota,
    #[error("the database was closed, by the browser or by a newer version of the program in another tab")]
    Closed,
    #[error("another tab holds an older version of the database open")]
    Blocked,
    #[error("{table}/{key} was changed elsewhere in the meantime")]
    Conflict { table: String, key: String },
    /// Something was written in a table that the change had been checked against.
    #[error("{table} was written to in the meantime")]
    TableChanged { table: String },
    #[error(
        "{table}/{key} was written by a newer version of the program (schema {found}, this version knows {known})"
    )]
    Newer { table: String, key: String, found: u32, known: u32 },
    #[error("the database was made by a newer version of the program")]
    NewerDatabase,
    #[error("{table}/{key} cannot be read: {why}")]
    Corrupt { table: String, key: String, why: String },
    /// A row that says it is another: beside that one it would count twice.
    #[error("{table}/{key} says that it is {id}")]
    Misplaced { table: String, key: String, id: String },
    #[error("the desk's key is locked")]
    Locked,
    #[error("the browser's database failed: {0}")]
    Failed(String),
}

impl StoreError {
    /// Table and key of the row that could not be read; `None` when the store itself failed.
    pub fn row(&self) -> Option<(&str, &str)> {
        match self {
            Self::Conflict { table, key }
            | Self::Newer { table, key, .. }
            | Self::Corrupt { table, key, .. }
            | Self::Misplaced { table, key, .. } => Some((table, key)),
            _ => None,
        }
    }
}

impl Localized for StoreError {
    fn text(&self, lang: Lang) -> String {
        match self {
            Self::Unavailable => say!(
                lang,
                "这个浏览器不提供本地存储（可能是无痕模式，或存储被关闭）。请换普通窗口，或在浏览器设置中允许本站存储数据。",
                "This browser offers no storage here (private mode, or storage switched off). Use an ordinary window, or allow this site to store data."
            ),
            Self::Quota => say!(
                lang,
                "浏览器允许的存储空间已用完，这次操作没有保存，原有数据未变。请清理磁盘或先导出、再清除不用的数据。",
                "The storage the browser allows is used up. This was not saved and nothing has changed. Free disk space, or export and remove data no longer needed."
            ),
            Self::Closed => say!(
                lang,
                "数据库已被关闭：浏览器回收了它，或另一个标签页打开了新版程序。这次操作没有保存，请刷新页面。",
                "The database was closed, by the browser or by a newer version of the program in another tab. This was not saved; reload the page."
            ),
            Self::Blocked => say!(
                lang,
                "另一个标签页正用旧版程序打开数据库。请关闭本程序的其他标签页，再重试。",
                "Another tab holds the database open with an older version of the program. Close the other tabs and try again."
            ),
            Self::Conflict { table, key } => say!(
                lang,
                "记录 {table}/{key} 刚被另一个标签页改过，这次操作没有保存。页面已显示最新内容，请核对后重做。",
                "The record {table}/{key} was just changed in another tab. This was not saved; the page now shows the latest, please check and repeat."
            ),
            Self::TableChanged { table } => {
                let table = kind_of(table).map_or(Label::new("记录", "Records"), Kind::label).text(lang);
                say!(
                    lang,
                    "“{table}”里刚有别处保存的改动，可能与这次操作有关，所以没有保存。页面已显示最新内容，请再做一次。",
                    "Something was just saved elsewhere among “{table}” that this may depend on, so it was not saved. The page now shows the latest; please do it again."
                )
            }
            Self::Newer { table, key, found, known } => say!(
                lang,
                "记录 {table}/{key} 由更新版本的程序写入（格式 {found}，本程序只认到 {known}），未作改动。请更新程序。",
                "The record {table}/{key} was written by a newer version of the program (format {found}; this one knows up to {known}). It is left as it is; update the program."
            ),
            Self::NewerDatabase => say!(
                lang,
                "这台计算机上的数据库由更新版本的程序建立，未作改动。请使用新版程序打开。",
                "The database on this computer was made by a newer version of the program. It is left as it is; open it with the newer version."
            ),
            Self::Corrupt { table, key, why } => say!(
                lang,
                "记录 {table}/{key} 读不出来（{why}），已原样保留。",
                "The record {table}/{key} cannot be read ({why}). It is kept as it is."
            ),
            Self::Misplaced { table, key, id } => say!(
                lang,
                "记录 {table}/{key} 里写的编号却是“{id}”，不予采用，已原样保留。",
                "The record {table}/{key} says that its id is “{id}”. It is not counted, and kept as it is."
            ),
            Self::Locked => say!(
                lang,
                "本席位的签名密钥还锁着，没有办理。请输入口令后再办一次。",
                "The key of this seat is locked, and nothing was done. Enter the PIN, then do it again."
            ),
            Self::Failed(why) => say!(
                lang,
                "浏览器的数据库出错：{why}。这次操作没有保存，原有数据未变，请重试。",
                "The browser's database failed: {why}. This was not saved and nothing has changed; try again."
            ),
        }
    }
}
