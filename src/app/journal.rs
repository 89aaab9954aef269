//! The journal as the office reads it: what was done, what of it can still be undone, and undoing it.
//!
//! Undoing an entry puts back every row it wrote, and is refused when one of them has changed since; a change that was itself undone
//! is none. The settings are the exception: they change with every seat and export, so each of their fields that the entry changed is put back by
//! itself, and one that has been changed again stays as it is.

mod fault;
mod hanging;
mod left;

use std::cell::LazyCell;

use serde_json::Value;

use crate::{
    domain::{Kind, Label, workflow::Role},
    store::{self, Change, Commit, Entry, Operation, RowChange, Store, StoreError, Stored, Written},
};

pub use self::fault::UndoFault;

use self::hanging::Hanging;
use super::{
    Actor,
    erasure::{self, ERASURE},
    handover::{HAND_OVER, incoming::TAKE_OVER},
    kinds::{self, Others},
    policies::{PackVersion, Publication},
    reading::Read,
    roll_over,
    settings::Settings,
    workspace::{AnyRecord, Workspace, is_void},
};

/// Whether an entry can be undone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    Undoable,
    Undone,
    /// Something it wrote has changed since.
    Changed,
    /// Done at another seat, which alone takes it back.
    Others,
    /// Of a kind that is not undone: settings, exports, saved versions, undoing itself.
    Final,
}

/// What the rows of a table are called.
pub fn label(table: &str) -> Label {
    match store::table_now(table) {
        PackVersion::TABLE => Label::new("政策版本", "Policy versions"),
        Publication::TABLE => Label::new("政策施行安排", "Versions put in force"),
        Settings::TABLE => Label::new("设置", "Settings"),
        _ => store::kind_of(table).map_or(Label::new("记录", "Records"), Kind::label),
    }
}

/// The latest entries, newest first, each with where it stands.
///
/// # Errors
/// [`StoreError`].
pub async fn entries(
    store: &impl Store,
    workspace: &Workspace,
    actor: &Actor,
    limit: usize,
) -> Result<Vec<(Entry, Standing)>, StoreError> {
    let entries = store.journal(limit).await?;
    let undone: Vec<_> = entries.iter().filter_map(|entry| entry.operation.undoes).collect();
    let last_undone = undone.iter().copied().max().unwrap_or_default();
    let handed_over = entries.iter().find(|entry| is_hand_over(entry)).map_or(0, |entry| entry.sequence);
    let mut listed = Vec::with_capacity(entries.len());
    for entry in entries {
        let standing = if undone.contains(&entry.sequence) {
            Standing::Undone
        } else {
            match standing(store, workspace, &entry, last_undone).await? {
                Standing::Undoable if handed_over > entry.sequence && wrote_records(&entry) => {
                    Standing::Changed
                }
                Standing::Undoable if !is_theirs(&entry, actor, decides_policy(&entry)) => Standing::Others,
                standing => standing,
            }
        };
        listed.push((entry, standing));
    }
    Ok(listed)
}

async fn standing(
    store: &impl Store,
    workspace: &Workspace,
    entry: &Entry,
    last_undone: u64,
) -> Result<Standing, StoreError> {
    let unchanged = match entry.operation.verb.as_str() {
        "switch-pack" => {
            let row_changes = store.row_changes(entry.sequence).await?;
            let wrote = |row_change: &RowChange| {
                settings_of(row_change.after.as_ref()).pack == workspace.settings.pack
            };
            row_changes.iter().all(wrote)
        }
        // Every row but that of the settings still carries the entry's number.
        "import" | "demo" | "put-in-force" | roll_over::ROLL_OVER | TAKE_OVER => {
            workspace.written_by(entry.sequence) == rows(store, entry).await?
                || last_undone > entry.sequence && {
                    let mut row_changes = store.row_changes(entry.sequence).await?;
                    row_changes.retain(|row_change| row_change.table != Settings::TABLE);
                    left::all(store, &row_changes, entry.sequence).await?
                }
        }
        _ => return Ok(Standing::Final),
    };
    if unchanged
        && entry.operation.verb == TAKE_OVER
        && erasure::brought(&store.row_changes(entry.sequence).await?)
    {
        return Ok(Standing::Final);
    }
    Ok(if unchanged { Standing::Undoable } else { Standing::Changed })
}

/// Whether an entry made a package: what was written before it may be at another office.
fn is_hand_over(entry: &Entry) -> bool {
    entry.operation.verb == HAND_OVER
}

fn wrote_records(entry: &Entry) -> bool {
    entry.tables.keys().any(|table| store::kind_of(table).is_some())
}

