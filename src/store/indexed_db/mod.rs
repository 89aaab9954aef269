//! The store in the browser's IndexedDB, through rexie.
//!
//! One object store holds the rows of every table under the key `[table, key]`, so a new kind of record changes no
//! structure. The other three hold the journal, what each entry changed, and chunks. A commit is one transaction over
//! all four; readwrite transactions are serialised by the browser across tabs, and the expected revisions are compared
//! inside, so two tabs cannot overwrite each other. A broadcast tells the other tabs that something changed; what, they
//! read from the journal.

mod channel;
mod convert;
mod entries;
mod places;

use futures::future::{join_all, try_join_all};
use gloo_timers::future::TimeoutFuture;
use js_sys::{Array, Uint8Array};
use rexie::{Direction, KeyRange, ObjectStore, Rexie, Transaction, TransactionMode, TransactionResult};
use wasm_bindgen::{JsCast as _, JsValue};

use self::{
    channel::Channel,
    entries::{ERASED, SLICE, latest, put_entry, redact, since, slices, unreadable_entry},
    places::{CHUNKS, JOURNAL, ROW_CHANGES, ROWS, bound, row_key},
};
use super::{
    Commit, Entry, Expected, Held, Row, RowChange, Store, StoreError, Stretch, Written, each_once,
    expected_since, redaction::redact_before, unchanged,
};

pub use channel::Subscription;

/// Raised when the object stores change. rexie deletes what is not declared: the declaration below is cumulative.
const VERSION: u32 = 2;
const ALL: [&str; 4] = [ROWS, JOURNAL, ROW_CHANGES, CHUNKS];

/// How long an upgrade waits for tabs with an older version to close.
const BLOCKED_AFTER_MS: u32 = 5_000;

/// See the module.
pub struct IndexedDbStore {
    database: Rexie,
    channel: Channel,
}

impl IndexedDbStore {
    /// Opens the database, making it when it is not there.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`], [`StoreError::NewerDatabase`], [`StoreError::Blocked`] and what else the browser
    /// says.
    pub async fn open(name: &str) -> Result<Self, StoreError> {
        Self::open_version(name, VERSION).await
    }

    /// As [`IndexedDbStore::open`], as the program of a version to come would.
    ///
    /// # Errors
    /// As [`IndexedDbStore::open`].
    pub async fn open_version(name: &str, version: u32) -> Result<Self, StoreError> {
        let channel = Channel::open(name);
        let builder = ALL.iter().fold(Rexie::builder(name).version(version), |builder, store| {
            builder.add_object_store(ObjectStore::new(store))
        });
        let opening = Box::pin(builder.build());
        let waiting = Box::pin(TimeoutFuture::new(BLOCKED_AFTER_MS));
        match futures::future::select(opening, waiting).await {
            futures::future::Either::Left((database, _)) => Ok(Self { database: database?, channel }),
            futures::future::Either::Right(_) => Err(StoreError::Blocked),
        }
    }

    /// Calls back after every commit of another tab or of a worker, with its sequence number.
    pub fn subscribe(&self, on_change: impl Fn(u64) + 'static) -> Option<Subscription> {
        self.channel.subscribe(on_change)
    }

    fn begin(&self, stores: &[&str], mode: TransactionMode) -> Result<Transaction, StoreError> {
        Ok(self.database.transaction(stores, mode)?)
    }

    /// Waits until everything that was written is stored, and tells the other tabs. Nothing is stored of what the browser aborts.
    async fn finish(&self, transaction: Transaction, sequence: u64) -> Result<(), StoreError> {
        match transaction.done().await? {
            TransactionResult::Committed => {
                self.channel.tell_changed(sequence);
                Ok(())
            }
            // The browser aborts a finished transaction when it cannot find the room.
            TransactionResult::Aborted => Err(StoreError::Quota),
        }
    }

    fn read(&self, store: &str) -> Result<(Transaction, rexie::Store), StoreError> {
        let transaction = self.begin(&[store], TransactionMode::ReadOnly)?;
        let store = transaction.store(store)?;
        Ok((transaction, store))
    }
}

impl Store for IndexedDbStore {
    async fn stretch(&self, table: &str, stretch: Stretch<'_>) -> Result<Vec<Row>, StoreError> {
        let (_transaction, store) = self.read(ROWS)?;
        let range = bound(
            (row_key(table, stretch.after.unwrap_or_default()), stretch.after.is_some()),
            match stretch.until {
                Some(until) => (row_key(table, until), false),
                // No key of a row is an array, and arrays come after all texts.
                None => (Array::of2(&table.into(), &Array::new()).into(), true),
            },
        )?;
        let most = stretch.most.map(|most| u32::try_from(most).unwrap_or(u32::MAX));
        let values = store.get_all(Some(range.clone()), most).await?;
        let rows: Option<Vec<Row>> = values.iter().map(convert::row).collect();
        // Rows come by their places, so of two that say they are the same one is out of order.
        if let Some(rows) = rows.filter(|rows| rows.is_sorted_by(|one, next| one.key < next.key)) {
            return Ok(rows);
        }
        // Something among them is no row, or another's: its place says which.
        let found = store.scan(Some(range), most, None, None).await?;
        Ok(found.iter().map(|(place, value)| convert::row_under(&convert::key_of(place), value)).collect())
    }

