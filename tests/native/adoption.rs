//! An office that began alone, and has invited others, is taken in by the one above it.

use std::collections::BTreeMap;

use keqiao::{
    app::{
        handover::{self, adoption, certifying, incoming::Proven, joining},
        records,
    },
    domain::{
        Kind,
        workflow::{Role, Step},
    },
    exchange::package::Joining,
    store::{Commit, Store as _},
};
use pollster::block_on;

use crate::{
    handover::{county_and_school, office},
    offices::{CODE, COUNTY, Office, SCHOOL, TODAY, seat},
};

const CITY: &str = "990100-edu";

/// A city that begins alone, too, and knows the county.
fn city() -> Office {
    let city = office(CITY, 21);
    city.begin(BTreeMap::new());
    registers(&city, CITY);
    registers(&city, COUNTY);
    city
}

/// The bureaus as every office has them from the beginning.
fn registers(office: &Office, code: &'static str) {
    let (name, division, level, above) = match code {
        CITY => ("云州市教育局", "990100", "市", ""),
        _ => ("云溪县教育局", "990122", "县", CITY),
    };
    let fields = [
        ("code", code),
        ("name", name),
        ("kind", "教育行政部门"),
        ("level", level),
        ("division", division),
        ("reports_to", above),
    ];
    let workspace = office.workspace();
    let there = workspace.find(Kind::Organization, code);
    let seen = there.as_ref().map(|record| records::Seen { id: &record.id, revision: record.revision });
    let actor = office.actor(Role::Officer);
    let filled = fields.into_iter().map(|(key, value)| (key, value.to_owned())).collect();
    if code == office.unit {
        return drop(office.save(Kind::Organization, there.as_ref().map(|there| &*there.id), &fields));
    }
    // No desk seals what the program brings along of others.
    let saved =
        records::save(&office.store, &workspace, &actor, (Kind::Organization, seen), &filled, Vec::new());
    block_on(saved).expect("saved");
}

fn contact(office: &Office, topic: &'static str, with: &'static str) {
    let fields = [
        ("code", topic),
        ("unit", office.unit),
        ("with", with),
        ("date", "2026-06-15"),
        ("channel", "电话"),
        ("topic", topic),
    ];
    office.save(Kind::Contact, None, &fields);
}

