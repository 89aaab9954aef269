//! From rows to records and back: schema numbers, migrations, and what to do with a row that cannot be read.

use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use super::{Change, Image, Migration, Row, Store, StoreError, migrations};
use crate::domain::Record;

/// A type that rows hold.
pub trait Stored: Serialize + DeserializeOwned {
    const TABLE: &'static str;
    /// Of what is written; rows of older schemas are migrated when they are read.
    const SCHEMA: u32;

    fn key(&self) -> String;
}

impl<R: Record> Stored for R {
    const TABLE: &'static str = R::KIND.code();
    const SCHEMA: u32 = R::SCHEMA;

    fn key(&self) -> String {
        self.id()
    }
}

/// Every record of a table with its revision, and beside them the rows that could not be read.
///
/// # Errors
/// When the store itself cannot be read.
pub async fn read_all<T: Stored>(store: &impl Store) -> Result<(Vec<(T, u64)>, Vec<StoreError>), StoreError> {
    let (mut records, mut unreadable) = (Vec::new(), Vec::new());
    for row in store.rows(T::TABLE).await? {
        match decode(&row) {
            Ok(record) => records.push((record, row.revision)),
            Err(error) => unreadable.push(error),
        }
    }
    Ok((records, unreadable))
}

/// Writes a record; `expected` is the revision it was read at, `None` when it is new.
///
/// # Errors
/// When the record has no JSON form.
pub fn put<T: Stored>(record: &T, expected: Option<u64>) -> Result<Change, StoreError> {
    let key = record.key();
    let body = serde_json::to_string(record).map_err(|error| StoreError::Corrupt {
        table: T::TABLE.to_owned(),
        key: key.clone(),
        why: error.to_string(),
    })?;
    Ok(Change {
        table: T::TABLE.to_owned(),
        key,
        expected,
        after: Some((T::SCHEMA, body)),
    })
}

/// Removes a record.
pub fn delete<T: Stored>(key: &str, expected: u64) -> Change {
    Change {
        table: T::TABLE.to_owned(),
        key: key.to_owned(),
        expected: Some(expected),
        after: None,
    }
}

/// Puts a row back as it was before an entry; in conflict when it has changed since.
pub fn put_back(image: &Image, sequence: u64) -> Change {
    Change {
        expected: image.after.is_some().then_some(sequence),
        table: image.table.clone(),
        key: image.key.clone(),
        after: image.before.clone(),
    }
}

fn decode<T: Stored>(row: &Row) -> Result<T, StoreError> {
    let corrupt = |why: String| StoreError::Corrupt {
        table: T::TABLE.to_owned(),
        key: row.key.clone(),
        why,
    };
    if row.schema > T::SCHEMA {
        return Err(StoreError::Newer {
            table: T::TABLE.to_owned(),
            key: row.key.clone(),
            found: row.schema,
            known: T::SCHEMA,
        });
    }
    if row.schema == T::SCHEMA {
        return serde_json::from_str(&row.body).map_err(|error| corrupt(error.to_string()));
    }
    let mut body: Value = serde_json::from_str(&row.body).map_err(|error| corrupt(error.to_string()))?;
    for schema in row.schema..T::SCHEMA {
        let step: &Migration = migrations::ALL
            .iter()
            .find(|step| step.table == T::TABLE && step.from == schema)
            .ok_or_else(|| corrupt(format!("no migration from schema {schema}")))?;
        body = (step.migrate)(body).map_err(|why| corrupt(why.to_owned()))?;
    }
    serde_json::from_value(body).map_err(|error| corrupt(error.to_string()))
}
