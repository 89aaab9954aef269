//! Sessions by sheet: what confirms, what stays as it was, and what is stored of a preview.

use jiff::civil::date;
use keqiao::{
    app::{
        import::{self, Paper},
        records::{self, Seen},
        transitions::TransitionError,
        workspace::AnyRecord as _,
    },
    demo::units::{COUNTY, bureau},
    domain::{Kind, record, session::holding},
    exchange::{self, import::Preview},
    store::{MemoryStore, StoreError},
};
use pollster::block_on;

use crate::{
    sessions::{SCHOOL, act, at, form, session, state},
    story::{demo_store, open, paper},
};

/// Three sessions of a sheet: confirmed on paper, not confirmed, and of a day to come.
const SHEET: &str = "学校标识码,辅导员编号,日期,开始时间,时长,形式,地点,主题,班级数,参加人数,单程距离,课时已确认\n\
    9901220001,KP0001,2026-07-05,08:00,45,科学故事,到校,一,1,40,,是\n\
    9901220001,KP0002,2026-07-05,08:00,45,科学故事,到校,二,1,40,,否\n\
    9901220001,KP0003,2026-07-19,08:00,45,科学故事,到校,三,1,40,,是\n";

fn check(store: &MemoryStore, unit: &str, sheet: &str) -> Preview {
    import::check(&open(store), &at(store, unit), &exchange::read(sheet.as_bytes()).expect("a table"))
}

fn bring(store: &MemoryStore, unit: &str, preview: &Preview, paper: &Paper) {
    block_on(import::import(
        store,
        &open(store),
        &at(store, unit),
        &preview.batch,
        paper,
        &Default::default(),
    ))
    .expect("imported");
}

#[test]
fn a_sheet_confirms_by_one_step_of_the_bureau_with_the_sheet_as_its_paper() {
    let store = demo_store();
    let read = check(&store, &bureau(COUNTY), SHEET);
    assert_eq!(read.summary.problems, []);
    assert_eq!(read.summary.steps, [("session".to_owned(), "confirm_by_sheet".to_owned(), 1)]);
    let left: Vec<_> = read.summary.left.iter().map(|left| (left.row, left.what.zh.as_str())).collect();
    assert_eq!(
        left,
        [(4, "课次的日期还没有到。请在授课当日或之后登记；日期有误时先更正。")],
        "told before it is stored"
    );
    let sheet = paper();
    bring(&store, &bureau(COUNTY), &read, &sheet);
    let id = |instructor: &str, day: &str| format!("{SCHOOL}_{instructor}_{day}_0800");
    assert_eq!(state(&store, &id("KP0001", "2026-07-05")), holding::confirmed);
    assert_eq!(state(&store, &id("KP0002", "2026-07-05")), holding::planned);
    assert_eq!(state(&store, &id("KP0003", "2026-07-19")), holding::planned);
    let workspace = open(&store);
    let held = workspace.sessions.held().get(&id("KP0001", "2026-07-05")).expect("it");
    let [step] = &held.envelope().steps[..] else { panic!("one step") };
    assert_eq!((&*step.unit, step.paper.as_ref()), (bureau(COUNTY).as_str(), Some(&sheet.file)));
    assert!(block_on(keqiao::store::Store::chunk(&store, &sheet.file.chunk())).expect("a read").is_some());

    // The same sheet again brings nothing; a correction finds its session although the sheet has no number.
    let again = check(&store, &bureau(COUNTY), SHEET);
    assert_eq!((again.batch.len(), again.summary.problems.len()), (0, 0), "{:?}", again.summary);
    let corrected = SHEET.replace("45,科学故事,到校,二", "90,科学故事,到校,二");
    let corrected = check(&store, &bureau(COUNTY), &corrected);
    assert_eq!(corrected.summary.counts[0].1.changed, 1);
    // What has no column in the sheet is as it was.
    let id = id("KP0002", "2026-07-05");
    let workspace = open(&store);
    let seen = Seen { id: &id, revision: workspace.sessions.revision(&id) };
    let (place, school) = ((Kind::Session, Some(seen)), at(&store, SCHOOL));
    let named = form("2026-07-05", &[("instructor", "KP0002"), ("substitute", "KP0009"), ("topic", "二")]);
    block_on(records::save(&store, &workspace, &school, place, &named, Vec::new())).expect("saved");
    let sheet = SHEET.replace("45,科学故事,到校,二", "60,科学故事,到校,二");
    bring(&store, &bureau(COUNTY), &check(&store, &bureau(COUNTY), &sheet), &paper());
    let brought = session(&open(&store), &id);
    assert_eq!((brought.minutes, brought.substitute.as_deref()), (60, Some("KP0009")));

    // A school brings its sessions in, and is told that a sheet of its own confirms nothing.
    let own = check(&store, SCHOOL, &SHEET.replace("-07-", "-06-").replace("08:00", "11:00"));
    assert_eq!((own.summary.counts[0].1.new, own.summary.left_count), (3, 2), "{:?}", own.summary);
}

