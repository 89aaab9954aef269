//! 清除个人信息: what is personal goes from a record, from all that the journal keeps of it, and wherever the record has gone; and no older
//! copy brings it back.

use keqiao::{
    app::{
        erasure::{self, ErasureFault},
        form::Form,
        handover::incoming::Outcome,
        journal, records,
    },
    domain::{
        Kind,
        workflow::{ERASE, Role, Step},
    },
    store::{Commit, Store as _},
};
use pollster::block_on;
use serde_json::{Value, json};

use crate::{
    handover::{county_and_association, county_and_school, founded, task_force_to_sign},
    offices::{ASSOCIATION, COUNTY, Office, SCHOOL, TODAY, seat},
};

const PHONE: &str = "0371-00000001";

fn erase(office: &Office, (kind, id): (Kind, &str)) -> Result<(), ErasureFault> {
    let (store, workspace, actor) = (office.sealing(), office.workspace(), office.actor(Role::Officer));
    let record = workspace.find(kind, id).expect("there");
    block_on(erasure::erase(&store, &workspace, &actor, &record, "本人来电要求")).map(drop)
}

/// All that the office's database says, rows and journal.
fn everything(office: &Office) -> String {
    let mut said = String::new();
    for table in block_on(office.store.tables()).expect("tables") {
        said += &format!("{:?}", block_on(office.store.rows(&table)).expect("rows"));
    }
    for entry in block_on(office.store.journal(usize::MAX)).expect("a journal") {
        said += &format!("{:?}", block_on(office.store.row_changes(entry.sequence)).expect("changes"));
    }
    said
}

fn members(office: &Office, id: &str) -> String {
    let workspace = office.workspace();
    let force = workspace.find(Kind::TaskForce, id).expect("there");
    force.values.get("members").map(ToString::to_string).unwrap_or_default()
}

#[test]
fn what_was_erased_is_nowhere_and_no_older_copy_brings_it_back() {
    let (county, association, force) = task_force_to_sign();
    let at = (Kind::TaskForce, force.as_str());
    assert!(everything(&county).contains(PHONE) && everything(&association).contains(PHONE));
    assert!(matches!(erase(&association, at), Err(ErasureFault::NotKeeper | ErasureFault::Nothing)));

    // While the association signs, the county erases; the names stay.
    association.act(Role::Leader, at, "countersign");
    let older = association.make(COUNTY, None, None);
    erase(&county, at).expect("erased");
    assert!(!everything(&county).contains(PHONE));
    assert!(members(&county, &force).contains("李秀英"));
    assert!(matches!(erase(&county, at), Err(ErasureFault::Nothing)), "once is enough");

    county.take(&older, None);
    assert!(!everything(&county).contains(PHONE), "the association's copy says it still");
    association.take(&county.make(ASSOCIATION, None, None), None);
    assert!(!everything(&association).contains(PHONE));
    assert_eq!(members(&association, &force), members(&county, &force));

    // The signatures stand, and the record goes on at both ends.
    county.act(Role::Leader, at, "countersign");
    association.take(&county.make(ASSOCIATION, None, None), None);
    let states = [&county, &association].map(|office| office.state(Kind::TaskForce, &force));
    assert_eq!(states, ["active", "active"]);
    let again = association.take(&county.make(ASSOCIATION, None, None), None);
    let back = county.take(&association.make(COUNTY, None, None), None);
    assert!(again.iter().chain(&back).all(|(_, outcome)| *outcome == Outcome::Same), "{again:?} {back:?}");
}

#[test]
fn what_is_written_after_an_erasure_stays() {
    let (county, school) = county_and_school();
    let fields = |phone: &'static str| {
        [
            ("unit", SCHOOL),
            ("department", "教导处"),
            ("person", "王芳"),
            ("phone", phone),
            ("since", "2026-06-01"),
        ]
    };
    let id = school.save(Kind::Responsibility, None, &fields(PHONE));
    let at = (Kind::Responsibility, id.as_str());
    county.take(&school.make(COUNTY, None, None), None);
    erase(&school, at).expect("erased");
    school.save(Kind::Responsibility, Some(&id), &fields("0371-00000002"));
    let said = everything(&school);
    assert!(!said.contains(PHONE) && said.contains("0371-00000002"));
    county.take(&school.make(COUNTY, None, None), None);
    school.take(&county.make(SCHOOL, None, None), None);
    assert!(everything(&school).contains("0371-00000002"));
    assert!(!everything(&county).contains("0371-"));
}

