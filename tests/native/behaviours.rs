//! What is particular to a kind hangs together: what it names is there, and no record, however empty, is too much for it.

use std::{
    collections::{BTreeSet, HashSet},
    rc::Rc,
};

use keqiao::domain::workflow::UNDO;
use keqiao::{
    app::{
        FormValues, facts,
        kinds::{self, Behaviour, Column, Source},
        reading::Reading,
        records,
        workspace::Workspace,
    },
    demo::units::{COUNTY, bureau},
    domain::{
        Checked, Fields, Kind, Term,
        field::{Fact, Field, FieldKind},
        session,
        workflow::Role,
    },
    policy::fields::COMPUTED,
};
use proptest::{
    strategy::{Strategy as _, ValueTree as _},
    test_runner::{Config, TestRunner},
};
use serde_json::Value;

use super::{
    declarations::record,
    drawn::{change, drawn},
    joint::{TODAY, actor, days, demo_store, open, seat},
    workflows::wrong,
};

/// The keys of a table's columns that are fields, and of those that are not.
fn columns(behaviour: &Behaviour) -> impl Iterator<Item = (&'static str, bool)> {
    behaviour.columns.iter().map(|column| match column {
        Column::Field(key) | Column::Called(key, _) => (*key, true),
        Column::Computed(field, _) | Column::Filter(field, _) => (field.key, false),
    })
}

