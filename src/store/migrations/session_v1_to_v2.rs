//! Version 1 kept two flags, `on_campus` and `online`, which could contradict each other. Version 2 has one `place`.

use serde_json::Value;

use crate::store::Migration;

pub const STEP: Migration = Migration { table: "session", from: 1, migrate };

/// On campus wins, then online; otherwise it was at the base.
fn migrate(mut session: Value) -> Result<Value, &'static str> {
    let fields = session.as_object_mut().ok_or("a session is not an object")?;
    let flag = |value: Option<Value>| value.and_then(|value| value.as_bool()).unwrap_or(false);
    let on_campus = flag(fields.remove("on_campus"));
    let online = flag(fields.remove("online"));
    let place = match (on_campus, online) {
        (true, _) => "campus",
        (false, true) => "online",
        (false, false) => "base",
    };
    fields.insert("place".to_owned(), place.into());
    Ok(session)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_two_flags_become_one_place() {
        for (on_campus, online, place) in
            [(true, false, "campus"), (true, true, "campus"), (false, true, "online"), (false, false, "base")]
        {
            let old = json!({ "topic": "月球", "on_campus": on_campus, "online": online });
            assert_eq!(migrate(old), Ok(json!({ "topic": "月球", "place": place })));
        }
        assert!(migrate(json!([])).is_err());
    }
}
