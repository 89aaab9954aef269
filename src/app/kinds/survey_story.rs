//! The map's example of a kind, tried: its derived fact, its effect and its card.

use std::rc::Rc;

use jiff::civil::date;
use pollster::block_on;
use serde_json::json;

use crate::{
    app::{
        Actor, FormValues, Now, facts, kinds,
        reading::Reading,
        records,
        transitions::{self, TransitionError},
        workspace::{RecordView, Workspace},
    },
    domain::{
        Checked, Kind,
        workflow::{Role, Seat},
    },
    policy::{PackLibrary, PackSource, Policy, embedded_files, packs},
    store::{Commit, MemoryStore, Store as _, StoreError},
};

const SCHOOL: &str = "4101220001";

/// Henan's packs, and a guard that lets a school file one survey.
fn policy() -> Policy {
    let script = "fn may_file_survey(survey, p) {
        if survey.filed_before > 0 { return refuse(\"one_survey\"); }
        true
    }";
    let texts = "[reasons]\none_survey = { zh = \"本校已报送\", en = \"filed already\" }\n";
    let manifest = "title = { zh = \"试\", en = \"trial\" }\neffective = 2021-12-20\nextends = \"henan\"\n";
    let files = [("pack.toml", manifest), ("trial.rhai", script), ("texts.toml", texts)];
    let files = files.map(|(path, text)| (path.to_owned(), text.to_owned())).into();
    let trial = PackSource { id: "trial".into(), files };
    let library = PackLibrary::of(packs(&embedded_files()).into_iter().chain([trial])).expect("manifests");
    Policy::compile(&library.chain("trial", date(2026, 6, 15)).expect("a chain")).expect("compiles")
}

fn actor() -> Actor {
    Actor {
        seat_name: SCHOOL.into(),
        seat: Some(Seat { unit: SCHOOL.into(), role: Role::Officer }),
        policy: Some(Rc::new(policy())),
        now: Now { timestamp: "2026-06-15T01:00:00Z".into(), today: date(2026, 6, 15) },
    }
}

fn open(store: &MemoryStore) -> Workspace {
    block_on(Workspace::load(store)).expect("a workspace")
}

/// A bureau, a school of its county, and two surveys of the school.
fn begun() -> MemoryStore {
    let store = MemoryStore::default();
    let rows = [
        (
            Kind::Organization,
            json!({ "code": "410122-edu", "name": "县教育局", "kind": "bureau", "level": "county", "division": "410122", "reports_to": null, "peer": null }),
        ),
        (
            Kind::School,
            json!({ "code": SCHOOL, "name": "实验小学", "division": "410122", "stage": "primary", "rural": [{ "value": false }], "under_resourced": [{ "value": false }], "pupils": 900, "service_from": [{ "value": "16:30:00" }], "service_until": [{ "value": "18:00:00" }], "payer": [{ "value": "县教育局" }] }),
        ),
        (Kind::Survey, json!({ "code": "s-1", "school": SCHOOL, "satisfied": "0.9", "remarks": "多讲航天" })),
        (Kind::Survey, json!({ "code": "s-2", "school": SCHOOL, "satisfied": "0.8", "remarks": "再来" })),
    ];
    let change = |(kind, values): (Kind, serde_json::Value)| {
        let values = values.as_object().cloned().unwrap_or_default();
        let checked: Checked = (kind.declaration().check)(values).expect("sound");
        records::change(kind, &checked, &Default::default(), None).expect("JSON")
    };
    let changes = rows.into_iter().map(change).collect();
    block_on(store.commit(Commit::new(actor().operation("import", ""), changes))).expect("written");
    store
}

fn survey<'a>(workspace: &'a Workspace, id: &str) -> RecordView<'a> {
    workspace.find(Kind::Survey, id).expect("a survey")
}

#[test]
fn a_survey_has_its_fact_its_effect_and_its_card() {
    let store = begun();
    let file = |id: &str| {
        let here = (Kind::Survey, id);
        block_on(transitions::make(&store, &open(&store), &actor(), here, ("file", ""))).map(|_| ())
    };
    let workspace = open(&store);
    let card = &kinds::of(Kind::Survey).expect("declared").cards[0];
    let lines = (card.lines)(&workspace, &survey(&workspace, "s-1"));
    let shown: Vec<_> = lines.into_iter().map(|line| (line.label, line.value)).collect();
    assert_eq!(shown, [("s-1".into(), "90%".into()), ("s-2".into(), "80%".into())]);
    let reading = Rc::new(Reading::of(&workspace));
    assert!(
        facts::of_record(
            &policy(),
            &reading,
            &survey(&workspace, "s-1"),
            (&actor().seat.expect("seated"), date(2026, 6, 15))
        )
        .is_some()
    );

    file("s-1").expect("filed");
    let made = open(&store).contacts.get("s-1-contact").cloned().expect("a contact");
    assert_eq!((made.unit.as_str(), made.with.as_str()), (SCHOOL, "410122-edu"));
    let refused = file("s-2");
    assert!(matches!(&refused, Err(TransitionError::Ruled { .. })), "{refused:?}");

    // The count of what is filed includes the survey itself, and does not stand in the way of taking it back.
    let back = |id| block_on(transitions::take_back(&store, &open(&store), &actor(), (Kind::Survey, id)));
    back("s-1").expect("taken back");
    assert!(open(&store).contacts.get("s-1-contact").is_none(), "its contact has gone with it");
    file("s-2").expect("filed in its place");
    back("s-2").expect("taken back too");
    // What a guard counted, nobody adds to meanwhile: two tabs cannot file one each.
    let other_tab = open(&store);
    file("s-1").expect("filed");
    let here = actor();
    let late = transitions::make(&store, &other_tab, &here, (Kind::Survey, "s-2"), ("file", ""));
    let conflict = block_on(late).map(|_| ());
    assert!(
        matches!(&conflict, Err(TransitionError::Store(StoreError::TableChanged { .. }))),
        "{conflict:?}"
    );
    back("s-1").expect("taken back");
    // Each is checked with the former ones filed already.
    let both = ["s-1".to_owned(), "s-2".to_owned()];
    let workspace = open(&store);
    let actor = actor();
    let made = transitions::make_all(&store, &workspace, &actor, (Kind::Survey, &both), ("file", ""));
    let refused = block_on(made).map(|_| ());
    assert!(
        matches!(&refused, Err(TransitionError::OfSeveral { title, .. }) if title == "s-2"),
        "{refused:?}"
    );
    assert!(open(&store).contacts.get("s-1-contact").is_none(), "all or none");
    let begun = records::rolled_over(&open(&store), &survey(&open(&store), "s-2"), FormValues::new());
    assert!(!begun.contains_key("remarks"));
}
