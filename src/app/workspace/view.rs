//! A record without its type, as a workspace holds it.

use jiff::civil::Date;
use serde_json::{Map, Value};

use crate::domain::{
    Envelope, Kind,
    field::{self, Fact, Factual, Field, Scalar, Values},
    workflow::{self, State},
};

use super::AnyRecord;

/// A record without its type: what generic pages, the inbox and the use-cases of workflows see. Its values are those of
/// its own fields and of all that packs have ever added.
#[derive(Debug, Clone)]
pub struct RecordView<'a> {
    pub kind: Kind,
    pub id: String,
    pub title: String,
    pub values: Map<String, Value>,
    pub envelope: &'a Envelope,
    /// Where it stands; `None` of a kind without a workflow.
    pub state: Option<&'static State>,
    pub revision: Option<u64>,
}

impl Factual for RecordView<'_> {
    fn fact(&self, key: &str, day: Date) -> Option<Fact> {
        Values(self.kind, &self.values).fact(key, day)
    }

    fn scalar(&self, key: &str, day: Date) -> Option<Scalar<'_>> {
        let field = self.kind.field(key)?;
        Some(field.scalar(self.values.get(key).unwrap_or(&Value::Null), day))
    }
}

impl<'a> RecordView<'a> {
    pub fn of(kind: Kind, record: &'a dyn AnyRecord) -> Self {
        let envelope = record.envelope();
        let mut values = record.values();
        for (key, value) in &envelope.extra {
            values.entry(key).or_insert_with(|| value.clone());
        }
        Self {
            kind,
            id: record.id(),
            title: record.title(),
            values,
            envelope,
            state: record.state(),
            revision: Some(record.revision()),
        }
    }

    /// The unit that keeps the record; empty for a kind without.
    pub fn keeper(&self) -> &str {
        self.subject().keeper()
    }

    /// As workflows see it.
    pub fn subject(&self) -> workflow::Subject<'_> {
        let steps = &self.envelope.steps;
        workflow::Subject { kind: self.kind, id: &self.id, record: self, steps, state: self.state }
    }

    /// Where it stands; `None` for a kind without a workflow.
    pub fn progress(&self) -> Option<workflow::Progress<'_>> {
        Some(workflow::Progress::of(self.kind.workflow()?, &self.envelope.steps))
    }

    /// What holds on a day, of a field.
    pub fn on(&self, field: &Field, day: Date) -> field::Held<'_> {
        field.on(self.values.get(field.key).unwrap_or(&Value::Null), day)
    }

    /// The text of a field; empty when it has none.
    pub fn text(&self, key: &str) -> &str {
        debug_assert!(self.kind.field(key).is_some(), "{:?} has no field {key}", self.kind);
        self.values.get(key).and_then(Value::as_str).unwrap_or_default()
    }
}
