//! What was paid is judged by the facts of its day: a later title, a school that is rural no more, a renewed check and
//! another payer change nothing before their day.

use std::{rc::Rc, sync::Arc};

use jiff::civil::{Date, date};
use keqiao::{
    app::{
        Actor,
        account::{self, Account},
        import,
        overview::{self, Sums},
        policies::{self, Rulebook},
        records::{self, FormValues, Seen},
        table::TableQuery,
        workspace::Workspace,
    },
    domain::{
        Fields, Kind, Lang, Money, Month, Record as _, Term,
        workflow::{Role, Seat},
    },
    exchange::{self, import::Preview},
    policy::embedded_files,
    store::MemoryStore,
};
use pollster::block_on;

use crate::{
    story::{actor, all, paper, rulebook},
    table::{ids, open_table},
};

const TODAY: Date = date(2026, 7, 6);

const UNITS: &str = "单位编号,单位名称,类别,层级,行政区划代码,上级单位,同级单位\n410122-edu,县教育局,教育行政部门,县,410122,,\n";
const SCHOOLS: &str = "学校标识码,学校名称,县区代码,学段,农村学校,薄弱学校,学生数,课后服务开始,课后服务结束,支付单位\n\
    4101,一小,410122,小学,是,否,800,16:30,18:00,县教育局\n";
const INSTRUCTORS: &str = "辅导员编号,姓名,工作单位,职称,校外人员,收款方,入职查询日期,专业领域\n\
    T1,王明,科技馆,副高级,是,本人,2025-09-01,天文\n";
const APPOINTMENTS: &str = "学校标识码,辅导员编号,聘任起,聘任止\n4101,T1,2026-02-20,2026-07-10\n";
const SESSIONS: &str = "学校标识码,辅导员编号,日期,开始时间,时长,形式,地点,主题,班级数,参加人数,单程距离,课时已确认\n\
    4101,T1,2026-03-05,16:30,45,科学报告,到校,月球,1,40,,是\n\
    4101,T1,2026-05-07,16:30,45,科学报告,到校,火星,1,40,,是\n";

fn open(store: &MemoryStore) -> Arc<Workspace> {
    Arc::new(block_on(Workspace::load(store)).expect("a workspace"))
}

/// The county's bureau, which brings in the sheets that its schools have signed.
fn bureau(store: &MemoryStore) -> Actor {
    let policy = rulebook(&open(store)).on(TODAY).ok();
    let seat = Some(Seat { unit: "410122-edu".into(), role: Role::Officer });
    Actor { seat, policy, ..actor() }
}

fn preview(store: &MemoryStore, files: &[&str]) -> Preview {
    let sheets: Vec<_> =
        files.iter().flat_map(|file| exchange::read(file.as_bytes()).expect("a table")).collect();
    import::check(&open(store), &bureau(store), &sheets)
}

fn bring(store: &MemoryStore, files: &[&str]) -> Vec<String> {
    let preview = preview(store, files);
    assert_eq!(preview.summary.problems, []);
    block_on(import::import(
        store,
        &open(store),
        &bureau(store),
        &preview.batch,
        &paper(),
        &Default::default(),
    ))
    .expect("imported");
    preview.changes.iter().map(|change| format!("{} {}", change.column, change.what.zh)).collect()
}

/// A school, an instructor, a session in March and one in May.
fn county() -> MemoryStore {
    let store = MemoryStore::default();
    bring(&store, &[UNITS, SCHOOLS, INSTRUCTORS, APPOINTMENTS, SESSIONS]);
    store
}

fn account(store: &MemoryStore) -> Account {
    let workspace = open(store);
    let library = policies::library(&embedded_files(), &workspace).expect("packs that read");
    account::draw_up(&workspace, &Rc::new(Rulebook::of(library, "henan")))
}

/// After tax, of the session in March and of that in May.
fn amounts(store: &MemoryStore) -> [Money; 2] {
    let account = account(store);
    let workspace = open(store);
    let amounts: Vec<_> = workspace
        .sessions
        .all()
        .map(|session| account.verdicts.get(&session.id()).expect("decided").amount())
        .collect();
    [amounts[0], amounts[1]]
}

