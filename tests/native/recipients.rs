//! A notice goes to units: no person is offered for its dispatch list.

use keqiao::{
    app::form::Candidates,
    demo::units::{COUNTY, association, bureau},
    domain::{kind::UNITS, organization::Side, workflow::Role},
};

use crate::joint::{demo_store, open, seat};

#[test]
fn instructors_report_to_the_two_organs_and_are_sent_no_notices() {
    let workspace = open(&demo_store());
    let tree = workspace.tree();
    let is_person = |unit: &str| workspace.instructors.has(unit);
    let mut persons = 0;
    for organ in [bureau(COUNTY), association(COUNTY)] {
        let below = [Some(organ.as_str()), tree.peer(&organ)];
        let below = below.into_iter().flatten().flat_map(|unit| tree.subordinates(unit));
        persons += below.filter(|unit| is_person(&unit.id)).count();
        let offered = Candidates::several(&workspace, Some(&seat(&organ, Role::Officer)), UNITS);
        assert!(!offered.all().is_empty());
        assert!(!offered.all().iter().any(|(_, unit)| is_person(unit)), "{organ}");
    }
    assert!(persons > 0);
    assert!(!Side::Person.receives() && !Side::Place.receives() && Side::School.receives());
}
