//! A workspace that takes what commits wrote is the workspace that is read anew, whatever the commits were.

use std::cell::Cell;

use keqiao::{
    app::{settings::Settings, workspace::Workspace},
    domain::{Kind, Tree},
    store::{self, Change, Commit, MemoryStore, Store, Stored as _, put_back},
};
use pollster::block_on;
use proptest::prelude::*;

use crate::{
    contract::operation,
    joint::{demo_store, open},
};

/// What somebody does next.
#[derive(Debug, Clone)]
enum Deed {
    /// Rows of a table, each written with a body or deleted.
    Write(Vec<(Row, Option<Body>)>),
    Seat(String),
    /// The entry so many before the last.
    Undo(usize),
    Erase,
}

#[derive(Debug, Clone, Copy)]
enum Row {
    School(u8),
    Organization(u8),
    Session(u8),
}

#[derive(Debug, Clone, Copy)]
enum Body {
    Sound(u8),
    Damaged,
    Newer,
}

impl Row {
    fn at(self) -> (&'static str, String) {
        match self {
            Self::School(n) => (Kind::School.code(), format!("41012200{n:02}")),
            Self::Organization(n) => (Kind::Organization.code(), format!("410122-{n}")),
            Self::Session(n) => {
                (Kind::Session.code(), format!("41012200{n:02}_T1_2026-03-{:02}_1630", 1 + n % 28))
            }
        }
    }

    fn body(self, body: Body) -> (u32, String) {
        let (kind, key) = match self {
            Self::School(_) => (Kind::School, self.at().1),
            Self::Organization(_) => (Kind::Organization, self.at().1),
            Self::Session(_) => (Kind::Session, self.at().1),
        };
        let schema = kind.declaration().schema;
        match body {
            Body::Damaged => (schema, "{".to_owned()),
            Body::Newer => (schema + 1, "{}".to_owned()),
            Body::Sound(n) => (schema, sound(kind, &key, n)),
        }
    }
}

/// A record of the kind that the demo has, under another key and with something of its own.
fn sound(kind: Kind, key: &str, n: u8) -> String {
    let county = super::demo::county_of(keqiao::demo::COUNTY, jiff::civil::date(2026, 7, 6));
    let record = county.of(kind).next().expect("the demo has some").clone();
    let mut values = record.values;
    match kind {
        Kind::Session => {
            values.insert("code".into(), key.into());
            values.insert("school".into(), key.split('_').next().unwrap_or_default().into());
            values.insert("topic".into(), format!("第{n}讲").into());
            values.insert("@extra".into(), serde_json::json!({ "labs": n }));
        }
        _ => {
            values.insert("code".into(), key.into());
            values.insert("name".into(), format!("名{n}").into());
        }
    }
    serde_json::Value::Object(values).to_string()
}

fn deeds() -> impl Strategy<Value = Vec<Deed>> {
    let row = prop_oneof![
        (0..6_u8).prop_map(Row::School),
        (0..4_u8).prop_map(Row::Organization),
        (0..8_u8).prop_map(Row::Session)
    ];
    let body = prop_oneof![
        4 => any::<u8>().prop_map(|n| Some(Body::Sound(n))),
        2 => Just(None),
        1 => Just(Some(Body::Damaged)),
        1 => Just(Some(Body::Newer)),
    ];
    let deed = prop_oneof![
        8 => proptest::collection::vec((row, body), 1..6).prop_map(Deed::Write),
        1 => "[甲乙丙]{2}".prop_map(Deed::Seat),
        2 => (0..4_usize).prop_map(Deed::Undo),
        1 => Just(Deed::Erase),
    ];
    proptest::collection::vec(deed, 1..12)
}

