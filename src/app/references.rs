//! Which records refer to which: by a field that names them, in a list, a history or a row of it too.

use std::collections::{HashMap, HashSet};

use jiff::civil::Date;

use crate::{
    domain::{
        Kind,
        field::{Field, FieldKind},
    },
    store::Change,
};

use super::{
    reading::Read,
    workspace::{AnyRecord, RecordView, Workspace},
};

/// What a record refers to, as far as it is on file.
pub fn from<'a>(workspace: &'a Workspace, record: &RecordView<'_>) -> Vec<(Kind, &'a dyn AnyRecord)> {
    let mut found = Vec::new();
    for field in workspace.fields().of(record.kind) {
        let Some(value) = record.values.get(field.key) else { continue };
        field.find_reference(value, &mut |kinds, id| {
            let there = kinds.iter().filter_map(|kind| Some((*kind, workspace.table(*kind).get(id)?)));
            found.extend(there);
            false
        });
    }
    found
}

/// The kinds whose records can refer to those of another.
pub fn kinds(workspace: &Workspace, of: Kind) -> impl Iterator<Item = Kind> {
    let can = move |from: &Kind| workspace.fields().of(*from).any(|field| field.can_refer_to(of));
    Kind::ALL.iter().copied().filter(can)
}

/// The records of a kind that refer to some of another.
pub fn to<'a>(
    workspace: &'a Workspace,
    from: Kind,
    (kind, wanted): (Kind, &'a dyn Fn(&str) -> bool),
) -> impl Iterator<Item = &'a dyn AnyRecord> {
    let fields: Vec<_> = workspace.fields().of(from).filter(|field| field.can_refer_to(kind)).collect();
    // Nobody looks through a table that cannot refer.
    let records = (!fields.is_empty()).then(|| workspace.table(from).each()).into_iter().flatten();
    records
        .map(|(_, record)| record)
        .filter(move |record| fields.iter().any(|field| refers((from, *record), field, wanted)))
}

fn refers((kind, record): (Kind, &dyn AnyRecord), field: &Field, wanted: &dyn Fn(&str) -> bool) -> bool {
    if matches!(field.kind, FieldKind::Reference(_)) && !field.dated {
        return record.scalar(field, Date::MIN).text().is_some_and(wanted);
    }
    let record = RecordView::of(kind, record);
    let value = record.values.get(field.key);
    value.is_some_and(|value| field.find_reference(value, &mut |_, id| wanted(id)).is_some())
}

/// A record that names another which is not there, as they are called.
pub struct Hanging {
    pub record: String,
    pub names: String,
}

/// What some changes would leave hanging: a record that stays and names one that goes, or one that would be as it was and names one
/// that is gone. What it was looked for in is noted.
pub fn left_hanging(
    before: &Workspace,
    after: &Workspace,
    changes: &[Change],
    read: &mut Read,
) -> Option<Hanging> {
    let called = |id: &str| {
        let record = Kind::ALL.iter().find_map(|kind| before.table(*kind).get(id));
        record.map_or_else(|| id.to_owned(), |record| record.title())
    };
    let mut gone: HashMap<Kind, HashSet<&str>> = HashMap::new();
    for change in changes {
        let Some(kind) = Kind::parse(&change.table) else { continue };
        let Some(record) = after.find(kind, &change.key) else {
            gone.entry(kind).or_default().insert(&change.key);
            continue;
        };
        read.references(after, kind, [&record.values]);
        let known: HashSet<_> =
            before.find(kind, &change.key).iter().flat_map(|record| unknown(before, record)).collect();
        if let Some(id) = unknown(after, &record).into_iter().find(|id| !known.contains(id)) {
            return Some(Hanging { names: called(&id), record: record.title });
        }
    }
    for (kind, ids) in gone {
        let is_gone = |id: &str| ids.contains(id);
        for from in kinds(after, kind) {
            read.table(from);
            for record in to(after, from, (kind, &is_gone)) {
                let unknown = unknown(after, &RecordView::of(from, record));
                if let Some(id) = unknown.into_iter().find(|id| is_gone(id)) {
                    return Some(Hanging { names: called(&id), record: record.title() });
                }
            }
        }
    }
    None
}

/// The ids that a record names and that are not on file.
fn unknown(workspace: &Workspace, record: &RecordView<'_>) -> Vec<String> {
    let mut unknown = Vec::new();
    for field in workspace.fields().of(record.kind) {
        let Some(value) = record.values.get(field.key) else { continue };
        field.find_reference(value, &mut |kinds, id| {
            if !kinds.iter().any(|kind| workspace.table(*kind).has(id)) {
                unknown.push(id.to_owned());
            }
            false
        });
    }
    unknown
}
