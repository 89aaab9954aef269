//! From rows to records and back: schema numbers, migrations, and what to do with a row that cannot be read.

use serde::Serialize;
use serde_json::Value;

use super::{Change, Migration, Row, RowChange, Store, StoreError, migrations};
use crate::domain::{Envelope, Record};

/// A type that rows hold.
pub trait Stored: Sized {
    const TABLE: &'static str;
    /// Of what is written; rows of older schemas are migrated when they are read.
    const SCHEMA: u32;

    fn key(&self) -> String;

    /// # Errors
    /// When it has no JSON form.
    fn to_body(&self) -> serde_json::Result<String>;

    /// # Errors
    /// When the text is not such a record.
    fn from_body(body: &str) -> serde_json::Result<Self>;
}

/// The body of a [`Stored`] type that is its JSON.
#[macro_export]
macro_rules! stored_as_json {
    () => {
        fn to_body(&self) -> serde_json::Result<String> {
            serde_json::to_string(self)
        }

        fn from_body(body: &str) -> serde_json::Result<Self> {
            serde_json::from_str(body)
        }
    };
}

/// A record with its envelope, as a row holds it: the envelope's members stand beside the fields, under names that begin
/// with `@`.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredRecord<R> {
    pub record: R,
    pub envelope: Envelope,
}

impl<R: Record> Stored for StoredRecord<R> {
    const TABLE: &'static str = R::DECLARATION.code;
    const SCHEMA: u32 = R::DECLARATION.schema;

    fn key(&self) -> String {
        self.record.id()
    }

    fn to_body(&self) -> serde_json::Result<String> {
        let mut body = serde_json::to_value(&self.record)?;
        if let (Value::Object(fields), Value::Object(besides)) =
            (&mut body, serde_json::to_value(&self.envelope)?)
        {
            fields.extend(besides);
        }
        serde_json::to_string(&body)
    }

    fn from_body(body: &str) -> serde_json::Result<Self> {
        Ok(Self {
            record: serde_json::from_str(body)?,
            // Most records carry nothing besides, and most of a workspace are sessions.
            envelope: if body.contains("\"@") { serde_json::from_str(body)? } else { Envelope::default() },
        })
    }
}

/// Every record of a table with its revision, and beside them the rows that could not be read.
///
/// # Errors
/// When the store itself cannot be read.
pub async fn read_all<T: Stored>(store: &impl Store) -> Result<(Vec<(T, u64)>, Vec<StoreError>), StoreError> {
    let (mut records, mut unreadable) = (Vec::new(), Vec::new());
    for row in store.rows(T::TABLE).await? {
        match read_row(&row) {
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
    let body = record.to_body().map_err(|error| StoreError::Corrupt {
        table: T::TABLE.to_owned(),
        key: key.clone(),
        why: error.to_string(),
    })?;
    Ok(Change { table: T::TABLE.to_owned(), key, expected, after: Some((T::SCHEMA, body)) })
}

/// A value of a record as the body of a row.
///
/// # Errors
/// When it has no JSON form.
pub fn json(table: &str, key: &str, value: &impl Serialize) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::Corrupt {
        table: table.to_owned(),
        key: key.to_owned(),
        why: error.to_string(),
    })
}

/// Removes a record.
pub fn delete<T: Stored>(key: &str, expected: u64) -> Change {
    Change { table: T::TABLE.to_owned(), key: key.to_owned(), expected: Some(expected), after: None }
}

/// Puts a row back as it was before an entry; in conflict when it has changed since.
pub fn put_back(row_change: &RowChange, sequence: u64) -> Change {
    Change {
        expected: row_change.after.is_some().then_some(sequence),
        table: super::table_now(&row_change.table).to_owned(),
        key: row_change.key.clone(),
        after: row_change.before.clone(),
    }
}

/// The record that a row holds.
///
/// # Errors
/// [`StoreError::Newer`], [`StoreError::Corrupt`] and [`StoreError::Misplaced`].
pub fn read_row<T: Stored>(row: &Row) -> Result<T, StoreError> {
    let record: T = as_of_today(row)?;
    let id = record.key();
    if id == row.key {
        return Ok(record);
    }
    Err(StoreError::Misplaced { table: T::TABLE.to_owned(), key: row.key.clone(), id })
}

/// What the body of a row says, whatever the schema in which it was written.
fn as_of_today<T: Stored>(row: &Row) -> Result<T, StoreError> {
    let corrupt = |why: String| StoreError::Corrupt { table: T::TABLE.to_owned(), key: row.key.clone(), why };
    if row.schema > T::SCHEMA {
        return Err(StoreError::Newer {
            table: T::TABLE.to_owned(),
            key: row.key.clone(),
            found: row.schema,
            known: T::SCHEMA,
        });
    }
    if row.schema == T::SCHEMA {
        return T::from_body(&row.body).map_err(|error| corrupt(error.to_string()));
    }
    let mut body: Value = serde_json::from_str(&row.body).map_err(|error| corrupt(error.to_string()))?;
    for schema in row.schema..T::SCHEMA {
        let step: &Migration = migrations::ALL
            .iter()
            .find(|step| step.table == T::TABLE && step.from == schema)
            .ok_or_else(|| corrupt(format!("no migration from schema {schema}")))?;
        body = (step.migrate)(body).map_err(|why| corrupt(why.to_owned()))?;
    }
    T::from_body(&body.to_string()).map_err(|error| corrupt(error.to_string()))
}