#[test]
fn schools_and_what_they_held_come_in_one_file() {
    let store = MemoryStore::default();
    let county = demo_store();
    let records = |kind| import::records(&open(&county), None, kind);
    let book = exchange::with_records(
        open(&county).fields(),
        &[&[Kind::Organization, Kind::Series], record::MAIN].concat(),
        &records,
        date(2026, 7, 6),
        None,
    )
    .expect("a workbook");
    let sheets = exchange::read(&book).expect("sheets");
    let read = import::check(&open(&store), &at(&store, &bureau(COUNTY)), &sheets);
    assert_eq!(read.summary.problems, []);
    let confirmed = crate::story::confirmed(&open(&county)).len();
    assert_eq!(read.summary.steps, [("session".to_owned(), "confirm_by_sheet".to_owned(), confirmed)]);
    bring(&store, &bureau(COUNTY), &read, &paper());
    assert_eq!(crate::story::confirmed(&open(&store)).len(), confirmed);
}

#[test]
fn what_was_previewed_is_what_is_stored_or_nothing_is() {
    let store = demo_store();
    let (previewed, bureau) = (open(&store), bureau(COUNTY));
    bring(&store, &bureau, &check(&store, &bureau, SHEET), &paper());
    let id = format!("{SCHOOL}_KP0002_2026-07-05_0800");
    let corrected = SHEET.replace("45,科学故事,到校,二", "90,科学故事,到校,二");
    let seen = open(&store);
    let preview = check(&store, &bureau, &corrected);
    act(&store, SCHOOL, &id, ("hold", "")).expect("held meanwhile");
    for workspace in [&previewed, &seen] {
        let actor = at(&store, &bureau);
        let stored = block_on(import::import(
            &store,
            workspace,
            &actor,
            &preview.batch,
            &paper(),
            &Default::default(),
        ));
        assert!(
            matches!(
                stored,
                Err(TransitionError::Store(StoreError::Conflict { .. } | StoreError::TableChanged { .. }))
            ),
            "{stored:?}"
        );
    }
    assert_eq!(session(&open(&store), &id).minutes, 45, "under a signature nothing changes");
}

#[test]
fn a_row_stands_beside_what_is_stored_as_the_file_leaves_it() {
    let store = demo_store();
    let bureau = bureau(COUNTY);
    bring(&store, &bureau, &check(&store, &bureau, SHEET), &paper());
    let id = |instructor: &str, day: &str| format!("{SCHOOL}_{instructor}_{day}_0800");
    let told = |rows: &[(&str, &str, &str, &str)]| -> Vec<String> {
        let head = format!("课次编号,{}", SHEET.lines().next().expect("headings"));
        let row = |(id, instructor, day, time): &(&str, &str, &str, &str)| {
            format!("{id},{SCHOOL},{instructor},{day},{time},45,科学故事,到校,四,1,40,,否\n")
        };
        let sheet = format!("{head}\n{}", rows.iter().map(row).collect::<String>());
        let problems = check(&store, &bureau, &sheet).summary.problems;
        problems.into_iter().map(|p| format!("{} {} {}", p.row, p.value, p.what.zh)).collect()
    };
    let there = ("", "KP0002", "2026-07-05", "08:15");
    let clash = "该辅导员当日此时已有课次（9901220001 08:00）；几个班同时听讲请合为一个课次";
    assert_eq!(told(&[there]), [format!("2 08:15 {clash}")]);
    let stored = id("KP0002", "2026-07-05");
    let moved = (stored.as_str(), "KP0002", "2026-07-05", "10:00");
    let asked = "3 08:15 与另一条只有这一项不同，可能是同一条，请在上面选定";
    assert_eq!(told(&[moved, there]), [asked], "moved away by an earlier row, so that it may be another");
    let cancelled = id("KP0003", "2026-07-19");
    let in_its_place = ("", "KP0003", "2026-07-19", "08:15");
    assert_eq!(told(&[in_its_place]).len(), 1);
    act(&store, SCHOOL, &cancelled, ("cancel", "停课")).expect("cancelled");
    assert_eq!(told(&[in_its_place]), [""; 0], "what has ended without effect is in nobody's way");
}

#[test]
fn a_step_by_sheet_stands_on_what_its_guard_was_told() {
    let store = demo_store();
    let bureau = bureau(COUNTY);
    let (previewed, preview) = (open(&store), check(&store, &bureau, SHEET));
    let actor = at(&store, &bureau);
    // Another tab corrects the school of the sessions that the sheet confirms.
    crate::joint::save_again(&store, (Kind::School, SCHOOL));
    let stored =
        block_on(import::import(&store, &previewed, &actor, &preview.batch, &paper(), &Default::default()));
    assert!(
        matches!(
            stored,
            Err(TransitionError::Store(StoreError::Conflict { .. } | StoreError::TableChanged { .. }))
        ),
        "{stored:?}"
    );
}
