//! Everything a workspace holds, read from the store once and kept as plain values.
//!
//! Tables are shared: a commit changes the rows it wrote and leaves the others as they are, and a copy of the workspace
//! costs a few pointers.

mod table;
mod view;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use futures::future::join;

use crate::{
    domain::{calendar::Calendar, field::Factual, *},
    store::{self, Change, Row, RowChange, Store, StoreError, Stored as _, Stretch, Written},
};

use super::{
    handover::card::Card,
    policies::{PackVersion, Publication},
    settings::{self, Salvage, Settings},
};

pub use table::{AnyRecord, AnyStretch, AnyTable, Held, Table, is_void};
pub use view::RecordView;

macro_rules! workspace {
    ($($name:ident $table:ident,)+) => {
        /// One workspace in memory.
        #[derive(Debug, Clone, Default)]
        pub struct Workspace {
            $(pub $table: Arc<Table<$name>>,)+
            pub versions: Arc<Table<PackVersion>>,
            pub publications: Arc<Table<Publication>>,
            /// What records are called that are not here.
            pub cards: Arc<Table<Card>>,
            pub settings: Settings,
            settings_revision: Option<u64>,
            sequence: u64,
            accounted: u64,
            /// The tables that are still being read, each with the last key read of it; the next is the last here.
            following: Vec<(&'static str, String)>,
            /// Rows that could not be read, by table and key; they stay in the store untouched.
            pub unreadable: Arc<BTreeMap<(String, String), StoreError>>,
            pub(super) tree: Arc<Tree>,
            fields: Arc<Fields>,
            calendar: Arc<Calendar>,
        }

        impl Workspace {
            /// Everything of this table that is not read yet.
            async fn read(&mut self, store: &impl Store, table: &str) -> Result<(), StoreError> {
                for row in store.rows(table).await? {
                    self.put(table, &row);
                }
                Ok(())
            }

            /// Takes a row as it is in the store.
            fn put(&mut self, table: &str, row: &Row) {
                let read = match table {
                    $(code if code == Kind::$name.code() => Arc::make_mut(&mut self.$table).take(row),)+
                    PackVersion::TABLE => Arc::make_mut(&mut self.versions).take_row(row),
                    Publication::TABLE => Arc::make_mut(&mut self.publications).take_row(row),
                    Card::TABLE => Arc::make_mut(&mut self.cards).take_row(row),
                    Settings::TABLE => store::read_row(row).map(|settings| {
                        self.settings = settings;
                        self.settings_revision = Some(row.revision);
                    }),
                    // Of a version of the program that knows more.
                    _ => Ok(()),
                };
                let at = (table.to_owned(), row.key.clone());
                if let Err(error) = read {
                    self.drop_row(table, &row.key);
                    if table == Settings::TABLE && row.key == Settings::KEY {
                        self.settings = Salvage::default().take(&row.body).as_it_is();
                        self.settings_revision = Some(row.revision);
                    }
                    Arc::make_mut(&mut self.unreadable).insert(at, error);
                } else if self.unreadable.contains_key(&at) {
                    Arc::make_mut(&mut self.unreadable).remove(&at);
                }
            }

            /// Takes that a row is not in the store any more.
            fn drop_row(&mut self, table: &str, key: &str) {
                match table {
                    $(code if code == Kind::$name.code() => Arc::make_mut(&mut self.$table).drop_row(key),)+
                    PackVersion::TABLE => Arc::make_mut(&mut self.versions).drop_row(key),
                    Publication::TABLE => Arc::make_mut(&mut self.publications).drop_row(key),
                    Card::TABLE => Arc::make_mut(&mut self.cards).drop_row(key),
                    Settings::TABLE if key == Settings::KEY => {
                        self.settings = Settings::default();
                        self.settings_revision = None;
                    }
                    _ => {}
                }
                let at = (table.to_owned(), key.to_owned());
                if self.unreadable.contains_key(&at) {
                    Arc::make_mut(&mut self.unreadable).remove(&at);
                }
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

        /// Equal when they hold the same at the same journal entry.
        impl PartialEq for Workspace {
            fn eq(&self, other: &Self) -> bool {
                $(self.$table == other.$table)&&+
                    && self.versions == other.versions
                    && self.publications == other.publications
                    && self.cards == other.cards
                    && (&self.settings, self.settings_revision) == (&other.settings, other.settings_revision)
                    && (self.sequence, &self.unreadable) == (other.sequence, &other.unreadable)
                    && (&self.tree, &self.fields, &self.calendar) == (&other.tree, &other.fields, &other.calendar)
            }
        }
    };
}

crate::each_kind!(workspace);

/// The tables beside those of the kinds.
const OTHERS: [&str; 4] = [Settings::TABLE, PackVersion::TABLE, Publication::TABLE, Card::TABLE];

/// Rows read at a time: a twentieth of a second.
const STRETCH: usize = 1_000;

/// So many rows are taken at once where somebody works meanwhile.
pub const PART: usize = 250;

impl Workspace {
    /// # Errors
    /// When the store itself cannot be read. A single unreadable row is listed, not an error.
    pub async fn load(store: &impl Store) -> Result<Self, StoreError> {
        let mut workspace = Self::open(store).await?;
        while let Some((table, stretch)) = workspace.following() {
            let mut rows = store.stretch(table, stretch).await?;
            // The store fetches the next stretch while this one is read.
            while let Some(last) = rows.last().filter(|_| rows.len() >= STRETCH) {
                let next = Stretch { after: Some(&last.key), until: None, most: Some(STRETCH) };
                let reading = async { workspace.follow(&rows) };
                let (fetched, ()) = join(store.stretch(table, next), reading).await;
                rows = fetched?;
            }
            workspace.follow(&rows);
        }
        workspace.catch_up(store).await?;
        Ok(workspace)
    }

    /// All units, and of every other table as much as is read at once. Of large ones the rest, too much to wait for,
    /// follows, stretch by stretch ([`Workspace::following`]).
    ///
    /// # Errors
    /// As [`Workspace::load`].
    pub async fn open(store: &impl Store) -> Result<Self, StoreError> {
        // Asked first: what is committed while the tables are read is caught up with.
        let sequence = store.sequence().await?;
        let mut workspace = Self { sequence, accounted: sequence, ..Self::default() };
        for table in OTHERS {
            workspace.read(store, table).await?;
        }
        for kind in Kind::ALL {
            if Tree::KINDS.contains(kind) {
                workspace.read(store, kind.code()).await?;
                continue;
            }
            let rows =
                store.stretch(kind.code(), Stretch { most: Some(STRETCH), ..Stretch::default() }).await?;
            workspace.begin(*kind, &rows);
        }
        workspace.plant();
        workspace.make_out_settings(store).await?;
        Ok(workspace)
    }

    /// Of settings that cannot be read, takes what the journal knows of them.
    async fn make_out_settings(&mut self, store: &impl Store) -> Result<(), StoreError> {
        if !self.settings_are_sound() {
            self.settings = settings::made_out(store).await?;
        }
        Ok(())
    }

    /// Takes the first rows of a table; the others follow. Those of which there are most come last.
    fn begin(&mut self, kind: Kind, rows: &[Row]) {
        rows.iter().for_each(|row| self.put(kind.code(), row));
        let Some(last) = rows.last().filter(|_| rows.len() >= STRETCH) else { return };
        let place = if kind == Kind::BULK { 0 } else { self.following.len() };
        self.following.insert(place, (kind.code(), last.key.clone()));
    }

    /// The table and the stretch of it to read next; `None` when everything is read.
    pub fn following(&self) -> Option<(&'static str, Stretch<'_>)> {
        let (table, last) = self.following.last()?;
        Some((table, Stretch { after: Some(last), until: None, most: Some(STRETCH) }))
    }

    /// Takes the stretch that was to be read next.
    pub fn follow(&mut self, rows: &[Row]) {
        let Some((table, _)) = self.following.pop() else { return };
        rows.iter().for_each(|row| self.put(table, row));
        if let Some(last) = rows.last().filter(|_| rows.len() >= STRETCH) {
            self.following.push((table, last.key.clone()));
        }
    }

    /// Brings it to where the store is. Returns the tables that changed; every one when all had to be read anew.
    ///
    /// # Errors
    /// As [`Workspace::load`].
    pub async fn catch_up(&mut self, store: &impl Store) -> Result<BTreeSet<String>, StoreError> {
        let Some(later) = store.since(self.sequence).await? else {
            let (fields, calendar) = (Arc::clone(&self.fields), Arc::clone(&self.calendar));
            // It fails no second time unless everything is erased again meanwhile.
            *self = Self { fields, calendar, ..Box::pin(Self::load(store)).await? };
            let all = OTHERS.into_iter().chain(Kind::ALL.iter().map(|kind| kind.code()));
            return Ok(all.map(str::to_owned).collect());
        };
        for written in &later {
            self.apply(written);
        }
        self.make_out_settings(store).await?;
        Ok(later.into_iter().flat_map(|written| written.rows).map(|row| row.table).collect())
    }

    /// Takes what a commit wrote: the next one after what it has been brought to.
    pub fn apply(&mut self, written: &Written) {
        let pack = self.settings.pack.clone();
        self.take_rows(written.sequence, &written.rows);
        self.applied(written, &pack);
    }

    /// The same in parts, with a pause between them. Until the last it is neither what it was nor what it will be.
    pub async fn apply_in_parts(&mut self, written: &Written, pause: impl AsyncFn()) {
        let pack = self.settings.pack.clone();
        for (place, part) in written.rows.chunks(PART).enumerate() {
            if place > 0 {
                pause().await;
            }
            self.take_rows(written.sequence, part);
        }
        self.applied(written, &pack);
    }

    fn take_rows(&mut self, sequence: u64, rows: &[RowChange]) {
        for change in rows {
            match &change.after {
                Some((schema, body)) => {
                    let (key, body) = (change.key.clone(), body.clone());
                    self.put(&change.table, &Row { key, schema: *schema, revision: sequence, body });
                }
                None => self.drop_row(&change.table, &change.key),
            }
        }
    }

    fn applied(&mut self, written: &Written, pack: &str) {
        self.sequence = written.sequence;
        let wrote = |table: &str| written.rows.iter().any(|row| row.table == table);
        let wrote_any = |kinds: &[Kind]| kinds.iter().any(|kind| wrote(kind.code()));
        let policy = wrote(PackVersion::TABLE) || wrote(Publication::TABLE) || self.settings.pack != pack;
        // What was batched comes first in its half-day.
        if policy || wrote_any(session::BEARING) || wrote_any(batch::OWING) {
            self.accounted = written.sequence;
        }
        if wrote_any(Tree::KINDS) {
            self.plant();
        }
    }

    /// As it would be once these changes were committed; a record stays at the revision at which it was read.
    pub fn after(&self, changes: &[Change]) -> Self {
        let mut after = self.clone();
        for change in changes {
            match change.after.clone() {
                Some((schema, body)) => {
                    let revision = change.expected.unwrap_or_default();
                    after.put(&change.table, &Row { key: change.key.clone(), schema, revision, body });
                }
                None => after.drop_row(&change.table, &change.key),
            }
        }
        if changes.iter().any(|change| Tree::KINDS.iter().any(|kind| kind.code() == change.table)) {
            after.plant();
        }
        after
    }

    fn plant(&mut self) {
        self.tree = Arc::new(Tree::of(self.organizations.all(), self.schools.all(), self.instructors.all()));
    }

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

    /// The days that are worked, with the years that the packs in force bring.
    pub fn calendar(&self) -> &Arc<Calendar> {
        &self.calendar
    }

    /// The same workspace with this calendar.
    pub fn with_calendar(mut self, calendar: Calendar) -> Self {
        if *self.calendar != calendar {
            self.calendar = Arc::new(calendar);
        }
        self
    }

    /// Whether the settings can be read; where not, they are what could be made out of them, and nothing is handed out.
    pub fn settings_are_sound(&self) -> bool {
        !self.unreadable.keys().any(|(table, key)| table == Settings::TABLE && key == Settings::KEY)
    }

    /// The revision to expect when changing the settings.
    pub fn settings_revision(&self) -> Option<u64> {
        self.settings_revision
    }

    /// The journal entry up to which it has been read.
    pub fn sequence(&self) -> u64 {
        self.sequence
    }

    /// The journal entry since which nothing has changed that bears on accounts.
    pub fn accounted(&self) -> u64 {
        self.accounted
    }

    /// Nobody has put any record here yet.
    pub fn is_empty(&self) -> bool {
        Kind::ALL.iter().all(|kind| self.table(*kind).is_empty())
    }

    /// A record of any kind, by its id.
    pub fn find(&self, kind: Kind, id: &str) -> Option<RecordView<'_>> {
        self.table(kind).get(id).map(|record| RecordView::of(kind, record))
    }

    /// All records of a kind.
    pub fn records_of(&self, kind: Kind) -> impl Iterator<Item = RecordView<'_>> {
        self.table(kind).each().map(move |(_, record)| RecordView::of(kind, record))
    }
}

impl workflow::Surroundings for Workspace {
    fn peer(&self, unit: &str) -> Option<&str> {
        self.tree.peer(unit)
    }

    fn superior(&self, unit: &str) -> Option<&str> {
        self.tree.superior(unit)
    }

    fn record(&self, kind: Kind, id: &str) -> Option<&dyn Factual> {
        self.table(kind).get(id).map(|record| record.factual())
    }

    fn calendar(&self) -> &Calendar {
        &self.calendar
    }

    fn each(&self, kind: Kind, visit: &mut dyn FnMut(workflow::Subject<'_>)) {
        for (id, record) in self.table(kind).each() {
            visit(record.subject(kind, id));
        }
    }
}
