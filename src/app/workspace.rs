//! Everything a workspace holds, read from the store once and kept as plain values.
//!
//! Tables are shared: reading one anew leaves the others as they are, and a copy of the workspace costs a few pointers.

use std::{
    collections::HashMap,
    sync::{Arc, LazyLock},
};

use jiff::civil::Date;
use serde_json::{Map, Value};

use crate::{
    domain::{
        field::{Field, Held},
        *,
    },
    store::{self, Change, Store, StoreError, Stored, StoredRecord},
};

use super::{
    policies::{PackVersion, Publication},
    settings::Settings,
};

/// The records of one kind, in the order of their keys, with the revision each was read at and what else they carry.
#[derive(Debug, Clone)]
pub struct Table<T> {
    records: Vec<T>,
    revisions: Vec<u64>,
    places: HashMap<String, usize>,
    /// By place; most records of most kinds have none.
    envelopes: HashMap<usize, Envelope>,
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self { records: Vec::new(), revisions: Vec::new(), places: HashMap::new(), envelopes: HashMap::new() }
    }
}

impl<T> Table<T> {
    fn add(&mut self, key: String, record: T, revision: u64) -> usize {
        let place = self.records.len();
        self.places.insert(key, place);
        self.records.push(record);
        self.revisions.push(revision);
        place
    }

    pub fn get(&self, key: &str) -> Option<&T> {
        self.records.get(self.place(key)?)
    }

    /// Where the record stands in [`Table::all`].
    pub fn place(&self, key: &str) -> Option<usize> {
        self.places.get(key).copied()
    }

    /// The revision to expect when changing the record; `None` when there is none yet.
    pub fn revision(&self, key: &str) -> Option<u64> {
        self.revisions.get(self.place(key)?).copied()
    }

    /// How many records were last written by this journal entry.
    pub fn written_by(&self, sequence: u64) -> usize {
        self.revisions.iter().filter(|revision| **revision == sequence).count()
    }

    pub fn all(&self) -> &[T] {
        &self.records
    }
}

impl<R: Record> Table<R> {
    /// Takes what a change would write; a record stays at the revision at which it was read.
    fn take(&mut self, change: &Change) {
        let written = change.after.as_ref().and_then(|(_, body)| StoredRecord::<R>::from_body(body).ok());
        let (mut kept, mut written) = (Self::default(), written);
        for (place, (record, revision)) in self.records.iter().zip(&self.revisions).enumerate() {
            let id = record.id();
            let envelope = self.envelopes.get(&place).cloned().unwrap_or_default();
            match written.take_if(|_| id == change.key) {
                Some(stored) => kept.add_stored(stored, *revision),
                None if id == change.key => {}
                None => kept.add_stored(StoredRecord { record: record.clone(), envelope }, *revision),
            }
        }
        if let Some(stored) = written {
            kept.add_stored(stored, 0);
        }
        *self = kept;
    }

    fn add_stored(&mut self, stored: StoredRecord<R>, revision: u64) {
        let place = self.add(stored.record.id(), stored.record, revision);
        if stored.envelope != Envelope::default() {
            self.envelopes.insert(place, stored.envelope);
        }
    }
}

static BARE: LazyLock<Envelope> = LazyLock::new(Envelope::default);

/// The table of a kind, whatever its type: what everything generic works on.
pub trait AnyTable {
    fn kind(&self) -> Kind;

    fn len(&self) -> usize;

    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn place(&self, id: &str) -> Option<usize>;

    fn revision(&self, id: &str) -> Option<u64>;

    /// Empty beyond the end.
    fn id(&self, place: usize) -> String;

    fn title(&self, place: usize) -> String;

    /// The fields as JSON.
    fn values(&self, place: usize) -> Map<String, Value>;

    fn envelope(&self, place: usize) -> &Envelope;
}

impl<R: Record> AnyTable for Table<R> {
    fn kind(&self) -> Kind {
        R::KIND
    }

    fn len(&self) -> usize {
        self.records.len()
    }

    fn place(&self, id: &str) -> Option<usize> {
        self.places.get(id).copied()
    }

    fn revision(&self, id: &str) -> Option<u64> {
        Self::revision(self, id)
    }