fn does(store: &MemoryStore, deed: &Deed) {
    let revision =
        |table: &str, key: &str| block_on(store.row(table, key)).expect("a read").map(|row| row.revision);
    let mut changes = Vec::new();
    match deed {
        Deed::Write(rows) => {
            for (row, body) in rows {
                let (table, key) = row.at();
                if changes.iter().any(|change: &Change| change.table == table && change.key == key) {
                    continue;
                }
                let (expected, after) = (revision(table, &key), body.map(|body| row.body(body)));
                if expected.is_some() || after.is_some() {
                    changes.push(Change { table: table.into(), key, expected, after });
                }
            }
        }
        Deed::Seat(name) => {
            let settings = Settings { seat_name: name.clone(), ..Settings::default() };
            let expected = revision(Settings::TABLE, &settings.key());
            changes.push(store::put(&settings, expected).expect("JSON"));
        }
        Deed::Undo(back) => {
            let entries = block_on(store.journal(9)).expect("a journal");
            let Some(entry) = entries.get(*back) else { return };
            let rows = block_on(store.row_changes(entry.sequence)).expect("row changes");
            changes = rows.iter().map(|row| put_back(row, entry.sequence)).collect();
        }
        Deed::Erase => return block_on(store.erase()).expect("erased"),
    }
    // What cannot be undone any more is refused, as on the page.
    let _ = block_on(store.commit(Commit::new(operation("edit"), changes)));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn taking_what_was_written_is_reading_anew(deeds in deeds()) {
        let store = MemoryStore::default();
        let mut always = block_on(Workspace::load(&store)).expect("a workspace");
        let mut once = always.clone();
        for deed in &deeds {
            does(&store, deed);
            block_on(always.catch_up(&store)).expect("caught up");
            prop_assert_eq!(&always, &block_on(Workspace::load(&store)).expect("a workspace"), "{:?}", deed);
        }
        block_on(once.catch_up(&store)).expect("caught up");
        prop_assert_eq!(once, always);
    }
}

/// As many instructors as are read in two stretches, in one commit.
fn imports_instructors(store: &MemoryStore) {
    let county = crate::story::demo_store();
    let row = block_on(county.row("instructor", "KP0001")).expect("a read").expect("a row");
    let person = |number: usize| Change {
        table: "instructor".into(),
        key: format!("P{number:04}"),
        expected: None,
        after: Some((row.schema, row.body.replace("KP0001", &format!("P{number:04}")))),
    };
    let commit = Commit::new(operation("import"), (0..1_100).map(person).collect());
    block_on(store.commit(commit)).expect("stored");
}

#[test]
fn what_is_taken_in_parts_is_what_is_taken_at_once() {
    let store = MemoryStore::default();
    let mut workspace = block_on(Workspace::load(&store)).expect("a workspace");
    let begun = workspace.sequence();
    imports_instructors(&store);
    let written = block_on(store.since(begun)).expect("a read").expect("all of it").remove(0);
    let pauses = Cell::new(0);
    block_on(workspace.apply_in_parts(&written, async || pauses.set(pauses.get() + 1)));
    assert_eq!(pauses.get(), 4);
    assert_eq!(workspace, block_on(Workspace::load(&store)).expect("a workspace"));
}

#[test]
fn everybody_has_a_place_in_the_tree_before_the_rest_is_read() {
    let store = MemoryStore::default();
    imports_instructors(&store);
    let workspace = block_on(Workspace::open(&store)).expect("a workspace");
    assert!(workspace.tree().get("P1099").is_some());
}

/// A kind whose records are units and that one list forgets would be on no page, or there only until the next import.
#[test]
fn the_units_of_the_tree_are_records_of_the_kinds_that_it_names() {
    let county = demo_store();
    let whole = open(&county);
    for kind in Kind::ALL {
        let store = MemoryStore::default();
        let mut changes = Vec::new();
        for other in Kind::ALL.iter().filter(|other| *other != kind) {
            for row in block_on(county.rows(other.code())).expect("rows") {
                let (table, key, after) = (other.code().to_owned(), row.key, Some((row.schema, row.body)));
                changes.push(Change { table, key, expected: None, after });
            }
        }
        block_on(store.commit(Commit::new(operation("import"), changes))).expect("written");
        let without = open(&store);
        let bears = without.tree() != whole.tree();
        // Nothing leaves a demo unless somebody hands it over, so that nobody has certified anybody.
        let has_some = !whole.table(*kind).is_empty() || *kind == Kind::Certificate;
        assert!(has_some, "the demo has none of {kind:?}");
        assert_eq!(bears, Tree::KINDS.contains(kind), "{kind:?}");
    }
}
