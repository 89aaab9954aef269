//! What goes to an office: everything that it is entitled to and has not acknowledged.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{
    card::{self, Card},
    entitled::{self, Entitled, entitled},
    ledger::mark,
};
use crate::{
    app::{
        sealing,
        workspace::{RecordView, Workspace},
    },
    domain::{
        Kind,
        field::{Attachment, Field, FieldKind},
        seal::Digest,
        signing::Content,
    },
    exchange::package::{Carried, Load},
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
    cards: BTreeSet<Card>,
    /// The files that they name.
    files: BTreeSet<Attachment>,
}

/// What is due to a unit that has these records, as far as they had come. Records come with their kinds in the order in which they refer to each other.
pub fn due(workspace: &Workspace, known: &BTreeSet<Digest>, unit: &str) -> Due {
    let mut due = Due::default();
    for kind in Kind::ALL {
        let impersonal = entitled::impersonal(workspace, *kind);
        for record in workspace.records_of(*kind) {
            if record.envelope.sealed().next().is_none() {
                continue;
            }
            let entitled = entitled(workspace, unit, &record);
            let mark = mark((kind.code(), &record.id), record.envelope.sealed(), entitled == Entitled::Whole);
            if entitled == Entitled::Nothing || known.contains(&mark) {
                continue;
            }
            let is_whole = entitled == Entitled::Whole;
            let has_personal = record.values.iter().any(|(key, value)| {
                !value.is_null() && !impersonal.contains(&sealing::signed_as(*kind, key))
            });
            due.take(&record, mark, (!is_whole).then_some(&impersonal));
            // What it was called that a draft named when it was signed has been told then.
            if !entitled::is_draft(&record) {
                due.name(workspace, &record, (!is_whole).then_some(&impersonal));
            }
            due.personal += usize::from(is_whole && has_personal);
        }
    }
    due
}

impl Due {
    /// Takes a record; of one that is not given wholly these fields only, and no papers.
    fn take(&mut self, record: &RecordView<'_>, mark: Digest, only: Option<&BTreeSet<String>>) {
        let known = record.envelope.known();
        let given = |content: &Content| match only {
            None => content.clone(),
            Some(only) => {
                let left_out = content.values.keys().filter(|key| !only.contains(*key));
                content.without(&left_out.map(String::as_str).collect())
            }
        };
        let contents: Vec<_> = known.contents.iter().map(given).collect();
        for field in record.kind.fields().iter().filter(|field| matches!(field.kind, FieldKind::Attachment)) {
            let values = contents.iter().filter_map(|content| content.values.get(field.key));
            self.files.extend(values.filter_map(|value| serde_json::from_value(value.clone()).ok()));
        }
        if only.is_none() {
            self.files.extend(known.steps.iter().filter_map(|step| step.paper.clone()));
        }
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
    fn name(&mut self, workspace: &Workspace, record: &RecordView<'_>, only: Option<&BTreeSet<String>>) {
        let is_given = |field: &&Field| {
            only.is_none_or(|only| only.contains(&sealing::signed_as(record.kind, field.key)))
        };
        for field in workspace.fields().of(record.kind).filter(|field| is_given(field)) {
            let value = record.values.get(field.key).unwrap_or(&Value::Null);
            field.find_reference(value, &mut |kinds, id| {
                for kind in kinds {
                    let here = workspace.table(*kind).get(id).map(|other| other.title());
                    // Or what this office knows by name only.
                    let card =
                        || workspace.cards.get(&card::key_of(*kind, id)).map(|card| card.title.clone());
                    if let Some(title) = here.or_else(card) {
                        self.cards.insert(Card { kind: kind.code().to_owned(), id: id.to_owned(), title });
                    }
                }
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
        let mut cards = self.cards;
        let carried: BTreeSet<_> = self.records.iter().map(|record| (&*record.kind, &*record.id)).collect();
        cards.retain(|card| !carried.contains(&(&*card.kind, &*card.id)));
        Ok(Load { records: self.records, cards, files })
    }
}
