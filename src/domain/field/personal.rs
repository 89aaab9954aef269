//! What of a field leads to a person's private life: all of it, or some columns of its lines.

use serde_json::Value;

use super::{Field, FieldKind, is_blank};

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

/// What is left of a value once what is personal has been erased: of lines those that still are lines.
pub fn left(field: &Field, value: &Value) -> Value {
    let mut left = without(field, value);
    if let (FieldKind::Rows(columns), Value::Array(rows)) = (field.kind, &mut left) {
        let has = |row: &Value, column: &Field| !row.get(column.key).is_none_or(is_blank);
        rows.retain(|row| columns.iter().all(|column| !column.required || has(row, column)));
    }
    left
}
