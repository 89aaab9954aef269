//! What a step along a workflow read of other records: the guards that let it pass could have been told of these, so they
//! must still be as they were when the step is stored. Two tabs can then not close a document and send its dispatch in the
//! same moment.

use serde_json::{Map, Value};

use crate::{
    domain::{Kind, field::FieldKind},
    store::Expected,
};

use super::workspace::{RecordView, Workspace};

/// The records that these refer to and, where a guard has its say, the records under way that refer to them: guards count
/// those.
pub fn of(workspace: &Workspace, kind: Kind, ids: &[String], guarded: bool) -> Vec<Expected> {
    let mut read: Vec<_> = ids
        .iter()
        .filter_map(|id| workspace.find(kind, id))
        .flat_map(|record| referred_to(workspace, &record))
        .collect();
    if guarded {
        read.extend(referring(workspace, kind, ids));
    }
    read.sort();
    read.dedup();
    read
}

/// The ids in a field, and the kinds they can be of.
fn references(kind: Kind, values: &Map<String, Value>) -> impl Iterator<Item = (&'static [Kind], &str)> {
    kind.fields().iter().flat_map(move |field| {
        let (kinds, value) = match field.kind {
            FieldKind::Reference(kinds) | FieldKind::References(kinds) => (kinds, values.get(field.key)),
            _ => (&[] as &[Kind], None),
        };
        let one = value.and_then(Value::as_str);
        let many = value.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
        one.into_iter().chain(many).map(move |id| (kinds, id))
    })
}

fn referred_to(workspace: &Workspace, record: &RecordView<'_>) -> Vec<Expected> {
    let found = references(record.kind, &record.values).flat_map(|(kinds, id)| {
        kinds.iter().filter_map(move |kind| {
            let found = workspace.table(*kind).get(id)?;
            Some(expected(*kind, id, found.revision()))
        })
    });
    found.collect()
}

/// Records of kinds with a workflow only: no guard counts a register.
fn referring(workspace: &Workspace, kind: Kind, ids: &[String]) -> Vec<Expected> {
    let refers = |other: &Kind| {
        let takes = |kinds: &[Kind]| kinds.contains(&kind);
        other.workflow().is_some()
            && other.fields().iter().any(|field| {
                matches!(field.kind, FieldKind::Reference(kinds) | FieldKind::References(kinds) if takes(kinds))
            })
    };
    let mut found = Vec::new();
    for other in Kind::ALL.iter().copied().filter(refers) {
        for record in workspace.records_of(other) {
            let names =
                |(kinds, id): (&[Kind], &str)| kinds.contains(&kind) && ids.iter().any(|own| own == id);
            if references(other, &record.values).any(names)
                && let Some(revision) = record.revision
            {
                found.push(expected(other, &record.id, revision));
            }
        }
    }
    found
}

fn expected(kind: Kind, id: &str, revision: u64) -> Expected {
    Expected { table: kind.code().to_owned(), key: id.to_owned(), revision: Some(revision) }
}
