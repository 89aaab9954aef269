//! What goes to an office: everything that it is entitled to and has not acknowledged.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{
    card::Card,
    entitled::{self, Entitled, entitled},
    ledger::{Ledger, mark},
};
use crate::{
    app::{
        references,
        workspace::{RecordView, Workspace},
    },
    domain::{
        Kind,
        field::{Attachment, FieldKind},
        seal::Digest,
    },
    exchange::package::{Carried, Load, Named},
    store::{Store, StoreError},
};

/// What an office should have and has not acknowledged.
#[derive(Debug, Clone, Default)]
pub struct Due {
    pub records: Vec<Carried>,
    pub marks: Vec<Digest>,
    /// How many of them, by kind.
    pub counts: BTreeMap<Kind, usize>,
    /// How many carry personal data.
    pub personal: usize,
    /// What they refer to.
    named: BTreeSet<Named>,
    /// The files that they name.
    files: BTreeSet<Attachment>,
}

/// What is due to a unit. Records come with their kinds in the order in which they refer to each other.
pub fn due(workspace: &Workspace, ledger: &Ledger, unit: &str) -> Due {
    let known = ledger.known_by(unit);
    let mut due = Due::default();
    for kind in Kind::ALL {
        let personal = entitled::personal(workspace, *kind);
        for record in workspace.records_of(*kind) {
            if record.envelope.sealed().next().is_none() {
                continue;
            }
            let entitled = entitled(workspace, unit, &record);
            let mark = mark((kind.code(), &record.id), record.envelope, entitled == Entitled::Whole);
            if entitled == Entitled::Nothing || known.contains(&mark) {
                continue;
            }
            let left_out = if entitled == Entitled::Whole { BTreeSet::new() } else { personal.clone() };
            let has_personal = personal.iter().any(|key| {
                !left_out.contains(key) && record.values.get(key).is_some_and(|value| !value.is_null())
            });
            due.take(&record, mark, &left_out);
            due.name(workspace, &record);
            due.personal += usize::from(has_personal);
        }
    }
    due
}

impl Due {
    fn take(&mut self, record: &RecordView<'_>, mark: Digest, left_out: &BTreeSet<String>) {
        let known = record.envelope.known();
        let left_out: BTreeSet<&str> = left_out.iter().map(String::as_str).collect();
        let contents: Vec<_> = known.contents.iter().map(|content| content.without(&left_out)).collect();
        for field in record.kind.fields().iter().filter(|field| matches!(field.kind, FieldKind::Attachment)) {
            let values = contents.iter().filter_map(|content| content.values.get(field.key));
            self.files.extend(values.filter_map(|value| serde_json::from_value(value.clone()).ok()));
        }
        self.files.extend(known.steps.iter().filter_map(|step| step.paper.clone()));
        let steps =
            known.steps.into_iter().filter(|step| step.seal.is_some() || record.envelope.signed.is_some());
        self.records.push(Carried {
            kind: record.kind.code().to_owned(),
            id: record.id.clone(),
            steps: steps.collect(),
            contents,
            origin: record.envelope.origin.clone(),
        });
        self.marks.push(mark);
        *self.counts.entry(record.kind).or_default() += 1;
    }

    /// Notes what the records are called to which one refers.
    fn name(&mut self, workspace: &Workspace, record: &RecordView<'_>) {
        for (kind, other) in references::from(workspace, record) {
            let named = Named { kind: kind.code().to_owned(), id: other.id(), title: other.title() };
            self.named.insert(named);
        }
        // And what this office knows by name only.
        for field in workspace.fields().of(record.kind) {
            let value = record.values.get(field.key).unwrap_or(&Value::Null);
            field.find_reference(value, &mut |kinds, id| {
                let cards = kinds.iter().filter_map(|kind| workspace.cards.get(&Card::key_of(*kind, id)));
                self.named.extend(cards.map(|Card { kind, id, title }| Named {
                    kind: kind.clone(),
                    id: id.clone(),
                    title: title.clone(),
                }));
                false
            });
        }
    }

    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// What goes into a package, with the bytes of the files that its records name; what is not here is sent by whoever has it.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn load(self, store: &impl Store) -> Result<Load, StoreError> {
        let mut files = BTreeMap::new();
        for attachment in &self.files {
            if let Some(bytes) = store.chunk(&attachment.chunk()).await? {
                files.insert(attachment.sha256.clone(), bytes);
            }
        }
        // What is carried says itself what it is called.
        let mut named = self.named;
        let carried: BTreeSet<_> = self.records.iter().map(|record| (&*record.kind, &*record.id)).collect();
        named.retain(|named| !carried.contains(&(&*named.kind, &*named.id)));
        Ok(Load { records: self.records, named, files })
    }
}