    fn id(&self, place: usize) -> String {
        self.records.get(place).map(Record::id).unwrap_or_default()
    }

    fn title(&self, place: usize) -> String {
        self.records.get(place).map(Record::title).unwrap_or_default()
    }

    fn values(&self, place: usize) -> Map<String, Value> {
        match self.records.get(place).map(serde_json::to_value) {
            Some(Ok(Value::Object(values))) => values,
            _ => Map::new(),
        }
    }

    fn envelope(&self, place: usize) -> &Envelope {
        self.envelopes.get(&place).unwrap_or(&BARE)
    }
}

macro_rules! workspace {
    ($($name:ident $table:ident,)+) => {
        /// One workspace in memory.
        #[derive(Debug, Clone, Default)]
        pub struct Workspace {
            $(pub $table: Arc<Table<$name>>,)+
            pub versions: Arc<Table<PackVersion>>,
            pub publications: Arc<Table<Publication>>,
            pub settings: Settings,
            settings_revision: Option<u64>,
            /// Rows that could not be read; they stay in the store untouched.
            pub unreadable: Arc<Vec<StoreError>>,
            tree: Arc<Tree>,
            fields: Arc<Fields>,
        }

        impl Workspace {
            /// # Errors
            /// When the store itself cannot be read. A single unreadable row is listed, not an error.
            pub async fn load(store: &impl Store) -> Result<Self, StoreError> {
                Self::default().reload(store, None).await
            }

            /// The same workspace with these tables read anew; all of them when none is named.
            ///
            /// # Errors
            /// As [`Workspace::load`].
            pub async fn reload(&self, store: &impl Store, tables: Option<&[String]>) -> Result<Self, StoreError> {
                let wanted = |table: &str| tables.is_none_or(|tables| tables.iter().any(|name| name == table));
                let mut fresh = self.clone();
                let mut unreadable: Vec<_> =
                    self.unreadable.iter().filter(|error| error.table().is_some_and(|table| !wanted(table))).cloned().collect();
                $(
                    if wanted(Kind::$name.code()) {
                        fresh.$table = Arc::new(records(store, &mut unreadable).await?);
                    }
                )+
                if wanted(PackVersion::TABLE) {
                    fresh.versions = Arc::new(rows(store, &mut unreadable).await?);
                }
                if wanted(Publication::TABLE) {
                    fresh.publications = Arc::new(rows(store, &mut unreadable).await?);
                }
                if wanted(Settings::TABLE) {
                    let settings: Table<Settings> = rows(store, &mut unreadable).await?;
                    fresh.settings = settings.all().first().cloned().unwrap_or_default();
                    fresh.settings_revision = settings.revision(&fresh.settings.key());
                }
                fresh.unreadable = Arc::new(unreadable);
                if kind::UNITS.iter().any(|kind| wanted(kind.code())) {
                    fresh.tree = Arc::new(Tree::of(fresh.organizations.all(), fresh.schools.all()));
                }
                Ok(fresh)
            }

            /// As it would be once these changes of records were committed.
            pub fn after(&self, changes: &[Change]) -> Self {
                let mut after = self.clone();
                for change in changes {
                    $(
                        if change.table == Kind::$name.code() {
                            Arc::make_mut(&mut after.$table).take(change);
                        }
                    )+
                }
                after
            }

            /// How many rows, those of the settings apart, were last written by this journal entry.
            pub fn written_by(&self, sequence: u64) -> usize {
                let records: usize = [$(self.$table.written_by(sequence)),+].into_iter().sum();
                records + self.versions.written_by(sequence) + self.publications.written_by(sequence)
            }

            /// The table of a kind.
            pub fn table(&self, kind: Kind) -> &dyn AnyTable {
                match kind { $(Kind::$name => &*self.$table),+ }
            }
        }
    };
}

crate::each_kind!(workspace);

impl Workspace {
    /// Who reports to whom.
    pub fn tree(&self) -> &Tree {
        &self.tree
    }

    /// The fields of each kind, with those that the packs in force add.
    pub fn fields(&self) -> &Fields {
        &self.fields
    }

