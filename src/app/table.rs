//! Records of any kind as a table: columns, search, filters, order and sums.
//!
//! A table of 200,000 rows answers a keystroke: it holds where the records that the seat sees are, reads a column when
//! something is asked of it for the first time, and makes cells for the lines in view only. What it read of a column it keeps
//! for the next table ([`Codes`]).

mod codes;
mod columns;
mod filters;
mod query;
mod reading;
mod rows;
mod seen;
mod values;

use std::sync::{Arc, OnceLock};

use crate::domain::{
    Kind,
    field::{Field, Scalar},
    workflow::State,
};

use super::{
    account::Account,
    kinds::{self, Source},
    ordered::Key,
    pinyin::Word,
    scope::Sight,
    verdict::Ruled,
    workspace::{AnyRecord, Workspace},
};

use self::{
    columns::Of,
    reading::{Entry, Reader, ruled},
    rows::Rows,
    values::{Different, Named, Values, total},
};

pub use self::{
    codes::Codes,
    columns::{Column, columns, is_decided},
    filters::Filter,
    query::{STANDING, STATE, TableQuery, UNDERWAY},
    reading::Viewer,
    values::Choice,
};

/// The records of a kind that a seat sees, ready to be searched. Rows are known by their number.
#[derive(Debug)]
pub struct Listing {
    pub kind: Kind,
    pub columns: Vec<Column>,
    workspace: Arc<Workspace>,
    /// `None` until everything is decided.
    account: Option<Arc<Account>>,
    viewer: Viewer,
    codes: Codes,
    rows: Rows,
    values: Vec<OnceLock<Values>>,
    different: Vec<OnceLock<Vec<Different>>>,
    ranks: Vec<OnceLock<Vec<u32>>>,
    order: OnceLock<Vec<u32>>,
}

