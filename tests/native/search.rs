//! What is found by name is told apart, sessions too.

use std::sync::Arc;

use keqiao::{
    app::{
        preview::Preview,
        search::{self, Hit},
        table::{Codes, Listing, Viewer},
        workspace::Workspace,
    },
    demo::units::{COUNTY, bureau},
    domain::{Kind, Lang, Record as _},
    store::MemoryStore,
};

use crate::joint::{TODAY, demo_store, open, save};

fn preview(workspace: &Workspace) -> Preview<'_> {
    Preview { workspace, unit: None, today: TODAY, lang: Lang::Zh }
}

fn registers(store: &MemoryStore, unit: &str, number: &str, received: &str) {
    let filled = [
        ("unit", unit),
        ("number", number),
        ("title", "关于科普月的通知"),
        ("issuer", "市教育局"),
        ("written", "2026-03-01"),
        ("received", received),
        ("main_to", "各县教育局"),
        ("openness", "主动公开"),
    ];
    save(store, unit, Kind::Document, None, &filled).expect("saved");
}

#[test]
fn documents_of_one_number_are_told_apart_by_unit_and_day() {
    let store = demo_store();
    for (unit, day) in [(bureau(COUNTY), "2026-03-02"), ("990102-edu".to_owned(), "2026-03-05")] {
        registers(&store, &unit, "演市教函〔2026〕3912号", day);
    }
    let workspace = open(&store);
    let hits = search::search(&preview(&workspace), None, "2026〕3912号", 12);
    assert_eq!(hits.len(), 2);
    let says: Vec<_> = hits.iter().map(|hit| hit.says.join(" ")).collect();
    assert!(says[0] != says[1], "{says:?}");
    assert!(says.iter().any(|says| says.contains("2026-03-05")), "{says:?}");
    assert!(says.iter().all(|says| says.contains("教育局")), "{says:?}");
}

fn sessions(workspace: &Arc<Workspace>, text: &str, most: usize) -> Vec<Hit> {
    let viewer = Viewer { seat: None, today: TODAY, lang: Lang::Zh, reasons: Arc::default() };
    let listing = Listing::of(Arc::clone(workspace), None, viewer, Kind::Session, &Codes::default());
    search::in_table(&preview(workspace), &listing, text, most)
}

#[test]
fn sessions_are_found_by_instructor_school_and_day() {
    assert!(search::by_table().any(|kind| kind == Kind::Session));
    let workspace = Arc::new(open(&demo_store()));
    let session = workspace.sessions.all().next().cloned().expect("a session");
    let name = |kind: Kind, id: &str| workspace.table(kind).get(id).expect("there").title();
    let (school, instructor) =
        (name(Kind::School, &session.school), name(Kind::Instructor, &session.instructor));
    let hits = sessions(&workspace, &format!("{instructor} {school} {}", session.date), 6);
    let hit = hits.iter().find(|hit| hit.id == session.id()).expect("found");
    assert!(hit.says.contains(&school) && hit.says.contains(&instructor), "{:?}", hit.says);
    assert!(hit.says.contains(&session.date.to_string()), "{:?}", hit.says);
    let texts: Vec<_> = hits.iter().map(|hit| (&hit.title, &hit.says)).collect();
    assert!(texts.iter().enumerate().all(|(at, text)| !texts[..at].contains(text)), "{texts:?}");
    assert_eq!(sessions(&workspace, "2026", 3).len(), 3);
    assert!(sessions(&workspace, " ", 3).is_empty());
}
