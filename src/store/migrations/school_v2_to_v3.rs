//! Version 2 kept only what held last. Version 3 keeps from when a school's standing, hours and payer held: what was known
//! holds from the beginning.

use serde_json::Value;

use super::{super::migration::Migration, from_the_beginning::from_the_beginning};

pub const STEP: Migration = Migration { table: "school", from: 2, migrate };

fn migrate(school: Value) -> Result<Value, &'static str> {
    from_the_beginning(school, &["rural", "under_resourced", "service_from", "service_until", "payer"])
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_was_known_holds_from_the_beginning() {
        let old = json!({
            "code": "4101", "name": "一小", "division": "410122", "stage": "primary", "rural": true,
            "under_resourced": false, "pupils": 800, "service_from": "16:30:00", "service_until": "18:00:00",
            "payer": "县教育局",
        });
        let new = migrate(old).expect("a school");
        assert_eq!((&new["rural"], &new["pupils"]), (&json!([{ "value": true }]), &json!(800)));
        serde_json::from_value::<crate::domain::School>(new).expect("a school of today");
        assert!(migrate(json!([])).is_err());
    }
}
