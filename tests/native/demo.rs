//! The demo county holds what every page needs to show.

use std::{
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
    sync::{Arc, Mutex},
};

use jiff::civil::{Date, date};
use keqiao::{
    app::{account, import, policies::Rulebook, workspace::Workspace},
    demo::{
        self,
        script::{self, Script},
    },
    domain::{
        Fields, Kind, Lang, Localized,
        instructor::Title,
        session::{Form, Place},
    },
    exchange::{self, import::Batch},
    policy::{PackLibrary, embedded_files, packs},
    store::{MemoryStore, Store},
};
use pollster::block_on;

use crate::story::actor;

const TODAY: Date = date(2026, 7, 6);

/// A county under the shipped policies.
pub fn county(seed: u64, size: demo::Size, today: Date) -> Batch {
    block_on(demo::county(seed, size, today, &rulebook())).expect("a script that plays")
}

fn rulebook() -> Rc<Rulebook> {
    Rc::new(Rulebook::of(PackLibrary::of(packs(&embedded_files())).expect("packs"), "henan"))
}

/// The demo's county as it is at a size, generated once: most stories begin with it.
pub fn county_of(size: demo::Size, today: Date) -> Batch {
    type Known = BTreeMap<(usize, Date), Batch>;
    static KNOWN: Mutex<Known> = Mutex::new(Known::new());
    let mut known = KNOWN.lock().expect("no story fails in here");
    known.entry((size.schools, today)).or_insert_with(|| county(demo::SEED, size, today)).clone()
}

fn workspace() -> Arc<Workspace> {
    let store = MemoryStore::default();
    let actor = keqiao::app::Actor {
        seat_name: "演示".into(),
        seat: None,
        policy: None,
        now: keqiao::app::Now { timestamp: String::new(), today: TODAY },
    };
    let county = county_of(demo::COUNTY, TODAY);
    block_on(import::load_demo(&store, &Workspace::default(), &actor, &county)).expect("context");
    assert_eq!(block_on(store.journal(9)).expect("a journal").len(), 1);
    Arc::new(block_on(Workspace::load(&store)).expect("a workspace"))
}

#[test]
fn the_same_seed_gives_the_same_county() {
    let of_seed = |seed| county(seed, demo::COUNTY, TODAY);
    assert_eq!(of_seed(1), of_seed(1));
    assert_ne!(of_seed(1), of_seed(2));
    let first =
        of_seed(demo::SEED).of(Kind::Session).map(|session| session.id.clone()).min().expect("sessions");
    assert_eq!(first, FIRST, "the seed's county is the same on every machine and in every version");
}

const FIRST: &str = "9901220001_KP0004_2026-03-04_1630";

#[test]
fn a_county_has_every_form_place_title_and_reason() {
    let workspace = workspace();
    assert_eq!(workspace.schools.len(), 60);
    let names: BTreeSet<_> = workspace.schools.all().map(|school| &school.name).collect();
    assert_eq!(names.len(), 60, "no two schools share a name");
    assert_eq!(workspace.instructors.len(), 41, "forty, and one who has come to the pool since");
    assert_eq!(workspace.sessions.len(), 1_500, "all of the term that is behind it");
    let forms: BTreeSet<_> = workspace.sessions.all().map(|session| session.form).collect();
    let places: BTreeSet<_> = workspace.sessions.all().map(|session| session.place).collect();
    let titles: BTreeSet<_> =
        workspace.instructors.all().map(|instructor| *instructor.title.on(TODAY)).collect();
    assert_eq!(
        (forms.len(), places.len(), titles.len()),
        (Form::ALL.len(), Place::ALL.len(), Title::ALL.len())
    );

    let account = account::draw_up(&workspace, &rulebook());
    let reasons: BTreeSet<_> =
        account::refusals(account.verdicts.values()).into_iter().map(|(reason, _)| reason).collect();
    let all = [
        "check_missing",
        "not_appointed",
        "not_confirmed",
        "not_external",
        "not_on_campus",
        "outside_service_window",
        "payee_institution",
    ];
    assert_eq!(reasons.into_iter().collect::<Vec<_>>(), all);
}