    async fn row(&self, table: &str, key: &str) -> Result<Option<Row>, StoreError> {
        let (_transaction, store) = self.read(ROWS)?;
        let value = store.get(row_key(table, key)).await?;
        Ok(value.map(|value| convert::row_under(key, &value)))
    }

    async fn chunk(&self, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let (_transaction, store) = self.read(CHUNKS)?;
        let value = store.get(key.into()).await?;
        Ok(value.map(|value| Uint8Array::new(&value).to_vec()))
    }

    async fn commit(&self, commit: Commit) -> Result<Written, StoreError> {
        let transaction = self.begin(&ALL, TransactionMode::ReadWrite)?;
        let written = match write(&transaction, commit).await {
            Ok(written) => written,
            Err(error) => {
                // Already aborted by the browser when the failure was its own.
                let _ = transaction.abort().await;
                return Err(error);
            }
        };
        self.finish(transaction, written.sequence).await?;
        Ok(written)
    }

    async fn journal(&self, limit: usize) -> Result<Vec<Entry>, StoreError> {
        let (_transaction, store) = self.read(JOURNAL)?;
        let limit = u32::try_from(limit).unwrap_or(u32::MAX);
        let found = store.scan(None, Some(limit), None, Some(Direction::Prev)).await?;
        let entry = |(key, value): &(JsValue, JsValue)| {
            convert::json(value, JOURNAL, key).unwrap_or_else(|error| {
                let sequence = convert::sequence(key).unwrap_or_default();
                unreadable_entry(sequence, &error)
            })
        };
        Ok(found.iter().map(entry).collect())
    }

    async fn row_changes(&self, sequence: u64) -> Result<Vec<RowChange>, StoreError> {
        let (_transaction, store) = self.read(ROW_CHANGES)?;
        slices(&store, sequence).await
    }

    async fn sequence(&self) -> Result<u64, StoreError> {
        let transaction = self.begin(&[JOURNAL, ROWS], TransactionMode::ReadOnly)?;
        latest(&transaction).await
    }

    async fn since(&self, sequence: u64) -> Result<Option<Vec<Written>>, StoreError> {
        let transaction = self.begin(&[JOURNAL, ROWS, ROW_CHANGES], TransactionMode::ReadOnly)?;
        since(&transaction, sequence).await
    }

    async fn erase(&self) -> Result<(), StoreError> {
        let transaction = self.begin(&ALL, TransactionMode::ReadWrite)?;
        let sequence = latest(&transaction).await? + 1;
        for name in ALL {
            let store = transaction.store(name)?;
            store.clear().await?;
        }
        let rows = transaction.store(ROWS)?;
        let erased = convert::row_value(ERASED, 0, sequence, "");
        rows.put(&erased, Some(&row_key("", ERASED))).await?;
        self.finish(transaction, sequence).await
    }

    async fn tables(&self) -> Result<Vec<String>, StoreError> {
        let (_transaction, store) = self.read(ROWS)?;
        let mut tables: Vec<String> = Vec::new();
        loop {
            // From one table to the next; the row of no table is nobody's.
            let after = Array::of2(&tables.last().map_or("", String::as_str).into(), &Array::new()).into();
            let next = KeyRange::lower_bound(&after, Some(true));
            let next = next.map_err(|error| StoreError::Failed(error.to_string()))?;
            let found = store.scan(Some(next), Some(1), None, None).await?;
            let table = found.first().and_then(|(place, _)| place.dyn_ref::<Array>()?.get(0).as_string());
            match table.filter(|table| tables.last() != Some(table)) {
                Some(table) => tables.push(table),
                None => return Ok(tables),
            }
        }
    }

    async fn chunk_keys(&self) -> Result<Vec<String>, StoreError> {
        let (_transaction, store) = self.read(CHUNKS)?;
        let keys = store.get_all_keys(None, None).await?;
        Ok(keys.iter().filter_map(JsValue::as_string).collect())
    }

    async fn replace(&self, with: impl Iterator<Item = Held>) -> Result<u64, StoreError> {
        let transaction = self.begin(&ALL, TransactionMode::ReadWrite)?;
        let replaced = match put_in_place(&transaction, with).await {
            Ok(replaced) => replaced,
            Err(error) => {
                let _ = transaction.abort().await;
                return Err(error);
            }
        };
        let (by, sequence) = replaced;
        self.finish(transaction, sequence).await?;
        Ok(by)
    }
}

