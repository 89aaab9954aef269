//! Version 1 kept only what held last. Version 2 keeps from when title, staff and payee held, and every record check: what
//! was known holds from the beginning, and the check on file is the first of its log.

use serde_json::{Value, json};

use super::{super::migration::Migration, from_the_beginning::from_the_beginning};

pub const STEP: Migration = Migration { table: "instructor", from: 1, migrate };

fn migrate(instructor: Value) -> Result<Value, &'static str> {
    let mut instructor = from_the_beginning(instructor, &["title", "external", "payee"])?;
    let checked = instructor.get("checked_on").cloned().unwrap_or_default();
    let checks = match checked {
        Value::Null => json!([]),
        day => json!([{ "on": day, "by": null, "employer": null }]),
    };
    if let Some(fields) = instructor.as_object_mut() {
        fields.insert("checked_on".to_owned(), checks);
    }
    Ok(instructor)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_known_holds_from_the_beginning() {
        let old = json!({
            "number": "T1", "name": "王工", "unit": "省科学院", "title": "senior", "external": true,
            "payee": "person", "checked_on": "2025-09-01", "field": null,
        });
        let new = migrate(old.clone()).expect("an instructor");
        assert_eq!(new["title"], json!([{ "value": "senior" }]));
        assert_eq!(new["external"], json!([{ "value": true }]));
        assert_eq!(new["checked_on"], json!([{ "on": "2025-09-01", "by": null, "employer": null }]));
        serde_json::from_value::<crate::domain::Instructor>(new).expect("an instructor of today");
        let mut unchecked = old;
        unchecked["checked_on"] = Value::Null;
        assert_eq!(migrate(unchecked).expect("an instructor")["checked_on"], json!([]));
        assert!(migrate(json!([])).is_err());
    }
}
