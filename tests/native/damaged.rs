//! What is stored and cannot be read keeps nothing else from opening, and is mended from what can be.

use keqiao::{
    app::{
        exports::{self, ExportFault},
        mend,
        settings::Settings,
    },
    domain::Kind,
    store::{Change, Commit, Store as _, StoreError, Stored as _},
};
use pollster::block_on;

use crate::story::{actor, demo_store, open};

/// The settings with another body.
fn damaged(body: &str) -> keqiao::store::MemoryStore {
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
    let store = keqiao::store::MemoryStore::default();
    let change = Change {
        table: Settings::TABLE.into(),
        key: "workspace".into(),
        expected: None,
        after: Some((Settings::SCHEMA, "?".to_owned())),
    };
    block_on(store.commit(Commit::new(actor().operation("edit", ""), vec![change]))).expect("stored");
    let workspace = open(&store);
    assert!(workspace.settings.demo, "nobody knows");
    block_on(mend::settings(&store, &workspace, &actor())).expect("mended");
    assert!(!open(&store).settings.demo, "the journal knows of no demo");
    // A second mending, from another tab, is told.
    let again = block_on(mend::settings(&store, &workspace, &actor()));
    assert!(matches!(again, Err(StoreError::Conflict { .. })), "{again:?}");
}
