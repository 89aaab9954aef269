//! The store in the browser's IndexedDB, through rexie.
//!
//! One object store holds the rows of every table under the key `[table, key]`, so a new kind of record changes no
//! structure. The other three hold the journal, what each entry changed, and chunks. A commit is one transaction over
//! all four; readwrite transactions are serialised by the browser across tabs, and the expected revisions are compared
//! inside, so two tabs cannot overwrite each other. A broadcast tells the other tabs that something changed; what, they
//! read from the journal.

mod channel;
mod convert;

use futures::future::{join_all, try_join_all};
use gloo_timers::future::TimeoutFuture;
use js_sys::{Array, Uint8Array};
use rexie::{Direction, KeyRange, ObjectStore, Rexie, Transaction, TransactionMode, TransactionResult};
use wasm_bindgen::JsValue;

use self::channel::Channel;
use super::{
    Commit, Entry, Expected, Operation, Row, RowChange, Store, StoreError, Stretch, UNREADABLE, Written,
    expected_since, unchanged,
};

pub use channel::Subscription;

/// Raised when the object stores change. rexie deletes what is not declared: the declaration below is cumulative.
const VERSION: u32 = 2;
const ROWS: &str = "rows";
const JOURNAL: &str = "journal";
/// Row changes, under the name that databases have had from the first: one that is not declared would be deleted. Under
/// its sequence number stand the first [`SLICE`] rows, the others in slices under `[sequence, n]`.
const ROW_CHANGES: &str = "images";
const CHUNKS: &str = "chunks";
const ALL: [&str; 4] = [ROWS, JOURNAL, ROW_CHANGES, CHUNKS];

/// Row changes that are one text; those of a bulk import would else be one of fifty megabytes.
const SLICE: usize = 1_000;

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
}

/// The row of no table that keeps the number which the last erasing took.
const ERASED: &str = "erased";

/// The latest sequence number.
async fn latest(transaction: &Transaction) -> Result<u64, StoreError> {
    let journal = transaction.store(JOURNAL)?;
    let last = journal.scan(None, Some(1), None, Some(Direction::Prev)).await?;
    if let Some((key, _)) = last.first() {
        return Ok(convert::sequence(key).unwrap_or(0));
    }
    let rows = transaction.store(ROWS)?;
    let erased = rows.get(row_key("", ERASED)).await?;
    Ok(erased.and_then(|value| convert::row(&value)).map_or(0, |row| row.revision))
}

/// See [`Store::since`].
async fn since(transaction: &Transaction, sequence: u64) -> Result<Option<Vec<Written>>, StoreError> {
    let latest = latest(transaction).await?;
    let row_changes = transaction.store(ROW_CHANGES)?;
    let journal = transaction.store(JOURNAL)?;
    let later = bound((convert::sequence_key(sequence), true), (f64::INFINITY.into(), false))?;
    let entries = journal.get_all(Some(later), None).await?;
    if latest.checked_sub(sequence) != u64::try_from(entries.len()).ok() {
        return Ok(None);
    }
    let mut written = Vec::with_capacity(entries.len());
    for value in &entries {
        // Of an entry that cannot be read it is not known what it wrote.
        let Ok(entry) = convert::json::<Entry>(value, JOURNAL, &JsValue::NULL) else { return Ok(None) };
        let Ok(rows) = slices(&row_changes, entry.sequence).await else { return Ok(None) };
        if u32::try_from(rows.len()) != Ok(entry.count) {
            return Ok(None);
        }
        written.push(Written { sequence: entry.sequence, rows });
    }
    Ok(Some(written))
}

/// What the journal lists in the place of an entry that cannot be read.
fn unreadable_entry(sequence: u64, error: &StoreError) -> Entry {
    let operation = Operation {
        when: String::new(),
        seat_name: String::new(),
        seat: None,
        verb: UNREADABLE.to_owned(),
        note: error.to_string(),
        policy: None,
        undoes: None,
        note_en: String::new(),
        handed_out: None,
    };
    Entry::of(sequence, operation, &[])
}

/// What an entry changed, all slices of it.
async fn slices(store: &rexie::Store, sequence: u64) -> Result<Vec<RowChange>, StoreError> {
    let key = convert::sequence_key(sequence);
    let first = store.get(key.clone()).await?;
    let mut rows: Vec<RowChange> =
        first.map_or_else(|| Ok(Vec::new()), |value| convert::json(&value, ROW_CHANGES, &key))?;
    if rows.len() == SLICE {
        let rest = bound((Array::of1(&key).into(), false), (Array::of2(&key, &Array::new()).into(), true))?;
        for value in store.get_all(Some(rest), None).await? {
            rows.extend(convert::json::<Vec<RowChange>>(&value, ROW_CHANGES, &key)?);
        }
    }
    Ok(rows)
}

/// A range of keys; each end with whether it lies outside.
fn bound((from, after): (JsValue, bool), (until, before): (JsValue, bool)) -> Result<KeyRange, StoreError> {
    KeyRange::bound(&from, &until, Some(after), Some(before))
        .map_err(|error| StoreError::Failed(error.to_string()))
}

fn row_key(table: &str, key: &str) -> JsValue {
    Array::of2(&table.into(), &key.into()).into()
}

/// Everything a commit says, inside its transaction. Requests are made together and awaited together: one after the
/// other, 20,000 rows would take as many turns of the event loop.
async fn write(transaction: &Transaction, commit: Commit) -> Result<Written, StoreError> {
    let store = |name: &str| transaction.store(name);
    let (rows, journal, row_changes_store, chunks) =
        (store(ROWS)?, store(JOURNAL)?, store(ROW_CHANGES)?, store(CHUNKS)?);
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
    let entry = Entry::of(sequence, commit.operation, &row_changes);
    let key = convert::sequence_key(sequence);
    let mut slices = row_changes.chunks(SLICE);
    let first = convert::text(&slices.next().unwrap_or_default())?;
    row_changes_store.put(&first, Some(&key)).await?;
    for (number, slice) in (0_u32..).zip(slices) {
        let key = Array::of2(&key, &number.into()).into();
        row_changes_store.put(&convert::text(&slice)?, Some(&key)).await?;
    }
    journal.put(&convert::text(&entry)?, Some(&key)).await?;
    Ok(Written { sequence, rows: row_changes })
}
