//! Where a workspace is kept: rows of JSON in tables, a journal of every change, chunks of bytes for bulk facts.
//!
//! [`Store`] is the one door. Everything a [`Commit`] says happens in one transaction or not at all, and the journal
//! entry is part of that transaction. `memory::MemoryStore` and `indexed_db::IndexedDbStore` are held to the same
//! contract suite. A [`Row`] carries the schema number it was written with; `Stored` says how to read older ones.

use std::future::Future;

use serde::{Deserialize, Serialize};

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
    pub table: &'static str,
    pub key: String,
    pub expected: Option<u64>,
    /// Schema and body to write; `None` deletes.
    pub after: Option<(u32, String)>,
}

/// Who did what and why: the head of a journal entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deed {
    /// RFC 3339, UTC.
    pub when: String,
    /// The desk at which the person sat.
    pub desk: String,
    /// `import`, `demo`, `save-policy`, `put-in-force`, `undo` …
    pub verb: String,
    pub note: String,
    /// Content hash of the policy in force, where it mattered.
    pub policy: Option<String>,
}

/// A unit of change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commit {
    pub deed: Deed,
    pub changes: Vec<Change>,
    /// Chunks to write (`Some`) or remove (`None`), by key.
    pub chunks: Vec<(String, Option<Vec<u8>>)>,
}

/// A journal entry as listed. What it changed, before and after, is fetched with [`Store::images`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    pub sequence: u64,
    pub deed: Deed,
    /// Rows changed.
    pub count: u32,
}

/// One row before and after an [`Entry`]; both `(schema, body)`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Image {
    pub table: String,
    pub key: String,
    pub before: Option<(u32, String)>,
    pub after: Option<(u32, String)>,
}

/// The storage of one workspace.
pub trait Store {
    /// All rows of a table, by key.
    fn rows(&self, table: &str) -> impl Future<Output = Result<Vec<Row>, StoreError>>;

    fn row(&self, table: &str, key: &str) -> impl Future<Output = Result<Option<Row>, StoreError>>;

    fn chunk(&self, key: &str) -> impl Future<Output = Result<Option<Vec<u8>>, StoreError>>;

    /// Does everything the commit says, or nothing. Returns the journal sequence number.
    fn commit(&self, commit: Commit) -> impl Future<Output = Result<u64, StoreError>>;

    /// The latest `limit` journal entries, newest first.
    fn journal(&self, limit: usize) -> impl Future<Output = Result<Vec<Entry>, StoreError>>;

    /// What an entry changed.
    fn images(&self, sequence: u64) -> impl Future<Output = Result<Vec<Image>, StoreError>>;

    /// Removes every row, chunk and journal entry: the workspace is as new.
    fn erase(&self) -> impl Future<Output = Result<(), StoreError>>;
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
    #[error(
        "{table}/{key} was written by a newer version of the program (schema {found}, this version knows {known})"
    )]
    Newer {
        table: String,
        key: String,
        found: u32,
        known: u32,
    },
    #[error("the database was made by a newer version of the program")]
    NewerDatabase,
    #[error("{table}/{key} cannot be read: {why}")]
    Corrupt { table: String, key: String, why: String },
    #[error("the browser's database failed: {0}")]
    Failed(String),
}