#[test]
fn a_county_exported_and_imported_again_changes_nothing() {
    let workspace = workspace();
    let book = exchange::with_records(
        &Fields::default(),
        Kind::ALL,
        &|kind| import::records(&workspace, None, kind),
        TODAY,
        Some("演示数据"),
    )
    .expect("a workbook");
    let sheets = exchange::read(&book).expect("sheets");
    let again = import::check(&workspace, &actor(), &sheets);
    assert_eq!(again.summary.problems, [], "what the program wrote it can read");
    assert!(again.batch.is_empty(), "{:?}", again.batch);
    let fresh = import::check(&Workspace::default(), &actor(), &sheets);
    assert_eq!(fresh.summary.problems, []);
    assert_eq!(
        fresh.batch.len(),
        Kind::ALL.iter().map(|kind| import::records(&workspace, None, *kind).len()).sum::<usize>()
    );
}

const SMALL: demo::Size = demo::Size { schools: 12, instructors: 8, sessions: 10 };

#[test]
fn the_script_plays_whenever_the_demo_is_loaded() {
    let kept = |county: &Batch| {
        [Kind::Dispatch, Kind::ActionItem, Kind::Need, Kind::Supply].map(|kind| county.of(kind).count())
    };
    let usual = kept(&county_of(SMALL, TODAY));
    for day in [
        date(2026, 5, 1),
        date(2026, 6, 13),
        date(2026, 8, 3),
        date(2026, 10, 9),
        date(2027, 1, 1),
        date(2027, 2, 1),
        date(2028, 2, 29),
    ] {
        assert_eq!(kept(&county(demo::SEED, SMALL, day)), usual, "{day}");
    }
}

/// Whoever the script brings into the register is nobody whom a larger demo generates.
#[test]
fn the_script_plays_beside_the_people_and_schools_of_a_province() {
    let province = demo::Size { schools: 90, instructors: 5_360, sessions: 10 };
    let county = county_of(province, TODAY);
    assert!(county.of(Kind::Instructor).count() > 5_360, "the script's come on top");
}

#[test]
fn a_fault_of_a_script_is_told_with_its_line() {
    let county = county_of(SMALL, TODAY);
    let told = |text: &str| {
        let played = Script::read(text).and_then(|script| {
            block_on(script::play(&script, &county, &rulebook(), TODAY)).map(|made| made.len())
        });
        played.expect_err(text).text(Lang::Zh)
    };
    let need = "-1 9901220001 经办人 新建 学校需求\n需求编号：x\n对接轮次：990122-edu_2025-2\n领域：数学\n形式：科普课程\n学段：初中\n";
    for (text, said) in [
        ("# 说明\n\n下一步待定", "第 3 行：看不懂这一行"),
        ("> 没有头的一行", "第 1 行：看不懂"),
        ("-1 990122-edu 经办人 新建 公函", "第 1 行：没有“公函”这个类别"),
        ("-1 990122-edu 科长 新建 公文", "没有“科长”这个席位"),
        ("-1 990122-edu 经办人 盖章 公文 x", "没有“盖章”这个环节"),
        ("-1 990122-edu 经办人 新建 公文\n文好：x", "第 2 行：没有“文好”这个栏目"),
        ("逐家 各校", "没有“各校”这个单位组"),
        ("单位组 各校：下级 990122-edu\n逐家 各校，第1家", "第 2 行：看不懂"),
        ("单位组 各校：下级 990122-edu\n逐家 各校，每6家第7家", "第 2 行：看不懂"),
        ("-1 {县} 经办人 新建 公文", "没有“县”这个简称"),
        ("-1 990122-edu 经办人 批示同意 公文 x", "第 1 行：找不到这条记录"),
        ("-1 990122-edu 经办人 新建 学校需求", "第 1 行：本席位现在不能修改"),
        (&format!("{need}次数：0"), "第 1 行：次数：0 不在 1～200 之间"),
        (&format!("{need}次数：2\n-9 9901220001 经办人 填报 学校需求 x"), "第 8 行：找不到"),
        (&format!("{need}次数：2\n+99 9901220001 经办人 填报 学校需求 x"), "第 8 行：不在本轮填报期内"),
        (
            "-1 990122-edu 经办人 撤销登记 公文 990122-edu_演省科协发〔2026〕9号",
            "第 1 行：“撤销登记”须写明理由",
        ),
    ] {
        let told = told(text);
        assert!(told.contains(said), "{text}\n{told}");
    }
}
