//! What every store must do, told once and run against each: in memory natively, IndexedDB in a browser.

use keqiao::{
    domain::{Session, session::Place},
    store::{
        Change, Commit, Expected, Held, Operation, Redaction, Store, StoreError, StoredRecord, Stretch,
        UPGRADE, put_back, read_all, table_now, upgrade,
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
        seat_name: "演示县教育局".into(),
        seat: None,
        verb: verb.into(),
        note: "试".into(),
        policy: None,
        undoes: None,
        note_en: String::new(),
        handed_out: None,
    }
}

pub fn write(key: &str, expected: Option<u64>, body: &str) -> Change {
    Change { table: "school".into(), key: key.into(), expected, after: Some((1, body.into())) }
}

pub fn remove(key: &str, expected: u64) -> Change {
    Change { table: "school".into(), key: key.into(), expected: Some(expected), after: None }
}

pub fn commit(verb: &str, changes: Vec<Change>) -> Commit {
    Commit::new(operation(verb), changes)
}

async fn keys(store: &impl Store) -> Vec<String> {
    store.rows("school").await.expect("rows").into_iter().map(|row| row.key).collect()
}

pub async fn rows_are_written_read_and_removed(at: impl Open) {
    let store = at.open("rows").await;
    let hostile = ["甲", "a/b", "a\"'\\", "\u{1F52D}", "__proto__", " "];
    let changes = hostile.iter().map(|key| write(key, None, "{\"n\":1}")).collect();
    let first = store.commit(commit("import", changes)).await.expect("room").sequence;
    assert_eq!(keys(&store).await.len(), hostile.len());
    for key in hostile {
        let row = store.row("school", key).await.expect("a read").expect("a row");
        assert_eq!((row.revision, row.schema, row.body.as_str()), (first, 1, "{\"n\":1}"));
    }
    assert_eq!(store.rows("instructor").await, Ok(Vec::new()), "another table is another table");
    let second =
        store.commit(commit("edit", vec![write("甲", Some(first), "2"), remove("a/b", first)])).await;
    assert_eq!(second.map(|written| written.sequence), Ok(first + 1));
    assert_eq!(store.row("school", "甲").await.expect("a read").expect("a row").body, "2");
    assert_eq!(store.row("school", "a/b").await, Ok(None));
}

pub async fn a_commit_that_writes_a_row_twice_is_refused(at: impl Open) {
    let store = at.open("twice").await;
    let twice = store.commit(commit("import", vec![write("甲", None, "1"), write("甲", None, "2")])).await;
    assert!(matches!(twice, Err(StoreError::Conflict { key, .. }) if key == "甲"));
    assert_eq!(keys(&store).await, Vec::<String>::new());
}

pub async fn a_commit_happens_whole_or_not_at_all(at: impl Open) {
    let store = at.open("atomic").await;
    store.commit(commit("import", vec![write("a", None, "1")])).await.expect("room");
    let mixed = Commit {
        chunks: vec![("facts".into(), Some(vec![1]))],
        ..commit("edit", vec![write("b", None, "2"), write("a", None, "3")])
    };
    let refused = store.commit(mixed).await;
    let conflict = Err(StoreError::Conflict { table: "school".into(), key: "a".into() });
    assert_eq!(refused, conflict);
    assert_eq!(keys(&store).await, ["a"]);
    assert_eq!(store.chunk("facts").await, Ok(None));
    assert_eq!(store.journal(9).await.expect("a journal").len(), 1);
}

pub async fn two_tabs_cannot_overwrite_each_other(at: impl Open) {
    let (one, other) = (at.open("tabs").await, at.open("tabs").await);
    let first = one.commit(commit("import", vec![write("a", None, "1")])).await.expect("room").sequence;
    let edited = other.commit(commit("edit", vec![write("a", Some(first), "2")])).await;
    let second = edited.expect("the latest").sequence;
    let stale = one.commit(commit("edit", vec![write("a", Some(first), "3")])).await;
    assert_eq!(stale, Err(StoreError::Conflict { table: "school".into(), key: "a".into() }));
    assert_eq!(one.row("school", "a").await.expect("a read").map(|row| row.revision), Some(second));
}