#[test]
fn a_county_that_began_alone_is_taken_in_and_its_schools_trust_the_city_by_its_word() {
    let (county, school) = county_and_school();
    registers(&county, CITY);
    registers(&county, COUNTY);
    school.take(&county.make(SCHOOL, None, None), None);
    county.take(&school.make(COUNTY, None, None), None);
    let city = city();

    let roots = BTreeMap::from([(city.keys(Role::Officer).key, seat(CITY, Role::Officer))]);
    let invitation = city.make(COUNTY, Some(Joining::Invitation { roots }), Some(CODE));
    let package = county.opened(&invitation, Some(CODE)).expect("opened");
    // The city is in the county's tree once its register knows it.
    assert!(!adoption::takes_in(&school.workspace(), &package), "it is for another");
    assert!(adoption::takes_in(&county.workspace(), &package));
    let (store, workspace, actor) = (county.sealing(), county.workspace(), county.actor(Role::Officer));
    let vouched = block_on(adoption::vouch(&store, &workspace, &actor, &package)).expect("vouched");
    assert!(vouched.is_some());
    let (workspace, actor) = (county.workspace(), county.actor(Role::Officer));
    let again = block_on(adoption::vouch(&store, &workspace, &actor, &package)).expect("nothing to do");
    assert!(again.is_none(), "once; an invitation may be answered again");
    let look = county.look(&[package]);
    assert_eq!((look.packages[0].proven.clone(), look.packages[0].fault.clone()), (Proven::Certified, None));
    block_on(look.take(&county.store, &county.actor(Role::Officer))).expect("taken over");

    // One file up; the city certifies the county, and what the county and its school have signed counts there.
    let proof = joining::proof(CODE, &county.keys(Role::Officer).key);
    let answer = county.make(CITY, Some(Joining::Answer { person: None, proof }), None);
    let package = city.opened(&answer, None).expect("opened");
    let look = city.look(&[package]);
    assert_eq!(look.packages[0].proven, Proven::Invited);
    block_on(look.take(&city.store, &city.actor(Role::Officer))).expect("taken over");
    let claims = certifying::claims(&city.workspace(), CITY);
    assert_eq!(claims.iter().map(|claim| &*claim.unit).collect::<Vec<_>>(), [COUNTY]);
    let (store, workspace, actor) = (city.sealing(), city.workspace(), city.actor(Role::Officer));
    block_on(certifying::certify(&store, &workspace, &actor, &claims)).expect("certified");
    contact(&county, "reported", CITY);
    let taken = city.take(&county.make(CITY, None, None), None);
    assert!(taken.iter().any(|(record, _)| record == "contact/reported"), "{taken:?}");
    let trust = handover::trust(&city.workspace());
    assert!(trust.desk(&school.keys(Role::Officer).key).expect("known").is_issued, "by way of the county");

    // And down: the city's word counts in the county, and at the school by way of the county.
    county.take(&city.make(COUNTY, None, None), None);
    school.take(&county.make(SCHOOL, None, None), None);
    for below in [&county, &school] {
        let trust = handover::trust(&below.workspace());
        let desk = trust.desk(&city.keys(Role::Officer).key).expect("known");
        assert!(desk.is_issued && desk.unit == CITY, "at {}", below.unit);
    }
    // Whoever vouched for the city's key cannot end it.
    let workspace = county.workspace();
    let mut vouched = workspace.records_of(Kind::Certificate).filter(|record| record.text("unit") == CITY);
    let vouched = vouched.find(|record| record.text("issuer") == COUNTY).expect("vouched for");
    let mut end = Step::new(&seat(COUNTY, Role::Officer), "replace", "2026-06-15T09:00:00Z", TODAY);
    end.values = serde_json::Map::from_iter([("last_step".to_owned(), 0.into())]).into();
    let mut envelope = vouched.envelope.clone();
    envelope.steps.push(end);
    let change =
        records::change_values(vouched.kind, &vouched.id, &vouched.values, &envelope, vouched.revision);
    let operation = county.actor(Role::Officer).operation("edit", "");
    let commit = Commit::new(operation, vec![change.expect("json")]);
    block_on(county.sealing().commit(commit)).expect("it may do so at home");
    school.take(&county.make(SCHOOL, None, None), None);
    for below in [&county, &school] {
        let trust = handover::trust(&below.workspace());
        assert!(trust.desk(&city.keys(Role::Officer).key).expect("known").speaks(), "at {}", below.unit);
    }
    // What was certified before stands.
    assert_eq!(certifying::claims(&county.workspace(), COUNTY), []);
}

#[test]
fn nobody_vouches_for_a_unit_that_is_not_above_it_or_as_another_than_it_was_invited_by() {
    let (county, school) = county_and_school();
    registers(&county, CITY);
    registers(&county, COUNTY);
    school.take(&county.make(SCHOOL, None, None), None);
    let stranger = office("9901220009", 31);
    stranger.begin(BTreeMap::new());
    let roots = BTreeMap::from([(stranger.keys(Role::Officer).key, seat("9901220009", Role::Officer))]);
    let invitation = stranger.make(COUNTY, Some(Joining::Invitation { roots }), Some(CODE));
    let package = county.opened(&invitation, Some(CODE)).expect("opened");
    assert!(!adoption::takes_in(&county.workspace(), &package), "no unit above");

    // A school that vouches for a city does so for itself alone: the county does not go by it.
    let city = city();
    let roots = BTreeMap::from([(city.keys(Role::Officer).key, seat(CITY, Role::Officer))]);
    let invitation = city.make(SCHOOL, Some(Joining::Invitation { roots }), Some(CODE));
    let package = school.opened(&invitation, Some(CODE)).expect("opened");
    let (store, workspace, actor) = (school.sealing(), school.workspace(), school.actor(Role::Officer));
    block_on(adoption::vouch(&store, &workspace, &actor, &package)).expect("at home");
    county.take(&school.make(COUNTY, None, None), None);
    assert_eq!(handover::trust(&county.workspace()).desk(&city.keys(Role::Officer).key), None);
}
