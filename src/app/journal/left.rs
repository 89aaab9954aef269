//! Whether what an entry wrote is as it left it: nobody has changed it since, or whoever did has taken that back.

use crate::store::{RowChange, Store, StoreError, table_now};

/// Of an entry that wrote more, rows are not looked at one by one.
pub const MOST: usize = 2_000;

/// The revision at which a row is as the entry left it; `None` where it is not.
///
/// # Errors
/// What the store says.
pub async fn revision(
    store: &impl Store,
    row_change: &RowChange,
    sequence: u64,
) -> Result<Option<Option<u64>>, StoreError> {
    let row = store.row(table_now(&row_change.table), &row_change.key).await?;
    let is_as_left = match (&row, &row_change.after) {
        (Some(row), Some((schema, body))) => {
            row.revision == sequence || (row.schema, &row.body) == (*schema, body)
        }
        (None, None) => true,
        _ => false,
    };
    Ok(is_as_left.then(|| row.map(|row| row.revision)))
}

/// Whether all rows are.
///
/// # Errors
/// What the store says.
pub async fn all(store: &impl Store, row_changes: &[RowChange], sequence: u64) -> Result<bool, StoreError> {
    if row_changes.len() > MOST {
        return Ok(false);
    }
    for row_change in row_changes {
        if revision(store, row_change, sequence).await?.is_none() {
            return Ok(false);
        }
    }
    Ok(true)
}
