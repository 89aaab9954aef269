//! The records of one kind, and the same without its type.

use std::{any::Any, sync::LazyLock};

use jiff::civil::Date;
use serde_json::{Map, Value};

use crate::{
    app::{
        ordered::{Key, Ordered, Runs, Stretch},
        verdict::Verdict,
    },
    domain::{
        Envelope, Kind, Record,
        field::{Factual, Field, Scalar},
        workflow::{Progress, Stage, State, Subject},
    },
    store::{self, Row, StoreError, Stored, StoredRecord},
};

/// A record in memory, with the revision it was read at and what else it carries.
#[derive(Debug, Clone, PartialEq)]
pub struct Held<T> {
    pub record: T,
    pub revision: u64,
    /// Where it stands by its steps; `None` of a kind without a workflow.
    pub state: Option<&'static State>,
    /// Most records of most kinds carry nothing.
    envelope: Option<Box<Envelope>>,
}

/// The records of one kind, in the order of their keys.
#[derive(Debug, Clone, PartialEq)]
pub struct Table<T> {
    records: Ordered<Held<T>>,
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self { records: Ordered::default() }
    }
}

impl<T> Table<T> {
    pub fn len(&self) -> usize {
        self.records.len()
    }

    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    pub fn get(&self, key: &str) -> Option<&T> {
        self.records.get(key).map(|held| &held.record)
    }

    pub fn has(&self, key: &str) -> bool {
        self.get(key).is_some()
    }

    /// The revision to expect when changing the record; `None` when there is none yet.
    pub fn revision(&self, key: &str) -> Option<u64> {
        self.records.get(key).map(|held| held.revision)
    }

    /// How many records were last written by this journal entry.
    pub fn written_by(&self, sequence: u64) -> usize {
        self.records.values().filter(|held| held.revision == sequence).count()
    }

    /// Every record.
    pub fn all(&self) -> impl ExactSizeIterator<Item = &T> + Clone {
        self.records.values().map(|held| &held.record)
    }

    /// The records that differ between an earlier copy of the table and this one, as they were and as they are.
    pub fn changed_since<'a>(
        &'a self,
        before: &'a Self,
    ) -> impl Iterator<Item = (&'a Key, Option<&'a T>, Option<&'a T>)>
    where
        T: PartialEq,
    {
        self.records.changed_since(&before.records).filter_map(|key| {
            let (old, new) = (before.records.get(key), self.records.get(key));
            // What is only tried has another content at the same revision.
            (old != new).then(|| (key, old.map(|held| &held.record), new.map(|held| &held.record)))
        })
    }

    /// Every record under its key.
    pub fn held(&self) -> &Ordered<Held<T>> {
        &self.records
    }
}

impl<T: Clone> Table<T> {
    fn put(&mut self, row: &Row, record: T, state: Option<&'static State>, mut envelope: Envelope) {
        envelope.steps.shrink_to_fit();
        let envelope = (envelope != Envelope::default()).then(|| Box::new(envelope));
        let held = Held { record, revision: row.revision, state, envelope };
        self.records.insert(row.key.as_str().into(), held);
    }

    pub(super) fn drop_row(&mut self, key: &str) {
        self.records.remove(key);
    }
}

impl<R: Record> Table<R> {
    /// Takes a row of records.
    pub(super) fn take(&mut self, row: &Row) -> Result<(), StoreError> {
        let StoredRecord { record, envelope } = store::read_row(row)?;
        let state = R::KIND.workflow().map(|table| Progress::of(table, &envelope.steps).state);
        self.put(row, record, state, envelope);
        Ok(())
    }
}

impl<T: Stored + Clone> Table<T> {
    /// Takes a row of what is no record.
    pub(super) fn take_row(&mut self, row: &Row) -> Result<(), StoreError> {
        let stored = store::read_row(row)?;
        self.put(row, stored, None, Envelope::default());
        Ok(())
    }
}

impl<T> Held<T> {
    /// Whether it stands at the state of this code.
    pub fn stands_at(&self, code: &str) -> bool {
        self.state.is_some_and(|state| state.code == code)
    }
}

static BARE: LazyLock<Envelope> = LazyLock::new(Envelope::default);

/// A record in memory, whatever its type.
pub trait AnyRecord {
    fn id(&self) -> String;

    fn title(&self) -> String;

    /// The fields as JSON: for one record, not for all.
    fn values(&self) -> Map<String, Value>;

    /// What holds on a day, of one of its fields or of those that packs add.
    fn scalar(&self, field: &Field, day: Date) -> Scalar<'_>;

