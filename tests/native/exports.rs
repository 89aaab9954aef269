//! Whatever leaves the program stands in the journal, with how much it was and what for.

use std::collections::HashSet;

use keqiao::{
    app::{
        Actor,
        exports::{self, Chosen, ExportFault},
        import,
        ordered::Key,
        personal,
        scope::View,
    },
    demo::units::{COUNTY, bureau},
    domain::{
        Kind, Lang, School,
        workflow::{Role, Seat},
    },
    exchange::payment_list::LeftOut,
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
fn an_export_of_schools_is_noted_with_its_count() {
    let store = demo_store();
    let workspace = open(&store);
    let of = ("学校", &[Kind::School][..]);
    block_on(exports::records(&store, &workspace, &at(&bureau(COUNTY)), of, "")).expect("noted");
    let entry = last(&store);
    assert_eq!((entry.operation.verb.as_str(), entry.operation.handed_out), (exports::EXPORT, Some(60)));
    assert!(entry.operation.note.contains("学校 60"), "{}", entry.operation.note);
    assert_eq!(entry.count, 0, "nothing was changed");
}

#[test]
fn when_an_instructor_was_checked_is_handed_out_for_a_reason_only() {
    let store = demo_store();
    let (workspace, county) = (open(&store), at(&bureau(COUNTY)));
    let of = ("科技辅导员", &[Kind::Instructor][..]);
    let told = |reason| block_on(exports::records(&store, &workspace, &county, of, reason));
    assert_eq!(told(""), Err(ExportFault::NoReason));
    told("报市科协备案").expect("noted");
    let entry = last(&store);
    assert_eq!((entry.operation.verb.as_str(), entry.operation.handed_out), (personal::EXPORT, Some(41)));
    assert!(entry.operation.note.contains("科技辅导员 41；用途：报市科协备案"), "{}", entry.operation.note);
}

#[test]
fn the_count_is_of_what_the_file_holds() {
    let store = demo_store();
    let workspace = open(&store);
    for unit in [bureau(COUNTY), SCHOOL.to_owned()] {
        let seat = at(&unit).seat;
        let view = View { workspace: &workspace, seat: seat.as_ref() };
        for (kind, count) in Chosen::from(Kind::ALL).counts(view) {
            assert_eq!(count, import::records(&workspace, seat.as_ref(), kind).len(), "{unit} {kind:?}");
        }
    }
}

#[test]
fn of_a_filtered_table_what_it_shows_is_handed_out_and_the_journal_says_so() {
    let store = demo_store();
    let (workspace, county) = (open(&store), at(&bureau(COUNTY)));
    let is_rural = |school: &&School| *school.rural.on(county.now.today);
    let shown: HashSet<Key> =
        workspace.schools.all().filter(is_rural).map(|school| Key::from(&*school.code)).collect();
    assert!(shown.len() > 1 && shown.len() < workspace.schools.len());
    let chosen = Chosen { kinds: &[Kind::School], shown: Some(&shown) };
    let view = View { workspace: &workspace, seat: county.seat.as_ref() };
    assert_eq!(chosen.counts(view), [(Kind::School, shown.len())]);
    let wanted = |id: &str| shown.contains(id);
    let file = import::some_records(&workspace, county.seat.as_ref(), Kind::School, &wanted);
    assert_eq!(file.len(), shown.len(), "the file holds what is counted");

    block_on(exports::records(&store, &workspace, &county, ("学校.xlsx", chosen), "")).expect("noted");
    let entry = last(&store);
    assert_eq!(entry.operation.handed_out, u32::try_from(shown.len()).ok());
    let said = format!("学校.xlsx：学校 {}（按当时的筛选，全部 60）", shown.len());
    assert_eq!(entry.operation.said(Lang::Zh), said);
    let said = format!("学校.xlsx: Schools {} (as filtered then, of 60)", shown.len());
    assert_eq!(entry.operation.said(Lang::En), said, "whatever the language of the page was");
}

#[test]
fn a_reason_is_asked_for_what_is_handed_out_and_not_for_what_stays() {
    let store = joint::demo_store();
    let (workspace, county) = (open(&store), at(&bureau(COUNTY)));
    let view = View { workspace: &workspace, seat: county.seat.as_ref() };
    let kinds = &[Kind::Responsibility][..];
    assert_eq!(Chosen::from(kinds).personal(view), kinds, "some have a telephone");
    let has_none = |id: &&Key| {
        let record = workspace.find(Kind::Responsibility, id).expect("there");
        !personal::is_in(workspace.fields(), &record)
    };
    let all: Vec<_> = workspace.responsibilities.held().keys().cloned().collect();
    let shown: HashSet<Key> = all.iter().filter(has_none).cloned().collect();
    assert_eq!(Chosen { kinds, shown: Some(&shown) }.personal(view), []);
}

#[test]
fn personal_data_and_pay_are_handed_out_for_a_reason_only() {
    let store = joint::demo_store();
    let workspace = open(&store);
    let county = at(&bureau(COUNTY));
    let before = last(&store).sequence;
    let of = ("全部记录", Kind::ALL);
    assert_eq!(block_on(exports::records(&store, &workspace, &county, of, " ")), Err(ExportFault::NoReason));
    let (list, nothing) = (("发放表-2026-03.xlsx", 31, LeftOut::default()), LeftOut::default());
    assert_eq!(
        block_on(exports::payments(&store, &workspace, &county, list, ("", nothing))),
        Err(ExportFault::NoReason)
    );
    assert_eq!(last(&store).sequence, before, "nothing was handed out");

    block_on(exports::records(&store, &workspace, &county, of, "报市教育局")).expect("noted");
    let entry = last(&store);
    assert_eq!(entry.operation.verb, personal::EXPORT);
    assert!(entry.operation.note.ends_with("用途：报市教育局"), "{}", entry.operation.note);

    let workspace = open(&store);
    block_on(exports::payments(&store, &workspace, &county, list, ("送财务发放", nothing))).expect("noted");
    let entry = last(&store);
    assert_eq!((entry.operation.verb.as_str(), entry.operation.handed_out), (exports::EXPORT, Some(31)));
    assert!(entry.operation.note.contains("发放表-2026-03.xlsx；用途：送财务发放"));
    assert_eq!(open(&store).settings.last_export.as_ref().map(|export| export.file.as_str()), Some(list.0));
}

#[test]
fn a_list_that_leaves_something_out_is_handed_out_by_whoever_agrees_to_it() {
    let store = joint::demo_store();
    let (workspace, county) = (open(&store), at(&bureau(COUNTY)));
    let left_out = LeftOut { payments: 1, sessions: 12 };
    let list = ("发放表-2026-03.xlsx", 31, left_out);
    let told =
        |agreed| block_on(exports::payments(&store, &workspace, &county, list, ("送财务发放", agreed)));
    // Another could no longer be decided since the dialog was opened.
    for agreed in [LeftOut::default(), LeftOut { sessions: 11, ..left_out }] {
        assert_eq!(told(agreed), Err(ExportFault::LeavesOut(left_out)));
    }
    told(left_out).expect("noted");
    let note = last(&store).operation.note;
    assert_eq!(note, "发放表-2026-03.xlsx（未列入本表：1 笔无法结算、12 个课次无法核算）；用途：送财务发放");
}

#[test]
fn a_file_of_a_record_is_noted_and_a_signed_paper_for_a_reason_only() {
    let store = demo_store();
    let workspace = open(&store);
    let county = at(&bureau(COUNTY));
    let hand_out = |of, reason| block_on(exports::of_record(&store, &workspace, &county, of, reason));
    let original = ("关于科普月的通知", "原件.pdf", false);
    hand_out(original, "").expect("no reason is asked for");
    let entry = last(&store);
    assert_eq!((entry.operation.verb.as_str(), entry.operation.handed_out), (exports::EXPORT, Some(1)));
    assert_eq!(entry.operation.note, "关于科普月的通知：原件.pdf");

    let paper = ("2026-03-04 槐荫学校", "课时确认表.jpg", true);
    assert_eq!(hand_out(paper, " "), Err(ExportFault::NoReason));
    assert_eq!(last(&store).sequence, entry.sequence, "nothing was handed out");
    hand_out(paper, "审计核对").expect("noted");
    let entry = last(&store);
    assert_eq!(entry.operation.verb, personal::EXPORT);
    assert!(entry.operation.note.ends_with("课时确认表.jpg；用途：审计核对"), "{}", entry.operation.note);
}
