//! What the menu does not offer a seat is not opened for it by an address either: one rule.

use keqiao::{
    app::scope,
    demo::units::{COUNTY, association, bureau},
    domain::{
        Kind, Section,
        section::Group,
        workflow::{Role, Seat},
    },
};

use crate::{
    sessions::{INSTRUCTOR, SCHOOL},
    story::{demo_store, open},
};

#[test]
fn rules_are_opened_for_organs_sums_for_who_is_paid_for_and_records_for_everybody() {
    let workspace = open(&demo_store());
    let opens = |unit: &str, section| {
        let seat = Seat { unit: unit.to_owned(), role: Role::Leader };
        scope::opens(workspace.tree(), Some(&seat), section)
    };
    for organ in [bureau(COUNTY), association(COUNTY)] {
        assert!(opens(&organ, Section::Policy) && opens(&organ, Section::Subsidy), "{organ}");
    }
    for unit in [SCHOOL, INSTRUCTOR] {
        assert!(!opens(unit, Section::Policy) && opens(unit, Section::Subsidy), "{unit}");
    }
    assert!(!opens("ven-museum", Section::Policy) && !opens("ven-museum", Section::Subsidy));
    let sections = Kind::ALL.iter().map(|kind| kind.declaration().section.0);
    for section in sections.filter(|section| *section != Section::Subsidy) {
        assert!([SCHOOL, INSTRUCTOR, "ven-museum"].iter().all(|unit| opens(unit, section)), "{section:?}");
    }
    let all = || Group::ALL.iter().flat_map(|group| group.sections()).copied();
    assert!(
        all().all(|section| scope::opens(workspace.tree(), None, section)),
        "who has no seat looks everywhere"
    );
    assert!(all().all(|section| opens("a unit that the tree does not know", section)));
}
