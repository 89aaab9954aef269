//! What is stored and cannot be read keeps nothing else from opening, and is mended from what can be.

use keqiao::{
    app::{
        account::{Ruling, Verdict},
        exports::{self, ExportFault},
        mend,
        settings::Settings,
    },
    domain::Kind,
    store::{Change, Commit, MemoryStore, Store as _, StoreError, Stored as _, UNREADABLE},
};
use pollster::block_on;

use crate::story::{account, actor, demo_store, open};

/// The settings with another body.
fn damaged(body: &str) -> MemoryStore {
    let store = demo_store();
    let revision = open(&store).settings_revision();
    let after = Some((Settings::SCHEMA, body.to_owned()));
    let change = Change { table: Settings::TABLE.into(), key: "workspace".into(), expected: revision, after };
    block_on(store.commit(Commit::new(actor().operation("edit", ""), vec![change]))).expect("stored");
    store
}

#[test]
fn settings_that_cannot_be_read_lose_no_mark_and_no_seat_and_are_mended() {
    let sound = open(&demo_store());
    assert!(sound.settings_are_sound());
    for body in ["", "{", "[]", r#"{"seat_name":"县教育局","pack":7}"#, r#"{"seat_name":null,"demo":"yes"}"#]
    {
        let store = damaged(body);
        let workspace = open(&store);
        assert_eq!(workspace.schools.len(), sound.schools.len(), "{body}: all else opens");
        assert!(!workspace.settings_are_sound() && workspace.settings.demo, "{body}: the mark stays");
        let schools = ("学校", &[Kind::School][..]);
        let handed_out = block_on(exports::records(&store, &workspace, &actor(), schools, ""));
        assert_eq!(handed_out, Err(ExportFault::Unmarked), "{body}: nothing leaves unmarked");
        block_on(mend::settings(&store, &workspace, &actor())).expect("mended");
        let mended = open(&store);
        assert!(
            mended.settings_are_sound() && mended.settings.demo && mended.unreadable.is_empty(),
            "{body}"
        );
    }
    let read = open(&damaged(
        r#"{"seat_name":"县教育局","seat":null,"pack":"national","demo":true,"last_export":3}"#,
    ));
    assert_eq!((&*read.settings.seat_name, &*read.settings.pack), ("县教育局", "national"));
}

#[test]
fn real_records_are_not_marked_once_the_settings_are_mended() {
    let store = MemoryStore::default();
    let change = Change {
        table: Settings::TABLE.into(),
        key: "workspace".into(),
        expected: None,
        after: Some((Settings::SCHEMA, "?".to_owned())),
    };
    block_on(store.commit(Commit::new(actor().operation("edit", ""), vec![change]))).expect("stored");
    let workspace = open(&store);
    assert!(!workspace.settings_are_sound(), "they are not mended unasked");
    block_on(mend::settings(&store, &workspace, &actor())).expect("mended");
    assert!(!open(&store).settings.demo, "the journal knows of no demo");
    // A second mending, from another tab, is told.
    let again = block_on(mend::settings(&store, &workspace, &actor()));
    assert!(matches!(again, Err(StoreError::Conflict { .. })), "{again:?}");
}

/// A row with another body, in a table.
fn put(store: &MemoryStore, (table, key): (&str, &str), (schema, body): (u32, String)) {
    let expected = block_on(store.row(table, key)).expect("a read").map(|row| row.revision);
    let change = Change { table: table.into(), key: key.into(), expected, after: Some((schema, body)) };
    block_on(store.commit(Commit::new(actor().operation("edit", ""), vec![change]))).expect("stored");
}

#[test]
fn what_cannot_be_read_of_the_settings_the_journal_knows() {
    let store = demo_store();
    let workspace = open(&store);
    let settings = Settings { pack: "national".into(), ..workspace.settings.clone() };
    let switched = vec![keqiao::store::put(&settings, workspace.settings_revision()).expect("JSON")];
    block_on(store.commit(Commit::new(actor().operation("switch-pack", ""), switched))).expect("stored");
    put(&store, (Settings::TABLE, Settings::KEY), (Settings::SCHEMA, r#"{"pack":7,"demo":false}"#.into()));
    let workspace = open(&store);
    assert_eq!(workspace.settings, settings, "the mark too: nothing takes it from a demo but undoing it");
    block_on(mend::settings(&store, &workspace, &actor())).expect("mended");
    assert_eq!(open(&store).settings, settings);
}

#[test]
fn where_the_journal_cannot_be_read_either_the_mark_stays_and_no_pack_governs() {
    let store = demo_store();
    block_on(store.commit(Commit::new(actor().operation(UNREADABLE, ""), Vec::new()))).expect("stored");
    put(&store, (Settings::TABLE, Settings::KEY), (Settings::SCHEMA, "?".into()));
    let workspace = open(&store);
    block_on(mend::settings(&store, &workspace, &actor())).expect("mended");
    let mended = open(&store);
    assert!(mended.settings_are_sound() && mended.settings.demo, "a demo it may be");
    let account = account(&mended);
    let undecided = |verdict: &Verdict| matches!(verdict.ruling, Ruling::Undecided(_));
    assert!(account.verdicts.values().all(undecided), "until its head says which pack governs");
}

#[test]
fn a_row_that_says_it_is_another_counts_for_nothing() {
    let store = demo_store();
    let sound = open(&store);
    let mut misplaced = Vec::new();
    for kind in [Kind::Session, Kind::School, Kind::Instructor] {
        let row = block_on(store.rows(kind.code())).expect("rows").remove(0);
        put(&store, (kind.code(), "elsewhere"), (row.schema, row.body));
        misplaced.push((kind.code(), row.key));
    }
    let settings = Settings { demo: false, pack: "national".into(), ..sound.settings.clone() };
    let body = settings.to_body().expect("JSON");
    put(&store, (Settings::TABLE, "elsewhere"), (Settings::SCHEMA, body));
    misplaced.push((Settings::TABLE, Settings::KEY.to_owned()));

    let workspace = open(&store);
    assert_eq!(workspace.sessions.len(), sound.sessions.len());
    assert_eq!(account(&workspace).payments, account(&sound).payments);
    assert_eq!(workspace.settings, sound.settings);
    assert!(workspace.settings_are_sound(), "the settings themselves can be read");
    for (table, id) in misplaced {
        let key = "elsewhere".to_owned();
        let said = workspace.unreadable.get(&(table.to_owned(), key.clone()));
        assert_eq!(said, Some(&StoreError::Misplaced { table: table.to_owned(), key, id }));
    }
}
