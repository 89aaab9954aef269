//! All that a store holds, one by one.

use serde::{Deserialize, Serialize};

use super::{Entry, Row, RowChange};

/// Something that a store holds, as a backup carries it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Held {
    /// A row of a table.
    Row(String, Row),
    /// A journal entry, with what it changed.
    Entry(Entry, Vec<RowChange>),
    /// A chunk, under its key.
    Chunk(String, Vec<u8>),
}

impl Held {
    /// The same with the numbers of journal entries moved on, as in the journal of another store.
    pub fn moved_on(mut self, by: u64) -> Self {
        match &mut self {
            Self::Row(_, row) => row.revision = row.revision.saturating_add(by),
            Self::Entry(entry, _) => {
                entry.sequence = entry.sequence.saturating_add(by);
                let undoes = &mut entry.operation.undoes;
                *undoes = undoes.map(|sequence| sequence.saturating_add(by));
            }
            Self::Chunk(..) => {}
        }
        self
    }
}
