//! Certificates: who may claim one, and what becomes of the key that had one before.

use keqiao::{
    app::{
        handover::{
            self, certifying,
            incoming::Outcome,
            joining::{self, DeskKeys},
            parcel::ParcelFault,
        },
        records,
    },
    domain::{
        Envelope, Kind,
        workflow::{Role, Step},
    },
    exchange::package::Carried,
    keys::{Numbered, Secret},
    store::{Commit, Store as _},
};
use pollster::block_on;

use crate::{
    handover::{claim_of_the_head, county_and_association, county_and_school, office, told},
    offices::{ASSOCIATION, COUNTY, Office, SCHOOL, join, seat},
};

/// A school says that a key of its own is the desk of another.
#[test]
fn nobody_claims_a_certificate_for_another_unit() {
    let (county, school) = county_and_school();
    school.take(&county.make(SCHOOL, None, None), None);
    let (store, workspace, actor) = (school.sealing(), school.workspace(), school.actor(Role::Officer));
    let keys = school.keys(Role::Officer);
    let serde_json::Value::Object(values) = serde_json::json!({
        "code": "1", "issuer": ASSOCIATION, "unit": ASSOCIATION, "role": "officer", "issued": "2026-06-15",
        "key": keys.key, "sealed_to": keys.sealed_to, "first_step": 1,
    }) else {
        panic!("no object")
    };
    let change = records::change_values(Kind::Certificate, "1", &values, &Envelope::default(), None);
    let commit = Commit::new(actor.operation("edit", ""), vec![change.expect("json")]);
    block_on(store.commit(commit)).expect("it may do so at home");
    drop(workspace);
    // Its own program hands over nothing that another unit keeps; one that did would be refused.
    let known = school.workspace().find(Kind::Certificate, "1").expect("there").envelope.known();
    let mut package = county.opened(&school.make(COUNTY, None, None), None).expect("opened");
    assert!(package.load.records.iter().all(|record| record.id != "1"));
    let origin = None;
    let (kind, id) = (Kind::Certificate.code().to_owned(), "1".to_owned());
    package.load.records.push(Carried { kind, id, steps: known.steps, contents: known.contents, origin });
    let looked = county.look(&[package]).packages.remove(0);
    let told = looked.records.iter().find(|told| told.id == "1").expect("told");
    assert_eq!(told.outcome, Outcome::Refused);
    assert_eq!(certifying::claims(&county.workspace(), COUNTY), []);
}

/// A school that lost its PIN joins anew: what its former key has signed stands, and nothing that it signs from then on.
#[test]
fn a_new_key_takes_the_place_of_the_former_one() {
    let (county, school) = county_and_school();
    school.take(&county.make(SCHOOL, None, None), None);
    let contact = |office: &Office, topic: &'static str| {
        let fields = [
            ("code", topic),
            ("unit", SCHOOL),
            ("with", COUNTY),
            ("date", "2026-06-15"),
            ("channel", "电话"),
            ("topic", topic),
        ];
        office.save(Kind::Contact, None, &fields)
    };
    contact(&school, "before");
    county.take(&school.make(COUNTY, None, None), None);

    let anew = office(SCHOOL, 22);
    join(&county, &anew);
    // Its own key waits for the certificate, whatever the former one had.
    let officer = seat(SCHOOL, Role::Officer);
    let may_certify = |office: &Office| certifying::may_certify(&office.workspace(), &officer);
    assert!(may_certify(&school) && !may_certify(&anew));
    let former = school.keys(Role::Officer).key;
    let trust = handover::trust(&county.workspace());
    assert!(!trust.desk(&former).expect("known").speaks(), "the former key is replaced");
    assert!(trust.desk(&anew.keys(Role::Officer).key).expect("known").speaks());
    assert!(county.workspace().contacts.has("before"), "what it signed before stands");

    // Somebody has the former computer.
    contact(&school, "after");
    let package = county.opened(&school.make(COUNTY, None, None), None).expect("opened");
    assert!(told(&county, &package).contains("没有可信的证书"));
    anew.take(&county.make(SCHOOL, None, None), None);
    assert!(may_certify(&anew));
    contact(&anew, "anew");
    let taken = county.take(&anew.make(COUNTY, None, None), None);
    assert!(taken.contains(&("contact/anew".to_owned(), Outcome::New)), "{taken:?}");
}

