//! What a step along a workflow read of other records: its checks and guards let it pass because of these, so they must
//! still be as they were when the step is stored. Two tabs can then not close a document and send its dispatch in the same
//! moment, nor file each the last need that a limit admits.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
};

use serde_json::{Map, Value};

use crate::{
    domain::{
        Checked, Kind, Tree,
        calendar::Calendar,
        field::Factual,
        workflow::{Subject, Surroundings},
    },
    store::Expected,
};

use super::{
    references,
    workspace::{AnyTable, RecordView, Workspace},
};

/// A workspace of which it is noted what is read.
#[derive(Debug)]
pub struct Reading {
    workspace: Workspace,
    read: RefCell<Read>,
}

/// What was read: records, there or not, and whole tables.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Read {
    records: BTreeMap<Kind, BTreeSet<String>>,
    tables: BTreeSet<Kind>,
}

/// More records of a kind are expected as the table in which they stand.
const MOST: usize = 1_000;

impl Reading {
    pub fn of(workspace: &Workspace) -> Self {
        Self { workspace: workspace.clone(), read: RefCell::default() }
    }

    /// The workspace, of which nothing is noted any more.
    pub fn workspace(&self) -> &Workspace {
        &self.workspace
    }

    /// A table to be looked through.
    pub fn table(&self, kind: Kind) -> &dyn AnyTable {
        self.read.borrow_mut().tables.insert(kind);
        self.workspace.table(kind)
    }

    /// The tree, to be looked through.
    pub fn tree(&self) -> &Tree {
        self.read.borrow_mut().tables.extend(Tree::KINDS);
        self.workspace.tree()
    }

    /// Notes tables that were looked through.
    pub fn note_tables(&self, kinds: impl IntoIterator<Item = Kind>) {
        self.read.borrow_mut().tables.extend(kinds);
    }

    /// Notes what a record refers to.
    pub fn note_references(&self, record: &RecordView<'_>) {
        for (kind, other) in references::from(&self.workspace, record) {
            self.read.borrow_mut().record(kind, &other.id());
        }
    }

    /// Notes what a record that the step makes refers to.
    pub fn note_made(&self, kind: Kind, made: &Checked) {
        self.read.borrow_mut().references(&self.workspace, kind, [&made.values, &made.extra]);
    }

    /// What has been read of it.
    pub fn read(&self) -> Read {
        self.read.borrow().clone()
    }

    fn note_unit(&self, unit: &str) {
        let kinds = Tree::KINDS.iter().filter(|kind| self.workspace.table(**kind).has(unit));
        kinds.for_each(|kind| self.read.borrow_mut().record(*kind, unit));
    }
}

impl Surroundings for Reading {
    fn peer(&self, unit: &str) -> Option<&str> {
        let peer = self.workspace.peer(unit);
        [Some(unit), peer].into_iter().flatten().for_each(|unit| self.note_unit(unit));
        peer
    }

    fn superior(&self, unit: &str) -> Option<&str> {
        self.note_unit(unit);
        self.workspace.superior(unit)
    }

    fn record(&self, kind: Kind, id: &str) -> Option<&dyn Factual> {
        self.read.borrow_mut().record(kind, id);
        self.workspace.record(kind, id)
    }

    fn calendar(&self) -> &Calendar {
        self.workspace.calendar()
    }

    fn each(&self, kind: Kind, visit: &mut dyn FnMut(Subject<'_>)) {
        self.read.borrow_mut().tables.insert(kind);
        self.workspace.each(kind, visit);
    }
}

impl Read {
    /// Nothing but whole tables.
    pub fn tables(tables: impl IntoIterator<Item = Kind>) -> Self {
        Self { tables: tables.into_iter().collect(), ..Self::default() }
    }

    /// The kinds of which anything was read.
    pub fn kinds(&self) -> BTreeSet<Kind> {
        self.records.keys().chain(&self.tables).copied().collect()
    }

    pub fn extend(&mut self, more: Self) {
        self.tables.extend(more.tables);
        for (kind, ids) in more.records {
            self.records.entry(kind).or_default().extend(ids);
        }
    }

    /// Notes a whole table.
    pub fn table(&mut self, kind: Kind) {
        self.tables.insert(kind);
    }

    /// Notes a record.
    pub fn record(&mut self, kind: Kind, id: &str) {
        let ids = self.records.entry(kind).or_default();
        if !ids.contains(id) {
            ids.insert(id.to_owned());
        }
    }

    /// Notes what a record with these values refers to, as far as it is on file: whoever takes it away in the same moment would leave
    /// the record hanging.
    pub fn references<'a>(
        &mut self,
        workspace: &Workspace,
        kind: Kind,
        values: impl IntoIterator<Item = &'a Map<String, Value>> + Clone,
    ) {
        for field in workspace.fields().of(kind) {
            let Some(value) = values.clone().into_iter().find_map(|values| values.get(field.key)) else {
                continue;
            };
            field.find_reference(value, &mut |kinds, id| {
                let there = kinds.iter().filter(|kind| workspace.table(**kind).has(id));
                there.for_each(|kind| self.record(*kind, id));
                false
            });
        }
    }

    /// What a commit must find as this workspace has it: what was made on the way, by the same commit, is not in it and
    /// is expected not to be there.
    pub fn expected(self, workspace: &Workspace) -> Vec<Expected> {
        let large = self.records.iter().filter(|(_, ids)| ids.len() > MOST).map(|(kind, _)| *kind);
        let tables: BTreeSet<_> = self.tables.iter().copied().chain(large).collect();
        let since = workspace.sequence();
        let table = |kind: &Kind| Expected::Table { table: kind.code().to_owned(), since };
        let records =
            self.records.iter().filter(|(kind, _)| !tables.contains(kind)).flat_map(|(kind, ids)| {
                let row = |id: &String| Expected::Row {
                    table: kind.code().to_owned(),
                    key: id.clone(),
                    revision: workspace.table(*kind).get(id).map(|record| record.revision()),
                };
                ids.iter().map(row)
            });
        tables.iter().map(table).chain(records).collect()
    }
}
