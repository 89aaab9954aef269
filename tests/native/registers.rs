//! Who may write what another office keeps, and the register that nobody does.

use keqiao::{
    app::{handover::incoming::Outcome, records},
    domain::{Kind, workflow::Role},
    store::{Commit, Store as _},
};
use pollster::block_on;

use crate::{
    handover::county_and_school,
    offices::{ASSOCIATION, COUNTY, LATER, Office, SCHOOL},
};

/// Instructors belong to no unit, and every office has their register.
#[test]
fn a_register_that_nobody_keeps_comes_to_every_office() {
    let (county, school) = county_and_school();
    let fields = [
        ("number", "KP-0001"),
        ("name", "陈国栋"),
        ("unit", "云溪县科技馆"),
        ("title", "正高级"),
        ("external", "是"),
        ("payee", "本人"),
        ("recommended_by", ASSOCIATION),
    ];
    county.save(Kind::Instructor, None, &fields);
    let taken = school.take(&county.make(SCHOOL, None, None), None);
    assert!(taken.contains(&("instructor/KP-0001".to_owned(), Outcome::New)), "{taken:?}");
}

/// A contact names the school, and is the county's.
#[test]
fn who_is_named_by_a_record_does_not_write_it() {
    let (county, school) = county_and_school();
    let fields = [
        ("code", "lx-1"),
        ("unit", COUNTY),
        ("with", SCHOOL),
        ("date", "2026-06-15"),
        ("channel", "电话"),
        ("topic", "排课"),
    ];
    let id = county.save(Kind::Contact, None, &fields);
    school.take(&county.make(SCHOOL, None, None), None);
    writes(&school, (Kind::Contact, &id), ("topic", "另一件事"));
    let taken = county.take(&school.make(COUNTY, None, None), None);
    assert_eq!(
        county.workspace().find(Kind::Contact, &id).expect("there").text("topic"),
        "排课",
        "{taken:?}"
    );
}

/// An office writes into a record that it has, whoever keeps it: at home nothing hinders it.
fn writes(office: &Office, (kind, id): (Kind, &str), (field, text): (&str, &str)) {
    let (store, workspace, actor) = (office.sealing(), office.workspace(), office.actor(Role::Officer));
    let record = workspace.find(kind, id).expect("there");
    let mut values = record.values.clone();
    values.insert(field.to_owned(), text.into());
    let change = records::change_values(kind, id, &values, record.envelope, record.revision);
    let commit = Commit::new(actor.operation("edit", ""), vec![change.expect("json")]);
    block_on(store.commit(commit)).expect("it may do so at home");
}

/// The register of instructors is kept on by whoever wrote it first, and by whoever it says recommends them: so somebody moves to another
/// association.
#[test]
fn an_instructor_is_kept_on_by_whoever_the_register_says_recommends_them() {
    let (county, school) = county_and_school();
    let at = (Kind::Instructor, "KP-0001");
    let fields = [
        ("number", at.1),
        ("name", "陈国栋"),
        ("unit", "云溪县科技馆"),
        ("title", "正高级"),
        ("external", "是"),
        ("payee", "本人"),
    ];
    county.save(at.0, None, &fields);
    let unit = || county.workspace().find(at.0, at.1).expect("there").text("unit").to_owned();
    school.take(&county.make(SCHOOL, None, None), None);
    writes(&school, at, ("unit", "学校自己写的"));
    county.take(&school.make(COUNTY, None, None), None);
    assert_eq!(unit(), "云溪县科技馆", "the school is nobody who keeps it");

    // Any other office, as far as the county is concerned.
    let (county, other) = county_and_school();
    county.save(at.0, None, &fields);
    writes(&county, at, ("recommended_by", SCHOOL));
    other.take(&county.make(SCHOOL, None, None), None);
    writes(&other, at, ("unit", "市科技馆"));
    county.take(&other.make(COUNTY, None, None), None);
    assert_eq!(county.workspace().find(at.0, at.1).expect("there").text("unit"), "市科技馆");
    // It hands the person on in its turn.
    writes(&other, at, ("recommended_by", LATER));
    county.take(&other.make(COUNTY, None, None), None);
    assert_eq!(county.workspace().find(at.0, at.1).expect("there").text("recommended_by"), LATER);
}