    fn envelope(&self) -> &Envelope;

    /// Where it stands; `None` of a kind without a workflow.
    fn state(&self) -> Option<&'static State>;

    fn revision(&self) -> u64;

    fn factual(&self) -> &dyn Factual;

    fn any(&self) -> &dyn Any;
}

impl dyn AnyRecord + '_ {
    /// As workflows see it.
    pub fn subject<'a>(&'a self, kind: Kind, id: &'a str) -> Subject<'a> {
        Subject { kind, id, record: self.factual(), steps: &self.envelope().steps, state: self.state() }
    }

    /// With its type again; `None` of another kind.
    pub fn of<R: Record>(&self) -> Option<&R> {
        self.any().downcast_ref()
    }
}

impl<R: Record> AnyRecord for Held<R> {
    fn id(&self) -> String {
        self.record.id()
    }

    fn title(&self) -> String {
        self.record.title()
    }

    fn values(&self) -> Map<String, Value> {
        match serde_json::to_value(&self.record) {
            Ok(Value::Object(values)) => values,
            _ => Map::new(),
        }
    }

    fn scalar(&self, field: &Field, day: Date) -> Scalar<'_> {
        self.record.scalar(field.key, day).unwrap_or_else(|| {
            let added = self.envelope().extra.get(field.key);
            added.map_or(Scalar::Missing, |value| field.scalar(value, day))
        })
    }

    fn envelope(&self) -> &Envelope {
        self.envelope.as_deref().unwrap_or(&BARE)
    }

    fn state(&self) -> Option<&'static State> {
        self.state
    }

    fn revision(&self) -> u64 {
        self.revision
    }

    fn factual(&self) -> &dyn Factual {
        &self.record
    }

    fn any(&self) -> &dyn Any {
        &self.record
    }
}

/// Whether a record has ended without effect.
pub fn is_void(record: &dyn AnyRecord) -> bool {
    record.state().is_some_and(|state| state.stage == Stage::Void)
}

/// The table of a kind, whatever its type: what everything generic works on.
pub trait AnyTable {
    fn kind(&self) -> Kind;

    fn len(&self) -> usize;

    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn get(&self, id: &str) -> Option<&dyn AnyRecord>;

    fn has(&self, id: &str) -> bool {
        self.get(id).is_some()
    }

    /// Every record, by id.
    fn each(&self) -> Box<dyn Iterator<Item = (&Key, &dyn AnyRecord)> + '_>;

    /// The same run by run, each record with what was decided about it.
    fn stretches<'a>(
        &'a self,
        verdicts: &'a Ordered<Verdict>,
    ) -> Box<dyn Iterator<Item = (Runs, AnyStretch<'a>)> + 'a>;

    /// How many records lie in each run.
    fn lengths(&self) -> Vec<usize>;

    /// The record at a place of a run.
    fn at(&self, run: usize, place: usize) -> Option<(&Key, &dyn AnyRecord)>;
}

/// The records of a run.
pub type AnyStretch<'a> = Box<dyn Iterator<Item = (&'a Key, &'a dyn AnyRecord, Option<&'a Verdict>)> + 'a>;

impl<R: Record> AnyTable for Table<R> {
    fn kind(&self) -> Kind {
        R::KIND
    }

    fn len(&self) -> usize {
        self.len()
    }

    fn get(&self, id: &str) -> Option<&dyn AnyRecord> {
        self.records.get(id).map(|held| held as &dyn AnyRecord)
    }

    fn each(&self) -> Box<dyn Iterator<Item = (&Key, &dyn AnyRecord)> + '_> {
        Box::new(self.records.iter().map(|(key, held)| (key, held as &dyn AnyRecord)))
    }

    fn stretches<'a>(
        &'a self,
        verdicts: &'a Ordered<Verdict>,
    ) -> Box<dyn Iterator<Item = (Runs, AnyStretch<'a>)> + 'a> {
        let any = |stretch: Stretch<'a, Held<R>, Verdict>| -> AnyStretch<'a> {
            Box::new(stretch.entries().map(|(key, held, verdict)| (key, held as &dyn AnyRecord, verdict)))
        };
        Box::new(self.records.stretches(verdicts).map(move |stretch| (stretch.runs(), any(stretch))))
    }

    fn lengths(&self) -> Vec<usize> {
        self.records.lengths().collect()
    }

    fn at(&self, run: usize, place: usize) -> Option<(&Key, &dyn AnyRecord)> {
        self.records.at(run, place).map(|(key, held)| (key, held as &dyn AnyRecord))
    }
}
