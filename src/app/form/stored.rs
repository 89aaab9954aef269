//! A record that is there, as a form has it.

use serde_json::Value;

use crate::{
    app::{
        merge::Texts,
        personal,
        workspace::{RecordView, Workspace},
    },
    domain::field::Field,
};

/// The fields of a record that hold personal data.
pub(super) fn holding_personal<'a>(
    workspace: &'a Workspace,
    record: &'a RecordView<'_>,
) -> impl Iterator<Item = &'static str> + use<'a> {
    let fields = workspace.fields().of(record.kind);
    fields.filter(|field| personal::holds(field, value(record, field))).map(|field| field.key)
}

/// A record as the fields of a form hold it.
pub(super) fn written(workspace: &Workspace, record: &RecordView<'_>) -> Texts {
    let fields = workspace.fields().of(record.kind);
    fields.map(|field| (field.key.to_owned(), field.encode(value(record, field)))).collect()
}

fn value<'a>(record: &'a RecordView<'_>, field: &Field) -> &'a Value {
    record.values.get(field.key).unwrap_or(&Value::Null)
}
