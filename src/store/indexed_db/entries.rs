//! The journal in its two object stores: the entries, and what each changed, in slices.

use js_sys::Array;
use rexie::{Direction, KeyRange, Transaction};
use wasm_bindgen::JsValue;

use super::{
    convert,
    places::{JOURNAL, ROW_CHANGES, ROWS, bound, row_key},
};
use crate::store::{Entry, Operation, Redaction, RowChange, StoreError, UNREADABLE, Written, redaction};

/// Row changes that are one text; those of a bulk import would else be one of fifty megabytes.
pub(super) const SLICE: usize = 1_000;

/// Slices that are read at once.
const AT_ONCE: u32 = 100;

/// The row of no table that keeps the number which the last erasing took.
pub(super) const ERASED: &str = "erased";

/// The latest sequence number.
pub(super) async fn latest(transaction: &Transaction) -> Result<u64, StoreError> {
    let journal = transaction.store(JOURNAL)?;
    // What another hand has put beside the numbers is no entry.
    let numbers = bound((0.into(), false), (f64::INFINITY.into(), false))?;
    let last = journal.scan(Some(numbers), Some(1), None, Some(Direction::Prev)).await?;
    if let Some((key, _)) = last.first() {
        return Ok(convert::sequence(key).unwrap_or(0));
    }
    let rows = transaction.store(ROWS)?;
    let erased = rows.get(row_key("", ERASED)).await?;
    Ok(erased.and_then(|value| convert::row(&value)).map_or(0, |row| row.revision))
}

/// See [`Store::since`].
pub(super) async fn since(
    transaction: &Transaction,
    sequence: u64,
) -> Result<Option<Vec<Written>>, StoreError> {
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
pub(super) fn unreadable_entry(sequence: u64, error: &StoreError) -> Entry {
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
pub(super) async fn slices(store: &rexie::Store, sequence: u64) -> Result<Vec<RowChange>, StoreError> {
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

/// Takes out of all earlier entries what goes from them.
pub(super) async fn redact(store: &rexie::Store, redactions: &[Redaction]) -> Result<(), StoreError> {
    // As they stand in a text.
    let keys: Vec<String> =
        redactions.iter().filter_map(|redaction| serde_json::to_string(&redaction.key).ok()).collect();
    let mut after = None;
    while !redactions.is_empty() {
        let later = after.map(|key| KeyRange::lower_bound(&key, Some(true))).transpose();
        let later = later.map_err(|error| StoreError::Failed(error.to_string()))?;
        let found = store.scan(later, Some(AT_ONCE), None, None).await?;
        for (key, value) in &found {
            // Most have nothing of it, and need not be read.
            let names = |text: &str| keys.iter().any(|key| text.contains(key));
            if !value.as_string().is_some_and(|text| names(&text)) {
                continue;
            }
            let Ok(mut rows) = convert::json::<Vec<RowChange>>(value, ROW_CHANGES, key) else { continue };
            if redaction::redact(redactions, &mut rows) {
                store.put(&convert::text(&rows)?, Some(key)).await?;
            }
        }
        match found.into_iter().next_back() {
            Some((key, _)) => after = Some(key),
            None => break,
        }
    }
    Ok(())
}

/// A journal entry, with what it changed.
pub(super) async fn put_entry(
    (journal, row_changes_store): (&rexie::Store, &rexie::Store),
    entry: &Entry,
    row_changes: &[RowChange],
) -> Result<(), StoreError> {
    let key = convert::sequence_key(entry.sequence);
    let mut slices = row_changes.chunks(SLICE);
    let first = convert::text(&slices.next().unwrap_or_default())?;
    row_changes_store.put(&first, Some(&key)).await?;
    for (number, slice) in (0_u32..).zip(slices) {
        let key = Array::of2(&key, &number.into()).into();
        row_changes_store.put(&convert::text(&slice)?, Some(&key)).await?;
    }
    journal.put(&convert::text(entry)?, Some(&key)).await?;
    Ok(())
}
