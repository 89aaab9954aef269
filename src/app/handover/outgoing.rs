//! What goes to an office: everything that it is entitled to and has not acknowledged.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{
    card::{self, Card},
    entitled::{self, Entitled, entitled},
    ledger::{self, Holds, mark},
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
    exchange::package::{Carried, LARGEST_BY_MAIL, Load},
    store::{Store, StoreError},
};

/// What an office should have and has not acknowledged.
#[derive(Debug, Clone, Default)]
pub struct Due {
    records: Vec<One>,
    /// How many of them, by kind.
    pub counts: BTreeMap<Kind, usize>,
    /// How many carry personal data.
    pub personal: usize,
    /// What they refer to.
    cards: BTreeSet<Card>,
}

/// A record that is due.
#[derive(Debug, Clone)]
struct One {
    carried: Carried,
    mark: Digest,
    /// The files that it names.
    files: BTreeSet<Attachment>,
}

/// What goes into one package, and how far its records have come.
#[derive(Debug, Clone, Default)]
pub struct Part {
    pub load: Load,
    pub marks: Vec<Digest>,
}

/// What is packed is so much smaller than it was.
const PACKED: usize = 4;
/// Sealing adds a little, and files hardly become smaller.
const PART: usize = LARGEST_BY_MAIL / 5 * 4;

/// What is due to a unit that holds this. Records come with their kinds in the order in which they refer to each other.
pub fn due(workspace: &Workspace, holds: &Holds, unit: &str) -> Due {
    let mut due = Due::default();
    for kind in Kind::ALL {
        let impersonal = entitled::impersonal(workspace, *kind);
        for record in workspace.records_of(*kind) {
            if record.envelope.sealed().next().is_none() {
                continue;
            }
            let (entitled, at) = (entitled(workspace, unit, &record), (kind.code(), &*record.id));
            let mark = mark(at, record.envelope.sealed(), entitled == Entitled::Whole);
            if holds.known.contains(&mark) {
                continue;
            }
            // Whoever had it hears that it went on without them: the steps, and nothing that it says now.
            let nothing = BTreeSet::new();
            if entitled == Entitled::Nothing {
                if holds.had(at) {
                    due.take(&record, mark, Some(&nothing));
                }
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
        let mut files = BTreeSet::new();
        for field in record.kind.fields().iter().filter(|field| matches!(field.kind, FieldKind::Attachment)) {
            let values = contents.iter().filter_map(|content| content.values.get(field.key));
            files.extend(values.filter_map(|value| serde_json::from_value(value.clone()).ok()));
        }
        if only.is_none() {
            files.extend(known.steps.iter().filter_map(|step| step.paper.clone()));
        }
        let steps =
            known.steps.into_iter().filter(|step| step.seal.is_some() || record.envelope.signed.is_some());
        let carried = Carried {
            kind: record.kind.code().to_owned(),
            id: record.id.clone(),
            steps: steps.collect(),
            contents,
            origin: record.envelope.origin.clone(),
        };
        self.records.push(One { carried, mark, files });
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

    /// What goes into packages of a size that mail takes, one at least: records in their order, each with the bytes of the files that it
    /// names. A file that is not here is sent by whoever has it.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn parts(self, store: &impl Store) -> Result<Vec<Part>, StoreError> {
        // What is carried says itself what it is called.
        let carried: BTreeSet<_> =
            self.records.iter().map(|One { carried, .. }| (&*carried.kind, &*carried.id)).collect();
        let mut cards = self.cards.clone();
        cards.retain(|card| !carried.contains(&(&*card.kind, &*card.id)));
        // Who is who, and whose keys count, comes first: what follows is judged by it.
        let is_first = |one: &One| Kind::parse(&one.carried.kind).is_some_and(entitled::is_register);
        let (first, rest): (Vec<_>, Vec<_>) = self.records.into_iter().partition(is_first);
        let (mut parts, mut part, mut size) = (Vec::new(), Part::default(), 0);
        part.load.cards = cards;
        for One { carried, mark, files } in first.into_iter().chain(rest) {
            let mut brought = BTreeMap::new();
            for attachment in files.iter().filter(|file| !part.load.files.contains_key(&file.sha256)) {
                if let Some(bytes) = store.chunk(&attachment.chunk()).await? {
                    brought.insert(attachment.sha256.clone(), bytes);
                }
            }
            let written = serde_json::to_vec(&carried).map_or(0, |bytes| bytes.len() / PACKED);
            let own = written + brought.values().map(Vec::len).sum::<usize>();
            if size + own > PART && !part.marks.is_empty() {
                parts.push(std::mem::take(&mut part));
                size = 0;
            }
            size += own;
            let given = ledger::given((&carried.kind, &carried.id));
            part.load.records.push(carried);
            part.load.files.extend(brought);
            part.marks.extend([mark, given]);
        }
        parts.push(part);
        Ok(parts)
    }
}

#[cfg(test)]
mod tests {
    use pollster::block_on;

    use super::*;
    use crate::{
        app::{Actor, Now},
        store::{Commit, MemoryStore},
    };

    #[test]
    fn what_mail_would_not_take_at_once_goes_in_parts_each_record_with_its_files() {
        let store = MemoryStore::default();
        let mut due = Due::default();
        let now = Now { timestamp: String::new(), today: jiff::civil::Date::MIN };
        let actor = Actor { seat_name: String::new(), seat: None, policy: None, now };
        for number in 0..5_u8 {
            let bytes = vec![number; 5_000_000];
            let file = Attachment::of("照片.jpg", &bytes);
            let chunks = vec![(file.chunk(), Some(bytes))];
            let commit = Commit { chunks, ..Commit::new(actor.operation("edit", ""), Vec::new()) };
            block_on(store.commit(commit)).expect("stored");
            let carried = Carried {
                kind: Kind::Dispatch.code().to_owned(),
                id: number.to_string(),
                steps: Vec::new(),
                contents: Vec::new(),
                origin: None,
            };
            let mark = Digest::of(&[&[number]]);
            due.records.push(One { carried, mark, files: BTreeSet::from([file]) });
        }
        let parts = block_on(due.parts(&store)).expect("read");
        let shape = |part: &Part| (part.load.records.len(), part.load.files.len(), part.marks.len());
        assert_eq!(parts.iter().map(shape).collect::<Vec<_>>(), [(2, 2, 4), (2, 2, 4), (1, 1, 2)]);
        let nothing = block_on(Due::default().parts(&store)).expect("read");
        assert_eq!(nothing.len(), 1, "a package may only acknowledge");
    }
}
