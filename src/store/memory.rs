//! A store in memory, for tests and for whoever needs a workspace without a browser. Clones share one state, as tabs
//! share one database.

use std::{cell::RefCell, collections::BTreeMap, rc::Rc};

use super::{Change, Commit, Entry, Row, RowChange, Store, StoreError};

/// See the module.
#[derive(Debug, Clone, Default)]
pub struct MemoryStore(Rc<RefCell<State>>);

#[derive(Debug, Default)]
struct State {
    rows: BTreeMap<(String, String), Row>,
    chunks: BTreeMap<String, Vec<u8>>,
    journal: Vec<(Entry, Vec<RowChange>)>,
}

impl State {
    /// What the change would replace, when it finds what it expects.
    fn before(&self, change: &Change) -> Result<Option<&Row>, StoreError> {
        let row = self.rows.get(&(change.table.clone(), change.key.clone()));
        if row.map(|row| row.revision) == change.expected {
            return Ok(row);
        }
        Err(StoreError::Conflict { table: change.table.clone(), key: change.key.clone() })
    }
}

impl Store for MemoryStore {
    async fn rows(&self, table: &str) -> Result<Vec<Row>, StoreError> {
        let state = self.0.borrow();
        let from = (table.to_owned(), String::new());
        let of_table = state.rows.range(from..).take_while(|((other, _), _)| other == table);
        Ok(of_table.map(|(_, row)| row.clone()).collect())
    }

    async fn row(&self, table: &str, key: &str) -> Result<Option<Row>, StoreError> {
        Ok(self.0.borrow().rows.get(&(table.to_owned(), key.to_owned())).cloned())
    }

    async fn chunk(&self, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.0.borrow().chunks.get(key).cloned())
    }

    async fn commit(&self, commit: Commit) -> Result<u64, StoreError> {
        let mut state = self.0.borrow_mut();
        let mut row_changes = Vec::with_capacity(commit.changes.len());
        for change in &commit.changes {
            let before = state.before(change)?.map(|row| (row.schema, row.body.clone()));
            row_changes.push(RowChange {
                table: change.table.clone(),
                key: change.key.clone(),
                before,
                after: change.after.clone(),
            });
        }
        let sequence = state.journal.last().map_or(0, |(entry, _)| entry.sequence) + 1;
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
        let count = u32::try_from(row_changes.len()).unwrap_or(u32::MAX);
        state.journal.push((Entry { sequence, operation: commit.operation, count }, row_changes));
        Ok(sequence)
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
        *self.0.borrow_mut() = State::default();
        Ok(())
    }
}
