//! Undoing an import: by whom, and never so that a record names what is not there.

use keqiao::{
    app::{
        Actor, import,
        journal::{self, Standing, UndoFault},
        records::{self, SaveError, Seen},
    },
    demo::units::{COUNTY, association, bureau},
    domain::{Kind, workflow::Role},
    exchange::{
        self,
        import::{Mapping, Mappings},
    },
    store::{MemoryStore, Store, StoreError, Written},
};
use pollster::block_on;

use crate::{
    joint,
    sessions::{SCHOOL, form},
    story::{actor, open, paper},
};

const SCHOOLS: &str = "学校标识码,学校名称,县区代码,学段,农村学校,薄弱学校,学生数,课后服务开始,课后服务结束,支付单位\n\
    4101,一小,410122,小学,否,否,800,16:30,18:00,县教育局\n";
const ANOTHER: &str = "学校标识码,学校名称,县区代码,学段,农村学校,薄弱学校,学生数,课后服务开始,课后服务结束,支付单位\n\
    4102,二小,410122,小学,否,否,800,16:30,18:00,县教育局\n";
const INSTRUCTORS: &str = "辅导员编号,姓名,工作单位,职称,校外人员,收款方,入职查询日期,专业领域\n\
    T1,王明,科技馆,正高级,是,本人,2026-02-01,天文\n";

fn bring(store: &MemoryStore, actor: &Actor, files: &[&str], said: &Mappings) -> Written {
    let sheets: Vec<_> =
        files.iter().flat_map(|file| exchange::read(file.as_bytes()).expect("a table")).collect();
    let workspace = open(store);
    let preview = import::check(&workspace, actor, &sheets);
    assert_eq!(preview.summary.problems, []);
    block_on(import::import(store, &workspace, actor, &preview.batch, &paper(), said)).expect("brought in")
}

fn undo(store: &MemoryStore, actor: &Actor, entry: &Written) -> Result<Written, UndoFault> {
    block_on(journal::undo(store, &open(store), actor, entry.sequence))
}

fn standing(store: &MemoryStore, actor: &Actor, entry: &Written) -> Standing {
    let entries = block_on(journal::entries(store, &open(store), actor, 99)).expect("a journal");
    entries.into_iter().find(|(listed, _)| listed.sequence == entry.sequence).expect("listed").1
}

fn session(store: &MemoryStore, school: &str) -> Result<String, SaveError> {
    let filled = form("2026-07-18", &[("school", school), ("instructor", "T1")]);
    block_on(records::save(store, &open(store), &actor(), (Kind::Session, None), &filled, Vec::new()))
}

#[test]
fn what_somebody_has_named_since_is_not_undone() {
    let store = MemoryStore::default();
    let first = bring(&store, &actor(), &[SCHOOLS, INSTRUCTORS], &Mappings::new());
    let id = session(&store, "4101").expect("planned");
    let refused = undo(&store, &actor(), &first);
    assert!(
        matches!(&refused, Err(UndoFault::Hanging { names, .. }) if names == "王明" || names == "一小"),
        "{refused:?}"
    );
    assert!(open(&store).instructors.has("T1"));

    // Nor is a record put back to what is gone: the session was at another school, whose import has been undone since.
    let second = bring(&store, &actor(), &[ANOTHER], &Mappings::new());
    let move_to = |school: &str| {
        let workspace = open(&store);
        let filled = form("2026-07-18", &[("school", school), ("instructor", "T1"), ("code", id.as_str())]);
        let seen = Seen { id: &id, revision: workspace.sessions.revision(&id) };
        block_on(records::save(
            &store,
            &workspace,
            &actor(),
            (Kind::Session, Some(seen)),
            &filled,
            Vec::new(),
        ))
        .expect("saved");
        block_on(store.journal(1)).expect("a journal").remove(0).sequence
    };
    move_to("4102");
    let back = move_to("4101");
    undo(&store, &actor(), &second).expect("nobody names it any more");
    let refused = block_on(journal::undo(&store, &open(&store), &actor(), back));
    assert!(matches!(&refused, Err(UndoFault::Hanging { names, .. }) if names == "4102"), "{refused:?}");
}

#[test]
fn two_tabs_cannot_name_a_record_and_take_it_away_in_the_same_moment() {
    let store = MemoryStore::default();
    let entry = bring(&store, &actor(), &[SCHOOLS, INSTRUCTORS], &Mappings::new());
    let tab = open(&store);
    undo(&store, &actor(), &entry).expect("nobody names them");
    let filled = form("2026-07-18", &[("school", "4101"), ("instructor", "T1")]);
    let late = block_on(records::save(&store, &tab, &actor(), (Kind::Session, None), &filled, Vec::new()));
    assert!(matches!(late, Err(SaveError::Store(StoreError::Conflict { .. }))), "{late:?}");

    let entry = bring(&store, &actor(), &[SCHOOLS, INSTRUCTORS], &Mappings::new());
    let tab = open(&store);
    session(&store, "4101").expect("planned");
    let late = block_on(journal::undo(&store, &tab, &actor(), entry.sequence));
    assert!(matches!(late, Err(UndoFault::Store(StoreError::TableChanged { .. }))), "{late:?}");
}

#[test]
fn an_import_is_undone_by_the_unit_that_made_it() {
    let store = joint::demo_store();
    let at = |unit: &str, role| joint::actor(joint::seat(unit, role));
    let county = bureau(COUNTY);
    let entry = bring(&store, &at(&county, Role::Officer), &[INSTRUCTORS], &Mappings::new());
    for other in [SCHOOL, &association(COUNTY)] {
        let other = at(other, Role::Leader);
        assert_eq!(standing(&store, &other, &entry), Standing::Others);
        assert!(matches!(undo(&store, &other, &entry), Err(UndoFault::NotYours(_))));
    }
    assert_eq!(standing(&store, &at(&county, Role::Leader), &entry), Standing::Undoable);
    undo(&store, &at(&county, Role::Leader), &entry).expect("whoever sits there");
}

#[test]
fn an_import_that_remembers_what_was_said_of_its_sheets_can_be_undone() {
    let store = MemoryStore::default();
    let said = Mappings::from([(
        "a sheet".to_owned(),
        Mapping { kind: Some("school".into()), ..Mapping::default() },
    )]);
    let entry = bring(&store, &actor(), &[SCHOOLS], &said);
    assert_eq!(open(&store).settings.mappings.len(), 1);
    assert_eq!(standing(&store, &actor(), &entry), Standing::Undoable);
    undo(&store, &actor(), &entry).expect("undone");
    assert!(open(&store).schools.is_empty());
}

#[test]
fn a_change_that_was_undone_itself_keeps_nothing_from_being_undone() {
    let store = MemoryStore::default();
    let first = bring(&store, &actor(), &[SCHOOLS], &Mappings::new());
    let renamed = SCHOOLS.replace("一小", "第一小学");
    let second = bring(&store, &actor(), &[&renamed], &Mappings::new());
    assert_eq!(standing(&store, &actor(), &first), Standing::Changed);
    assert!(matches!(undo(&store, &actor(), &first), Err(UndoFault::Changed(_))));
    undo(&store, &actor(), &second).expect("the later one first");
    assert_eq!(standing(&store, &actor(), &first), Standing::Undoable);
    undo(&store, &actor(), &first).expect("then the earlier");
    assert!(open(&store).schools.get("4101").is_none());
    assert_eq!(standing(&store, &actor(), &first), Standing::Undone);
}
