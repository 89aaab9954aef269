//! A store in memory, for tests and for whoever needs a workspace without a browser. Clones share one state, as tabs
//! share one database.

use std::{cell::RefCell, collections::BTreeMap, rc::Rc};

use super::{
    Commit, Entry, Expected, Held, Row, RowChange, Store, StoreError, Stretch, Written, each_once,
    expected_since,
    redaction::{redact, redact_before},
    unchanged,
};

/// See the module.
#[derive(Debug, Clone, Default)]
pub struct MemoryStore(Rc<RefCell<State>>);

#[derive(Debug, Default)]
struct State {
    rows: BTreeMap<(String, String), Row>,
    chunks: BTreeMap<String, Vec<u8>>,
    journal: Vec<(Entry, Vec<RowChange>)>,
    /// The number that the last erasing took.
    erased: u64,
}

impl State {
    /// The row, when it is at the revision that a writer expects.
    fn row(&self, table: &str, key: &str, expected: Option<u64>) -> Result<Option<&Row>, StoreError> {
        let row = self.rows.get(&(table.to_owned(), key.to_owned()));
        if row.map(|row| row.revision) == expected {
            return Ok(row);
        }
        Err(StoreError::Conflict { table: table.to_owned(), key: key.to_owned() })
    }

    fn since(&self, sequence: u64) -> Option<Vec<Written>> {
        let later = self.journal.iter().filter(|(entry, _)| entry.sequence > sequence);
        let written = |(entry, rows): &(Entry, Vec<RowChange>)| Written {
            sequence: entry.sequence,
            rows: rows.clone(),
        };
        (self.erased..=self.sequence()).contains(&sequence).then(|| later.map(written).collect())
    }

    fn sequence(&self) -> u64 {
        self.journal.last().map_or(self.erased, |(entry, _)| entry.sequence)
    }
}

impl Store for MemoryStore {
    async fn stretch(&self, table: &str, stretch: Stretch<'_>) -> Result<Vec<Row>, StoreError> {
        let state = self.0.borrow();
        let from = (table.to_owned(), stretch.after.unwrap_or_default().to_owned());
        let rows = state
            .rows
            .range(from..)
            .take_while(|((other, key), _)| {
                other == table && stretch.until.is_none_or(|until| **key <= *until)
            })
            .filter(|((_, key), _)| stretch.after.is_none_or(|after| key != after));
        Ok(rows.take(stretch.most.unwrap_or(usize::MAX)).map(|(_, row)| row.clone()).collect())
    }

    async fn row(&self, table: &str, key: &str) -> Result<Option<Row>, StoreError> {
        Ok(self.0.borrow().rows.get(&(table.to_owned(), key.to_owned())).cloned())
    }

    async fn chunk(&self, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.0.borrow().chunks.get(key).cloned())
    }

    async fn commit(&self, commit: Commit) -> Result<Written, StoreError> {
        each_once(&commit.changes)?;
        let mut state = self.0.borrow_mut();
        for expected in &commit.expects {
            if let Expected::Row { table, key, revision } = expected {
                state.row(table, key, *revision)?;
            }
        }
        if let Some(since) = expected_since(&commit.expects) {
            unchanged(&commit.expects, state.since(since).as_deref())?;
        }
        let mut row_changes = Vec::with_capacity(commit.changes.len());
        for change in &commit.changes {
            let row = state.row(&change.table, &change.key, change.expected)?;
            let before = row.map(|row| (row.schema, row.body.clone()));
            row_changes.push(RowChange {
                table: change.table.clone(),
                key: change.key.clone(),
                before,
                after: change.after.clone(),
            });
        }
        let sequence = state.sequence() + 1;
        for (_, rows) in &mut state.journal {
            redact(&commit.redactions, rows);
        }
        redact_before(&commit.redactions, &mut row_changes);
        for change in commit.changes {
            let place = (change.table, change.key.clone());
            match change.after {
                Some((schema, body)) => {
                    state.rows.insert(place, Row { key: change.key, schema, revision: sequence, body });
                }
                None => {
                    state.rows.remove(&place);
                }
            }
        }
        for (key, bytes) in commit.chunks {
            match bytes {
                Some(bytes) => state.chunks.insert(key, bytes),
                None => state.chunks.remove(&key),
            };
        }
        state.journal.push((Entry::of(sequence, commit.operation, &row_changes), row_changes.clone()));
        Ok(Written { sequence, rows: row_changes })
    }

    async fn sequence(&self) -> Result<u64, StoreError> {
        Ok(self.0.borrow().sequence())
    }

    async fn since(&self, sequence: u64) -> Result<Option<Vec<Written>>, StoreError> {
        Ok(self.0.borrow().since(sequence))
    }

    async fn journal(&self, limit: usize) -> Result<Vec<Entry>, StoreError> {
        Ok(self.0.borrow().journal.iter().rev().take(limit).map(|(entry, _)| entry.clone()).collect())
    }

    async fn row_changes(&self, sequence: u64) -> Result<Vec<RowChange>, StoreError> {
        let state = self.0.borrow();
        let found = state.journal.iter().find(|(entry, _)| entry.sequence == sequence);
        Ok(found.map(|(_, row_changes)| row_changes.clone()).unwrap_or_default())
    }

    async fn erase(&self) -> Result<(), StoreError> {
        let mut state = self.0.borrow_mut();
        *state = State { erased: state.sequence() + 1, ..State::default() };
        Ok(())
    }

    async fn tables(&self) -> Result<Vec<String>, StoreError> {
        let mut tables: Vec<_> = self.0.borrow().rows.keys().map(|(table, _)| table.clone()).collect();
        tables.dedup();
        Ok(tables)
    }

    async fn chunk_keys(&self) -> Result<Vec<String>, StoreError> {
        Ok(self.0.borrow().chunks.keys().cloned().collect())
    }

    async fn replace(&self, with: impl Iterator<Item = Held>) -> Result<u64, StoreError> {
        let by = self.0.borrow().sequence() + 1;
        let mut state = State { erased: by, ..State::default() };
        for held in with.map(|held| held.moved_on(by)) {
            match held {
                Held::Row(table, row) => drop(state.rows.insert((table, row.key.clone()), row)),
                Held::Entry(entry, rows) => state.journal.push((entry, rows)),
                Held::Chunk(key, bytes) => drop(state.chunks.insert(key, bytes)),
            }
        }
        *self.0.borrow_mut() = state;
        Ok(by)
    }
}
