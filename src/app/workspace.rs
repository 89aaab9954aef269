//! Everything a workspace holds, read from the store once and kept as plain values.

use std::collections::HashMap;

use crate::{
    domain::{Appointment, School, Session, Tutor},
    store::{self, Store, StoreError, Stored},
};

use super::{
    policies::{PackVersion, Publication},
    settings::Settings,
};

/// The records of one kind, in the order of their keys, with the revision each was read at.
#[derive(Debug, Clone)]
pub struct Table<T> {
    records: Vec<T>,
    revisions: Vec<u64>,
    places: HashMap<String, usize>,
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self {
            records: Vec::new(),
            revisions: Vec::new(),
            places: HashMap::new(),
        }
    }
}

impl<T: Stored> Table<T> {
    pub fn of(rows: impl IntoIterator<Item = (T, u64)>) -> Self {
        let mut table = Self::default();
        for (record, revision) in rows {
            table.places.insert(record.key(), table.records.len());
            table.records.push(record);
            table.revisions.push(revision);
        }
        table
    }

    pub fn get(&self, key: &str) -> Option<&T> {
        self.records.get(self.place(key)?)
    }

    /// Where the record stands in [`Table::all`].
    pub fn place(&self, key: &str) -> Option<usize> {
        self.places.get(key).copied()
    }

    /// The revision to expect when changing the record; `None` when there is none yet.
    pub fn revision(&self, key: &str) -> Option<u64> {
        self.revisions.get(self.place(key)?).copied()
    }

    /// How many records were last written by this journal entry.
    pub fn written_by(&self, sequence: u64) -> usize {
        self.revisions
            .iter()
            .filter(|revision| **revision == sequence)
            .count()
    }

    pub fn all(&self) -> &[T] {
        &self.records
    }
}

/// One workspace in memory.
#[derive(Debug, Clone, Default)]
pub struct Workspace {
    pub schools: Table<School>,
    pub tutors: Table<Tutor>,
    pub appointments: Table<Appointment>,
    pub sessions: Table<Session>,
    pub versions: Table<PackVersion>,
    pub publications: Table<Publication>,
    pub settings: Settings,
    settings_revision: Option<u64>,
    /// Rows that could not be read; they stay in the store untouched.
    pub unreadable: Vec<StoreError>,
}

impl Workspace {
    /// # Errors
    /// When the store itself cannot be read. A single unreadable row is listed, not an error.
    pub async fn load(store: &impl Store) -> Result<Self, StoreError> {
        let mut workspace = Self::default();
        let unreadable = &mut workspace.unreadable;
        workspace.schools = table(store, unreadable).await?;
        workspace.tutors = table(store, unreadable).await?;
        workspace.appointments = table(store, unreadable).await?;
        workspace.sessions = table(store, unreadable).await?;
        workspace.versions = table(store, unreadable).await?;
        workspace.publications = table(store, unreadable).await?;
        let settings: Table<Settings> = table(store, unreadable).await?;
        if let Some(stored) = settings.all().first() {
            workspace.settings_revision = settings.revision(&stored.key());
            workspace.settings = stored.clone();
        }
        Ok(workspace)
    }

    /// The revision to expect when changing the settings.
    pub fn settings_revision(&self) -> Option<u64> {
        self.settings_revision
    }

    /// How many rows, those of the settings apart, were last written by this journal entry.
    pub fn written_by(&self, sequence: u64) -> usize {
        self.schools.written_by(sequence)
            + self.tutors.written_by(sequence)
            + self.appointments.written_by(sequence)
            + self.sessions.written_by(sequence)
            + self.versions.written_by(sequence)
            + self.publications.written_by(sequence)
    }

    /// Nobody has put any record here yet.
    pub fn is_empty(&self) -> bool {
        self.schools.all().is_empty() && self.tutors.all().is_empty() && self.sessions.all().is_empty()
    }
}

async fn table<T: Stored>(
    store: &impl Store,
    unreadable: &mut Vec<StoreError>,
) -> Result<Table<T>, StoreError> {
    let (rows, errors) = store::read_all::<T>(store).await?;
    unreadable.extend(errors);
    Ok(Table::of(rows))
}
