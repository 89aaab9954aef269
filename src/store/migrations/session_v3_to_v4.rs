//! Until version 3 a session's id followed from school, instructor, day and beginning, and a flag said that its hours were
//! confirmed. Version 4 has the id as a field, so that it stays when the others are corrected, and steps in place of the flag.

use serde_json::{Value, json};

use crate::store::Migration;

pub const STEP: Migration = Migration { table: "session", from: 3, migrate };

/// The id is what it was. What was confirmed stays confirmed, by a step that says where it comes from (旧数据确认).
fn migrate(mut session: Value) -> Result<Value, &'static str> {
    let fields = session.as_object_mut().ok_or("a session is not an object")?;
    let text = |key: &str| fields.get(key).and_then(Value::as_str).unwrap_or_default();
    let (school, date) = (text("school").to_owned(), text("date").to_owned());
    let starts: String = text("starts").chars().filter(char::is_ascii_digit).take(4).collect();
    let code = format!("{school}_{}_{date}_{starts}", text("instructor"));
    fields.insert("code".to_owned(), code.into());
    if fields.remove("confirmed") == Some(Value::Bool(true)) {
        let step = json!({
            "verb": "confirm_from_old_data",
            "when": format!("{date}T00:00:00Z"),
            "day": date,
            "unit": school,
            "role": "officer",
        });
        fields.insert("@steps".to_owned(), json!([step]));
    }
    Ok(session)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Envelope, session::holding, workflow::Progress};

    fn migrated(confirmed: bool) -> (Value, bool) {
        let old = json!({
            "school": "4101220004", "instructor": "KP0001", "date": "2026-03-05", "starts": "15:30:00", "confirmed": confirmed
        });
        let new = migrate(old).expect("a session");
        let envelope: Envelope = serde_json::from_value(new.clone()).expect("steps");
        (new, Progress::of(&holding::WORKFLOW, &envelope.steps).state.code == holding::confirmed)
    }

    #[test]
    fn the_id_stays_and_what_was_confirmed_stays_confirmed() {
        let (new, confirmed) = migrated(true);
        assert!(confirmed && new.get("confirmed").is_none());
        assert_eq!(new["code"], "4101220004_KP0001_2026-03-05_1530");
        let (new, confirmed) = migrated(false);
        assert!(!confirmed && new.get("@steps").is_none() && new.get("confirmed").is_none());
    }
}
