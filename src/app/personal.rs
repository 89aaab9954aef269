//! Personal data: hidden until somebody says what it is needed for, and the journal keeps who did and why.
//!
//! Which fields are personal their declarations say; names of people in office are not, for appointing and publishing
//! them is what the notice asks for. Values leave a page, or the program as a workbook, only with a reason.

use serde_json::Value;

use crate::{
    domain::{Fields, field::Field},
    policy::decision::Text,
    store::{Commit, Store, StoreError, Written},
};

use super::{Actor, workspace::RecordView};

pub use crate::domain::field::personal::{hides, holds, without};

/// What the journal calls showing a record's personal data, before the kind.
pub const REVEAL: &str = "reveal:";

/// What the journal calls a workbook that holds personal data.
pub const EXPORT: &str = "export-personal";

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