/// Saves the form of a record with these texts in it.
fn save(store: &MemoryStore, (kind, id): (Kind, &str), changes: &[(&'static str, &str)]) {
    let workspace = open(store);
    let record = workspace.find(kind, id).expect("there");
    let mut filled: FormValues =
        kind.fields().iter().map(|field| (field.key, field.write(&record.values[field.key]))).collect();
    filled.extend(changes.iter().map(|(key, text)| (*key, (*text).to_owned())));
    let seen = Seen { id, revision: record.revision };
    block_on(records::save(store, &workspace, &actor(), (kind, Some(seen)), &filled, Vec::new()))
        .expect("saved");
}

const INSTRUCTOR: (Kind, &str) = (Kind::Instructor, "T1");
const SCHOOL: (Kind, &str) = (Kind::School, "4101");

#[test]
fn march_stays_as_it_was_to_the_fen_whatever_is_entered_later() {
    let store = county();
    let [march, may] = amounts(&store);
    assert_eq!((march, may), (Money::fen(600_00), Money::fen(600_00)), "associate, rural");

    save(&store, INSTRUCTOR, &[("title", "副高级\n2026-05-01：正高级")]);
    assert_eq!(amounts(&store), [march, Money::fen(1_200_00)], "promoted in May");
    save(&store, SCHOOL, &[("rural", "是\n2026-05-01：否")]);
    assert_eq!(amounts(&store), [march, Money::fen(1_000_00)], "rural no more");
    save(&store, INSTRUCTOR, &[("checked_on", "2025-09-01\n2026-06-01 | 县教育局 | 一小")]);
    assert_eq!(amounts(&store), [march, Money::fen(1_000_00)], "checked again in June");
    save(&store, SCHOOL, &[("service_from", "16:30\n2026-05-01：17:00")]);
    assert_eq!(amounts(&store), [march, Money::ZERO], "before the new hours begin");
    save(&store, SCHOOL, &[("service_from", "16:30")]);
    save(&store, INSTRUCTOR, &[("payee", "本人；2026-05-01：所在单位")]);
    assert_eq!(amounts(&store), [march, Money::ZERO], "paid to the employer");
    save(&store, INSTRUCTOR, &[("payee", "本人"), ("external", "是；2026-05-01：否")]);
    assert_eq!(amounts(&store), [march, Money::ZERO], "on the staff since");
}

#[test]
fn each_session_is_paid_by_the_payer_of_its_day() {
    let store = county();
    save(&store, SCHOOL, &[("payer", "县教育局；2026-04-01：一小")]);
    let (workspace, account) = (open(&store), account(&store));
    let paid: Vec<_> =
        account.payments.iter().map(|payment| (payment.month.to_string(), payment.payer.as_str())).collect();
    assert_eq!(paid, [("2026-03".to_owned(), "县教育局"), ("2026-05".to_owned(), "一小")]);
    let listing = open_table(Arc::clone(&workspace), Some(&account), Kind::Session, TODAY, Lang::Zh);
    let by = |payer: &str| {
        let found = ids(&listing, &TableQuery::default().with("payer", payer));
        let months =
            found.iter().map(|id| Month::of(workspace.sessions.get(id).expect("there").date).to_string());
        months.collect::<Vec<_>>()
    };
    assert_eq!((by("县教育局"), by("一小")), (vec!["2026-03".to_owned()], vec!["2026-05".to_owned()]));
}

#[test]
fn a_check_counts_from_its_day_and_not_before() {
    let store = county();
    let unchecked = |store: &MemoryStore| {
        let term = Term::of(date(2026, 3, 5));
        overview::of_term(all(&open(store)), &account(store), term, &mut Sums::default())
            .missing
            .unchecked_instructors
    };
    assert_eq!(unchecked(&store), [""; 0]);
    save(&store, INSTRUCTOR, &[("checked_on", "2026-04-01 | 县教育局 | 一小")]);
    assert_eq!(amounts(&store)[0], Money::ZERO, "nobody had checked in March");
    assert_eq!(amounts(&store)[1], Money::fen(600_00));
    assert_eq!(unchecked(&store), ["T1"]);
}

#[test]
fn a_changed_value_in_a_sheet_is_a_new_one_and_the_preview_says_from_when() {
    let store = county();
    let [march, may] = amounts(&store);
    let promoted = INSTRUCTORS.replace("副高级", "正高级");
    assert_eq!(bring(&store, &[&promoted]), ["D 职称 正高级（此前：副高级），自 2026-07-06 起"]);
    assert_eq!(amounts(&store), [march, may], "nothing before today");
    assert_eq!(preview(&store, &[&promoted]).summary.counts[0].1.unchanged, 1, "said twice is said once");

    let since = promoted.replace("职称,", "职称,职称自,").replace("正高级,", "正高级,2026-05-01,");
    assert_eq!(bring(&store, &[&since]), ["D 职称 正高级（此前：副高级），自 2026-05-01 起"]);
    assert_eq!(amounts(&store), [march, Money::fen(1_200_00)], "the day was wrong and is corrected");

    let checked = promoted.replace("2025-09-01", "2026-06-01");
    bring(&store, &[&checked]);
    bring(&store, &[&promoted.replace("2025-09-01", "")]);
    let workspace = open(&store);
    let record = workspace.find(Kind::Instructor, "T1").expect("there");
    let text = |key: &str| Kind::Instructor.field(key).expect("a field").write(&record.values[key]);
    assert_eq!(text("checked_on"), "2025-09-01 |  | \n2026-06-01 |  | ", "every check stays");
    assert_eq!(text("title"), "副高级\n2026-05-01：正高级");
    assert_eq!(amounts(&store), [march, Money::fen(1_200_00)]);
}

#[test]
fn a_new_record_says_what_was_before_its_first_day() {
    let store = MemoryStore::default();
    let since = INSTRUCTORS.replace("职称,", "职称,职称自,").replace("副高级,", "副高级,2026-05-01,");
    let told = |file: &str| {
        let problems = preview(&store, &[file]).summary.problems;
        problems.iter().map(|problem| format!("{} {}", problem.column, problem.what.zh)).collect::<Vec<_>>()
    };
    assert_eq!(told(&since), ["D 职称 最初的值不写日期：它从一开始就有效，如“副高级；2026-03-01：正高级”"]);
    let whole = INSTRUCTORS.replace("副高级", "副高级；2026-05-01：正高级；2026-05-01：院士");
    assert_eq!(told(&whole), ["D 职称 2026-05-01 有两个值，只留一个"]);
    bring(&store, &[&whole.replace("；2026-05-01：院士", "")]);
    let workspace = open(&store);
    let title = &workspace.instructors.all().next().expect("one").title;
    assert_eq!(title.days().collect::<Vec<_>>(), [date(2026, 5, 1)]);
}

#[test]
fn an_export_brings_every_history_and_reads_back_the_same() {
    let store = county();
    save(
        &store,
        INSTRUCTOR,
        &[
            ("title", "中级；2024-01-01：副高级；2026-05-01：正高级；2027-01-01：院士"),
            ("checked_on", "2025-09-01\n2026-06-01 | 县教育局 | 一小"),
        ],
    );
    let workspace = open(&store);
    let kinds = [Kind::School, Kind::Instructor];
    let records = |kind| import::records(&workspace, None, kind);
    let book = exchange::with_records(&Fields::default(), &kinds, &records, TODAY, None).expect("a workbook");
    let sheets = exchange::read(&book).expect("sheets");
    let shown = format!("{:?}", sheets[2]);
    for cell in ["职称自", "职称历次", "入职查询日期历次", "\"正高级\"", "\"2026-05-01\""] {
        assert!(shown.contains(cell), "{cell}: {shown}");
    }
    assert!(!shown.contains("收款方历次"), "what has no history has no column for it");
    let again = import::check(&workspace, &actor(), &sheets);
    assert_eq!((again.summary.problems, again.batch.len()), (Vec::new(), 0));
    let fresh = import::check(&Workspace::default(), &actor(), &sheets);
    assert_eq!(fresh.summary.problems, []);
    for kind in kinds {
        for record in fresh.batch.of(kind) {
            let there = workspace.find(kind, &record.id).expect("there");
            assert_eq!(record.values, there.values, "{kind:?}");
        }
    }
}

#[test]
fn tables_show_what_holds_today() {
    let store = county();
    save(&store, INSTRUCTOR, &[("title", "副高级；2026-07-06：正高级；2027-01-01：院士")]);
    let cells = |today| {
        let listing = open_table(open(&store), None, Kind::Instructor, today, Lang::Zh);
        listing.cells(0).into_iter().map(|cell| cell.text).collect::<Vec<_>>().join(" ")
    };
    assert!(cells(TODAY).contains("正高级") && cells(TODAY).contains("2025-09-01"), "{}", cells(TODAY));
    assert!(cells(date(2026, 7, 5)).contains("副高级"));
}

#[test]
fn service_hours_hold_on_every_day() {
    let store = county();
    let workspace = open(&store);
    let record = workspace.find(Kind::School, "4101").expect("there");
    let mut filled: FormValues = Kind::School
        .fields()
        .iter()
        .map(|field| (field.key, field.write(&record.values[field.key])))
        .collect();
    filled.insert("service_from", "16:30；2026-05-01：18:30".into());
    let faults =
        records::read(&workspace, Kind::School, Some(&record), &filled).expect_err("closed before open");
    assert_eq!(faults[0].field, "service_until");
    filled.insert("service_until", "18:00；2026-05-01：19:00".into());
    records::read(&workspace, Kind::School, Some(&record), &filled).expect("open on every day");
}