/// What is personal goes from all that the journal has kept of a row, in whatever slice, and from nothing else.
pub async fn what_is_redacted_is_kept_nowhere(at: impl Open) {
    let store = at.open("redacted").await;
    let body = |phone: &str| format!(r#"{{"name":"王芳","phone":"{phone}"}}"#);
    let own = "a\"'\\甲";
    let many = (0..2_500).map(|row| write(&format!("{row:04}"), None, &body("other")));
    let changes = many.chain([write(own, None, &body("first"))]).collect();
    let first = store.commit(commit("import", changes)).await.expect("room").sequence;
    let second = store.commit(commit("edit", vec![write(own, Some(first), &body("second"))])).await;
    let second = second.expect("room").sequence;
    let redaction =
        Redaction { table: "school".into(), key: own.into(), fields: ["phone".to_owned()].into() };
    let bare = vec![write(own, Some(second), r#"{"name":"王芳"}"#)];
    let erasing = Commit { redactions: vec![redaction], ..commit("erase:school", bare) };
    let third = store.commit(erasing).await.expect("room").sequence;
    let mut said = String::new();
    for entry in [first, second, third] {
        said += &format!("{:?}", store.row_changes(entry).await.expect("changes"));
    }
    assert!(!said.contains("first") && !said.contains("second"), "{said}");
    assert_eq!(said.matches("other").count(), 2_500);
    assert_eq!(said.matches("王芳").count(), 2_500 + 5);
}

/// A guard in one tab read what another tab changes: whoever comes second is refused.
pub async fn a_commit_is_refused_when_what_it_only_read_has_changed(at: impl Open) {
    let (one, other) = (at.open("read").await, at.open("read").await);
    let first = one.commit(commit("import", vec![write("a", None, "1")])).await.expect("room").sequence;
    let read = |key: &str, revision| {
        let expected = Expected::Row { table: "school".into(), key: key.into(), revision };
        commit("edit", vec![write("c", None, "1")]).expecting(vec![expected])
    };
    let conflict = |key: &str| Err(StoreError::Conflict { table: "school".into(), key: key.into() });
    other.commit(commit("edit", vec![write("a", Some(first), "2")])).await.expect("the latest");
    let stale = one.commit(read("a", Some(first))).await;
    assert_eq!(stale.map(|written| written.rows), conflict("a"));
    let appeared = one.commit(read("a", None)).await;
    assert_eq!(appeared.map(|written| written.rows), conflict("a"), "it was read that there was none");
    let gone = one.commit(read("b", Some(first))).await;
    assert_eq!(gone.map(|written| written.rows), conflict("b"));
    assert_eq!(keys(&one).await, ["a"], "nothing of a refused commit is written");
    let written = one.commit(read("a", Some(first + 1))).await.expect("as it was read");
    assert_eq!(one.row("school", "a").await.expect("a read").map(|row| row.revision), Some(first + 1));
    assert_eq!(written.rows.len(), 1, "what was only read is not written");
}

/// A guard in one tab counted what another tab adds to: nothing of the table may have come, changed or gone.
pub async fn a_commit_is_refused_when_a_table_that_it_looked_through_has_changed(at: impl Open) {
    let (one, other) = (at.open("walked").await, at.open("walked").await);
    let seen = one.commit(commit("import", vec![write("a", None, "1")])).await.expect("room").sequence;
    let walked = |table: &str, since| {
        let expected = Expected::Table { table: table.into(), since };
        commit("edit", vec![write("c", None, "1")]).expecting(vec![expected])
    };
    let added = other.commit(commit("edit", vec![write("b", None, "1")])).await.expect("room").sequence;
    let changed = Err(StoreError::TableChanged { table: "school".into() });
    assert_eq!(one.commit(walked("school", seen)).await.map(|written| written.rows), changed);
    assert_eq!(keys(&one).await, ["a", "b"], "nothing of a refused commit is written");
    let gone = Change { table: "school".into(), key: "b".into(), expected: Some(added), after: None };
    other.commit(commit("edit", vec![gone])).await.expect("the latest");
    assert_eq!(one.commit(walked("school", added)).await.map(|written| written.rows), changed);
    one.commit(walked("instructor", seen)).await.expect("another table is as it was");
    one.erase().await.expect("erased");
    let unknown = one.commit(walked("instructor", seen)).await;
    assert!(matches!(unknown, Err(StoreError::TableChanged { .. })), "nobody knows any more: {unknown:?}");
}

pub async fn a_commit_returns_what_it_wrote_and_another_tab_catches_up_with_it(at: impl Open) {
    let (one, other) = (at.open("since").await, at.open("since").await);
    let before = other.sequence().await.expect("a number");
    assert_eq!(other.since(before).await, Ok(Some(Vec::new())));
    let first = one.commit(commit("import", vec![write("a", None, "1"), write("b", None, "1")])).await;
    let first = first.expect("room");
    assert_eq!(first.rows[1].after, Some((1, "1".into())));
    let edit = vec![write("a", Some(first.sequence), "2"), remove("b", first.sequence)];
    let second = one.commit(commit("edit", edit)).await.expect("room");
    assert_eq!(second.rows[1].before, Some((1, "1".into())));
    assert_eq!(other.since(first.sequence).await, Ok(Some(vec![second.clone()])));
    assert_eq!(other.since(before).await, Ok(Some(vec![first, second.clone()])));
    assert_eq!(other.since(second.sequence + 1).await, Ok(None), "what is to come is not known");
}

pub async fn a_stretch_of_a_table_is_read_by_its_keys(at: impl Open) {
    let store = at.open("stretch").await;
    let changes = ["a", "b", "c", "d"].iter().map(|key| write(key, None, "1")).collect();
    store.commit(commit("import", changes)).await.expect("room");
    let other = Change { table: "schools".into(), ..write("c", None, "1") };
    store.commit(commit("import", vec![other])).await.expect("room");
    let read = async |stretch: Stretch<'_>| -> Vec<String> {
        let rows = store.stretch("school", stretch).await.expect("rows");
        rows.into_iter().map(|row| row.key).collect()
    };
    assert_eq!(read(Stretch { after: Some("b"), ..Stretch::default() }).await, ["c", "d"]);
    assert_eq!(read(Stretch { until: Some("bb"), ..Stretch::default() }).await, ["a", "b"]);
    let page = Stretch { after: Some("a"), until: Some("d"), most: Some(2) };
    assert_eq!(read(page).await, ["b", "c"]);
    assert_eq!(read(Stretch::default()).await, ["a", "b", "c", "d"]);
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
        .expect("room")
        .sequence;
    let edit = vec![write("a", Some(first), "2"), remove("b", first), write("c", None, "1")];
    let second = store.commit(commit("edit", edit)).await.expect("room").sequence;
    let row_changes = store.row_changes(second).await.expect("row_changes");
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
    // Numbers are not given twice, or whoever was away could take a new commit for the next after what he read.
    let erased = store.sequence().await.expect("a number");
    let written = store.commit(commit("import", vec![write("a", None, "1")])).await.expect("room");
    assert!(written.sequence > erased && erased > 1, "{erased} {}", written.sequence);
    assert_eq!(store.since(1).await, Ok(None));
    assert_eq!(store.since(erased).await, Ok(Some(vec![written])));
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
    let key = |row: &serde_json::Value| {
        let text = |key: &str| row[key].as_str().expect("a text").to_owned();
        let starts = text("starts").replace(':', "");
        format!("{}_{}_{}_{}", text("school"), text("tutor"), text("date"), &starts[..4])
    };
    let mut changes: Vec<_> = rows.iter().map(|row| session(&key(row), 1, row.to_string())).collect();
    changes.push(session("newer", 99, "{}".into()));
    changes.push(session("damaged", 2, "{\"school\":".into()));
    store.commit(commit("import", changes)).await.expect("room");

    let (sessions, unreadable) = read_all::<StoredRecord<Session>>(&store).await.expect("a read");
    let places: Vec<_> = sessions.iter().map(|(session, _)| session.record.place).collect();
    assert_eq!(places, [Place::Campus, Place::Online]);
    assert!(matches!(&unreadable[0], StoreError::Corrupt { key, .. } if key == "damaged"));
    assert!(matches!(&unreadable[1], StoreError::Newer { key, found: 99, known: 4, .. } if key == "newer"));
    assert_eq!(store.rows("session").await.expect("rows").len(), 4, "what cannot be read is kept");
}

/// Everything that a store holds, as a backup carries it.
pub async fn all_of(store: &impl Store) -> Vec<Held> {
    let mut all = Vec::new();
    for table in store.tables().await.expect("tables") {
        let rows = store.rows(&table).await.expect("rows");
        all.extend(rows.into_iter().map(|row| Held::Row(table.clone(), row)));
    }
    for key in store.chunk_keys().await.expect("keys") {
        let bytes = store.chunk(&key).await.expect("a read").expect("a chunk");
        all.push(Held::Chunk(key, bytes));
    }
    for entry in store.journal(usize::MAX).await.expect("a journal").into_iter().rev() {
        let changes = store.row_changes(entry.sequence).await.expect("what it changed");
        all.push(Held::Entry(entry, changes));
    }
    all
}

/// What another store held stands in the place of everything here, and whoever has read what was here reads anew.
pub async fn one_store_takes_the_place_of_another(at: impl Open) {
    let (here, tab, other) = (at.open("here").await, at.open("here").await, at.open("there").await);
    let own = commit("import", vec![write("own", None, "{}")]);
    here.commit(Commit { chunks: vec![("own".into(), Some(vec![9]))], ..own }).await.expect("room");
    let rows = (0..2_500).map(|n| write(&format!("{n:04}"), None, "{\"n\":1}")).collect();
    let first = other.commit(commit("import", rows)).await.expect("room").sequence;
    let strange = Change { table: "of a later version".into(), ..write("x", None, "{}") };
    let chunk = vec![("paper".to_owned(), Some(vec![1, 2, 3]))];
    let second = Commit { chunks: chunk, ..commit("edit", vec![write("0000", Some(first), "2"), strange]) };
    other.commit(second).await.expect("room");
    let mut undoing = commit("undo", vec![write("0001", Some(first), "3")]);
    undoing.operation.undoes = Some(first);
    other.commit(undoing).await.expect("room");
    assert_eq!(other.tables().await.expect("tables"), ["of a later version", "school"]);

    let all = all_of(&other).await;
    let before = tab.sequence().await.expect("a number");
    let by = here.replace(all.clone().into_iter()).await.expect("room");
    let moved: Vec<_> = all.into_iter().map(|held| held.moved_on(by)).collect();
    assert_eq!(all_of(&here).await, moved, "nothing of its own is left, and nothing lacks");
    assert!(by > before);
    assert_eq!(tab.since(before).await, Ok(None), "another tab knows nothing of it yet");
    assert_eq!(here.sequence().await, Ok(by + 3));
    let revision = here.row("school", "0002").await.expect("a read").expect("a row").revision;
    assert_eq!(revision, first + by);
    let stale = tab.commit(commit("edit", vec![write("0002", Some(first), "9")])).await;
    assert!(matches!(stale, Err(StoreError::Conflict { .. })), "what it knew is not written over this");
    let next = here.commit(commit("edit", vec![write("0002", Some(revision), "9")])).await.expect("room");
    assert_eq!(next.sequence, by + 4, "and it goes on");

    let nothing = other.replace(std::iter::empty()).await.expect("room");
    assert_eq!((all_of(&other).await, other.sequence().await), (Vec::new(), Ok(nothing)));
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
    let before = store.sequence().await.expect("a number");
    let written = store.commit(commit("import", changes)).await.expect("room");
    assert_eq!(keys(&store).await.len(), 20_000);
    assert_eq!(store.row_changes(written.sequence).await.as_ref(), Ok(&written.rows), "all slices, in order");
    assert_eq!(store.since(before).await, Ok(Some(vec![written])));
}

/// Runs every story with one kind of store; `$run` makes a test function of a name and a future.
#[macro_export]
macro_rules! contract {
    ($run:ident, $open:expr) => {
        $run!(rows_are_written_read_and_removed, $open);
        $run!(a_commit_that_writes_a_row_twice_is_refused, $open);
        $run!(a_commit_happens_whole_or_not_at_all, $open);
        $run!(two_tabs_cannot_overwrite_each_other, $open);
        $run!(a_commit_is_refused_when_what_it_only_read_has_changed, $open);
        $run!(a_commit_is_refused_when_a_table_that_it_looked_through_has_changed, $open);
        $run!(a_commit_returns_what_it_wrote_and_another_tab_catches_up_with_it, $open);
        $run!(a_stretch_of_a_table_is_read_by_its_keys, $open);
        $run!(the_journal_tells_who_did_what_newest_first, $open);
        $run!(what_is_redacted_is_kept_nowhere, $open);
        $run!(an_entry_can_be_undone_until_something_else_changed, $open);
        $run!(chunks_hold_bytes, $open);
        $run!(erasing_leaves_nothing, $open);
        $run!(one_store_takes_the_place_of_another, $open);
        $run!(older_rows_are_migrated_and_unreadable_ones_set_apart, $open);
        $run!(tables_of_former_names_are_moved_once, $open);
        $run!(twenty_thousand_rows_are_one_commit, $open);
    };
}