/// Whether an entry put a policy in force, or let another pack govern.
pub fn decides_policy(entry: &Entry) -> bool {
    matches!(entry.operation.verb.as_str(), "put-in-force" | "switch-pack")
}

/// How many records an entry wrote, which the settings are none of; as it was counted, where it does not say of which tables.
pub fn records(entry: &Entry) -> u32 {
    match entry.tables.get(Settings::TABLE) {
        Some(settings) => entry.count.saturating_sub(*settings),
        None => entry.count,
    }
}

/// How many rows an entry wrote, those of the settings apart.
async fn rows(store: &impl Store, entry: &Entry) -> Result<usize, StoreError> {
    // Those that a workspace counts too.
    let is_beside = |table: &str| {
        !(store::kind_of(table).is_some() || table == PackVersion::TABLE || table == Publication::TABLE)
    };
    if entry.tables.is_empty() {
        let row_changes = store.row_changes(entry.sequence).await?;
        return Ok(row_changes.iter().filter(|row_change| !is_beside(&row_change.table)).count());
    }
    let rows = entry.tables.iter().filter(|(table, _)| !is_beside(table)).map(|(_, count)| *count);
    Ok(usize::try_from(rows.sum::<u32>()).unwrap_or(usize::MAX))
}

/// Puts back what an entry changed.
///
/// # Errors
/// [`UndoFault`]; nothing is put back then.
pub async fn undo(
    store: &impl Store,
    workspace: &Workspace,
    actor: &Actor,
    sequence: u64,
) -> Result<Written, UndoFault> {
    let row_changes = store.row_changes(sequence).await?;
    may_take_back(store, actor, sequence, &row_changes).await?;
    let (settings, rows): (Vec<_>, Vec<_>) =
        row_changes.iter().partition(|row_change| row_change.table == Settings::TABLE);
    let mut changes: Vec<_> = rows.iter().map(|row_change| store::put_back(row_change, sequence)).collect();
    if workspace.written_by(sequence) != rows.len() && rows.len() <= left::MOST {
        // What was changed and put back is as it was, at another revision.
        for (row_change, change) in rows.iter().zip(&mut changes) {
            if let Some(revision) = left::revision(store, row_change, sequence).await? {
                change.expected = revision;
            }
        }
    }
    for row_change in settings {
        let (stored, _) = store::read_all::<Settings>(store).await?;
        let Some((now, revision)) = stored.into_iter().next() else {
            continue;
        };
        let back = settings_back(row_change, &now);
        if back != now {
            changes.push(store::put(&back, Some(revision))?);
        }
    }
    if changes.is_empty() {
        let refusal = refusal(store, sequence, &row_changes).await?;
        return Err(refusal.unwrap_or(UndoFault::Changed(Vec::new())));
    }
    let operation = Operation { undoes: Some(sequence), ..actor.operation("undo", "") };
    let after = workspace.after(&changes);
    let mut read = stand_again(workspace, &after, &changes)?;
    if let Some(Hanging { record, names }) = hanging::left_hanging(workspace, &after, &changes, &mut read) {
        return Err(UndoFault::Hanging { record, names });
    }
    let commit = Commit::new(operation, changes).expecting(read.expected(workspace));
    match store.commit(commit).await {
        Err(error @ StoreError::Conflict { .. }) => {
            Err(refusal(store, sequence, &row_changes).await?.unwrap_or(error.into()))
        }
        other => Ok(other?),
    }
}

/// Whether whoever acts may take back what an entry did: at the same unit; what decides which policy governs, at its head. A demo's
/// records are nobody's, and where nobody has a seat everybody does everything.
fn is_theirs(entry: &Entry, actor: &Actor, decides: bool) -> bool {
    let Operation { seat: did, verb, seat_name, .. } = &entry.operation;
    let at = actor.seat.as_ref();
    let is_same = did.as_ref().zip(at).map(|(did, at)| did.unit == at.unit);
    if decides {
        let is_head = at.is_some_and(|seat| seat.role == Role::Leader);
        // Earlier versions of the program kept only what the seat was called.
        return is_head && is_same.unwrap_or(did.is_none() && *seat_name == actor.seat_name);
    }
    verb == "demo" || is_same.unwrap_or(true)
}

