//! The names of 2026-11: tutor became instructor, weak under-resourced, notice (公文) document, docking a needs-and-supply
//! round, and signing was told apart into acknowledging (签收) and countersigning (会签). Rows written before say the
//! former words; their tables are renamed once, when the program first opens the database
//! ([`upgrade`](crate::store::upgrade)).

use serde_json::Value;

use crate::store::Migration;

/// Tables by what they are called now and what they were called before.
pub const TABLES: [(&str, &str); 3] =
    [("instructor", "tutor"), ("needs-round", "docking"), ("document", "notice")];

pub const APPOINTMENT: Migration = Migration { table: "appointment", from: 1, migrate: instructor };
pub const SESSION: Migration = Migration { table: "session", from: 2, migrate: instructor };
pub const SUPPLY: Migration = Migration { table: "supply", from: 1, migrate: instructor };
pub const SCHOOL: Migration = Migration { table: "school", from: 1, migrate: under_resourced };
pub const DISPATCH: Migration = Migration { table: "dispatch", from: 1, migrate: acknowledged };
pub const NEEDS_ROUND: Migration = Migration { table: "needs-round", from: 1, migrate: countersigned };
pub const TASK_FORCE: Migration = Migration { table: "task-force", from: 1, migrate: countersigned };
/// Papers became identity documents in the same month.
pub const PAYEE_ACCOUNT: Migration = Migration { table: "payee-account", from: 1, migrate: id_document };

fn instructor(row: Value) -> Result<Value, &'static str> {
    renamed(row, "tutor", "instructor")
}

fn under_resourced(row: Value) -> Result<Value, &'static str> {
    renamed(row, "weak", "under_resourced")
}

fn id_document(row: Value) -> Result<Value, &'static str> {
    renamed(renamed(row, "paper", "document")?, "paper_number", "document_number")
}

fn acknowledged(row: Value) -> Result<Value, &'static str> {
    let row = renamed(row, "notice", "document")?;
    Ok(steps_renamed(row, &[("sign", "acknowledge"), ("remind_sign", "remind_acknowledge")]))
}

fn countersigned(row: Value) -> Result<Value, &'static str> {
    Ok(steps_renamed(row, &[("sign", "countersign")]))
}

fn renamed(mut row: Value, from: &str, to: &str) -> Result<Value, &'static str> {
    let fields = row.as_object_mut().ok_or("a record is not an object")?;
    if let Some(value) = fields.remove(from) {
        fields.insert(to.to_owned(), value);
    }
    Ok(row)
}

fn steps_renamed(mut row: Value, verbs: &[(&str, &str)]) -> Value {
    let steps = row.get_mut("@steps").and_then(Value::as_array_mut);
    for verb in steps.into_iter().flatten().filter_map(|step| step.get_mut("verb")) {
        if let Some((_, now)) = verbs.iter().find(|(before, _)| verb == before) {
            *verb = (*now).into();
        }
    }
    row
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn fields_and_steps_get_their_present_names_and_all_else_stays() {
        let old = json!({ "tutor": "T1", "topic": "月球" });
        assert_eq!(instructor(old), Ok(json!({ "instructor": "T1", "topic": "月球" })));
        let old = json!({ "notice": "n", "@steps": [{ "verb": "sign" }, { "verb": "report" }, { "verb": "remind_sign" }] });
        let new = json!({
            "document": "n",
            "@steps": [{ "verb": "acknowledge" }, { "verb": "report" }, { "verb": "remind_acknowledge" }]
        });
        assert_eq!(acknowledged(old), Ok(new));
        let old = json!({ "@steps": [{ "verb": "submit" }, { "verb": "sign" }] });
        assert_eq!(
            countersigned(old),
            Ok(json!({ "@steps": [{ "verb": "submit" }, { "verb": "countersign" }] }))
        );
        let old = json!({ "paper": "resident_id", "paper_number": "1", "bank": null });
        let new = json!({ "document": "resident_id", "document_number": "1", "bank": null });
        assert_eq!(id_document(old), Ok(new));
        assert!(instructor(json!([])).is_err());
    }
}
