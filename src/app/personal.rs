//! Personal data: hidden until somebody says what it is needed for, and the journal keeps who did and why.
//!
//! Which fields are personal their declarations say; names of people in office are not, for appointing and publishing
//! them is what the notice asks for. Values leave a page, or the program as a workbook, only with a reason.

use serde_json::Value;

use crate::{
    domain::{
        Fields,
        field::{Field, FieldKind, is_blank},
    },
    policy::decision::Text,
    store::{Commit, Store, StoreError, Written},
};

use super::{Actor, workspace::RecordView};

/// What the journal calls showing a record's personal data, before the kind.
pub const REVEAL: &str = "reveal:";

/// What the journal calls a workbook that holds personal data.
pub const EXPORT: &str = "export-personal";

/// Whether a field's values are hidden, in whole or, of sub-rows, in part.
pub fn hides(field: &Field) -> bool {
    field.personal
        || matches!(field.kind, FieldKind::Rows(columns) if columns.iter().any(|column| column.personal))
}

/// Whether a value of a field is hidden.
pub fn holds(field: &Field, value: &Value) -> bool {
    match (field.kind, value) {
        (FieldKind::Rows(columns), Value::Array(rows)) => rows.iter().any(|row| {
            let cell = |column: &Field| row.get(column.key).unwrap_or(&Value::Null);
            columns.iter().any(|column| holds(column, cell(column)))
        }),
        _ => field.personal && !is_blank(value),
    }
}

/// A value without what is hidden of it.
pub fn without(field: &Field, value: &Value) -> Value {
    match (field.kind, value) {
        (FieldKind::Rows(columns), Value::Array(rows)) => {
            let bare = |row: &Value| {
                let cell = |column: &Field| {
                    let value = row.get(column.key).unwrap_or(&Value::Null);
                    (column.key.to_owned(), without(column, value))
                };
                Value::Object(columns.iter().map(cell).collect())
            };
            Value::Array(rows.iter().map(bare).collect())
        }
        _ if field.personal => Value::Null,
        _ => value.clone(),
    }
}

/// Whether a record holds anything that is hidden.
pub fn is_in(fields: &Fields, record: &RecordView<'_>) -> bool {
    let value = |field: &Field| record.values.get(field.key).unwrap_or(&Value::Null);
    fields.of(record.kind).any(|field| holds(field, value(field)))
}

/// Notes in the journal that personal data was asked for; only then is it shown or written.
///
/// # Errors
/// [`StoreError`].
pub async fn note(
    store: &impl Store,
    actor: &Actor,
    (verb, of): (&str, &str),
    reason: &str,
) -> Result<Written, StoreError> {
    let note = Text::both(|lang| format!("{of}{}{}", lang.colon(), reason.trim()));
    let operation = actor.operation(verb, note);
    store.commit(Commit::new(operation, Vec::new())).await
}
