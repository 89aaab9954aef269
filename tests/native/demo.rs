//! The demo county holds what every page needs to show.

use std::{collections::BTreeSet, rc::Rc, sync::Arc};

use keqiao::{
    app::{account, import, policies::Rulebook, workspace::Workspace},
    demo,
    domain::{
        Fields, Kind,
        instructor::Title,
        session::{Form, Place},
    },
    exchange,
    policy::{PackLibrary, embedded_files, packs},
    store::{MemoryStore, Store},
};
use pollster::block_on;

const TODAY: jiff::civil::Date = jiff::civil::date(2026, 7, 6);

fn workspace() -> Arc<Workspace> {
    let store = MemoryStore::default();
    let actor = keqiao::app::Actor {
        seat_name: "演示".into(),
        seat: None,
        policy: None,
        now: keqiao::app::Now { timestamp: String::new(), today: TODAY },
        lang: Default::default(),
    };
    let county = demo::county(demo::SEED, demo::COUNTY, TODAY);
    block_on(import::load_demo(&store, &Workspace::default(), &actor, &county)).expect("context");
    assert_eq!(block_on(store.journal(9)).expect("a journal").len(), 1);
    Arc::new(block_on(Workspace::load(&store)).expect("a workspace"))
}

#[test]
fn the_same_seed_gives_the_same_county() {
    let county = |seed| demo::county(seed, demo::COUNTY, TODAY);
    assert_eq!(county(1), county(1));
    assert_ne!(county(1), county(2));
    let first =
        county(demo::SEED).of(Kind::Session).map(|session| session.id.clone()).min().expect("sessions");
    assert_eq!(first, FIRST, "the seed's county is the same on every machine and in every version");
}

const FIRST: &str = "4101220001_KP0004_2026-03-04_1630";

#[test]
fn a_county_has_every_form_place_title_and_reason() {
    let workspace = workspace();
    assert_eq!(workspace.schools.len(), 60);
    let names: BTreeSet<_> = workspace.schools.all().map(|school| &school.name).collect();
    assert_eq!(names.len(), 60, "no two schools share a name");
    assert_eq!(workspace.instructors.len(), 40);
    assert_eq!(workspace.sessions.len(), 1_500);
    let forms: BTreeSet<_> = workspace.sessions.all().map(|session| session.form).collect();
    let places: BTreeSet<_> = workspace.sessions.all().map(|session| session.place).collect();
    let titles: BTreeSet<_> =
        workspace.instructors.all().map(|instructor| *instructor.title.on(TODAY)).collect();
    assert_eq!(
        (forms.len(), places.len(), titles.len()),
        (Form::ALL.len(), Place::ALL.len(), Title::ALL.len())
    );

    let library = PackLibrary::of(packs(&embedded_files())).expect("packs");
    let account = account::draw_up(&workspace, &Rc::new(Rulebook::of(library, "henan")));
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
    let again = import::check(&workspace, None, TODAY, &sheets);
    assert_eq!(again.summary.problems, [], "what the program wrote it can read");
    assert!(again.batch.is_empty());
    let fresh = import::check(&Workspace::default(), None, TODAY, &sheets);
    assert_eq!(fresh.summary.problems, []);
    assert_eq!(
        fresh.batch.len(),
        Kind::ALL.iter().map(|kind| import::records(&workspace, None, *kind).len()).sum::<usize>()
    );
}
