//! Everything of a workspace as one file, and back: a computer may be wiped, or another take its place.

use std::iter::once;

use super::{
    Actor,
    settings::{Office, Settings},
};
use crate::{
    domain::{Kind, seal::Digest},
    policy::decision::Text,
    say,
    store::{
        Commit, Entry, Held, Row, Store, StoreError, Stored as _, Stretch, Written,
        backup::{About, Backup, BackupFault, BackupWriter},
        kind_of, table_now,
    },
};

/// What the journal calls a backup that was made.
pub const BACKUP: &str = "backup";
/// What it calls one that took the place of what was here.
pub const RESTORE: &str = "restore";

/// Rows that are read at once.
const ROWS: usize = 2_000;
/// So often a backup is begun anew because something was written meanwhile.
const TRIES: usize = 3;
/// So many journal entries are looked through for the last backup.
const LOOKED_AT: usize = 500;

/// Told how much is done, and of how much; of nothing where that is not known.
type Progress<'a> = &'a dyn Fn(usize, usize);

/// Everything in a store as one file.
///
/// # Errors
/// [`BackupFault`].
pub async fn make(store: &impl Store, about: &About, progress: Progress<'_>) -> Result<Vec<u8>, BackupFault> {
    for _ in 0..TRIES {
        let sequence = store.sequence().await?;
        let bytes = all_of(store, about.clone(), sequence, progress).await?;
        if store.sequence().await? == sequence {
            return Ok(bytes);
        }
    }
    Err(BackupFault::Changing)
}

async fn all_of(
    store: &impl Store,
    about: About,
    sequence: u64,
    progress: Progress<'_>,
) -> Result<Vec<u8>, BackupFault> {
    let mut writer = BackupWriter::new(about, sequence);
    let mut done = 0;
    for table in store.tables().await? {
        let mut after: Option<String> = None;
        loop {
            let stretch = Stretch { after: after.as_deref(), most: Some(ROWS), ..Stretch::default() };
            let rows = store.stretch(&table, stretch).await?;
            let Some(last) = rows.last() else { break };
            after = Some(last.key.clone());
            done += rows.len();
            progress(done, 0);
            rows.into_iter().try_for_each(|row| writer.hold(Held::Row(table.clone(), row)))?;
        }
    }
    for key in store.chunk_keys().await? {
        if let Some(bytes) = store.chunk(&key).await? {
            writer.hold(Held::Chunk(key, bytes))?;
        }
    }
    for entry in store.journal(usize::MAX).await?.into_iter().rev() {
        // Of what an entry changed that cannot be read any more, the entry stays.
        let changes = match store.row_changes(entry.sequence).await {
            Err(StoreError::Corrupt { .. }) => Vec::new(),
            changes => changes?,
        };
        done += changes.len();
        progress(done, 0);
        writer.hold(Held::Entry(entry, changes))?;
    }
    writer.finish()
}

/// Notes that a backup was made, of so many records and of what was written up to this entry of the journal; not where more was written
/// since, which may not be in it.
///
/// # Errors
/// [`BackupFault::Overtaken`], and what the store says.
pub async fn note(
    store: &impl Store,
    actor: &Actor,
    (file, sequence): (&str, u64),
    records: usize,
) -> Result<Written, BackupFault> {
    if store.sequence().await? != sequence {
        return Err(BackupFault::Overtaken);
    }
    let mut operation = actor.operation(BACKUP, file);
    operation.handed_out = Some(u32::try_from(records).unwrap_or(u32::MAX));
    Ok(store.commit(Commit::new(operation, Vec::new())).await?)
}

/// Puts a backup in the place of everything here. An office counts its packages anew under the number of this `installation`: the computer
/// where the backup was made may go on. Returns the number of the journal entry that says so.
///
/// # Errors
/// What the store says; everything is as it was then.
pub async fn restore(
    store: &impl Store,
    actor: &Actor,
    backup: &Backup,
    installation: Digest,
    progress: Progress<'_>,
) -> Result<u64, StoreError> {
    let manifest = backup.manifest();
    let (made, seat) = (manifest.made.get(..10).unwrap_or(&manifest.made), &manifest.seat_name);
    let note = Text::both(|lang| say!(lang, "{made} 的备份（{seat}）", "the backup of {made} ({seat})"));
    let sequence = manifest.sequence + 1;
    let said =
        Entry { sequence, operation: actor.operation(RESTORE, note), count: 0, tables: Default::default() };
    let all = manifest.rows.values().sum::<usize>() + manifest.entries + manifest.chunks;
    let told = |(done, held)| {
        if done % ROWS == 0 {
            progress(done, all);
        }
        held
    };
    let held = backup.held().enumerate().map(told).map(|held| renewed(held, installation));
    let by = store.replace(held.chain(once(Held::Entry(said, Vec::new())))).await?;
    Ok(sequence + by)
}

/// The settings of an office name the copy of the program in which they are.
fn renewed(held: Held, installation: Digest) -> Held {
    let Held::Row(table, row) = held else { return held };
    let is_settings = table == Settings::TABLE && row.key == Settings::KEY;
    let settings = serde_json::from_str::<Settings>(&row.body).ok().filter(|_| is_settings);
    let renewed = settings.and_then(|settings| {
        let office = Office { installation, ..settings.office.clone()? };
        Settings { office: Some(office), ..settings }.to_body().ok()
    });
    let body = renewed.unwrap_or_else(|| row.body.clone());
    Held::Row(table, Row { body, ..row })
}

/// When the last backup was made or restored, and what has happened since.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastBackup {
    /// RFC 3339, UTC; nothing where none is known of.
    pub when: Option<String>,
    /// Journal entries since that changed records.
    pub since: usize,
    /// There may be more.
    pub or_more: bool,
}

/// Looks for the last backup in the journal.
///
/// # Errors
/// What the store says.
pub async fn last(store: &impl Store) -> Result<LastBackup, StoreError> {
    let entries = store.journal(LOOKED_AT).await?;
    let is_one = |entry: &Entry| matches!(&*entry.operation.verb, BACKUP | RESTORE);
    let found = entries.iter().position(is_one);
    let later = entries.get(..found.unwrap_or(entries.len())).unwrap_or_default();
    Ok(LastBackup {
        when: found.and_then(|place| entries.get(place)).map(|entry| entry.operation.when.clone()),
        since: later.iter().filter(|entry| changes_records(entry)).count(),
        or_more: found.is_none() && entries.len() == LOOKED_AT,
    })
}

/// Whether anything but the settings was written: taking a seat is no work to be lost.
fn changes_records(entry: &Entry) -> bool {
    let wrote = entry.tables.keys().any(|table| table_now(table) != Settings::TABLE);
    wrote || entry.tables.is_empty() && entry.count > 0
}

/// How many records of each kind a backup holds, in the order of kinds; rows of other tables are no records.
pub fn records(rows: impl IntoIterator<Item = (String, usize)>) -> Vec<(Kind, usize)> {
    let mut counts: Vec<_> =
        rows.into_iter().filter_map(|(table, count)| Some((kind_of(&table)?, count))).collect();
    counts.sort_by_key(|(kind, _)| Kind::ALL.iter().position(|other| other == kind));
    counts
}