    /// The same workspace with these fields. Values of others stay with the records, unseen.
    pub fn with_fields(mut self, fields: Fields) -> Self {
        if *self.fields != fields {
            self.fields = Arc::new(fields);
        }
        self
    }

    /// The revision to expect when changing the settings.
    pub fn settings_revision(&self) -> Option<u64> {
        self.settings_revision
    }

    /// Nobody has put any record here yet.
    pub fn is_empty(&self) -> bool {
        Kind::ALL.iter().all(|kind| self.table(*kind).is_empty())
    }

    /// A record of any kind, by its id.
    pub fn find(&self, kind: Kind, id: &str) -> Option<RecordView<'_>> {
        let table = self.table(kind);
        table.place(id).map(|place| RecordView::at(table, place))
    }

    /// All records of a kind.
    pub fn records_of(&self, kind: Kind) -> impl Iterator<Item = RecordView<'_>> {
        let table = self.table(kind);
        (0..table.len()).map(move |place| RecordView::at(table, place))
    }
}

impl workflow::Surroundings for Workspace {
    fn peer(&self, unit: &str) -> Option<&str> {
        self.tree.peer(unit)
    }

    fn superior(&self, unit: &str) -> Option<&str> {
        self.tree.superior(unit)
    }

    fn values(&self, kind: Kind, id: &str) -> Option<Map<String, Value>> {
        let table = self.table(kind);
        table.place(id).map(|place| table.values(place))
    }

    fn each(&self, kind: Kind, visit: &mut dyn FnMut(workflow::Subject<'_>)) {
        self.records_of(kind).for_each(|record| visit(record.subject()));
    }
}

/// A record without its type: what generic pages, the inbox and the use-cases of workflows see. Its values are those of
/// its own fields and of all that packs have ever added.
#[derive(Debug, Clone)]
pub struct RecordView<'a> {
    pub kind: Kind,
    pub place: usize,
    pub id: String,
    pub title: String,
    pub values: Map<String, Value>,
    pub envelope: &'a Envelope,
    pub revision: Option<u64>,
}

impl<'a> RecordView<'a> {
    pub fn at(table: &'a dyn AnyTable, place: usize) -> Self {
        let id = table.id(place);
        let envelope = table.envelope(place);
        let mut values = table.values(place);
        for (key, value) in &envelope.extra {
            values.entry(key).or_insert_with(|| value.clone());
        }
        Self {
            kind: table.kind(),
            place,
            revision: table.revision(&id),
            title: table.title(place),
            values,
            envelope,
            id,
        }
    }

    /// The unit that keeps the record; empty for a kind without.
    pub fn keeper(&self) -> &str {
        self.subject().keeper()
    }

    /// As workflows see it.
    pub fn subject(&self) -> workflow::Subject<'_> {
        workflow::Subject { kind: self.kind, id: &self.id, values: &self.values, steps: &self.envelope.steps }
    }

    /// Where it stands; `None` for a kind without a workflow.
    pub fn progress(&self) -> Option<workflow::Progress<'_>> {
        Some(workflow::Progress::of(self.kind.workflow()?, &self.envelope.steps))
    }

    /// What holds on a day, of a field.
    pub fn on(&self, field: &Field, day: Date) -> Held<'_> {
        field.on(self.values.get(field.key).unwrap_or(&Value::Null), day)
    }

    /// The text of a field; empty when it has none.
    pub fn text(&self, key: &str) -> &str {
        self.values.get(key).and_then(Value::as_str).unwrap_or_default()
    }
}

async fn records<R: Record>(
    store: &impl Store,
    unreadable: &mut Vec<StoreError>,
) -> Result<Table<R>, StoreError> {
    let (read, errors) = store::read_all::<StoredRecord<R>>(store).await?;
    unreadable.extend(errors);
    let mut table = Table::default();
    for (filed, revision) in read {
        table.add_stored(filed, revision);
    }
    Ok(table)
}

async fn rows<T: Stored>(
    store: &impl Store,
    unreadable: &mut Vec<StoreError>,
) -> Result<Table<T>, StoreError> {
    let (read, errors) = store::read_all::<T>(store).await?;
    unreadable.extend(errors);
    let mut table = Table::default();
    for (record, revision) in read {
        table.add(record.key(), record, revision);
    }
    Ok(table)
}
