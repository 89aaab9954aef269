//! What every store must do, told once and run against each: in memory natively, IndexedDB in a browser.

use keqiao::{
    domain::{Session, session::Place},
    store::{
        Change, Commit, Operation, Store, StoreError, StoredRecord, UPGRADE, put_back, read_all, table_now,
        upgrade,
    },
};

/// Opens a handle on the named workspace; a second handle on the same name is a second tab.
pub trait Open {
    type Store: Store;
    async fn open(&self, name: &str) -> Self::Store;
}

pub fn operation(verb: &str) -> Operation {
    Operation {
        when: "2026-03-05T08:00:00Z".into(),
        seat_name: "中牟县教育局".into(),
        verb: verb.into(),
        note: "试".into(),
        policy: None,
        undoes: None,
    }
}

pub fn write(key: &str, expected: Option<u64>, body: &str) -> Change {
    Change { table: "school".into(), key: key.into(), expected, after: Some((1, body.into())) }
}

pub fn remove(key: &str, expected: u64) -> Change {
    Change { table: "school".into(), key: key.into(), expected: Some(expected), after: None }
}

pub fn commit(verb: &str, changes: Vec<Change>) -> Commit {
    Commit { operation: operation(verb), changes, chunks: Vec::new() }
}

async fn keys(store: &impl Store) -> Vec<String> {
    store.rows("school").await.expect("rows").into_iter().map(|row| row.key).collect()
}

pub async fn rows_are_written_read_and_removed(at: impl Open) {
    let store = at.open("rows").await;
    let hostile = ["甲", "a/b", "a\"'\\", "\u{1F52D}", "__proto__", " "];
    let changes = hostile.iter().map(|key| write(key, None, "{\"n\":1}")).collect();
    let first = store.commit(commit("import", changes)).await.expect("room");
    assert_eq!(keys(&store).await.len(), hostile.len());
    for key in hostile {
        let row = store.row("school", key).await.expect("a read").expect("a row");
        assert_eq!((row.revision, row.schema, row.body.as_str()), (first, 1, "{\"n\":1}"));
    }
    assert_eq!(store.rows("instructor").await, Ok(Vec::new()), "another table is another table");
    let second =
        store.commit(commit("edit", vec![write("甲", Some(first), "2"), remove("a/b", first)])).await;
    assert_eq!(second, Ok(first + 1));
    assert_eq!(store.row("school", "甲").await.expect("a read").expect("a row").body, "2");
    assert_eq!(store.row("school", "a/b").await, Ok(None));
}

pub async fn a_commit_happens_whole_or_not_at_all(at: impl Open) {
    let store = at.open("atomic").await;
    store.commit(commit("import", vec![write("a", None, "1")])).await.expect("room");
    let mixed = Commit {
        chunks: vec![("facts".into(), Some(vec![1]))],
        ..commit("edit", vec![write("b", None, "2"), write("a", None, "3")])
    };
    let refused = store.commit(mixed).await;
    assert_eq!(refused, Err(StoreError::Conflict { table: "school".into(), key: "a".into() }));
    assert_eq!(keys(&store).await, ["a"]);
    assert_eq!(store.chunk("facts").await, Ok(None));
    assert_eq!(store.journal(9).await.expect("a journal").len(), 1);
}

pub async fn two_tabs_cannot_overwrite_each_other(at: impl Open) {
    let (one, other) = (at.open("tabs").await, at.open("tabs").await);
    let first = one.commit(commit("import", vec![write("a", None, "1")])).await.expect("room");
    let second = other.commit(commit("edit", vec![write("a", Some(first), "2")])).await.expect("the latest");
    let stale = one.commit(commit("edit", vec![write("a", Some(first), "3")])).await;
    assert_eq!(stale, Err(StoreError::Conflict { table: "school".into(), key: "a".into() }));
    assert_eq!(one.row("school", "a").await.expect("a read").map(|row| row.revision), Some(second));
}

pub async fn the_journal_tells_who_did_what_newest_first(at: impl Open) {
    let store = at.open("journal").await;
    for (verb, key) in [("import", "a"), ("edit", "b"), ("demo", "c")] {
        store.commit(commit(verb, vec![write(key, None, "1")])).await.expect("room");
    }
    let entries = store.journal(2).await.expect("a journal");
    let verbs: Vec<_> = entries.iter().map(|entry| (entry.operation.verb.as_str(), entry.count)).collect();
    assert_eq!(verbs, [("demo", 1), ("edit", 1)]);
    let row_changes = store.row_changes(entries[0].sequence).await.expect("changes");
    assert_eq!((row_changes[0].key.as_str(), &row_changes[0].before), ("c", &None));
    assert_eq!(row_changes[0].after, Some((1, "1".into())));
}

pub async fn an_entry_can_be_undone_until_something_else_changed(at: impl Open) {
    let store = at.open("undo").await;
    let first = store
        .commit(commit("import", vec![write("a", None, "1"), write("b", None, "1")]))
        .await
        .expect("room");
    let edit = vec![write("a", Some(first), "2"), remove("b", first), write("c", None, "1")];
    let second = store.commit(commit("edit", edit)).await.expect("room");
    let row_changes = store.row_changes(second).await.expect("changes");
    let back = || {
        let changes = row_changes.iter().map(|row_change| put_back(row_change, second));
        commit("undo", changes.collect())
    };
    store.commit(back()).await.expect("nothing changed since");
    assert_eq!(keys(&store).await, ["a", "b"]);
    assert_eq!(store.row("school", "a").await.expect("a read").expect("a row").body, "1");
    let again = store.commit(back()).await;
    assert!(matches!(again, Err(StoreError::Conflict { .. })), "{again:?}");
}

