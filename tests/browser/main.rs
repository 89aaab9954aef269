//! The contract of stores, held by IndexedDB in a real browser, and what only a browser can do.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::expect_used, reason = "a test")]

#[path = "../contract/mod.rs"]
mod contract;

use std::{cell::Cell, rc::Rc};

use contract::{Open, commit, write};
use gloo_timers::future::TimeoutFuture;
use keqiao::store::{Store, StoreError, indexed_db::IndexedDbStore};
use rexie::Rexie;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

/// Databases of this browser, under names no other test uses.
struct InBrowser(&'static str);

impl Open for InBrowser {
    type Store = IndexedDbStore;

    async fn open(&self, name: &str) -> IndexedDbStore {
        IndexedDbStore::open(&format!("{}-{name}", self.0)).await.expect("a database")
    }
}

macro_rules! browser {
    ($name:ident, $open:expr) => {
        #[wasm_bindgen_test]
        async fn $name() {
            contract::$name($open).await;
        }
    };
}

contract!(browser, InBrowser("contract"));

#[wasm_bindgen_test]
async fn the_other_tabs_hear_of_a_commit_and_the_own_tab_does_not() {
    let (one, other) = (InBrowser("document").open("tabs").await, InBrowser("document").open("tabs").await);
    let heard = Rc::new(Cell::new((0, 0)));
    let (own, far) = (Rc::clone(&heard), Rc::clone(&heard));
    let own_subscription = one.subscribe(move |_| own.set((own.get().0 + 1, own.get().1)));
    let far_subscription = other.subscribe(move |sequence| {
        assert_eq!(sequence, 1);
        far.set((far.get().0, far.get().1 + 1));
    });
    one.commit(commit("import", vec![write("a", None, "1")])).await.expect("room");
    TimeoutFuture::new(200).await;
    assert_eq!(heard.get(), (0, 1));
    drop((own_subscription, far_subscription));
    one.erase().await.expect("erased");
    TimeoutFuture::new(200).await;
    assert_eq!(heard.get(), (0, 1), "a dropped subscription hears nothing");
}

#[wasm_bindgen_test]
async fn what_is_written_is_there_after_the_database_is_opened_again() {
    let store = InBrowser("again").open("a").await;
    store.commit(commit("import", vec![write("a", None, "1")])).await.expect("room");
    drop(store);
    let store = InBrowser("again").open("a").await;
    assert_eq!(store.rows("school").await.expect("rows").len(), 1);
}

#[wasm_bindgen_test]
async fn a_database_of_a_newer_version_is_refused_and_left_alone() {
    let newer = Rexie::builder("newer").version(99).build().await.expect("a database");
    newer.close();
    let opened = IndexedDbStore::open("newer").await;
    assert_eq!(opened.err(), Some(StoreError::NewerDatabase));
}

#[wasm_bindgen_test]
async fn an_older_tab_lets_go_for_a_newer_version_and_then_stops_writing() {
    let older = InBrowser("upgrade").open("a").await;
    let newer = IndexedDbStore::open_version("upgrade-a", 3).await.expect("the older tab let go");
    let late = older.commit(commit("import", vec![write("a", None, "1")])).await;
    assert_eq!(late, Err(StoreError::Closed));
    assert_eq!(newer.rows("school").await, Ok(Vec::new()));
}

#[wasm_bindgen_test]
async fn an_upgrade_that_another_page_blocks_is_given_up_with_a_reason() {
    // A connection that ignores the browser's request to close, as a hung tab's does. One that nobody holds would be closed with the rubbish.
    js_sys::eval("globalThis.hung = indexedDB.open('blocked', 1)").expect("a request");
    TimeoutFuture::new(200).await;
    let opened = IndexedDbStore::open_version("blocked", 3).await;
    assert_eq!(opened.err(), Some(StoreError::Blocked));
}

/// What older versions of the program made stays readable: an object store under another name would be deleted.
#[wasm_bindgen_test]
async fn the_journal_of_an_older_database_can_still_be_undone() {
    let stores = ["rows", "journal", "images", "chunks"];
    let builder = stores.iter().fold(Rexie::builder("first").version(1), |builder, name| {
        builder.add_object_store(rexie::ObjectStore::new(name))
    });
    let first = builder.build().await.expect("a database");
    let transaction = first.transaction(&["images"], rexie::TransactionMode::ReadWrite).expect("a store");
    let written = r#"[{"table":"school","key":"a","before":null,"after":[1,"{}"]}]"#;
    let images = transaction.store("images").expect("a store");
    images.put(&written.into(), Some(&1.0.into())).await.expect("room");
    transaction.done().await.expect("done");
    first.close();
    let store = IndexedDbStore::open("first").await.expect("a database");
    let changes = store.row_changes(1).await.expect("changes");
    assert_eq!(changes.iter().map(|change| &*change.key).collect::<Vec<_>>(), ["a"]);
}

/// What another hand, or half a disk, has left in the place of a row or of a journal entry (R5).
#[wasm_bindgen_test]
async fn what_is_no_row_keeps_nothing_else_from_being_read_and_can_be_written_over() {
    let store = InBrowser("damaged").open("rows").await;
    for key in ["a", "b", "c"] {
        store.commit(commit("import", vec![write(key, None, key)])).await.expect("room");
    }
    let (table, transaction) = (write("b", None, "").table, damaging("damaged-rows").await);
    let rows = transaction.store("rows").expect("rows");
    rows.put(&"no row".into(), Some(&place(&table, "b"))).await.expect("damaged");
    let journal = transaction.store("journal").expect("journal");
    journal.put(&"no entry".into(), Some(&2.into())).await.expect("damaged");
    transaction.done().await.expect("written");

    let rows = store.rows(&table).await.expect("rows");
    let bodies: Vec<_> = rows.iter().map(|row| (&*row.key, row.revision, &*row.body)).collect();
    assert_eq!(bodies, [("a", 1, "a"), ("b", 0, ""), ("c", 3, "c")]);
    let verbs: Vec<_> =
        store.journal(9).await.expect("a journal").into_iter().map(|entry| entry.operation.verb).collect();
    assert_eq!(verbs, ["import", "unreadable", "import"]);
    assert_eq!(store.since(1).await, Ok(None), "everything is to be read anew");
    store.commit(commit("edit", vec![write("b", Some(0), "mended")])).await.expect("written over");
    assert_eq!(store.row(&table, "b").await.expect("a row").expect("a row").body, "mended");
}

/// A row that stands in another's place does not count a second time (R5).
#[wasm_bindgen_test]
async fn a_row_that_says_it_is_another_is_unreadable_where_it_stands() {
    let store = InBrowser("misplaced").open("rows").await;
    for key in ["a", "b"] {
        store.commit(commit("import", vec![write(key, None, key)])).await.expect("room");
    }
    let (table, transaction) = (write("a", None, "").table, damaging("misplaced-rows").await);
    let rows = transaction.store("rows").expect("rows");
    let one = rows.get(place(&table, "a")).await.expect("rows").expect("a row");
    rows.put(&one, Some(&place(&table, "c"))).await.expect("damaged");
    transaction.done().await.expect("written");

    let rows = store.rows(&table).await.expect("rows");
    let bodies: Vec<_> = rows.iter().map(|row| (&*row.key, row.revision, &*row.body)).collect();
    assert_eq!(bodies, [("a", 1, "a"), ("b", 2, "b"), ("c", 0, "")]);
}

/// A transaction beside the program, by another hand.
async fn damaging(database: &str) -> rexie::Transaction {
    let stores = ["rows", "journal", "images", "chunks"];
    let builder = stores.iter().fold(Rexie::builder(database).version(2), |builder, name| {
        builder.add_object_store(rexie::ObjectStore::new(name))
    });
    let database = builder.build().await.expect("the database");
    database.transaction(&stores, rexie::TransactionMode::ReadWrite).expect("a transaction")
}

/// Where a row stands.
fn place(table: &str, key: &str) -> wasm_bindgen::JsValue {
    js_sys::Array::of2(&table.into(), &key.into()).into()
}
