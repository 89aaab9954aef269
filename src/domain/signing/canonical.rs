//! JSON of which there is one form only, so that whoever hashes it hashes the same (RFC 8785). Numbers are whole: an exact decimal is
//! a text.

use serde_json::Value;

/// The one form of a value.
pub fn canonical(value: &Value) -> Vec<u8> {
    let mut written = Vec::new();
    write(value, &mut written);
    written
}

fn write(value: &Value, into: &mut Vec<u8>) {
    match value {
        Value::Array(items) => {
            into.push(b'[');
            for (place, item) in items.iter().enumerate() {
                if place > 0 {
                    into.push(b',');
                }
                write(item, into);
            }
            into.push(b']');
        }
        Value::Object(members) => {
            let mut members: Vec<_> = members.iter().collect();
            // By the units of UTF-16, as the standard says.
            members.sort_by_cached_key(|(key, _)| key.encode_utf16().collect::<Vec<_>>());
            into.push(b'{');
            for (place, (key, member)) in members.into_iter().enumerate() {
                if place > 0 {
                    into.push(b',');
                }
                text(key, into);
                into.push(b':');
                write(member, into);
            }
            into.push(b'}');
        }
        Value::String(said) => text(said, into),
        Value::Null | Value::Bool(_) | Value::Number(_) => into.extend(value.to_string().bytes()),
    }
}

/// The library writes texts as the standard does.
fn text(said: &str, into: &mut Vec<u8>) {
    into.extend(Value::from(said).to_string().bytes());
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn members_come_in_the_order_of_the_standard_and_nothing_stands_between() {
        let value = json!({
            "\u{20ac}": "Euro Sign", "\r": "Carriage Return", "\u{fb33}": "Hebrew Letter Dalet With Dagesh",
            "1": "One", "\u{1f600}": "Emoji: Grinning Face", "\u{80}": "Control", "\u{f6}": "o"
        });
        let keys = ["\\r", "1", "\u{80}", "\u{f6}", "\u{20ac}", "\u{1f600}", "\u{fb33}"];
        let written = String::from_utf8(canonical(&value)).expect("text");
        let places: Vec<_> = keys.iter().map(|key| written.find(&format!("\"{key}\":"))).collect();
        assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{written}");
        let spaced: Value =
            serde_json::from_str(" { \"b\" : [ 1 , null ,true], \"a\":\"\\u0041\\n\" } ").expect("json");
        assert_eq!(canonical(&spaced), br#"{"a":"A\n","b":[1,null,true]}"#);
    }
}
