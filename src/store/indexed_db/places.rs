//! Where things are kept: the object stores, and the keys under which rows lie in them.

use js_sys::Array;
use rexie::KeyRange;
use wasm_bindgen::JsValue;

use crate::store::StoreError;

pub(super) const ROWS: &str = "rows";
pub(super) const JOURNAL: &str = "journal";
/// Row changes, under the name that databases have had from the first: one that is not declared would be deleted. Under
/// its sequence number stand the first [`SLICE`] rows, the others in slices under `[sequence, n]`.
pub(super) const ROW_CHANGES: &str = "images";
pub(super) const CHUNKS: &str = "chunks";

/// A range of keys; each end with whether it lies outside.
pub(super) fn bound(
    (from, after): (JsValue, bool),
    (until, before): (JsValue, bool),
) -> Result<KeyRange, StoreError> {
    KeyRange::bound(&from, &until, Some(after), Some(before))
        .map_err(|error| StoreError::Failed(error.to_string()))
}

pub(super) fn row_key(table: &str, key: &str) -> JsValue {
    Array::of2(&table.into(), &key.into()).into()
}
