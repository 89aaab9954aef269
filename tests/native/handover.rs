//! Offices with stores of their own hand records to each other as files.

use std::collections::BTreeMap;

use keqiao::{
    app::{
        handover::{self, certifying, incoming::Outcome, joining, parcel},
        records,
    },
    domain::{
        Envelope, Kind, Lang, Localized as _,
        seal::Digest,
        signing::Trust,
        workflow::{Role, Step},
    },
    exchange::package::{self, About, Package},
    keys::{Context, Secret},
    store::{Commit, Store as _},
};
use pollster::block_on;

use crate::offices::{ASSOCIATION, COUNTY, Office, SCHOOL, join, seat};

/// A county and a school that has joined, under the shipped policy.
pub fn county_and_school() -> (Office, Office) {
    crate::offices::county_and_school(Some(&crate::joint::policy()))
}

pub fn office(unit: &'static str, seed: u8) -> Office {
    Office::new(unit, seed, Some(crate::joint::policy()))
}

#[test]
fn a_document_goes_down_and_its_receipt_comes_up() {
    let (county, school) = county_and_school();
    county.head(11);
    let (_, dispatch) = county.forwards("云教函〔2026〕3号", SCHOOL);
    let down = county.make(SCHOOL, None, None);
    let taken = school.take(&down, None);
    assert!(taken.contains(&(format!("dispatch/{dispatch}"), Outcome::New)), "{taken:?}");
    assert_eq!(school.state(Kind::Dispatch, &dispatch), "sent");

    school.act(Role::Officer, (Kind::Dispatch, &dispatch), "acknowledge");
    school.save(Kind::Dispatch, Some(&dispatch), &[("measures", "办讲座三场")]);
    school.act(Role::Officer, (Kind::Dispatch, &dispatch), "report");
    let taken = county.take(&school.make(COUNTY, None, None), None);
    assert!(taken.contains(&(format!("dispatch/{dispatch}"), Outcome::Forward)), "{taken:?}");
    assert_eq!(county.state(Kind::Dispatch, &dispatch), "reported");
    let measures =
        county.workspace().find(Kind::Dispatch, &dispatch).expect("there").text("measures").to_owned();
    assert_eq!(measures, "办讲座三场");

    county.act(Role::Officer, (Kind::Dispatch, &dispatch), "accept");
    school.take(&county.make(SCHOOL, None, None), None);
    assert_eq!(school.state(Kind::Dispatch, &dispatch), "accepted");
    // All of it has arrived: nothing is left to send but word of that.
    let package = county.opened(&school.make(COUNTY, None, None), None).expect("opened");
    assert_eq!(package.load.records, []);
}

/// What is told of a package that somebody opens.
pub fn told(office: &Office, package: &Package) -> String {
    let look = office.look(std::slice::from_ref(package));
    let fault = look.packages[0].fault.clone();
    fault.map(|why| why.get(Lang::Zh).to_owned()).unwrap_or_default()
}

#[test]
fn what_is_changed_forged_or_for_somebody_else_is_told_and_changes_nothing() {
    let (county, school) = county_and_school();
    let bytes = county.make(SCHOOL, None, None);
    for place in 0..bytes.len() {
        let mut changed = bytes.clone();
        changed[place] ^= 1;
        assert!(school.opened(&changed, None).is_err(), "byte {place}");
    }
    let package = school.opened(&bytes, None).expect("opened");
    assert_eq!(told(&school, &package), "");

    // Nobody else opens it, and whoever could is told that it is not for them.
    let other = office(ASSOCIATION, 3);
    assert!(matches!(other.opened(&bytes, None), Err(parcel::ParcelFault::Open(_))));
    assert!(told(&county, &package).contains("不是给本单位的"));

    // Somebody writes to the school in the county's name.
    let stranger = office(COUNTY, 9);
    stranger.begin(BTreeMap::new());
    stranger.save(
        Kind::Organization,
        None,
        &[
            ("code", COUNTY),
            ("name", "云溪县教育局"),
            ("kind", "教育行政部门"),
            ("level", "县"),
            ("division", "990122"),
        ],
    );
    let made = {
        let secret = stranger.desks.0.borrow()[&Role::Officer].secret.clone();
        let (key, sealed_to) = (secret.public().key(), secret.public().sealed_to());
        let about = About { key, sealed_to, number: 7, ..package.manifest.about.clone() };
        let sign = |hash: &Digest| secret.sign(Context::Package, &hash.0);
        package::write(about, &package.load, sign).expect("written")
    };
    let forged = package::read(&made).expect("read");
    assert!(told(&school, &forged).contains("没有可信的证书"), "{}", told(&school, &forged));
}

