//! Whatever leaves the program stands in the journal, with how much it was and what for.

use keqiao::{
    app::{
        Actor,
        exports::{self, ExportFault},
        import, personal,
        scope::View,
    },
    demo::units::{COUNTY, bureau},
    domain::{
        Kind,
        workflow::{Role, Seat},
    },
    store::{Entry, MemoryStore, Store},
};
use pollster::block_on;

use crate::{
    joint,
    sessions::SCHOOL,
    story::{actor, demo_store, open},
};

fn last(store: &MemoryStore) -> Entry {
    block_on(store.journal(1)).expect("a journal").remove(0)
}

fn at(unit: &str) -> Actor {
    Actor { seat: Some(Seat { unit: unit.to_owned(), role: Role::Officer }), ..actor() }
}

#[test]
fn an_export_of_instructors_is_noted_with_its_count() {
    let store = demo_store();
    let workspace = open(&store);
    let of = ("科技辅导员", &[Kind::Instructor][..]);
    block_on(exports::records(&store, &workspace, &at(&bureau(COUNTY)), of, "")).expect("noted");
    let entry = last(&store);
    assert_eq!((entry.operation.verb.as_str(), entry.operation.handed_out), (exports::EXPORT, Some(40)));
    assert!(entry.operation.note.contains("科技辅导员 40"), "{}", entry.operation.note);
    assert_eq!(entry.count, 0, "nothing was changed");
}

#[test]
fn the_count_is_of_what_the_file_holds() {
    let store = demo_store();
    let workspace = open(&store);
    for unit in [bureau(COUNTY), SCHOOL.to_owned()] {
        let seat = at(&unit).seat;
        let view = View { workspace: &workspace, seat: seat.as_ref() };
        for (kind, count) in exports::counts(view, Kind::ALL) {
            assert_eq!(count, import::records(&workspace, seat.as_ref(), kind).len(), "{unit} {kind:?}");
        }
    }
}

#[test]
fn personal_data_and_pay_are_handed_out_for_a_reason_only() {
    let store = joint::demo_store();
    let workspace = open(&store);
    let county = at(&bureau(COUNTY));
    let before = last(&store).sequence;
    let of = ("全部记录", Kind::ALL);
    assert_eq!(block_on(exports::records(&store, &workspace, &county, of, " ")), Err(ExportFault::NoReason));
    let list = ("发放表-2026-03.xlsx", 31);
    assert_eq!(
        block_on(exports::payments(&store, &workspace, &county, list, "")),
        Err(ExportFault::NoReason)
    );
    assert_eq!(last(&store).sequence, before, "nothing was handed out");

    block_on(exports::records(&store, &workspace, &county, of, "报市教育局")).expect("noted");
    let entry = last(&store);
    assert_eq!(entry.operation.verb, personal::EXPORT);
    assert!(entry.operation.note.ends_with("用途：报市教育局"), "{}", entry.operation.note);

    let workspace = open(&store);
    block_on(exports::payments(&store, &workspace, &county, list, "送财务发放")).expect("noted");
    let entry = last(&store);
    assert_eq!((entry.operation.verb.as_str(), entry.operation.handed_out), (exports::EXPORT, Some(31)));
    assert!(entry.operation.note.contains("发放表-2026-03.xlsx；用途：送财务发放"));
    assert_eq!(open(&store).settings.last_export.as_ref().map(|export| export.file.as_str()), Some(list.0));
}
