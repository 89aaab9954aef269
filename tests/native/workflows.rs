//! Every workflow hangs together: its states are reached and left, its transitions are somebody's, what it names is there.

use std::collections::BTreeSet;

use keqiao::{
    domain::{
        Kind, Tree,
        field::{FieldKind, Values},
        workflow::{Deadline, Relation, Stage, Subject, Transition, Who, Workflow},
    },
    policy::{PackLibrary, Policy, embedded_files, packs},
};

use super::{
    drawn::drawn,
    joint::{TODAY, demo_store, open},
};

fn workflows() -> impl Iterator<Item = (Kind, &'static Workflow)> {
    Kind::ALL.iter().filter_map(|kind| Some((*kind, kind.workflow()?)))
}

/// What is wrong with a relation of a kind: the fields by which it goes are there, and name what it expects.
pub fn wrong(kind: Kind, relation: Relation) -> Option<String> {
    let referred = |key: &str| match kind.field(key).map(|field| field.kind) {
        Some(FieldKind::Reference(kinds)) => kinds,
        _ => &[],
    };
    match relation {
        Relation::Named(key) | Relation::PeerOfNamed(key) => {
            let kinds = referred(key);
            let units = !kinds.is_empty() && kinds.iter().all(|kind| Tree::KINDS.contains(kind));
            (!units).then(|| format!("{key} is no field that refers to a unit"))
        }
        Relation::Via(_, Relation::Via(..)) => Some(
            "the inbox follows the record that a field names, and none that this one names in turn"
                .to_owned(),
        ),
        Relation::Via(key, relation) => {
            let kinds = referred(key);
            let found = !kinds.is_empty() && kinds.iter().all(|kind| wrong(*kind, *relation).is_none());
            (!found).then(|| format!("{key} is no field that refers to a record with {relation:?}"))
        }
        _ => kind.declaration().keeper.is_none().then(|| "the kind has no keeper".to_owned()),
    }
}

