//! A record of any kind, drawn by chance, that stands among the units and records of the demo.

use keqiao::{
    app::{records, workspace::Workspace},
    domain::{
        Checked, Envelope, Fields, Kind,
        field::{Field, FieldKind, Values},
        workflow::{Progress, Seat, Step, Subject, Workflow},
    },
    store::Change,
};
use proptest::{
    prelude::prop,
    strategy::{Strategy as _, ValueTree as _},
    test_runner::{Config, TestRunner},
};
use serde_json::{Map, Value};

use super::{declarations::record, joint::TODAY};

/// A record that refers to what is there. Where there is nothing to refer to, the references lead nowhere.
pub fn drawn(workspace: &Workspace, kind: Kind) -> Checked {
    let mut runner = TestRunner::new(Config::default());
    let sound = (0..50).find_map(|_| {
        let mut values =
            record(&Fields::default(), kind).new_tree(&mut runner).expect("made").current().values;
        led(workspace, &mut runner, kind, kind.fields(), &mut values);
        (kind.declaration().check)(values).ok()
    });
    sound.unwrap_or_else(|| panic!("{kind:?}: fifty drawn by chance, and none that holds its own rules"))
}

/// Leads the references of values to what is there.
fn led(
    workspace: &Workspace,
    runner: &mut TestRunner,
    kind: Kind,
    fields: &[Field],
    values: &mut Map<String, Value>,
) {
    let mut taken: Vec<String> = Vec::new();
    for field in fields {
        match (field.kind, values.get_mut(field.key)) {
            (FieldKind::Reference(kinds), Some(value)) if !field.dated => {
                let keeps = kind.declaration().keeper == Some(field.key);
                let ids = referred(workspace, kind, kinds, keeps, &taken);
                if !ids.is_empty() {
                    let id = prop::sample::select(ids).new_tree(runner).expect("one").current();
                    *value = id.clone().into();
                    taken.push(id);
                }
            }
            (FieldKind::Rows(columns), Some(Value::Array(rows))) => {
                for row in rows.iter_mut().filter_map(Value::as_object_mut) {
                    led(workspace, runner, kind, columns, row);
                }
            }
            _ => {}
        }
    }
}

/// What a field of these kinds can name: of units those that have most around them, peer and superior, and may keep the
/// record where that is asked; others than those that are named already.
fn referred(workspace: &Workspace, of: Kind, kinds: &[Kind], keeps: bool, taken: &[String]) -> Vec<String> {
    let tree = workspace.tree();
    let around = |id: &str| {
        let above = tree.superior(id);
        [tree.peer(id), above, above.and_then(|above| tree.peer(above))].into_iter().flatten().count()
    };
    let fits = |id: &String| {
        let admitted =
            || tree.get(id).is_some_and(|unit| of.declaration().keepers.admit(unit.side, unit.kind));
        !taken.contains(id) && (!keeps || admitted())
    };
    let ids = kinds.iter().flat_map(|kind| workspace.records_of(*kind)).map(|record| record.id);
    let ids: Vec<_> = ids.filter(fits).collect();
    let most = ids.iter().map(|id| around(id)).max().unwrap_or_default();
    ids.into_iter().filter(|id| around(id) == most).collect()
}

/// A drawn record as a change, at a state from which a verb leads on where one is asked.
pub fn change(workspace: &Workspace, made: &Checked, kind: Kind, verb: Option<&str>) -> Change {
    let steps = kind.workflow().zip(verb).map(|(table, verb)| {
        let values = Values(kind, &made.values);
        let subject = Subject { kind, id: &made.id, record: &values, steps: &[], state: Some(table.first()) };
        way(table, verb).iter().flat_map(|verb| steps(workspace, table, subject, verb)).collect()
    });
    let envelope = Envelope { steps: steps.unwrap_or_default(), ..Envelope::default() };
    records::change(kind, made, &envelope, None).expect("JSON")
}

/// The verbs by which a new record comes to where this one leads on: the shortest way.
fn way(table: &'static Workflow, verb: &str) -> Vec<&'static str> {
    let mut ways = vec![(table.first().code, Vec::new())];
    let mut next = 0;
    while let Some((state, way)) = ways.get(next).cloned() {
        next += 1;
        let leaves = table.transitions.iter().filter(|transition| transition.from.contains(&state));
        for transition in leaves {
            if transition.verb == verb {
                return way;
            }
            if ways.iter().all(|(known, _)| *known != transition.to) {
                ways.push((transition.to, [&way[..], &[transition.verb]].concat()));
            }
        }
    }
    Vec::new()
}

/// A step of everybody who makes it.
fn steps(workspace: &Workspace, table: &'static Workflow, subject: Subject<'_>, verb: &str) -> Vec<Step> {
    let transition = table.transitions.iter().find(|transition| transition.verb == verb);
    let seats = transition.map(|transition| transition.seats(subject, workspace)).unwrap_or_default();
    seats.iter().map(|seat| Step::new(seat, verb, "2026-06-14T01:00:00Z", TODAY)).collect()
}

/// Who may make a transition of a record, as it stands.
pub fn seat(workspace: &Workspace, (kind, id): (Kind, &str), verb: &str) -> Option<Seat> {
    let record = workspace.find(kind, id)?;
    let table = kind.workflow()?;
    let progress = Progress::of(table, &record.envelope.steps);
    let transition = table.transition(progress.state, verb)?;
    progress.waits_for(transition, record.subject(), workspace).into_iter().next()
}