#[test]
fn an_erasure_is_not_undone_and_asks_for_the_keeper() {
    let (_, school) = county_and_school();
    let fields = [
        ("unit", SCHOOL),
        ("department", "教导处"),
        ("person", "王芳"),
        ("phone", PHONE),
        ("since", "2026-06-01"),
    ];
    let id = school.save(Kind::Responsibility, None, &fields);
    erase(&school, (Kind::Responsibility, &id)).expect("erased");
    let last = block_on(school.store.journal(1)).expect("a journal").remove(0);
    assert!(last.operation.verb.starts_with(erasure::ERASURE), "{last:?}");
    let (store, workspace, actor) = (school.sealing(), school.workspace(), school.actor(Role::Officer));
    let undone = block_on(journal::undo(&store, &workspace, &actor, last.sequence));
    let Err(fault) = undone else { panic!("undone") };
    assert_eq!(fault, journal::UndoFault::Erased);
    assert!(!everything(&school).contains(PHONE));
}

/// A step that erases and leaves this.
fn forge(office: &Office, (kind, id): (Kind, &str), left: Value) {
    let workspace = office.workspace();
    let record = workspace.find(kind, id).expect("there");
    let mut envelope = record.envelope.clone();
    let day = envelope.steps.last().expect("a step").day;
    let mut step = Step::new(&seat(office.unit, Role::Officer), ERASE, "2026-06-15T23:00:00Z", day);
    let Value::Object(left) = left else { panic!("no object") };
    step.values = left.into();
    envelope.steps.push(step);
    let change = records::change_values(kind, &record.id, &record.values, &envelope, record.revision);
    let operation = office.actor(Role::Officer).operation("forged", "");
    let commit = Commit::new(operation, vec![change.expect("a change")]);
    block_on(office.sealing().commit(commit)).expect("room");
}

/// Where nothing was said, an erasure leaves nothing.
#[test]
fn a_step_that_erases_says_nothing_new() {
    let (county, school) = county_and_school();
    let fields = [("unit", SCHOOL), ("department", "教导处"), ("person", "王芳"), ("since", "2026-06-01")];
    let id = school.save(Kind::Responsibility, None, &fields);
    let at = (Kind::Responsibility, id.as_str());
    county.take(&school.make(COUNTY, None, None), None);
    forge(&school, at, json!({ "phone": PHONE }));
    county.take(&school.make(COUNTY, None, None), None);
    let workspace = county.workspace();
    let record = workspace.find(at.0, at.1).expect("there");
    assert!(record.values.get("phone").is_none_or(Value::is_null));
    assert!(!record.envelope.steps.iter().any(|step| step.verb == ERASE), "it counts");
}

/// What comes for the first time and was erased before is new here, and its opening is undone like any other.
#[test]
fn the_opening_of_what_was_erased_before_it_came_is_undone() {
    let (county, association) = county_and_association();
    let force = founded(&county);
    let at = (Kind::TaskForce, force.as_str());
    county.act(Role::Officer, at, "submit");
    erase(&county, at).expect("erased");
    association.take(&county.make(ASSOCIATION, None, None), None);
    assert!(members(&association, &force).contains("李秀英"));
    let last = block_on(association.store.journal(1)).expect("a journal").remove(0);
    let (workspace, actor) = (association.workspace(), association.actor(Role::Officer));
    block_on(journal::undo(&association.sealing(), &workspace, &actor, last.sequence)).expect("undone");
    assert!(association.workspace().find(at.0, at.1).is_none());
}

