//! What is stored stays readable: a record whose form has changed says so by its schema, and is migrated.

use std::fs;

use keqiao::domain::{
    Fields, Kind, PaymentBatch, Record as _,
    field::{Field, FieldKind},
};
use proptest::{
    strategy::{Strategy as _, ValueTree as _},
    test_runner::{Config, TestRunner},
};
use serde_json::{Map, Value, json};

use crate::declarations::{record, typed};

/// Of each kind its schema and, of each field and of each column of its rows, what a stored value must be; `null` where an empty column is
/// written as one. What is new and nothing stored depends on, the test writes down itself, to be committed with the declaration.
const WRITTEN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/stored-form.txt");

macro_rules! written_again {
    ($($name:ident $table:ident,)+) => {
        /// What is read and written again.
        fn written_again(kind: Kind, values: Map<String, Value>) -> serde_json::Result<Value> {
            match kind {
                $(Kind::$name => serde_json::from_value::<keqiao::domain::$name>(Value::Object(values)).and_then(serde_json::to_value),)+
            }
        }
    };
}
keqiao::each_kind!(written_again);

fn line(key: &str, field: &Field) -> String {
    let kind = format!("{:?}", field.kind);
    let kind = kind.split([' ', '(', '{']).next().unwrap_or_default();
    let marks = [(field.required, " required"), (field.dated, " dated")];
    let marks: String = marks.into_iter().filter(|(is, _)| *is).map(|(_, mark)| mark).collect();
    format!("  {key} {kind}{marks}")
}

/// The columns of a field of rows, each with what is written where it is not there.
fn columns(runner: &mut TestRunner, kind: Kind, field: &Field) -> Vec<String> {
    let FieldKind::Rows(columns) = field.kind else { return Vec::new() };
    let mut made = record(&Fields::default(), kind).new_tree(runner).expect("made").current().values;
    let required = columns.iter().filter(|column| column.required).map(|column| {
        let text = typed(kind, column).new_tree(runner).expect("made").current();
        (column.key.to_owned(), column.read(&text).expect("a value"))
    });
    made.insert(field.key.to_owned(), json!([Value::Object(required.collect())]));
    let written = written_again(kind, made).expect("what may be empty may be missing");
    let row = &written[field.key][0];
    let said = |column: &Field| {
        let mark = if row.get(column.key) == Some(&Value::Null) { " null" } else { "" };
        line(&format!("{}.{}", field.key, column.key), column) + mark
    };
    columns.iter().map(said).collect()
}

/// A field that may be empty can be added, and a column that is left out where it is empty: rows that were signed without it are written as they
/// were. Everything else needs a schema of its own, and a migration.
#[test]
fn a_stored_form_changes_with_its_schema() {
    let (mut now, mut runner) = (String::new(), TestRunner::new(Config::default()));
    for kind in Kind::ALL {
        let declaration = kind.declaration();
        now += &format!("{} {}\n", declaration.code, declaration.schema);
        for field in kind.fields() {
            let columns = columns(&mut runner, *kind, field);
            for line in std::iter::once(line(field.key, field)).chain(columns) {
                now += &format!("{line}\n");
            }
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
        // The columns of rows that are new are stored nowhere.
        let is_of_known = |field: &&String| {
            let rows = field.split_once('.').map(|(rows, _)| format!("{rows} "));
            rows.is_none_or(|rows| known.iter().any(|known| known.starts_with(&rows)))
        };
        let bears = |field: &&String| field.ends_with(" required") || field.ends_with(" null");
        let new = fields.iter().filter(|field| !known.contains(field) && bears(field)).filter(is_of_known);
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

/// The payees of a batch that was sealed before banks' returns were kept: what was signed is what is written.
#[test]
fn rows_that_were_signed_without_a_column_are_written_without_it() {
    let payee = json!({
        "payer": "云溪县财政局", "instructor": "KP0001", "sessions": 2, "hours": "4", "added": 484_000, "taken": null, "owed": null,
        "after_tax": 484_000, "tax": 92_190, "gross": 576_190, "carried": null,
    });
    let batch = json!({
        "code": "b", "unit": "u", "month": "2026-03", "prepared": "2026-04-01", "since": "2026-03-01", "through": "2026-03-31", "sessions": 2,
        "amount": 484_000, "amount_before": null, "basis": null, "payees": [payee], "lines": [], "voucher": null, "paid_on": null,
    });
    let Value::Object(values) = &batch else { panic!("an object") };
    let read = PaymentBatch::check(values.clone()).expect("a batch");
    assert_eq!(serde_json::to_value(&read).expect("JSON"), batch);
    let mut paid_again = batch.clone();
    paid_again["payees"][0]["again"] = json!(100);
    let Value::Object(values) = &paid_again else { panic!("an object") };
    let read = PaymentBatch::check(values.clone()).expect("a batch");
    assert_eq!(serde_json::to_value(&read).expect("JSON"), paid_again);
}