/// What policy governs was decided by the head of a competent organ, and is taken back there.
async fn may_take_back(
    store: &impl Store,
    actor: &Actor,
    sequence: u64,
    row_changes: &[RowChange],
) -> Result<(), UndoFault> {
    let pack = |body: Option<&(u32, String)>| settings_of(body).pack;
    let decides = row_changes.iter().any(|row_change| match row_change.table.as_str() {
        Publication::TABLE => true,
        Settings::TABLE => {
            row_change.before.is_some() && pack(row_change.before.as_ref()) != pack(row_change.after.as_ref())
        }
        _ => false,
    });
    let journal = store.journal(usize::MAX).await?;
    let entry = journal.iter().find(|entry| entry.sequence == sequence);
    let erases = entry.is_some_and(|entry| entry.operation.verb.starts_with(ERASURE));
    if erases || erasure::brought(row_changes) {
        return Err(UndoFault::Erased);
    }
    if entry.is_some_and(wrote_records)
        && journal.iter().any(|later| later.sequence > sequence && is_hand_over(later))
    {
        return Err(UndoFault::HandedOver);
    }
    match entry.filter(|entry| !is_theirs(entry, actor, decides)) {
        None => Ok(()),
        Some(entry) if decides => Err(UndoFault::NotCompetent(entry.operation.seat_name.clone())),
        Some(entry) => Err(UndoFault::NotYours(entry.operation.seat_name.clone())),
    }
}

/// Whether what is put back can stand beside what has come since; the tables in which that was looked for. What stands in
/// the way of another as it is now is no worse as it was.
fn stand_again(workspace: &Workspace, after: &Workspace, changes: &[Change]) -> Result<Read, UndoFault> {
    let kinds = Kind::ALL.iter().filter_map(|kind| Some((*kind, kinds::clashes(*kind)?)));
    let mut read = Read::default();
    for (kind, clashes) in kinds {
        let back = changes.iter().filter(|change| change.table == kind.code() && change.after.is_some());
        let back: Vec<_> = back.map(|change| change.key.as_str()).collect();
        if back.is_empty() {
            continue;
        }
        read.extend(Read::tables([kind]));
        let (was, table) = (workspace.table(kind), after.table(kind));
        let others = Others::of(clashes, table);
        let others_before = LazyCell::new(|| Others::of(clashes, was));
        let clash = |others: &Others<'_>, id: &str, record: &dyn AnyRecord| {
            let standing = Some(record).filter(|record| !is_void(*record))?;
            others.clash(clashes, id, standing.factual(), &|_| true)
        };
        for (id, record) in back.iter().filter_map(|id| Some((*id, table.get(id)?))) {
            let clashed = || was.get(id).is_some_and(|record| clash(&others_before, id, record).is_some());
            if let Some(problem) = clash(&others, id, record).filter(|_| !clashed()) {
                return Err(UndoFault::Taken(record.title(), Box::new(problem)));
            }
        }
    }
    Ok(read)
}

/// The settings as they are now, with what the entry changed of them as it was before.
fn settings_back(row_change: &RowChange, now: &Settings) -> Settings {
    let fields = |settings: &Settings| serde_json::to_value(settings).unwrap_or_default();
    let (before, after) =
        (fields(&settings_of(row_change.before.as_ref())), fields(&settings_of(row_change.after.as_ref())));
    let mut back = fields(now);
    for (key, value) in back.as_object_mut().into_iter().flatten() {
        let (before, after) = (before.get(key), after.get(key));
        if before != after && after == Some(&*value) {
            *value = before.cloned().unwrap_or(Value::Null);
        }
    }
    serde_json::from_value(back).unwrap_or_else(|_| now.clone())
}

fn settings_of(written: Option<&(u32, String)>) -> Settings {
    written.and_then(|(_, body)| serde_json::from_str(body).ok()).unwrap_or_default()
}

/// Why nothing was put back: it has been, or these rows no longer are as the entry left them; `None` where they all are.
async fn refusal(
    store: &impl Store,
    sequence: u64,
    row_changes: &[RowChange],
) -> Result<Option<UndoFault>, StoreError> {
    let journal = store.journal(usize::MAX).await?;
    if journal.iter().any(|entry| entry.operation.undoes == Some(sequence)) {
        return Ok(Some(UndoFault::Undone(sequence)));
    }
    let mut changed: Vec<(String, usize)> = Vec::new();
    for row_change in row_changes {
        let row = store.row(&row_change.table, &row_change.key).await?;
        let expected = row_change.after.is_some().then_some(sequence);
        if row.map(|row| row.revision) == expected {
            continue;
        }
        match changed.iter_mut().find(|(table, _)| *table == row_change.table) {
            Some((_, count)) => *count += 1,
            None => changed.push((row_change.table.clone(), 1)),
        }
    }
    // The settings never stand in the way of other records.
    if changed.len() > 1 {
        changed.retain(|(table, _)| table != Settings::TABLE);
    }
    Ok((!changed.is_empty()).then_some(UndoFault::Changed(changed)))
}
