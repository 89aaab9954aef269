//! Which records refer to which: by a field that names them, in a list, a history or a row of it too.

use jiff::civil::Date;

use crate::domain::{
    Kind,
    field::{Field, FieldKind},
};

use super::workspace::{AnyRecord, RecordView, Workspace};

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
