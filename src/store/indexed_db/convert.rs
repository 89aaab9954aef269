//! Between the browser's values and ours, and from its errors to ours.

use js_sys::Array;
use serde::{Serialize, de::DeserializeOwned};
use wasm_bindgen::{JsCast, JsValue};

use crate::store::{Row, StoreError};

/// A row as stored: `[key, schema, revision, body]`. An array of scalars is the cheapest thing to clone and read.
pub(super) fn row_value(key: &str, schema: u32, revision: u64, body: &str) -> JsValue {
    Array::of4(&key.into(), &schema.into(), &sequence_key(revision), &body.into()).into()
}

pub(super) fn row(value: &JsValue, table: &str) -> Result<Row, StoreError> {
    let read = || {
        let array: &Array = value.dyn_ref()?;
        let schema =
            array.get(1).as_f64().filter(|schema| *schema >= 0.0 && *schema <= f64::from(u32::MAX))?;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked above")]
        let schema = schema as u32;
        Some(Row {
            key: array.get(0).as_string()?,
            schema,
            revision: sequence(&array.get(2))?,
            body: array.get(3).as_string()?,
        })
    };
    read().ok_or_else(|| StoreError::Corrupt {
        table: table.to_owned(),
        key: value.dyn_ref::<Array>().and_then(|array| array.get(0).as_string()).unwrap_or_default(),
        why: "not a row".to_owned(),
    })
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

/// The browser's error by its name. rexie carries the DOM exception inside one of thirty variants; its printed form
/// begins with the name in all of them.
pub(super) fn failure(error: &rexie::Error) -> StoreError {
    let said = format!("{error:?}");
    let is = |name: &str| said.contains(name);
    if is("QuotaExceededError") {
        StoreError::Quota
    } else if is("VersionError") {
        StoreError::NewerDatabase
    } else if is("InvalidStateError") {
        StoreError::Closed
    } else if is("SecurityError") || is("IndexedDbNotFound") || is("FactoryNotFound") {
        StoreError::Unavailable
    } else {
        StoreError::Failed(said)
    }
}