/// Everything a commit says, inside its transaction. Requests are made together and awaited together: one after the
/// other, 20,000 rows would take as many turns of the event loop.
async fn write(transaction: &Transaction, commit: Commit) -> Result<Written, StoreError> {
    let store = |name: &str| transaction.store(name);
    let (rows, journal, row_changes_store, chunks) =
        (store(ROWS)?, store(JOURNAL)?, store(ROW_CHANGES)?, store(CHUNKS)?);
    each_once(&commit.changes)?;
    let sequence = latest(transaction).await? + 1;

    if let Some(sequence) = expected_since(&commit.expects) {
        unchanged(&commit.expects, since(transaction, sequence).await?.as_deref())?;
    }
    let expected = commit.expects.iter().filter_map(|expected| match expected {
        Expected::Row { table, key, revision } => Some((table, key, revision)),
        Expected::Table { .. } => None,
    });
    let read = try_join_all(expected.clone().map(|(table, key, _)| rows.get(row_key(table, key)))).await?;
    for ((table, key, revision), value) in expected.zip(read) {
        let there = value.map(|value| convert::row_under(key, &value));
        if there.map(|row| row.revision) != *revision {
            return Err(StoreError::Conflict { table: table.clone(), key: key.clone() });
        }
    }
    let stored = commit.changes.iter().map(|change| rows.get(row_key(&change.table, &change.key)));
    let stored = try_join_all(stored).await?;
    let mut row_changes = Vec::with_capacity(commit.changes.len());
    for (change, value) in commit.changes.iter().zip(stored) {
        let before = value.map(|value| convert::row_under(&change.key, &value));
        if before.as_ref().map(|row| row.revision) != change.expected {
            return Err(StoreError::Conflict { table: change.table.clone(), key: change.key.clone() });
        }
        row_changes.push(RowChange {
            table: change.table.clone(),
            key: change.key.clone(),
            before: before.map(|row| (row.schema, row.body)),
            after: change.after.clone(),
        });
    }

    let puts = commit.changes.iter().filter_map(|change| {
        let (schema, body) = change.after.as_ref()?;
        let value = convert::row_value(&change.key, *schema, sequence, body);
        Some((value, Some(row_key(&change.table, &change.key))))
    });
    rows.put_all(puts).await?;
    let gone = commit.changes.iter().filter(|change| change.after.is_none());
    let deleted = join_all(gone.map(|change| rows.delete(row_key(&change.table, &change.key)))).await;
    deleted.into_iter().collect::<Result<(), rexie::Error>>()?;
    for (key, bytes) in &commit.chunks {
        let key = JsValue::from_str(key);
        let done = match bytes {
            Some(bytes) => chunks.put(&Uint8Array::from(bytes.as_slice()), Some(&key)).await.map(drop),
            None => chunks.delete(key).await,
        };
        done?;
    }
    redact_before(&commit.redactions, &mut row_changes);
    redact(&row_changes_store, &commit.redactions).await?;
    let entry = Entry::of(sequence, commit.operation, &row_changes);
    put_entry((&journal, &row_changes_store), &entry, &row_changes).await?;
    Ok(Written { sequence, rows: row_changes })
}

/// See [`Store::replace`]: by how much the numbers were moved, and the latest of them.
async fn put_in_place(
    transaction: &Transaction,
    with: impl Iterator<Item = Held>,
) -> Result<(u64, u64), StoreError> {
    let store = |name: &str| transaction.store(name);
    let (rows, journal, row_changes, chunks) =
        (store(ROWS)?, store(JOURNAL)?, store(ROW_CHANGES)?, store(CHUNKS)?);
    let by = latest(transaction).await? + 1;
    for store in [&rows, &journal, &row_changes, &chunks] {
        store.clear().await?;
    }
    let erased = convert::row_value(ERASED, 0, by, "");
    rows.put(&erased, Some(&row_key("", ERASED))).await?;
    let mut last = by;
    let mut waiting = Vec::with_capacity(SLICE);
    for held in with.map(|held| held.moved_on(by)) {
        match held {
            Held::Row(table, row) => {
                let value = convert::row_value(&row.key, row.schema, row.revision, &row.body);
                waiting.push((value, Some(row_key(&table, &row.key))));
                if waiting.len() == SLICE {
                    rows.put_all(waiting.drain(..)).await?;
                }
            }
            Held::Entry(entry, changes) => {
                last = last.max(entry.sequence);
                put_entry((&journal, &row_changes), &entry, &changes).await?;
            }
            Held::Chunk(key, bytes) => {
                chunks.put(&Uint8Array::from(bytes.as_slice()), Some(&JsValue::from_str(&key))).await?;
            }
        }
    }
    rows.put_all(waiting.into_iter()).await?;
    Ok((by, last))
}