/// The head of a school joins later, and signs before anybody has certified the head.
#[test]
fn what_was_signed_before_its_certificate_counts_once_this_office_certifies() {
    let (county, association) = county_and_association();
    let round = [("unit", COUNTY), ("term", "2026-1"), ("opens", "2026-06-01"), ("closes", "2026-06-30")];
    let round = county.save(Kind::NeedsRound, None, &round);
    let at = (Kind::NeedsRound, round.as_str());
    county.act(Role::Officer, at, "submit");
    association.take(&county.make(ASSOCIATION, None, None), None);
    for (office, seed) in [(&county, 11), (&association, 13)] {
        office.head(seed);
        claim_of_the_head(office);
        office.act(Role::Leader, at, "countersign");
    }
    // Its own package nobody would take over; the officer's takes along what the head has signed.
    let refused = association.make_at(Role::Leader, COUNTY, None, None);
    assert!(matches!(refused, Err(ParcelFault::NotCertified)));
    let taken = county.take(&association.make(COUNTY, None, None), None);
    assert!(taken.contains(&(format!("needs-round/{round}"), Outcome::Forward)), "{taken:?}");
    assert_eq!(county.state(Kind::NeedsRound, &round), "countersigning");
    let claims = certifying::claims(&county.workspace(), COUNTY);
    let (store, workspace, actor) = (county.sealing(), county.workspace(), county.actor(Role::Officer));
    block_on(certifying::certify(&store, &workspace, &actor, &claims)).expect("certified");
    assert_eq!(county.state(Kind::NeedsRound, &round), "open");
    association.take(&county.make(ASSOCIATION, None, None), None);
    assert_eq!(association.state(Kind::NeedsRound, &round), "open");
    association.make_at(Role::Leader, COUNTY, None, None).expect("certified now");
}

/// A certified head of a school says that the county's key ends: it is not theirs to end.
#[test]
fn nobody_ends_the_key_of_another_desk() {
    let (county, school) = county_and_school();
    school.certified_by(&county, 12);
    let before = handover::trust(&county.workspace());
    let key = county.keys(Role::Officer).key;
    let (store, workspace, actor) = (school.sealing(), school.workspace(), school.actor(Role::Leader));
    let serde_json::Value::Object(values) = serde_json::json!({
        "code": "9", "issuer": SCHOOL, "unit": SCHOOL, "role": "officer", "issued": "2026-06-15",
        "key": key, "sealed_to": county.keys(Role::Officer).sealed_to, "first_step": 1, "last_step": 0,
    }) else {
        panic!("no object")
    };
    let of = seat(SCHOOL, Role::Leader);
    let issue = Step::new(&of, "issue", "2026-06-15T08:00:00Z", crate::offices::TODAY);
    let mut end = Step::new(&of, "replace", "2026-06-15T08:00:00Z", crate::offices::TODAY);
    end.values = serde_json::Map::from_iter([("last_step".to_owned(), 0.into())]).into();
    let envelope = Envelope { steps: vec![issue, end], ..Envelope::default() };
    let change = records::change_values(Kind::Certificate, "9", &values, &envelope, None);
    let commit = Commit::new(actor.operation("edit", ""), vec![change.expect("json")]);
    block_on(store.commit(commit)).expect("it may do so at home");
    drop(workspace);
    county.take(&school.make(COUNTY, None, None), None);
    let after = handover::trust(&county.workspace());
    assert!(after.desk(&key).expect("known").speaks());
    assert_eq!(before.desk(&key), after.desk(&key));
}

