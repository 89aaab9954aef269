//! Three sign, one of them perhaps not there; nobody signs; whoever is reached by way of another record does.

use std::collections::BTreeMap;

use jiff::civil::{Date, date};
use serde_json::{Map, Value, json};

use super::*;
use crate::domain::{
    Kind,
    field::{Fact, Factual, Scalar},
};

crate::workflow! {
    plan {
        planned "已计划" "Planned" Draft, edited by Keeper;
        held "已举办" "Held" Underway;
        confirmed "已确认" "Confirmed" Done;
    } transitions {
        hold "举办" "Hold" planned -> held by Keeper Officer;
        confirm "确认" "Confirm" held -> confirmed by Keeper Officer and Named("with") Officer and Named("base") Leader;
        confirm_old "旧数据确认" "Confirmed in old data" held -> confirmed written by migration;
        remind "催办" "Remind" held -> held by Keeper Officer, Optional;
        accept "受理" "Accept" held -> confirmed by Via("round", &Keeper) Officer, Optional;
    }
}

/// A record of no kind in particular: texts by key.
#[derive(Debug, Default)]
struct Texts(Map<String, Value>);

impl Factual for Texts {
    fn fact(&self, key: &str, _: Date) -> Option<Fact> {
        Some(
            self.0.get(key).and_then(Value::as_str).map_or(Fact::Missing, |text| Fact::text(text.to_owned())),
        )
    }

    fn scalar(&self, key: &str, _: Date) -> Option<Scalar<'_>> {
        Some(self.0.get(key).and_then(Value::as_str).map_or(Scalar::Missing, Scalar::Text))
    }
}

#[derive(Default)]
struct Around {
    records: BTreeMap<String, Texts>,
}

impl Surroundings for Around {
    fn peer(&self, _: &str) -> Option<&str> {
        None
    }

    fn superior(&self, _: &str) -> Option<&str> {
        None
    }

    fn record(&self, _: Kind, id: &str) -> Option<&dyn Factual> {
        self.records.get(id).map(|record| record as &dyn Factual)
    }

