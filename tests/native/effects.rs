//! Records that a step made, between offices: they go with the step.

use keqiao::{
    app::handover::incoming::Outcome,
    domain::{Kind, workflow::Role},
};

use crate::{
    handover::county_and_school,
    offices::{COUNTY, SCHOOL},
};

#[test]
fn what_a_step_made_goes_with_it_at_the_office_that_had_it_and_does_not_come_back() {
    let (county, school) = county_and_school();
    county.certified_head(11);
    let (document, dispatch) = county.forwards("云教函〔2026〕3号", SCHOOL);
    let first = county.make(SCHOOL, None, None);
    school.take(&first, None);
    assert_eq!(school.state(Kind::Dispatch, &dispatch), "sent");

    county.takes_back(Role::Officer, (Kind::Document, &document));
    assert!(county.workspace().find(Kind::Dispatch, &dispatch).is_none(), "by a seal alone nobody went on");
    let taken = school.take(&county.make(SCHOOL, None, None), None);
    assert!(taken.contains(&(format!("dispatch/{dispatch}"), Outcome::Forward)), "{taken:?}");
    assert!(school.workspace().find(Kind::Dispatch, &dispatch).is_none());

    // The first package comes once more, late.
    let taken = school.take(&first, None);
    assert!(taken.contains(&(format!("dispatch/{dispatch}"), Outcome::Same)), "{taken:?}");
    assert!(school.workspace().find(Kind::Dispatch, &dispatch).is_none());
}

#[test]
fn what_somebody_has_gone_on_from_stays_and_that_is_told() {
    let (county, school) = county_and_school();
    county.certified_head(11);
    let (document, dispatch) = county.forwards("云教函〔2026〕3号", SCHOOL);
    school.take(&county.make(SCHOOL, None, None), None);
    school.act(Role::Officer, (Kind::Dispatch, &dispatch), "acknowledge");
    county.takes_back(Role::Officer, (Kind::Document, &document));
    let taken = school.take(&county.make(SCHOOL, None, None), None);
    assert!(taken.contains(&(format!("dispatch/{dispatch}"), Outcome::Forked)), "{taken:?}");
    assert_eq!(school.state(Kind::Dispatch, &dispatch), "acknowledged");
    // At the county it is there again, as the school has signed for it.
    county.take(&school.make(COUNTY, None, None), None);
    assert_eq!(county.state(Kind::Dispatch, &dispatch), "acknowledged");
}