/// A desk is handed on: where the office answers for itself its schools go by the next key at once, and by the former no more.
#[test]
fn a_desk_is_handed_on_and_the_schools_go_by_the_next_key() {
    let (county, school) = county_and_school();
    school.take(&county.make(SCHOOL, None, None), None);
    let of = seat(COUNTY, Role::Officer);
    let former = county.keys(Role::Officer).key;
    let next = Numbered { secret: Secret::from_seed(&[41; 32]), number: 0 };
    let public = next.secret.public();
    let keys = DeskKeys { key: public.key(), sealed_to: public.sealed_to() };

    let (store, workspace, actor) = (county.sealing(), county.workspace(), county.actor(Role::Officer));
    let handed = certifying::hand_on(&store, &workspace, &actor, (&of, Some("赵敏".to_owned())), &keys);
    assert!(block_on(handed).expect("handed on").is_some());
    let kept = county.desks.0.borrow_mut().insert(Role::Officer, next).expect("the former");
    let (workspace, actor) = (county.workspace(), county.actor(Role::Officer));
    block_on(certifying::end_former(&store, &workspace, &actor, (&of, &keys.key))).expect("ended");

    school.take(&county.make(SCHOOL, None, None), None);
    let trust = handover::trust(&school.workspace());
    let desk = trust.desk(&keys.key).expect("known");
    assert!(desk.is_issued && desk.speaks() && desk.person.as_deref() == Some("赵敏"));
    assert!(!trust.desk(&former).expect("known").speaks());

    // Whoever still has the former key certifies nobody with it, whatever comes first.
    county.desks.0.borrow_mut().insert(Role::Officer, kept);
    let stranger = Secret::from_seed(&[42; 32]).public();
    let stranger = DeskKeys { key: stranger.key(), sealed_to: stranger.sealed_to() };
    let (workspace, actor) = (county.workspace(), county.actor(Role::Officer));
    block_on(certifying::hand_on(&store, &workspace, &actor, (&of, None), &stranger)).expect("at home");
    county
        .desks
        .0
        .borrow_mut()
        .insert(Role::Officer, Numbered { secret: Secret::from_seed(&[41; 32]), number: 9 });
    school.take(&county.make(SCHOOL, None, None), None);
    let trust = handover::trust(&school.workspace());
    assert!(trust.desk(&stranger.key).is_none_or(|desk| !desk.is_issued), "{:?}", trust.desk(&stranger.key));
}

/// Another person sits down at the desk of an office, whose key the one before certifies; the keys of the one before are kept.
pub fn handed_on(office: &Office, (role, seed): (Role, u8)) -> (DeskKeys, Numbered) {
    let next = Numbered { secret: Secret::from_seed(&[seed; 32]), number: 0 };
    let public = next.secret.public();
    let keys = DeskKeys { key: public.key(), sealed_to: public.sealed_to() };
    let of = seat(office.unit, role);
    let (store, workspace, actor) = (office.sealing(), office.workspace(), office.actor(role));
    let handed = certifying::hand_on(&store, &workspace, &actor, (&of, Some("赵敏".to_owned())), &keys);
    assert!(block_on(handed).expect("handed on").is_some());
    let kept = office.desks.0.borrow_mut().insert(role, next).expect("the former");
    let (workspace, actor) = (office.workspace(), office.actor(role));
    block_on(certifying::end_former(&store, &workspace, &actor, (&of, &keys.key))).expect("ended");
    (keys, kept)
}

fn certifies(county: &Office, claims: &[keqiao::domain::Certificate]) {
    let (store, workspace, actor) = (county.sealing(), county.workspace(), county.actor(Role::Officer));
    block_on(certifying::certify(&store, &workspace, &actor, claims)).expect("certified");
}

/// The teacher of a school that was invited leaves: whoever follows works at once, and the county ends the former key with its own word.
#[test]
fn a_desk_of_an_invited_office_is_handed_on_by_whoever_sits_there() {
    let (county, school) = county_and_school();
    school.take(&county.make(SCHOOL, None, None), None);
    county.take(&school.make(COUNTY, None, None), None);
    let former = school.keys(Role::Officer).key;
    // Two changes before the county hears of one.
    let (between, _) = handed_on(&school, (Role::Officer, 50));
    let (next, _) = handed_on(&school, (Role::Officer, 51));
    let fields = [
        ("code", "anew"),
        ("unit", SCHOOL),
        ("with", COUNTY),
        ("date", "2026-06-15"),
        ("channel", "电话"),
        ("topic", "anew"),
    ];
    school.save(Kind::Contact, None, &fields);
    let taken = county.take(&school.make(COUNTY, None, None), None);
    assert!(taken.contains(&("contact/anew".to_owned(), Outcome::New)), "{taken:?}");

    let claims = certifying::claims(&county.workspace(), COUNTY);
    assert_eq!(claims.iter().filter_map(|claim| claim.key()).collect::<Vec<_>>(), [next.key]);
    assert!(certifying::is_anew(&county.workspace(), &claims[0]));
    certifies(&county, &claims);
    assert_eq!(certifying::claims(&county.workspace(), COUNTY), []);
    for office in [&county, &school] {
        school.take(&county.make(SCHOOL, None, None), None);
        let trust = handover::trust(&office.workspace());
        let speaks = |key| trust.desk(&key).is_some_and(|desk| desk.is_issued && desk.speaks());
        assert!(speaks(next.key), "{}", office.unit);
        assert!(!speaks(between.key) && !speaks(former), "{}", office.unit);
    }
}