pub async fn chunks_hold_bytes(at: impl Open) {
    let store = at.open("chunks").await;
    let bytes: Vec<u8> = (0..=255).cycle().take(300_000).collect();
    let with = |chunk| Commit { chunks: vec![("sessions/1".into(), chunk)], ..commit("import", Vec::new()) };
    store.commit(with(Some(bytes.clone()))).await.expect("room");
    assert_eq!(store.chunk("sessions/1").await, Ok(Some(bytes)));
    store.commit(with(None)).await.expect("room");
    assert_eq!(store.chunk("sessions/1").await, Ok(None));
}

pub async fn erasing_leaves_nothing(at: impl Open) {
    let store = at.open("erase").await;
    store.commit(commit("import", vec![write("a", None, "1")])).await.expect("room");
    store.erase().await.expect("erased");
    assert_eq!(keys(&store).await, [""; 0]);
    assert_eq!(store.journal(9).await, Ok(Vec::new()));
}

/// Two sessions of schema 1, one of a schema to come, one damaged: the first two are read, the others are listed.
pub async fn older_rows_are_migrated_and_unreadable_ones_set_apart(at: impl Open) {
    let store = at.open("migration").await;
    let rows: Vec<serde_json::Value> =
        serde_json::from_str(include_str!("../fixtures/sessions-v1.json")).expect("a fixture");
    let session = |key: &str, schema: u32, body: String| Change {
        table: "session".into(),
        key: key.into(),
        expected: None,
        after: Some((schema, body)),
    };
    let mut changes: Vec<_> = rows
        .iter()
        .enumerate()
        .map(|(place, row)| session(&format!("old-{place}"), 1, row.to_string()))
        .collect();
    changes.push(session("newer", 99, "{}".into()));
    changes.push(session("damaged", 2, "{\"school\":".into()));
    store.commit(commit("import", changes)).await.expect("room");

    let (sessions, unreadable) = read_all::<StoredRecord<Session>>(&store).await.expect("a read");
    let places: Vec<_> = sessions.iter().map(|(session, _)| session.record.place).collect();
    assert_eq!(places, [Place::Campus, Place::Online]);
    assert!(matches!(&unreadable[0], StoreError::Corrupt { key, .. } if key == "damaged"));
    assert!(matches!(&unreadable[1], StoreError::Newer { key, found: 99, known: 3, .. } if key == "newer"));
    assert_eq!(store.rows("session").await.expect("rows").len(), 4, "what cannot be read is kept");
}

/// What stood in the table `tutor` is found in `instructor`, once, and can be told from what was there.
pub async fn tables_of_former_names_are_moved_once(at: impl Open) {
    let store = at.open("upgrade").await;
    let former = |key: &str| Change { table: "tutor".into(), ..write(key, None, "{\"name\":\"王工\"}") };
    store.commit(commit("import", vec![former("T1"), former("T2")])).await.expect("room");
    for _ in 0..2 {
        upgrade(&store, "2026-11-25T08:00:00Z").await.expect("room");
        let moved = store.rows("instructor").await.expect("rows");
        assert_eq!(moved.iter().map(|row| &*row.key).collect::<Vec<_>>(), ["T1", "T2"]);
        assert_eq!((&*moved[0].body, moved[0].schema), ("{\"name\":\"王工\"}", 1));
        assert_eq!(store.rows("tutor").await, Ok(Vec::new()));
        let verbs = store.journal(9).await.expect("a journal");
        assert_eq!(verbs.iter().map(|entry| &*entry.operation.verb).collect::<Vec<_>>(), [UPGRADE, "import"]);
    }
    assert_eq!((table_now("tutor"), table_now("school")), ("instructor", "school"));
}

pub async fn twenty_thousand_rows_are_one_commit(at: impl Open) {
    let store = at.open("bulk").await;
    let changes = (0..20_000).map(|n| write(&format!("{n:05}"), None, "{\"topic\":\"月球\"}")).collect();
    let sequence = store.commit(commit("import", changes)).await.expect("room");
    assert_eq!(keys(&store).await.len(), 20_000);
    assert_eq!(store.row_changes(sequence).await.expect("changes").len(), 20_000);
}

/// Runs every story with one kind of store; `$run` makes a test function of a name and a future.
#[macro_export]
macro_rules! contract {
    ($run:ident, $open:expr) => {
        $run!(rows_are_written_read_and_removed, $open);
        $run!(a_commit_happens_whole_or_not_at_all, $open);
        $run!(two_tabs_cannot_overwrite_each_other, $open);
        $run!(the_journal_tells_who_did_what_newest_first, $open);
        $run!(an_entry_can_be_undone_until_something_else_changed, $open);
        $run!(chunks_hold_bytes, $open);
        $run!(erasing_leaves_nothing, $open);
        $run!(older_rows_are_migrated_and_unreadable_ones_set_apart, $open);
        $run!(tables_of_former_names_are_moved_once, $open);
        $run!(twenty_thousand_rows_are_one_commit, $open);
    };
}