/// Whoever writes a package keeps to what whoever reads it takes: one record too many steps would hold up all that is due to that office.
#[test]
fn no_package_is_made_that_nobody_would_open() {
    let (county, school) = county_and_school();
    let package = school.opened(&county.make(SCHOOL, None, None), None).expect("opened");
    let write = |steps: usize| {
        let mut load = package.load.clone();
        let record = load.records.last_mut().expect("a record");
        record.steps = record.steps.iter().cycle().take(steps).cloned().collect();
        package::write(package.manifest.about.clone(), &load, |_| *package.signed().1)
    };
    assert!(package::read(&write(1_000).expect("written")).is_ok());
    let fault = write(1_001).expect_err("too many");
    assert!(fault.text(Lang::Zh).contains("放不进交接包"), "{fault}");
}

#[test]
fn a_package_that_comes_twice_changes_nothing_and_one_that_was_lost_heals_with_the_next() {
    let (county, school) = county_and_school();
    let contact = |topic| {
        let fields = [
            ("code", topic),
            ("unit", COUNTY),
            ("with", SCHOOL),
            ("date", "2026-06-15"),
            ("channel", "电话"),
            ("topic", topic),
        ];
        county.save(Kind::Contact, None, &fields)
    };
    contact("one");
    let lost = county.make(SCHOOL, None, None);
    contact("two");
    let next = county.make(SCHOOL, None, None);
    let package = school.opened(&next, None).expect("opened");
    let look = school.look(std::slice::from_ref(&package));
    assert_eq!(look.packages[0].gaps.len(), 1, "the lost one");
    let taken = school.take(&next, None);
    let new =
        |taken: &[(String, Outcome)], id: &str| taken.contains(&(format!("contact/{id}"), Outcome::New));
    assert!(new(&taken, "one") && new(&taken, "two"), "{taken:?}");
    // The lost one is found: nothing of it is new.
    let taken = school.take(&lost, None);
    assert!(taken.iter().all(|(_, outcome)| *outcome == Outcome::Same), "{taken:?}");
    let again = school.look(std::slice::from_ref(&package));
    assert!(
        again.packages[0].again && again.packages[0].records.iter().all(|told| told.outcome == Outcome::Same)
    );
}

/// A county and its association, which has joined and has its certificate.
pub fn county_and_association() -> (Office, Office) {
    let (county, _) = county_and_school();
    let association = office(ASSOCIATION, 3);
    join(&county, &association);
    association.take(&county.make(ASSOCIATION, None, None), None);
    (county, association)
}

/// A task force of both organs, as the county has written it down.
pub fn founded(county: &Office) -> String {
    let members = serde_json::json!([
        { "name": "马德生", "unit": COUNTY, "post": null, "phone": "0371-00000001" },
        { "name": "李秀英", "unit": ASSOCIATION, "post": null, "phone": null },
    ]);
    let members = Kind::TaskForce.field("members").expect("a field").encode(&members);
    let fields = [
        ("code", "zb-1"),
        ("unit", COUNTY),
        ("name", "科学教育工作专班"),
        ("leader", "马德生"),
        ("founded", "2026-06-15"),
        ("members", &members),
    ];
    county.save(Kind::TaskForce, None, &fields)
}

/// Both organs with their heads, and the task force that waits for both of them to sign.
pub fn task_force_to_sign() -> (Office, Office, String) {
    let (county, association) = county_and_association();
    county.head(11);
    association.head(13);
    for office in [&county, &association] {
        certify_head(&county, office);
    }
    let force = founded(&county);
    county.act(Role::Officer, (Kind::TaskForce, &force), "submit");
    association.take(&county.make(ASSOCIATION, None, None), None);
    (county, association, force)
}

#[test]
fn two_organs_that_sign_in_their_own_browsers_have_both_signed() {
    let (county, association, force) = task_force_to_sign();
    let at = (Kind::TaskForce, force.as_str());
    // Both sign before either has heard of the other.
    county.act(Role::Leader, at, "countersign");
    association.act(Role::Leader, at, "countersign");
    assert_eq!(association.state(Kind::TaskForce, &force), "countersigning");
    let (down, up) = (county.make(ASSOCIATION, None, None), association.make(COUNTY, None, None));
    association.take(&down, None);
    county.take(&up, None);
    assert_eq!(
        (county.state(Kind::TaskForce, &force), association.state(Kind::TaskForce, &force)),
        ("active", "active")
    );
    // Who has signed the roster has it, also on another computer.
    let anew = office(ASSOCIATION, 33);
    join(&county, &anew);
    let roster = |office: &Office| {
        let workspace = office.workspace();
        workspace.find(Kind::TaskForce, &force).expect("there").values.get("members").cloned()
    };
    assert_eq!(roster(&anew), roster(&county));
}

/// The head of an office claims a certificate.
pub fn claim_of_the_head(office: &Office) {
    let (store, workspace, actor) = (office.sealing(), office.workspace(), office.actor(Role::Leader));
    let (keys, head) = (office.keys(Role::Leader), seat(office.unit, Role::Leader));
    block_on(joining::claim(&store, &workspace, &actor, (&head, None), &keys)).expect("claimed");
}

