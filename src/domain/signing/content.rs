//! The fields of a record as they were when a step was signed. Each is known by a digest of its own with a salt, so that a copy can
//! leave a value out and keep what was signed.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::canonical::canonical;
use crate::domain::seal::{Bytes, Digest, Salt};

/// Under which the fields that a pack adds to a record are signed.
pub const EXTRA: &str = "@extra.";

/// See the module. Values are kept as they were signed and never migrated.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Written")]
pub struct Content {
    /// The schema of the kind with which they were written.
    pub schema: u32,
    pub values: Map<String, Value>,
    /// From which the salt of each field is made; not where a value was left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    salt: Option<Salt>,
    /// The salts of those that are here, where some were left out.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    salts: BTreeMap<String, Salt>,
    /// What is known of those that were left out.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    withheld: BTreeMap<String, Digest>,
}

/// A content as somebody wrote it.
#[derive(Deserialize)]
struct Written {
    schema: u32,
    values: Map<String, Value>,
    #[serde(default)]
    salt: Option<Salt>,
    #[serde(default)]
    salts: BTreeMap<String, Salt>,
    #[serde(default)]
    withheld: BTreeMap<String, Digest>,
}

/// A field is said or left out and not both, or what is shown would not be what was signed; and each that is said has its salt.
impl TryFrom<Written> for Content {
    type Error = &'static str;

    fn try_from(written: Written) -> Result<Self, Self::Error> {
        let Written { schema, values, salt, salts, withheld } = written;
        let is_whole = salt.is_some() && salts.is_empty() && withheld.is_empty();
        let in_part = salt.is_none()
            && salts.keys().eq(values.keys())
            && !withheld.keys().any(|key| values.contains_key(key));
        match is_whole || in_part {
            true => Ok(Self { schema, values, salt, salts, withheld }),
            false => Err("a content says a field that it leaves out, or has no salt for one"),
        }
    }
}

impl Content {
    /// Of a record as it stands. Nothing is said of fields that are empty.
    pub fn new(schema: u32, salt: Salt, values: Map<String, Value>) -> Self {
        let values = values.into_iter().filter(|(_, value)| !value.is_null()).collect();
        Self { schema, values, salt: Some(salt), salts: BTreeMap::new(), withheld: BTreeMap::new() }
    }

    /// What it is known by.
    pub fn digest(&self) -> Digest {
        let said = json!({ "schema": self.schema, "fields": self.fields() });
        Digest::of(&[b"keqiao content\0", &canonical(&said)])
    }

    /// What each of its fields is known by.
    pub fn fields(&self) -> BTreeMap<&str, Digest> {
        let withheld = self.withheld.iter().map(|(key, digest)| (key.as_str(), *digest));
        let own = self.values.iter().map(|(key, value)| (key.as_str(), self.digest_of(key, value)));
        withheld.chain(own).collect()
    }

    fn digest_of(&self, key: &str, value: &Value) -> Digest {
        let salt = self.salt_of(key);
        Digest::of(&[b"keqiao field\0", &salt.0, key.as_bytes(), b"\0", &canonical(value)])
    }

    /// What follows when somebody changes it: what stays is known by what it was known by, so that everybody sees what was changed; what was
    /// left out stays as it was.
    pub fn followed_by(&self, schema: u32, salt: Salt, values: Map<String, Value>) -> Self {
        let next = Self::new(schema, salt, values);
        let stays = |key: &str, value: &Value| self.values.get(key) == Some(value);
        let salt_of = |(key, value): (&String, &Value)| {
            (key.clone(), if stays(key, value) { self.salt_of(key) } else { made(salt, key) })
        };
        let salts = next.values.iter().map(salt_of).collect();
        let mut withheld = self.withheld.clone();
        withheld.retain(|key, _| !next.values.contains_key(key));
        Self { salt: None, salts, withheld, ..next }
    }

    /// Takes what was left out of it from another content that says it.
    pub fn fill_from(&mut self, other: &Self) {
        let says = |(key, digest): &(&String, &Digest)| {
            other.values.get(*key).is_some_and(|value| other.digest_of(key, value) == **digest)
        };
        let found: Vec<String> = self.withheld.iter().filter(says).map(|(key, _)| key.clone()).collect();
        for key in found {
            self.withheld.remove(&key);
            self.salts.insert(key.clone(), other.salt_of(&key));
            if let Some(value) = other.values.get(&key) {
                self.values.insert(key, value.clone());
            }
        }
    }

