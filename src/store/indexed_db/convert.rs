//! Between the browser's values and ours, and from its errors to ours.

use js_sys::Array;
use serde::{Serialize, de::DeserializeOwned};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::DomException;

use crate::store::{Row, StoreError};

/// A row as stored: `[key, schema, revision, body]`. An array of scalars is the cheapest thing to clone and read.
pub(super) fn row_value(key: &str, schema: u32, revision: u64, body: &str) -> JsValue {
    Array::of4(&key.into(), &schema.into(), &sequence_key(revision), &body.into()).into()
}

/// The row of a value; `None` when it is none.
pub(super) fn row(value: &JsValue) -> Option<Row> {
    let array: &Array = value.dyn_ref()?;
    let schema = array.get(1).as_f64().filter(|schema| *schema >= 0.0 && *schema <= f64::from(u32::MAX))?;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked above")]
    let schema = schema as u32;
    Some(Row {
        key: array.get(0).as_string()?,
        schema,
        revision: sequence(&array.get(2))?,
        body: array.get(3).as_string()?,
    })
}

/// The row of a value under a key. One that is none is an empty row: listed as unreadable, and nothing else waits for it.
pub(super) fn row_under(key: &str, value: &JsValue) -> Row {
    let nothing = || Row { key: key.to_owned(), schema: 0, revision: 0, body: String::new() };
    row(value).filter(|row| row.key == key).unwrap_or_else(nothing)
}

/// The key of a row, out of its `[table, key]`.
pub(super) fn key_of(place: &JsValue) -> String {
    place.dyn_ref::<Array>().and_then(|place| place.get(1).as_string()).unwrap_or_default()
}

/// Sequence numbers are stored as numbers: exact up to 2⁵³ commits.
#[expect(clippy::cast_precision_loss, reason = "2⁵³ commits are not made")]
pub(super) fn sequence_key(sequence: u64) -> JsValue {
    JsValue::from_f64(sequence as f64)
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked")]
pub(super) fn sequence(key: &JsValue) -> Option<u64> {
    key.as_f64().filter(|number| (0.0..9e15).contains(number)).map(|number| number as u64)
}

pub(super) fn text(value: &impl Serialize) -> Result<JsValue, StoreError> {
    serde_json::to_string(value).map(JsValue::from).map_err(|error| StoreError::Failed(error.to_string()))
}

pub(super) fn json<T: DeserializeOwned>(
    value: &JsValue,
    table: &str,
    key: &JsValue,
) -> Result<T, StoreError> {
    let corrupt = |why: String| StoreError::Corrupt {
        table: table.to_owned(),
        key: key.as_f64().map(|key| key.to_string()).unwrap_or_default(),
        why,
    };
    let text = value.as_string().ok_or_else(|| corrupt("not a text".to_owned()))?;
    serde_json::from_str(&text).map_err(|error| corrupt(error.to_string()))
}

/// The browser's error by the name of its DOM exception, which rexie carries inside.
impl From<rexie::Error> for StoreError {
    fn from(error: rexie::Error) -> Self {
        let thrown = match &error {
            rexie::Error::IdbError(error) => thrown(error),
            _ => None,
        };
        let Some(exception) = thrown.and_then(|value| value.dyn_ref::<DomException>()) else {
            return match error {
                rexie::Error::IdbError(idb::Error::IndexedDbNotFound(_)) => Self::Unavailable,
                _ => Self::Failed(error.to_string()),
            };
        };
        match exception.name().as_str() {
            "QuotaExceededError" => Self::Quota,
            "VersionError" => Self::NewerDatabase,
            "InvalidStateError" => Self::Closed,
            "SecurityError" => Self::Unavailable,
            name => Self::Failed(format!("{name}: {}", exception.message())),
        }
    }
}

/// What the browser threw, of the requests that are made here.
fn thrown(error: &idb::Error) -> Option<&JsValue> {
    use idb::Error as E;
    match error {
        E::DomException(exception) => Some(exception.as_ref()),
        E::AddFailed(value)
        | E::ClearFailed(value)
        | E::CursorContinueFailed(value)
        | E::DeleteFailed(value)
        | E::GetAllFailed(value)
        | E::GetFailed(value)
        | E::IndexedDbNotFound(value)
        | E::IndexedDbOpenFailed(value)
        | E::ObjectStoreNotFound(value)
        | E::OpenCursorFailed(value)
        | E::RequestErrorNotFound(value)
        | E::RequestResultNotFound(value)
        | E::TransactionAbortError(value)
        | E::TransactionCommitError(value)
        | E::TransactionOpenFailed(value)
        | E::UpdateFailed(value) => Some(value),
        _ => None,
    }
}