#[test]
fn what_a_kind_names_is_there() {
    let mut faults = Vec::new();
    for behaviour in kinds::ALL {
        let kind = behaviour.kind;
        let mut tell = |what: String| faults.push(format!("{kind:?}: {what}"));
        let transitions = kind.workflow().map(|table| table.transitions).unwrap_or_default();
        let checks = behaviour.checks.iter().filter(|(on, _)| *on != UNDO);
        let verbs = checks.map(|(on, _)| ("a check", *on));
        let verbs = verbs.chain(behaviour.works_out.iter().map(|(on, _)| ("`works_out`", *on)));
        let verbs = verbs.chain(behaviour.effects.iter().map(|effect| ("an effect", effect.on)));
        let archived = behaviour.roll_over.iter().filter_map(|roll_over| roll_over.archive);
        for (who, verb) in verbs.chain(archived.map(|verb| ("the roll-over", verb))) {
            if transitions.iter().all(|transition| transition.verb != verb) {
                tell(format!("{who} is on {verb}, which is no transition of its workflow"));
            }
        }
        for transition in transitions.iter().filter(|transition| !transition.works.is_empty()) {
            if behaviour.works_out.iter().all(|(on, _)| *on != transition.verb) {
                tell(format!("{} works out fields, and nobody says how", transition.verb));
            }
        }
        let named = columns(behaviour).filter(|(_, is_field)| *is_field).map(|(key, _)| ("columns", key));
        let named = named.chain(behaviour.in_order_of.iter().map(|key| ("in_order_of", *key)));
        let among = behaviour.clashes.iter().flat_map(|clashes| clashes.among);
        for key in among.filter(|key| kind.field(key).is_none_or(|field| field.dated)) {
            tell(format!("`clashes` names {key}, which is no field, or dated"));
        }
        for (list, key) in named.chain(behaviour.begins_anew.iter().map(|key| ("begins_anew", *key))) {
            if kind.field(key).is_none() {
                tell(format!("`{list}` names {key}, which is no field"));
            }
        }
        if let Some(key) = behaviour.day
            && !kind.field(key).is_some_and(|field| matches!(field.kind, FieldKind::Date))
        {
            tell(format!("`day` names {key}, which is no field with a day"));
        }
        let mut shown = HashSet::new();
        for (key, is_field) in columns(behaviour) {
            if !shown.insert(key) || (!is_field && kind.field(key).is_some()) {
                tell(format!("two columns are called {key}"));
            }
        }
        behaviour.also_seen_by.iter().filter_map(|relation| wrong(kind, *relation)).for_each(&mut tell);
        let makes = |other: &&Behaviour| other.effects.iter().any(|effect| effect.makes == kind);
        // A desk claims one when it makes its keys; a batch is worked out from sessions, with its statements; a proposal from a round.
        let of_its_own =
            matches!(kind, Kind::Certificate | Kind::PaymentBatch | Kind::SchoolStatement | Kind::Proposal);
        if !behaviour.begun_by_hand && !of_its_own && !kinds::ALL.iter().any(makes) {
            tell("nobody begins one by hand, and no effect makes one".to_owned());
        }
        if kinds::ALL.iter().filter(|other| other.kind == kind).count() != 1 {
            tell("it stands twice in `kinds::ALL`".to_owned());
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

/// A record that says no more than it must, and refers to what is not there.
fn bare(kind: Kind) -> Checked {
    let mut runner = TestRunner::new(Config::default());
    loop {
        let mut values =
            record(&Fields::default(), kind).new_tree(&mut runner).expect("made").current().values;
        for field in kind.fields().iter().filter(|field| !field.required) {
            values.insert(
                field.key.to_owned(),
                if field.is_list() { Value::Array(Vec::new()) } else { Value::Null },
            );
        }
        if let Ok(made) = (kind.declaration().check)(values) {
            return made;
        }
    }
}

/// A panic here names the line of the kind's file.
#[test]
fn a_record_that_says_next_to_nothing_is_shown_and_asked_about() {
    let demo = open(&demo_store());
    let seats = [None, Some(seat(&bureau(COUNTY), Role::Officer))];
    let mut faults = Vec::new();
    for kind in Kind::ALL {
        let made = bare(*kind);
        let lone = records::change(*kind, &made, &Default::default(), None).expect("JSON");
        for workspace in
            [Workspace::default().after(std::slice::from_ref(&lone)), demo.after(std::slice::from_ref(&lone))]
        {
            let record = workspace.find(*kind, &made.id).expect("there");
            let own = seat(&bureau(COUNTY), Role::Officer);
            let policy = actor(own.clone()).policy.expect("in force");
            let reading = Rc::new(Reading::of(&workspace));
            facts::of_record(&policy, &reading, &record, (&own, TODAY));
            for derived in kind.declaration().derived {
                let around = Reading::of(&workspace);
                let told = (derived.of)(record.subject(), &around);
                // Else a change of what it was derived of would leave the accounts as they are.
                let read = around.read().kinds();
                if session::BEARING.contains(kind) && !read.iter().all(|kind| session::BEARING.contains(kind))
                {
                    faults.push(format!(
                        "{kind:?}: {} reads {read:?}; accounts follow {:?} (domain/session.rs)",
                        derived.field.key,
                        session::BEARING
                    ));
                }
                if !fits(&derived.field, &told) {
                    faults.push(format!(
                        "{kind:?}: {} is told as {told:?}, and declared another",
                        derived.field.key
                    ));
                }
            }
            let Some(behaviour) = kinds::of(*kind) else { continue };
            behaviour.cards.iter().for_each(|card| drop((card.lines)(&workspace, &record)));
            behaviour.checks.iter().for_each(|(_, check)| {
                let _ = check(&reading, &record);
            });
            behaviour.effects.iter().for_each(|effect| drop((effect.run)(&workspace, &record, TODAY)));
            if let Some(clashes) = &behaviour.clashes {
                clashes.beside(workspace.table(*kind), "", &record);
            }
            for column in behaviour.columns {
                if let Column::Computed(field, _) | Column::Filter(field, _) = column
                    && !COMPUTED.contains(&field.key)
                {
                    faults.push(format!(
                        "{kind:?}: a pack may add a field called {}, as the column is: COMPUTED of policy/fields.rs",
                        field.key
                    ));
                }
                if let Column::Computed(field, Source::Record(kinds, of))
                | Column::Filter(field, Source::Record(kinds, of)) = column
                {
                    let around = Reading::of(&workspace);
                    of(&around, workspace.table(*kind).get(&made.id).expect("there").factual());
                    let read = around.read().kinds();
                    if !read.iter().all(|kind| kinds.contains(kind)) {
                        faults.push(format!(
                            "{kind:?}: the column {} reads {read:?}, and names {kinds:?}",
                            field.key
                        ));
                    }
                }
            }
            let mut filled = FormValues::new();
            behaviour.suggest.iter().for_each(|suggest| suggest(&workspace, &record, &mut filled));
            for seat in &seats {
                behaviour.prefill.iter().for_each(|prefill| {
                    prefill(&workspace, seat.as_ref(), TODAY, &days, &mut filled);
                });
                for (roll_over, seat) in behaviour.roll_over.iter().zip(seat) {
                    (roll_over.due)(&workspace, seat);
                    (roll_over.fill)(&workspace, seat, Term::of(TODAY), &mut filled);
                }
            }
            let unknown = filled.keys().filter(|key| kind.field(key).is_none());
            faults.extend(
                unknown.map(|key| format!("{kind:?}: a form is filled in at {key}, which is no field")),
            );
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

/// Whether a fact is of the type that was declared.
fn fits(field: &Field, fact: &Fact) -> bool {
    use FieldKind::{Choices, Date, Flag, Point, References, Rows, Time};
    match (field.held(), fact) {
        (_, Fact::Missing) => !field.required,
        (Date, Fact::Day(_)) | (Time, Fact::Time(_)) | (Flag, Fact::Flag(_)) | (Point, Fact::Row(_)) => true,
        (Choices(_) | References(_) | Rows(_), Fact::List(_)) => true,
        (kind, Fact::Number(_)) => kind.is_number(),
        (kind, Fact::Text(_)) => {
            !kind.is_number()
                && !matches!(kind, Date | Time | Flag | Point | Choices(_) | References(_) | Rows(_))
        }
        _ => false,
    }
}

/// What is there already is not made again: of two records that make the same, the second would make nothing.
#[test]
fn what_two_records_make_are_two() {
    let demo = open(&demo_store());
    for behaviour in kinds::ALL {
        let kind = behaviour.kind;
        let first = drawn(&demo, kind);
        let second = (0..50).map(|_| drawn(&demo, kind)).find(|other| other.id != first.id).expect("another");
        let workspace = demo.after(&[change(&demo, &first, kind, None), change(&demo, &second, kind, None)]);
        for effect in behaviour.effects {
            let made = |id: &str| -> BTreeSet<String> {
                let record = workspace.find(kind, id).expect("there");
                let made = (effect.run)(&workspace, &record, TODAY).into_iter();
                made.filter_map(|values| (effect.makes.declaration().check)(values).ok())
                    .map(|made| made.id)
                    .collect()
            };
            let (first, second) = (made(&first.id), made(&second.id));
            let same: Vec<_> = first.intersection(&second).collect();
            assert!(
                same.is_empty(),
                "{kind:?} {}: two records make the same {:?}: {same:?}",
                effect.on,
                effect.makes
            );
        }
    }
}
