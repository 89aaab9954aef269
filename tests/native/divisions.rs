//! The divisions of the province: places in the demo, where nobody sits, and organs with which a workspace of one's own begins.

use std::collections::BTreeSet;

use keqiao::{
    app::{beginning, clause_status, import, kinds::forwarding, scope, workspace::Workspace},
    demo::units::{CITY, PROVINCE, association, bureau},
    domain::{
        Kind,
        division::DIVISIONS,
        organization::{OrganizationKind, Side},
        workflow::{Role, Seat},
    },
    store::MemoryStore,
};
use pollster::block_on;

use crate::{
    joint::{TODAY, demo_store},
    story::{actor, open},
};

#[test]
fn the_real_divisions_stand_in_the_demos_tree_and_no_real_organ_does() {
    let workspace = open(&demo_store());
    let tree = workspace.tree();
    for division in DIVISIONS.iter() {
        let unit = tree.get(division.code).unwrap_or_else(|| panic!("{} is missing", division.name));
        assert_eq!((unit.name.as_str(), unit.side), (division.name, Side::Place));
        assert_eq!(tree.path(division.code).first(), Some(&"410000"));
        for organ in [bureau(division.code), association(division.code)] {
            assert!(tree.get(&organ).is_none(), "{organ} would act");
        }
    }
    assert_eq!(tree.path("410122"), ["410000", "410100", "410122"]);
}

#[test]
fn a_place_is_sent_nothing_owes_nothing_and_keeps_nothing() {
    let workspace = open(&demo_store());
    let places: BTreeSet<&str> = workspace
        .organizations
        .all()
        .filter(|unit| unit.kind == OrganizationKind::Division)
        .map(|unit| unit.code.as_str())
        .collect();
    assert_eq!(places.len(), 1 + 18 + 156);
    assert!(workspace.dispatches.all().all(|dispatch| !places.contains(&*dispatch.recipient)));
    assert!(workspace.schools.all().all(|school| !places.contains(&*school.division)));
    for document in workspace.documents.all() {
        let id = keqiao::domain::Record::id(document);
        let rows = forwarding::roll_up(&workspace, &id, &|_| Some(5));
        assert!(rows.iter().all(|row| !places.contains(&*row.unit)), "{id}");
    }
    for unit in [PROVINCE, CITY, "000000"] {
        let seat = Seat { unit: bureau(unit), role: Role::Officer };
        let vacant = clause_status::vacancies(&workspace, &seat, TODAY);
        assert!(vacant.iter().all(|unit| !places.contains(&**unit)), "{unit}");
    }
    for kind in Kind::ALL.iter().filter(|kind| kind.workflow().is_some()) {
        let kept = workspace.records_of(*kind).filter(|record| places.contains(record.keeper()));
        assert_eq!(kept.count(), 0, "{kind:?}");
    }
}

#[test]
fn an_empty_workspace_begins_with_a_real_organ_and_those_around_it() {
    let begun = |name: &str| {
        let store = MemoryStore::default();
        let (unit, _) = beginning::units().into_iter().find(|(_, known)| known == name).expect(name);
        block_on(beginning::begin(&store, &Workspace::default(), &actor(), &unit)).expect("begun");
        (open(&store), unit)
    };
    let (county, unit) = begun("中牟县教育局");
    let names: BTreeSet<_> = county.tree().all().map(|unit| unit.name.clone()).collect();
    let around = [
        "教育部办公厅",
        "中国科协办公厅",
        "河南省教育厅",
        "河南省科学技术协会",
        "郑州市教育局",
        "郑州市科学技术协会",
        "中牟县教育局",
        "中牟县科学技术协会",
    ];
    assert_eq!(names, around.map(str::to_owned).into());
    let seat = Seat { unit: unit.clone(), role: Role::Officer };
    assert!(scope::may_keep(&county, &seat, Kind::Document, &unit), "whoever sits there can begin work");
    assert!(!county.settings.demo);

    let (city, unit) = begun("郑州市教育局");
    assert!(city.tree().subordinates(&unit).any(|unit| unit.name == "中牟县教育局"));
    assert!(
        city.tree().subordinates(&unit).all(|unit| unit.name != "巩义市教育局"),
        "that reports to the province"
    );
    let (province, unit) = begun("河南省科学技术协会");
    assert_eq!(province.tree().all().count(), 2 * (1 + 1 + 18 + 156));
    assert!(province.tree().subordinates(&unit).any(|unit| unit.name == "巩义市科学技术协会"));
    assert_eq!(import::records(&province, None, Kind::Organization).len(), 352);
}