/// A cell as people read it, and what its colour says.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    pub text: String,
    pub mark: Mark,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Mark {
    None,
    State(&'static State),
    Ruled(Ruled),
}

/// What stands in a cell until everything is decided.
const DECIDING: &str = "…";

impl Listing {
    /// With what earlier tables have read and later ones will.
    pub fn of(
        workspace: Arc<Workspace>,
        account: Option<Arc<Account>>,
        viewer: Viewer,
        kind: Kind,
        codes: &Codes,
    ) -> Self {
        let places = codes.seen(viewer.view(&workspace), kind);
        Self::with(workspace, account, viewer, kind, (codes.clone(), places))
    }

    /// Only those of which a field names this record.
    pub fn naming(
        workspace: Arc<Workspace>,
        viewer: Viewer,
        kind: Kind,
        (field, id): (&Field, &str),
    ) -> Self {
        let mut sight = Sight::of(viewer.view(&workspace), kind);
        let names = |record: &dyn AnyRecord| record.scalar(field, viewer.today) == Scalar::Text(id);
        let own = (0..)
            .zip(workspace.table(kind).each())
            .filter(|(_, (id, record))| names(*record) && sight.sees(id, *record));
        let places = own.map(|(place, _)| place).collect();
        Self::with(workspace, None, viewer, kind, (Codes::default(), Some(places)))
    }

    fn with(
        workspace: Arc<Workspace>,
        account: Option<Arc<Account>>,
        viewer: Viewer,
        kind: Kind,
        (codes, places): (Codes, Option<Vec<u32>>),
    ) -> Self {
        let rows = Rows::of(workspace.table(kind).lengths(), places);
        let columns = columns(workspace.fields(), kind);
        Self {
            kind,
            codes,
            rows,
            values: columns.iter().map(|_| OnceLock::new()).collect(),
            different: columns.iter().map(|_| OnceLock::new()).collect(),
            ranks: columns.iter().map(|_| OnceLock::new()).collect(),
            order: OnceLock::new(),
            columns,
            workspace,
            account,
            viewer,
        }
    }

    pub fn len(&self) -> usize {
        self.rows.len()
    }

    pub fn is_empty(&self) -> bool {
        self.rows.len() == 0
    }

    /// The columns that the table shows.
    pub fn shown(&self) -> impl Iterator<Item = &Column> {
        self.columns.iter().filter(|column| column.shown)
    }

    /// The id of the record in a row.
    pub fn id(&self, row: u32) -> Option<&Key> {
        self.at(row).map(|(key, _)| key)
    }

    fn at(&self, row: u32) -> Option<(&Key, &dyn AnyRecord)> {
        let (run, place) = self.rows.at(row)?;
        self.workspace.table(self.kind).at(run, place)
    }

    fn entry(&self, row: u32) -> Option<Entry<'_>> {
        let (key, record) = self.at(row)?;
        let verdict = self.account.as_ref().and_then(|account| account.verdicts.get(key));
        Some(Entry { record, verdict })
    }

    /// The rows that a query finds, in its order.
    pub fn find(&self, query: &TableQuery) -> Vec<u32> {
        let mut admitted = vec![true; self.rows.len()];
        for (key, code) in &query.filters {
            if let Some(place) = self.place(key).filter(|place| self.columns[*place].filters()) {
                let admits = self.each(place, |value| value.is(code));
                admitted.iter_mut().enumerate().for_each(|(row, admitted)| *admitted &= admits(row));
            }
        }
        for word in Word::several(&query.text) {
            self.search(&word, &mut admitted);
        }
        let mut found: Vec<u32> =
            self.order().iter().copied().filter(|row| admitted[*row as usize]).collect();
        if let Some(place) = query.sort.as_deref().and_then(|key| self.place(key)) {
            found = sorted(&found, self.ranks(place));
            if query.descending {
                found.reverse();
            }
        }
        found
    }

    /// Leaves the rows in which a word occurs.
    fn search(&self, word: &Word, admitted: &mut [bool]) {
        let mut found = vec![false; admitted.len()];
        let shown = self.columns.iter().enumerate().filter(|(_, column)| column.shown);
        let (texts, few): (Vec<_>, Vec<_>) = shown.partition(|(_, column)| column.is_text());
        for (place, _) in few {
            let has = self.each(place, |value| value.texts().any(|text| word.is_in(text)));
            found.iter_mut().enumerate().for_each(|(row, found)| *found |= has(row));
        }
        let texts: Vec<_> = texts.into_iter().map(|(_, column)| column).collect();
        if !texts.is_empty() {
            let reader = self.reader();
            for (row, entry) in self.entries() {
                if admitted[row] && !found[row] {
                    let has = |column: &&Column| {
                        reader.scalar(column, entry).text().is_some_and(|text| word.is_in(text))
                    };
                    found[row] = texts.iter().any(has);
                }
            }
        }
        admitted.iter_mut().zip(found).for_each(|(admitted, found)| *admitted &= found);
    }

    /// What the columns that are shown come to, of these rows; nothing for those that are not summed.
    pub fn sums(&self, rows: &[u32]) -> Vec<Option<String>> {
        let places = self.columns.iter().enumerate().filter(|(_, column)| column.shown);
        let sums = places.map(|(place, column)| {
            if column.summed && column.is_decided() && self.account.is_none() {
                return Some(DECIDING.to_owned());
            }
            column.summed.then(|| total(column.kind, self.values(place).sum(rows), self.viewer.lang))
        });
        sums.collect()
    }

    /// The cells of a row.
    pub fn cells(&self, row: u32) -> Vec<Cell> {
        let Some(entry) = self.entry(row) else { return Vec::new() };
        self.shown().map(|column| self.cell(column, entry)).collect()
    }

    fn cell(&self, column: &Column, entry: Entry<'_>) -> Cell {
        if column.is_decided() && self.account.is_none() {
            return Cell { text: DECIDING.to_owned(), mark: Mark::None };
        }
        let scalar = self.reader().scalar(column, entry);
        let mark = match (column.of, scalar) {
            (Of::State(table), Scalar::Text(code)) => table.state(code).map_or(Mark::None, Mark::State),
            (Of::Computed(Source::Outcome), Scalar::Text(code)) => {
                Mark::Ruled(ruled(code).unwrap_or(Ruled::Refused))
            }
            _ => Mark::None,
        };
        Cell { text: self.reader().name(column, scalar, entry), mark }
    }

    /// How many of the rows stand in each state, those in which some do.
    pub fn states(&self) -> Vec<(&'static State, usize)> {
        let (Some(table), Some(place)) = (self.kind.workflow(), self.place(STATE)) else { return Vec::new() };
        let count = |state: &'static State| {
            let is = self.each(place, |value| value.code == state.code);
            (state, (0..self.rows.len()).filter(|row| is(*row)).count())
        };
        table.states.iter().map(count).filter(|(_, count)| *count > 0).collect()
    }

    /// Whether it waits for what is decided.
    pub fn waits(&self) -> bool {
        self.account.is_none() && self.columns.iter().any(Column::is_decided)
    }

    fn place(&self, key: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.key == key)
    }

    fn reader(&self) -> Reader<'_> {
        Reader { workspace: &self.workspace, viewer: &self.viewer }
    }

    fn values(&self, place: usize) -> &Values {
        self.values[place].get_or_init(|| {
            let (account, rows) = (self.account.as_deref(), self.rows.places.as_deref());
            self.codes.values(self.reader(), (self.kind, &self.columns[place]), account, rows)
        })
    }

    fn different(&self, place: usize) -> &[Different] {
        self.different[place].get_or_init(|| {
            let of = (self.kind, &self.columns[place]);
            self.codes.different(self.reader(), of, self.values(place), |row| self.entry(row))
        })
    }

    /// Asks of each different value of a column, and answers for a row.
    fn each(&self, place: usize, ask: impl Fn(&Named) -> bool) -> impl Fn(usize) -> bool {
        self.values(place).each(self.different(place), ask)
    }

    fn ranks(&self, place: usize) -> &[u32] {
        self.ranks[place].get_or_init(|| {
            if !self.columns[place].is_text() {
                return self.values(place).ranks(|| self.different(place));
            }
            let texts = self.entries().map(|(_, entry)| self.reader().scalar(&self.columns[place], entry));
            let mut texts: Vec<_> = texts.zip(0_u32..).collect();
            texts.sort_unstable();
            let mut ranks = vec![0; texts.len()];
            let mut rank = 0;
            let mut last = None;
            for (text, row) in texts {
                rank += u32::from(last.is_some_and(|last| last != text));
                ranks[row as usize] = rank;
                last = Some(text);
            }
            ranks
        })
    }

    /// The rows in the kind's own order.
    fn order(&self) -> &[u32] {
        self.order.get_or_init(|| {
            let mut order: Vec<_> = (0_u32..).take(self.rows.len()).collect();
            let by = kinds::of(self.kind).map_or(&[][..], |behaviour| behaviour.in_order_of);
            for place in by.iter().rev().filter_map(|key| self.place(key)) {
                order = sorted(&order, self.ranks(place));
            }
            order
        })
    }

    /// The records of the rows, without what was decided about them.
    fn entries(&self) -> impl Iterator<Item = (usize, Entry<'_>)> {
        let mut places = self.rows.places.as_deref().map(|places| places.iter().peekable());
        let records = (0_u32..).zip(self.workspace.table(self.kind).each());
        let seen = records.filter(move |(place, _)| match &mut places {
            Some(places) => places.next_if(|own| *own == place).is_some(),
            None => true,
        });
        seen.map(|(_, (_, record))| Entry { record, verdict: None }).enumerate()
    }
}

/// Rows by their ranks, of equal ones the earlier first: counted, since ranks are dense.
fn sorted(rows: &[u32], ranks: &[u32]) -> Vec<u32> {
    let most = rows.iter().map(|row| ranks[*row as usize] as usize).max().unwrap_or_default();
    let mut begins = vec![0_usize; most + 2];
    for row in rows {
        begins[ranks[*row as usize] as usize + 1] += 1;
    }
    for rank in 1..begins.len() {
        begins[rank] += begins[rank - 1];
    }
    let mut sorted = vec![0; rows.len()];
    for row in rows {
        let place = &mut begins[ranks[*row as usize] as usize];
        sorted[*place] = *row;
        *place += 1;
    }
    sorted
}

/// The same when it shows the same workspace, account and view: what was read of it does not matter.
impl PartialEq for Listing {
    fn eq(&self, other: &Self) -> bool {
        let account = |listing: &Self| listing.account.as_ref().map(Arc::as_ptr);
        self.kind == other.kind
            && Arc::ptr_eq(&self.workspace, &other.workspace)
            && account(self) == account(other)
            && self.viewer == other.viewer
            && self.rows.len() == other.rows.len()
    }
}