/// Whoever keeps a record erases what is personal, and nothing else: no other office, and no other word.
#[test]
fn a_step_that_erases_more_than_what_is_personal_or_at_another_office_does_not_count() {
    let (county, association, force) = task_force_to_sign();
    // The association, which does not keep it; and what is not personal, or not what stood there.
    let members = json!([{ "name": "马德生", "unit": COUNTY, "post": null, "phone": null }]);
    for (office, other, left) in [
        (&association, &county, json!({ "members": members })),
        (&county, &association, json!({ "leader": null })),
        (&county, &association, json!({ "members": members })),
        (&county, &association, json!({ "members": null })),
    ] {
        let before = members_and_leader(other, &force);
        forge(office, (Kind::TaskForce, &force), left.clone());
        other.take(&office.make(other.unit, None, None), None);
        assert_eq!(members_and_leader(other, &force), before, "{left}");
        assert!(everything(other).contains(PHONE), "{left}");
    }
}

fn members_and_leader(office: &Office, id: &str) -> (String, String) {
    let workspace = office.workspace();
    let force = workspace.find(Kind::TaskForce, id).expect("there");
    (members(office, id), force.text("leader").to_owned())
}

/// Of a draft nobody else knows, and erasing something of it does not hand it over.
#[test]
fn what_is_erased_of_a_draft_stays_at_home() {
    let (county, association) = county_and_association();
    let force = founded(&county);
    erase(&county, (Kind::TaskForce, &force)).expect("erased");
    assert!(!everything(&county).contains(PHONE) && members(&county, &force).contains("李秀英"));
    association.take(&county.make(ASSOCIATION, None, None), None);
    assert!(association.workspace().find(Kind::TaskForce, &force).is_none());
}

/// Who was asked, and for whom, goes; the day, on which what was paid depends, stays.
#[test]
fn the_day_of_a_record_check_stays() {
    let (county, _) = county_and_school();
    let checks = json!([{ "on": "2026-03-01", "by": "云溪县公安局", "employer": "云溪县实验小学" }]);
    let checks = Kind::Instructor.field("checked_on").expect("a field").encode(&checks);
    let fields = [
        ("number", "T1"),
        ("name", "马德生"),
        ("unit", "云溪县科技馆"),
        ("title", "副高级"),
        ("external", "是"),
        ("payee", "本人"),
        ("checked_on", &*checks),
        ("recommended_by", COUNTY),
    ];
    let id = county.save(Kind::Instructor, None, &fields);
    assert!(everything(&county).contains("云溪县公安局"));
    erase(&county, (Kind::Instructor, &id)).expect("erased");
    assert!(!everything(&county).contains("云溪县公安局"));
    let workspace = county.workspace();
    assert!(workspace.unreadable.is_empty(), "{:?}", workspace.unreadable);
    let instructor = workspace.instructors.get(&id).expect("there");
    assert_eq!(instructor.checked_on.on(TODAY).expect("a check").on, jiff::civil::date(2026, 3, 1));
}

/// What was submitted, taken back and changed: the step says nothing of what the draft says since, and the record goes on.
#[test]
fn what_is_erased_of_a_draft_that_was_signed_goes_everywhere_and_the_draft_stays_at_home() {
    let (county, association, force) = task_force_to_sign();
    let at = (Kind::TaskForce, force.as_str());
    county.takes_back(Role::Officer, at);
    let more = json!([
        { "name": "马德生", "unit": COUNTY, "post": null, "phone": "0371-00000009" },
        { "name": "赵志强", "unit": ASSOCIATION, "post": null, "phone": null },
    ]);
    let more = Kind::TaskForce.field("members").expect("a field").encode(&more);
    county.save(Kind::TaskForce, Some(&force), &[("members", &more), ("name", "科学教育专班")]);
    erase(&county, at).expect("erased");
    assert!(!everything(&county).contains("0371-") && members(&county, &force).contains("赵志强"));
    let told = association.take(&county.make(ASSOCIATION, None, None), None);
    assert!(told.iter().all(|(_, outcome)| *outcome != Outcome::Forked), "{told:?}");
    let there = everything(&association);
    assert!(!there.contains("0371-") && members(&association, &force).contains("李秀英"));
    assert!(!there.contains("赵志强") && !there.contains("科学教育专班"), "a draft went");

    county.take(&association.make(COUNTY, None, None), None);
    assert!(members(&county, &force).contains("赵志强"), "the draft stays");
    assert!(!everything(&county).contains("0371-"));
    county.act(Role::Officer, at, "submit");
    let told = association.take(&county.make(ASSOCIATION, None, None), None);
    assert!(told.iter().all(|(_, outcome)| *outcome != Outcome::Forked), "{told:?}");
    assert_eq!(association.state(Kind::TaskForce, &force), "countersigning");
    assert!(members(&association, &force).contains("赵志强"));
}

