//! Records that name what is not there: undoing leaves none.

use std::collections::{HashMap, HashSet};

use crate::{
    app::{
        reading::Read,
        references,
        workspace::{RecordView, Workspace},
    },
    domain::Kind,
    store::Change,
};

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
        for from in references::kinds(after, kind) {
            read.table(from);
            for record in references::to(after, from, (kind, &is_gone)) {
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