/// An officer who is gone has handed the desk on to somebody of whom the county has not heard, or has not agreed to: whom it certifies
/// instead ends both.
#[test]
fn whom_the_office_above_certifies_ends_whoever_the_desk_was_handed_on_to() {
    let (county, school) = county_and_school();
    school.take(&county.make(SCHOOL, None, None), None);
    let (stranger, _) = handed_on(&school, (Role::Officer, 52));
    county.take(&school.make(COUNTY, None, None), None);

    let anew = office(SCHOOL, 22);
    let roots =
        std::collections::BTreeMap::from([(county.keys(Role::Officer).key, seat(COUNTY, Role::Officer))]);
    let invitation = keqiao::exchange::package::Joining::Invitation { roots: roots.clone() };
    let invitation = county.make(SCHOOL, Some(invitation), Some(crate::offices::CODE));
    anew.begin(roots);
    anew.take(&invitation, Some(crate::offices::CODE));
    let proof = joining::proof(crate::offices::CODE, &anew.keys(Role::Officer).key);
    let answer = keqiao::exchange::package::Joining::Answer { person: None, proof };
    county.take(&anew.make(COUNTY, Some(answer), None), None);
    let claims = certifying::claims(&county.workspace(), COUNTY);
    assert_eq!(
        claims.iter().filter_map(|claim| claim.key()).collect::<Vec<_>>(),
        [anew.keys(Role::Officer).key]
    );
    certifies(&county, &claims);
    let trust = handover::trust(&county.workspace());
    assert!(trust.desk(&anew.keys(Role::Officer).key).is_some_and(|desk| desk.speaks()));
    assert!(!trust.desk(&stranger.key).expect("known").speaks());
    assert_eq!(certifying::claims(&county.workspace(), COUNTY), []);
}

/// An officer hands on their own desk, and not the head's.
#[test]
fn an_officer_of_an_invited_office_certifies_no_head() {
    let (county, school) = county_and_school();
    school.take(&county.make(SCHOOL, None, None), None);
    let stranger = Secret::from_seed(&[53; 32]).public();
    let keys = DeskKeys { key: stranger.key(), sealed_to: stranger.sealed_to() };
    let (store, workspace, actor) = (school.sealing(), school.workspace(), school.actor(Role::Officer));
    let head = seat(SCHOOL, Role::Leader);
    block_on(certifying::hand_on(&store, &workspace, &actor, (&head, None), &keys))
        .expect("refused or at home");
    drop(workspace);
    county.take(&school.make(COUNTY, None, None), None);
    let trust = handover::trust(&county.workspace());
    assert!(trust.desk(&keys.key).is_none_or(|desk| !desk.is_issued));
}

/// Whoever still has a key that the county has ended hands the desk on to somebody else, by a step that is numbered as if it were before.
#[test]
fn a_key_that_was_ended_hands_its_desk_on_to_nobody() {
    let (county, school) = county_and_school();
    school.take(&county.make(SCHOOL, None, None), None);
    let former = school.desks.0.borrow()[&Role::Officer].secret.clone();
    let (next, _) = handed_on(&school, (Role::Officer, 61));
    county.take(&school.make(COUNTY, None, None), None);
    certifies(&county, &certifying::claims(&county.workspace(), COUNTY));
    let trust = handover::trust(&county.workspace());
    assert!(trust.desk(&next.key).is_some_and(|desk| desk.speaks()));

    school.desks.0.borrow_mut().insert(Role::Officer, Numbered { secret: former, number: 0 });
    let stranger = Secret::from_seed(&[62; 32]).public();
    let stranger = DeskKeys { key: stranger.key(), sealed_to: stranger.sealed_to() };
    let of = seat(SCHOOL, Role::Officer);
    let (store, workspace, actor) = (school.sealing(), school.workspace(), school.actor(Role::Officer));
    block_on(certifying::hand_on(&store, &workspace, &actor, (&of, None), &stranger)).expect("at home");
    school
        .desks
        .0
        .borrow_mut()
        .insert(Role::Officer, Numbered { secret: Secret::from_seed(&[61; 32]), number: 9 });
    county.take(&school.make(COUNTY, None, None), None);
    let trust = handover::trust(&county.workspace());
    assert!(trust.desk(&stranger.key).is_none_or(|desk| !desk.is_issued));
    assert!(trust.desk(&next.key).is_some_and(|desk| desk.is_issued && desk.speaks()));
}