    fn each(&self, _: Kind, _: &mut dyn FnMut(Subject<'_>)) {}
}

fn values(value: Value) -> Texts {
    Texts(value.as_object().cloned().unwrap_or_default())
}

fn seat(unit: &str, role: Role) -> Seat {
    Seat { unit: unit.to_owned(), role }
}

/// Takes a record on, as the use-cases do: permitted first, then stepped, with who signs next fixed.
fn go_on(
    steps: &mut Vec<Step>,
    record: &Texts,
    seat: &Seat,
    verb: &str,
) -> Result<&'static str, TransitionRefusal> {
    let around = Around::default();
    let subject = Subject { kind: Kind::Contact, id: "", record, steps, state: None };
    permit(&plan::WORKFLOW, &|_| None, subject, seat, &around, (verb, ""))?;
    steps.push(Step::new(seat, verb, "", date(2026, 7, 6)));
    let subject = Subject { kind: Kind::Contact, id: "", record, steps, state: None };
    let progress = Progress::of(&plan::WORKFLOW, &*steps);
    let (state, signers) = (progress.state.code, progress.signers(&plan::WORKFLOW, subject, &around));
    if let Some(step) = steps.last_mut() {
        step.signers = signers.into();
    }
    Ok(state)
}

#[test]
fn all_sign_in_any_order_and_who_is_not_named_is_not_waited_for() {
    let (school, person, base) =
        (seat("school", Role::Officer), seat("person", Role::Officer), seat("base", Role::Leader));
    let three = values(json!({ "unit": "school", "with": "person", "base": "base" }));
    let mut steps = Vec::new();
    go_on(&mut steps, &three, &school, "hold").expect("held");
    assert_eq!(go_on(&mut steps, &three, &base, "confirm"), Ok(plan::held));
    assert_eq!(
        go_on(&mut steps, &three, &school, "remind"),
        Ok(plan::held),
        "a reminder keeps the signatures"
    );
    assert_eq!(go_on(&mut steps, &three, &school, "confirm"), Ok(plan::held));
    assert_eq!(go_on(&mut steps, &three, &school, "confirm"), Err(TransitionRefusal::AlreadyCountersigned));
    assert_eq!(go_on(&mut steps, &three, &person, "confirm"), Ok(plan::confirmed));

    let two = values(json!({ "unit": "school", "with": "person", "base": null }));
    let mut steps = Vec::new();
    go_on(&mut steps, &two, &school, "hold").expect("held");
    assert!(go_on(&mut steps, &two, &base, "confirm").is_err());
    assert_eq!(go_on(&mut steps, &two, &person, "confirm"), Ok(plan::held));
    assert_eq!(go_on(&mut steps, &two, &school, "confirm"), Ok(plan::confirmed));
}

#[test]
fn who_must_sign_is_fixed_by_the_step_that_opened_it() {
    let (school, person) = (seat("school", Role::Officer), seat("person", Role::Officer));
    let mut record = values(json!({ "unit": "school", "with": "person" }));
    let mut steps = Vec::new();
    go_on(&mut steps, &record, &school, "hold").expect("held");
    record.0.insert("base".into(), "base".into());
    record.0.insert("with".into(), "another".into());
    assert!(go_on(&mut steps, &record, &seat("another", Role::Leader), "confirm").is_err());
    go_on(&mut steps, &record, &person, "confirm").expect("signed");
    assert_eq!(go_on(&mut steps, &record, &school, "confirm"), Ok(plan::confirmed));
}

#[test]
fn whoever_acts_for_another_signs_for_that_other_only() {
    let record = values(json!({ "unit": "school", "with": "person" }));
    let mut steps = Vec::new();
    go_on(&mut steps, &record, &seat("school", Role::Officer), "hold").expect("held");
    let mut proxy = Step::new(&seat("association", Role::Officer), "confirm", "", date(2026, 7, 6));
    proxy.on_behalf_of = Some("person".into());
    steps.push(proxy);
    let around = Around::default();
    let subject = Subject { kind: Kind::Contact, id: "", record: &record, steps: &steps, state: None };
    let waited: Vec<_> =
        waited_for(&plan::WORKFLOW, subject, &around).into_iter().map(|(_, unit)| unit).collect();
    assert_eq!(waited, ["school"]);
}

#[test]
fn what_only_a_migration_writes_is_open_to_nobody_and_counts_when_it_is_written() {
    let record = values(json!({ "unit": "school" }));
    let mut steps = Vec::new();
    let school = seat("school", Role::Leader);
    go_on(&mut steps, &record, &school, "hold").expect("held");
    assert!(go_on(&mut steps, &record, &school, "confirm_old").is_err());
    steps.push(Step::new(&school, "confirm_old", "", date(2026, 7, 6)));
    assert_eq!(Progress::of(&plan::WORKFLOW, &steps).state.code, plan::confirmed);
}

#[test]
fn what_is_taken_back_is_what_could_be_and_not_what_was_passed_over() {
    let school = seat("school", Role::Officer);
    let step = |verb| Step::new(&school, verb, "", date(2026, 7, 6));
    let mut steps = vec![step("hold"), step("of_another_version")];
    let last = permit_undo(&plan::WORKFLOW, &steps, &school).expect("its own");
    assert_eq!(&*last.verb, "hold");
    steps.push(step(UNDO));
    let progress = Progress::of(&plan::WORKFLOW, &steps);
    assert_eq!((progress.state.code, progress.steps.len()), (plan::planned, 0));
}

#[test]
fn a_relation_by_way_of_a_record_is_that_record_s() {
    let mut around = Around::default();
    around.records.insert("round-1".into(), values(json!({ "unit": "edu" })));
    let values = values(json!({ "school": "school", "round": "round-1" }));
    let need = Subject { kind: Kind::Need, id: "", record: &values, steps: &[], state: None };
    assert_eq!(Relation::Via("round", &Relation::Keeper).unit(need, &around).as_deref(), Some("edu"));
    assert_eq!(Relation::Via("round", &Relation::Peer).unit(need, &around), None);
    assert_eq!(Relation::Via("note", &Relation::Keeper).unit(need, &around), None);
}

#[test]
fn a_step_is_known_by_everything_in_it() {
    let step = Step::new(&seat("school", Role::Officer), "hold", "2026-07-06T01:00:00Z", date(2026, 7, 6));
    let mut noted = step.clone();
    noted.note = "补".into();
    assert_eq!((step.hash().len(), step.hash()), (64, step.clone().hash()));
    assert_ne!(step.hash(), noted.hash());
    let read: Step = serde_json::from_str(&serde_json::to_string(&noted).expect("JSON")).expect("a step");
    assert_eq!(read.hash(), noted.hash());
}
