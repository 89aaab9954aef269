//! What is stored stays readable: a record whose form has changed says so by its schema, and is migrated.

use std::fs;

use keqiao::domain::{Fields, Kind};
use proptest::{
    strategy::{Strategy as _, ValueTree as _},
    test_runner::{Config, TestRunner},
};
use serde_json::Value;

use crate::declarations::record;

/// Of each kind its schema and, of each field, what a stored value must be. What is new and nothing stored depends on, the test
/// writes down itself, to be committed with the declaration.
const WRITTEN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/stored-form.txt");

/// A field that may be empty can be added; everything else needs a schema of its own, and a migration.
#[test]
fn a_stored_form_changes_with_its_schema() {
    let mut now = String::new();
    for kind in Kind::ALL {
        let declaration = kind.declaration();
        now += &format!("{} {}\n", declaration.code, declaration.schema);
        for field in kind.fields() {
            let kind = format!("{:?}", field.kind);
            let kind = kind.split([' ', '(', '{']).next().unwrap_or_default().to_owned();
            let marks = [(field.required, " required"), (field.dated, " dated")];
            let marks: String = marks.into_iter().filter(|(is, _)| *is).map(|(_, mark)| mark).collect();
            now += &format!("  {} {kind}{marks}\n", field.key);
        }
    }
    let before = fs::read_to_string(WRITTEN).unwrap_or_default();
    let of = |text: &str| -> Vec<(String, Vec<String>)> {
        let mut kinds: Vec<(String, Vec<String>)> = Vec::new();
        for line in text.lines() {
            match (line.strip_prefix("  "), kinds.last_mut()) {
                (Some(field), Some((_, fields))) => fields.push(field.to_owned()),
                _ => kinds.push((line.to_owned(), Vec::new())),
            }
        }
        kinds
    };
    let (before, text) = (of(&before), now);
    let now = of(&text);
    for (kind, fields) in &now {
        // Of another schema it is migrated, and a kind that is not there yet is stored nowhere.
        let Some((_, known)) = before.iter().find(|(known, _)| known == kind) else { continue };
        let lost = known.iter().filter(|field| !fields.contains(field));
        let new = fields.iter().filter(|field| !known.contains(field) && field.ends_with(" required"));
        let changed: Vec<_> = lost.chain(new).collect();
        assert!(changed.is_empty(), "{kind}: raise its schema and migrate what is stored: {changed:?}");
    }
    if before != now {
        fs::write(WRITTEN, &text).expect("room");
    }
}

/// A record stored before a field was there that may be empty is read as one in which it is.
#[test]
fn what_may_be_empty_may_be_missing() {
    let (mut runner, mut unread) = (TestRunner::new(Config::default()), Vec::new());
    macro_rules! read_without {
        ($($name:ident $table:ident,)+) => {
            $(
                let made = record(&Fields::default(), Kind::$name).new_tree(&mut runner).expect("made").current();
                for field in Kind::$name.fields().iter().filter(|field| !field.required) {
                    let mut values = made.values.clone();
                    values.remove(field.key);
                    let read = serde_json::from_value::<keqiao::domain::$name>(Value::Object(values));
                    unread.extend(read.err().map(|_| format!("{:?}.{}", Kind::$name, field.key)));
                }
            )+
        };
    }
    keqiao::each_kind!(read_without);
    assert!(unread.is_empty(), "these need `#[serde(default)]`: {unread:?}");
}