    fn salt_of(&self, key: &str) -> Salt {
        // A field without a salt is no part of what was signed, and makes another content of it.
        self.salts
            .get(key)
            .copied()
            .or_else(|| self.salt.map(|salt| made(salt, key)))
            .unwrap_or(Bytes([0; 16]))
    }

    /// The same without the values of these fields: what is known by it stays as it is.
    pub fn without(&self, fields: &BTreeSet<&str>) -> Self {
        if !self.values.keys().any(|key| fields.contains(key.as_str())) {
            return self.clone();
        }
        // With its salt a value that is left out could be guessed.
        let withheld = self.withheld.clone();
        let mut left =
            Self { schema: self.schema, values: Map::new(), salt: None, salts: BTreeMap::new(), withheld };
        for (key, value) in &self.values {
            if fields.contains(key.as_str()) {
                left.withheld.insert(key.clone(), self.digest_of(key, value));
            } else {
                left.salts.insert(key.clone(), self.salt_of(key));
                left.values.insert(key.clone(), value.clone());
            }
        }
        left
    }

    /// The fields that were left out.
    pub fn withheld(&self) -> impl Iterator<Item = &str> {
        self.withheld.keys().map(String::as_str)
    }
}

/// The salt of a field.
fn made(salt: Salt, key: &str) -> Salt {
    let Bytes(digest) = Digest::of(&[b"keqiao salt\0", &salt.0, key.as_bytes()]);
    Bytes(std::array::from_fn(|place| digest[place]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn content() -> Content {
        let values = json!({ "name": "王老师", "phone": "13800000000", "minutes": 90, "left": null });
        let Value::Object(values) = values else { panic!("no object") };
        Content::new(2, Bytes([7; 16]), values)
    }

    #[test]
    fn a_value_left_out_changes_nothing_of_what_was_signed() {
        let whole = content();
        let copy = whole.without(&BTreeSet::from(["phone", "other"]));
        assert_eq!(copy.digest(), whole.digest());
        assert!(!copy.values.contains_key("phone") && copy.withheld().eq(["phone"]));
        let written = serde_json::to_string(&copy).expect("json");
        assert!(!written.contains("138") && !written.contains("salt\""), "{written}");
        let read: Content = serde_json::from_str(&written).expect("read");
        assert_eq!(
            (read.digest(), read.without(&BTreeSet::from(["name"])).digest()),
            (whole.digest(), whole.digest())
        );
    }

    #[test]
    fn every_other_value_salt_and_schema_is_another_content() {
        let whole = content();
        let mut other = whole.clone();
        other.values.insert("minutes".to_owned(), 45.into());
        let unsalted = Content { salt: Some(Bytes([8; 16])), ..whole.clone() };
        let later = Content { schema: 3, ..whole.clone() };
        for other in [other, unsalted, later] {
            assert_ne!(other.digest(), whole.digest());
        }
    }

    #[test]
    fn whoever_was_not_given_a_value_changes_the_others_and_its_keeper_has_it_still() {
        let whole = content();
        let copy = whole.without(&BTreeSet::from(["phone"]));
        let mut values = copy.values.clone();
        values.insert("minutes".to_owned(), 45.into());
        let mut next = copy.followed_by(2, Bytes([9; 16]), values);
        let digest = next.digest();
        next.fill_from(&whole);
        assert_eq!(next.digest(), digest);
        assert_eq!((next.values.get("phone"), next.withheld().next()), (whole.values.get("phone"), None));
        // And left out once more, neither the value nor its salt goes along.
        let again = serde_json::to_value(next.without(&BTreeSet::from(["phone"]))).expect("json");
        assert_eq!((again["values"].get("phone"), again["salts"].get("phone")), (None, None));
        assert!(serde_json::from_value::<Content>(again).is_ok());
    }

    #[test]
    fn a_value_beside_the_digest_of_another_is_no_content() {
        let copy = content().without(&BTreeSet::from(["phone"]));
        let mut written = serde_json::to_value(&copy).expect("json");
        written["values"]["phone"] = "13900000000".into();
        assert!(serde_json::from_value::<Content>(written.clone()).is_err());
        written["salts"]["phone"] = written["salts"]["name"].clone();
        assert!(serde_json::from_value::<Content>(written).is_err());
        let mut whole = serde_json::to_value(content()).expect("json");
        whole["withheld"] = json!({ "phone": copy.digest() });
        assert!(serde_json::from_value::<Content>(whole).is_err());
    }
}