/// The head of an office claims a certificate and gets one.
fn certify_head(county: &Office, office: &Office) {
    claim_of_the_head(office);
    let is_other = office.unit != COUNTY;
    if is_other {
        county.take(&office.make(COUNTY, None, None), None);
    }
    let claims = certifying::claims(&county.workspace(), COUNTY);
    let (store, workspace, actor) = (county.sealing(), county.workspace(), county.actor(Role::Officer));
    let certified = certifying::certify(&store, &workspace, &actor, &claims);
    block_on(certified).expect("certified");
    if is_other {
        office.take(&county.make(office.unit, None, None), None);
    }
}

#[test]
fn personal_data_goes_to_nobody_who_only_stands_above() {
    let (county, school) = county_and_school();
    let fields = [
        ("unit", SCHOOL),
        ("department", "教导处"),
        ("person", "王芳"),
        ("phone", "13800001111"),
        ("since", "2026-06-01"),
    ];
    let id = school.save(Kind::Responsibility, None, &fields);
    let bytes = school.make(COUNTY, None, None);
    let package = county.opened(&bytes, None).expect("opened");
    let written = format!("{package:?}");
    assert!(
        written.contains("王芳") && !written.contains("13800001111"),
        "the telephone is for the school only"
    );
    county.take(&bytes, None);
    let here = county.workspace();
    let record = here.find(Kind::Responsibility, &id).expect("there");
    assert_eq!((record.text("person"), record.text("phone")), ("王芳", ""));
}

/// A school that has a certificate and signs as it should what is not its own to say.
#[test]
fn a_certified_school_moves_nothing_that_is_not_its_own() {
    let (county, school) = county_and_school();
    school.take(&county.make(SCHOOL, None, None), None);
    let name = |office: &Office| office.workspace().tree().name(COUNTY).to_owned();
    assert_eq!(name(&county), "云溪县教育局");
    let trusted = |office: &Office| handover::trust(&office.workspace());
    let before = trusted(&county);

    // It certifies another key as the county's head, and renames the county.
    let (store, workspace, actor) = (school.sealing(), school.workspace(), school.actor(Role::Officer));
    let other = Secret::from_seed(&[99; 32]).public();
    let (key, sealed_to) = (other.key().to_string(), other.sealed_to());
    let values = serde_json::json!({
        "code": "0", "issuer": SCHOOL, "unit": COUNTY, "role": "leader", "issued": "2026-06-15", "superior": SCHOOL,
        "key": key, "sealed_to": sealed_to, "first_step": 1,
    });
    let change = |kind: Kind, id: &str, values: serde_json::Value, steps: Vec<Step>, revision| {
        let serde_json::Value::Object(values) = values else { panic!("no object") };
        let there = workspace.find(kind, id).map(|record| record.envelope.clone()).unwrap_or_default();
        let steps = [there.steps.clone(), steps].concat();
        let envelope = Envelope { steps, ..there };
        records::change_values(kind, id, &values, &envelope, revision).expect("json")
    };
    let issue = Step::new(&seat(SCHOOL, Role::Officer), "issue", "2026-06-15T03:00:00Z", actor.now.today);
    let record = workspace.find(Kind::Organization, COUNTY).expect("there");
    let mut renamed = record.values.clone();
    renamed.insert("name".to_owned(), "云溪县教育局（新）".into());
    let changes = vec![
        change(Kind::Certificate, "0", values, vec![issue], None),
        change(Kind::Organization, COUNTY, renamed.into(), Vec::new(), record.revision),
    ];
    let commit = Commit::new(actor.operation("edit", ""), changes);
    block_on(store.commit(commit)).expect("it may do so at home");
    assert_ne!(name(&school), name(&county));

    let taken = county.take(&school.make(COUNTY, None, None), None);
    assert_eq!(name(&county), "云溪县教育局", "{taken:?}");
    let after = trusted(&county);
    let desks = |trust: &Trust| trust.desks().filter(|(_, desk)| desk.unit == COUNTY).count();
    assert_eq!((desks(&after), after.superior(COUNTY)), (desks(&before), None));
}

/// A record that its keeper takes back waits for the other organ no more; what is written into it then is the keeper's alone.
#[test]
fn what_is_taken_back_is_told_and_its_draft_is_not() {
    let (county, association) = county_and_association();
    let force = founded(&county);
    let at = (Kind::TaskForce, force.as_str());
    county.act(Role::Officer, at, "submit");
    association.take(&county.make(ASSOCIATION, None, None), None);
    assert_eq!(association.state(Kind::TaskForce, &force), "countersigning");
    county.act(Role::Officer, at, "recall");
    county.save(Kind::TaskForce, Some(&force), &[("duties", "还没有想好")]);
    let back = county.make(ASSOCIATION, None, None);
    assert!(!format!("{:?}", association.opened(&back, None)).contains("还没有想好"));
    association.take(&back, None);
    assert_eq!(association.state(Kind::TaskForce, &force), "draft");
    county.act(Role::Officer, at, "submit");
    association.take(&county.make(ASSOCIATION, None, None), None);
    assert_eq!(association.state(Kind::TaskForce, &force), "countersigning");
    let workspace = association.workspace();
    assert_eq!(workspace.find(Kind::TaskForce, &force).expect("there").text("duties"), "还没有想好");
}