/// It stands on a step that turns out not to count, since the other organ signed meanwhile.
#[test]
fn an_erasure_outlives_the_step_before_it() {
    let (county, association, force) = task_force_to_sign();
    let at = (Kind::TaskForce, force.as_str());
    association.act(Role::Leader, at, "countersign");
    county.takes_back(Role::Officer, at);
    erase(&county, at).expect("erased");
    let (down, up) = (county.make(ASSOCIATION, None, None), association.make(COUNTY, None, None));
    association.take(&down, None);
    county.take(&up, None);
    for office in [&county, &association] {
        assert!(!everything(office).contains("0371-"), "{}", office.unit);
        assert!(members(office, &force).contains("李秀英"));
        assert_eq!(office.state(Kind::TaskForce, &force), "countersigning", "the signature counts");
    }
    county.act(Role::Leader, at, "countersign");
    association.take(&county.make(ASSOCIATION, None, None), None);
    assert_eq!(association.state(Kind::TaskForce, &force), "active");
}

#[test]
fn the_opening_of_a_package_that_erased_is_not_undone() {
    let (county, association, force) = task_force_to_sign();
    erase(&county, (Kind::TaskForce, &force)).expect("erased");
    association.take(&county.make(ASSOCIATION, None, None), None);
    let last = block_on(association.store.journal(1)).expect("a journal").remove(0);
    let (workspace, actor) = (association.workspace(), association.actor(Role::Officer));
    let undone = block_on(journal::undo(&association.sealing(), &workspace, &actor, last.sequence));
    let Err(fault) = undone else { panic!("undone") };
    assert_eq!(fault, journal::UndoFault::Erased);
}

/// The journal still has what came first, when what it brought was undone and it comes again without.
#[test]
fn what_was_opened_undone_and_then_erased_is_nowhere() {
    let (county, association) = county_and_association();
    let force = founded(&county);
    county.act(Role::Officer, (Kind::TaskForce, &force), "submit");
    association.take(&county.make(ASSOCIATION, None, None), None);
    let last = block_on(association.store.journal(1)).expect("a journal").remove(0);
    let (workspace, actor) = (association.workspace(), association.actor(Role::Officer));
    block_on(journal::undo(&association.sealing(), &workspace, &actor, last.sequence)).expect("undone");
    assert!(everything(&association).contains(PHONE));
    erase(&county, (Kind::TaskForce, &force)).expect("erased");
    association.take(&county.make(ASSOCIATION, None, None), None);
    assert!(!everything(&association).contains(PHONE));
    assert!(members(&association, &force).contains("李秀英"));
}

/// Two tabs: what one has erased, the form that began before in the other does not write again.
#[test]
fn a_form_that_began_before_says_no_more_what_was_erased() {
    let (county, _) = county_and_association();
    let force = founded(&county);
    let seat = seat(COUNTY, Role::Officer);
    let mut form =
        Form::edit(&county.workspace(), Some(&seat), Kind::TaskForce, &force, TODAY).expect("open");
    form.edit_rows("members", |rows| rows.set(1, 2, "组长".to_owned()));
    erase(&county, (Kind::TaskForce, &force)).expect("erased");
    let draft = form.draft();
    let workspace = county.workspace();
    let mut again = Form::edit(&workspace, Some(&seat), Kind::TaskForce, &force, TODAY).expect("open");
    again.restore(&workspace, draft);
    let text = again.text("members");
    assert!(!text.contains("0371-") && text.contains("组长") && text.contains("马德生"), "{text}");
}
