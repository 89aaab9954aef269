//! What had one value becomes dated: the value that is known holds from the beginning.

use serde_json::{Value, json};

/// Makes these fields dated.
pub fn from_the_beginning(mut record: Value, keys: &[&str]) -> Result<Value, &'static str> {
    let fields = record.as_object_mut().ok_or("a record is not an object")?;
    for key in keys {
        if let Some(value) = fields.get_mut(*key) {
            *value = json!([{ "value": value.take() }]);
        }
    }
    Ok(record)
}