#[test]
fn what_a_workflow_names_is_there() {
    let library = PackLibrary::of(packs(&embedded_files())).expect("packs");
    let policy = Policy::compile(&library.chain("henan", TODAY).expect("henan")).expect("compiles");
    let mut faults = Vec::new();
    for (kind, table) in workflows() {
        let is_day = |key: &str| kind.field(key).is_some_and(|field| matches!(field.kind, FieldKind::Date));
        let mut tell = |place: &str, what: String| faults.push(format!("{kind:?} {place}: {what}"));
        for state in table.states {
            let editor = state.editor.and_then(|editor| wrong(kind, editor));
            editor.into_iter().for_each(|what| tell(state.code, what));
            let (day, parameter) = match state.deadline {
                Some(Deadline::Since(key, parameter)) => (Some(key), Some(parameter)),
                Some(Deadline::Within(parameter)) => (None, Some(parameter)),
                Some(Deadline::On(key) | Deadline::From(key)) => (Some(key), None),
                None => (None, None),
            };
            if let Some(key) = day.filter(|key| !is_day(key)) {
                tell(state.code, format!("its deadline names {key}, which is no field with a day"));
            }
            if let Some(parameter) = parameter.filter(|parameter| policy.count(parameter, TODAY).is_none()) {
                tell(state.code, format!("rules/national/parameters.toml has no count of days {parameter}"));
            }
            // Nobody has made the step yet that a first state would count from.
            if matches!(state.deadline, Some(Deadline::Within(_))) && state == table.first() {
                tell(state.code, "records begin here: a deadline is counted Since(a field, …)".to_owned());
            }
            for key in state.open.iter().filter(|key| kind.field(key).is_none()) {
                tell(state.code, format!("`only` names {key}, which is no field"));
            }
        }
        for transition in table.transitions {
            let mut tell = |what: String| tell(transition.verb, what);
            for key in transition
                .needs
                .iter()
                .chain(transition.states)
                .chain(transition.works)
                .filter(|key| kind.field(key).is_none())
            {
                tell(format!("it needs or states {key}, which is no field"));
            }
            let fillable = |key: &str| {
                let edited = table.states.iter().any(|state| state.editor.is_some() && state.opens(key));
                edited || table.transitions.iter().any(|transition| transition.states.contains(&key))
            };
            for key in transition.needs.iter().filter(|key| kind.field(key).is_some() && !fillable(key)) {
                tell(format!("it needs {key}, and in no state can anybody fill it in"));
            }
            let signers = match &transition.who {
                Who::One(relation, _) => &[*relation][..],
                Who::All([_]) => {
                    tell("one signer is Who::One".to_owned());
                    &[]
                }
                Who::All(signers) => &signers.iter().map(|(relation, _)| *relation).collect::<Vec<_>>(),
            };
            for (place, relation) in signers.iter().enumerate() {
                wrong(kind, *relation).into_iter().for_each(&mut tell);
                if signers[..place].contains(relation) {
                    tell(format!("{relation:?} signs twice"));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn every_state_is_reached_and_leads_to_an_end() {
    let mut faults = Vec::new();
    for (kind, table) in workflows() {
        let reached = spread(
            [table.first().code].into(),
            |transition, known| {
                transition.from.iter().any(|from| known.contains(from)).then_some(vec![transition.to])
            },
            table,
        );
        let ends = table.states.iter().filter(|state| matches!(state.stage, Stage::Done | Stage::Void));
        let ending = spread(
            ends.map(|state| state.code).collect(),
            |transition, known| known.contains(transition.to).then(|| transition.from.to_vec()),
            table,
        );
        for state in table.states {
            if !reached.contains(state.code) {
                faults.push(format!(
                    "{kind:?} {}: no transition leads here from where records begin",
                    state.code
                ));
            }
            if !ending.contains(state.code) {
                faults.push(format!(
                    "{kind:?} {}: no way leads on to a state that is Done or Void: add a transition, or call it so",
                    state.code
                ));
            }
        }
        for (place, transition) in table.transitions.iter().enumerate() {
            let same = |other: &&Transition| {
                other.verb == transition.verb && other.from.iter().any(|from| transition.from.contains(from))
            };
            if table.transitions[..place].iter().any(|other| same(&other)) {
                faults.push(format!(
                    "{kind:?} {}: two transitions of this verb leave one state",
                    transition.verb
                ));
            }
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

/// States, and those that come by transitions, until none is new.
fn spread(
    mut known: BTreeSet<&'static str>,
    on: impl Fn(&Transition, &BTreeSet<&'static str>) -> Option<Vec<&'static str>>,
    table: &Workflow,
) -> BTreeSet<&'static str> {
    loop {
        let new: Vec<_> =
            table.transitions.iter().filter_map(|transition| on(transition, &known)).flatten().collect();
        let before = known.len();
        known.extend(new);
        if known.len() == before {
            return known;
        }
    }
}

/// A school has no peer, and who is named in a field that may be empty is perhaps nobody.
#[test]
fn every_transition_is_somebodys() {
    let workspace = open(&demo_store());
    let mut faults = Vec::new();
    for (kind, table) in workflows() {
        let made = drawn(&workspace, kind);
        let values = Values(kind, &made.values);
        let subject = Subject { kind, id: &made.id, record: &values, steps: &[], state: Some(table.first()) };
        for transition in table.transitions {
            let place = format!("{kind:?} {}", transition.verb);
            // Written by a migration.
            if transition.who == Who::All(&[]) {
                continue;
            }
            if transition.seats(subject, &workspace).is_empty() {
                faults.push(format!(
                    "{place}: nobody in the county stands so to a record: {:?}",
                    transition.who
                ));
            }
            let Who::One(Relation::Named(key) | Relation::PeerOfNamed(key) | Relation::Via(key, _), _) =
                transition.who
            else {
                continue;
            };
            let needed = || table.transitions.iter().any(|transition| transition.needs.contains(&key));
            if kind.field(key).is_some_and(|field| !field.required) && !needed() {
                faults.push(format!("{place}: {key} may be empty; let a transition before it need {key}"));
            }
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}
