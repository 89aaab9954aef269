//! The columns of large tables as numbers, kept from one listing to the next: which of the different values of its column a
//! record has. A commit costs the runs of the table that it wrote, and no page waits for the others to be read again.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use jiff::civil::Date;
use rustc_hash::FxHashMap;

use crate::{
    app::{
        account::Account,
        kinds::Source,
        ordered::{Ordered, Runs},
        parts::Parts,
        scope::View,
        verdict::Verdict,
        workspace::AnyStretch,
    },
    domain::{
        Kind, Lang,
        field::{FieldKind, Scalar},
    },
};

use super::{
    columns::{Column, Of, columns},
    reading::{Entry, Reader, Viewer},
    seen::Seen,
    values::{Different, Known, Named, Values},
};

/// A handle to what is known of all columns, and of what a seat sees.
#[derive(Debug, Clone, Default)]
pub struct Codes(Arc<Mutex<Tables>>);

#[derive(Debug, Default)]
struct Tables {
    columns: HashMap<(Kind, &'static str), Numbered>,
    seen: HashMap<Kind, Seen>,
}

/// One column.
#[derive(Debug, Default)]
struct Numbered {
    read_by: ReadBy,
    numbers: Numbers,
    parts: Parts<Box<[u32]>>,
    names: Names,
}

/// What the values of a reference are called, by their numbers: as many as there are records of another table.
#[derive(Debug, Default)]
struct Names {
    of: Option<(Lang, Vec<Runs>)>,
    names: Vec<Option<Arc<Named>>>,
}

/// By what else than the records themselves the column was read.
#[derive(Debug, Default, PartialEq)]
struct ReadBy {
    /// What is dated holds on a day.
    day: Date,
    /// The declaration of the field, by where it lies: a pack may declare it anew.
    field: Option<usize>,
    /// Other tables, as they were.
    tables: Vec<Runs>,
}

impl ReadBy {
    fn of(reader: Reader<'_>, column: &Column) -> Self {
        let mut by = Self { day: reader.viewer.today, ..Self::default() };
        match column.of {
            Of::Field(field) => by.field = Some(std::ptr::from_ref(field).addr()),
            Of::Computed(Source::Record(kinds, _)) => {
                by.tables = runs(reader, kinds);
            }
            Of::State(_) | Of::Computed(_) => {}
        }
        by
    }
}

static NONE: Ordered<Verdict> = Ordered::NONE;

/// Tables as they are.
fn runs(reader: Reader<'_>, kinds: &[Kind]) -> Vec<Runs> {
    let tables = kinds.iter().map(|kind| reader.workspace.table(*kind));
    tables.flat_map(|table| table.stretches(&NONE)).map(|(runs, _)| runs).collect()
}

/// The number of each value that has occurred.
#[derive(Debug, Default)]
struct Numbers {
    texts: FxHashMap<Arc<str>, u32>,
    /// By their code.
    compounds: FxHashMap<String, u32>,
    others: FxHashMap<Scalar<'static>, u32>,
    known: Arc<Vec<Known>>,
}

impl Codes {
    /// Whether a column is worth reading ahead: what nearly every record has of its own is read where it lies.
    fn keep(column: &Column) -> bool {
        !column.is_text()
    }

    /// The values of the rows of a listing: of all records, or of those at some places of the table.
    pub fn values(
        &self,
        reader: Reader<'_>,
        (kind, column): (Kind, &Column),
        account: Option<&Account>,
        rows: Option<&[u32]>,
    ) -> Values {
        let count = reader.workspace.table(kind).len();
        // Before anything is decided they all have nothing.
        if column.is_decided() && account.is_none() {
            let nothing = Arc::new(vec![Known::Scalar(Scalar::Missing)]);
            return Values::of(vec![0; rows.map_or(count, <[u32]>::len)], &nothing);
        }
        self.with(reader, kind, column, |numbered| {
            numbered.follow(reader, kind, column, (account, usize::MAX));
            let mut numbers = Vec::with_capacity(count);
            numbered.parts.iter().for_each(|part| numbers.extend_from_slice(part));
            let known = &numbered.numbers.known;
            if let Some(places) = rows {
                numbers = places.iter().map(|place| numbers[*place as usize]).collect();
            }
            Values::of(numbers, known)
        })
    }

    /// Different values in words; `entry` is asked for the record of a row.
    pub fn different<'a>(
        &self,
        reader: Reader<'a>,
        (kind, column): (Kind, &Column),
        values: &Values,
        entry: impl Fn(u32) -> Option<Entry<'a>>,
    ) -> Vec<Different> {
        let make = |known: &Known, row| Arc::new(Named::of(reader, column, known, || entry(row)));
        let FieldKind::Reference(_) = column.kind else {
            let different = |(number, known, row)| Different { number, named: make(known, row) };
            return values.occurring().map(different).collect();
        };
        self.with(reader, kind, column, |numbered| {
            numbered.names.follow(reader, column);
            let different = |(number, known, row): (u32, &Known, u32)| {
                // A listing of an earlier day has numbers of a numbering that is gone.
                let is_own = numbered.numbers.known.get(number as usize).is_some_and(|own| own.is(known));
                let named = match is_own {
                    true => Arc::clone(numbered.names.of(number).get_or_insert_with(|| make(known, row))),
                    false => make(known, row),
                };
                Different { number, named }
            };
            values.occurring().map(different).collect()
        })
    }

    /// Where the records of a kind are that are seen; nothing where they are all of them.
    pub fn seen(&self, view: View<'_>, kind: Kind) -> Option<Vec<u32>> {
        self.tables().seen.entry(kind).or_default().places(view, kind)
    }

    /// Reads ahead what tables of a kind will ask for, no more than `most` runs of a column. Whether all is read.
    pub fn read_ahead(
        &self,
        view: View<'_>,
        account: Option<&Account>,
        kind: Kind,
        (today, lang): (Date, Lang),
        most: usize,
    ) -> bool {
        let workspace = view.workspace;
        let viewer = Viewer { today, lang, ..Viewer::default() };
        let reader = Reader { workspace, viewer: &viewer };
        let columns = columns(workspace.fields(), kind).into_iter();
        let kept = columns.filter(|column| Self::keep(column) && (account.is_some() || !column.is_decided()));
        let mut all = self.tables().seen.entry(kind).or_default().follow(view, kind, most);
        for column in kept {
            all &= self.with(reader, kind, &column, |numbered| {
                numbered.follow(reader, kind, &column, (account, most))
                    && numbered.name_ahead(reader, &column)
            });
        }
        all
    }

    fn with<T>(
        &self,
        reader: Reader<'_>,
        kind: Kind,
        column: &Column,
        ask: impl FnOnce(&mut Numbered) -> T,
    ) -> T {
        let mut tables = self.tables();
        let numbered = tables.columns.entry((kind, column.key)).or_default();
        let read_by = ReadBy::of(reader, column);
        if numbered.read_by != read_by {
            *numbered = Numbered { read_by, ..Numbered::default() };
        }
        ask(numbered)
    }

    fn tables(&self) -> MutexGuard<'_, Tables> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Numbered {
    fn follow(
        &mut self,
        reader: Reader<'_>,
        kind: Kind,
        column: &Column,
        (account, most): (Option<&Account>, usize),
    ) -> bool {
        let verdicts = account.filter(|_| column.is_decided()).map_or(&NONE, |account| &account.verdicts);
        let stretches = reader.workspace.table(kind).stretches(verdicts);
        let numbers = &mut self.numbers;
        self.parts.follow(stretches, most, |stretch| numbers.of(reader, column, stretch))
    }

    /// Whether all have names.
    fn name_ahead(&mut self, reader: Reader<'_>, column: &Column) -> bool {
        let FieldKind::Reference(_) = column.kind else { return true };
        self.names.follow(reader, column);
        let numbers = (0_u32..).zip(&*self.numbers.known);
        let unnamed = numbers.filter(|(number, _)| self.names.is_missing(*number)).take(NAMES);
        let unnamed: Vec<_> = unnamed.map(|(number, known)| (number, known.clone())).collect();
        for (number, known) in &unnamed {
            *self.names.of(*number) = Some(Arc::new(Named::of(reader, column, known, || None)));
        }
        unnamed.len() < NAMES
    }
}

/// Names at a time.
const NAMES: usize = 500;

impl Names {
    /// Forgets them when they are no longer what the records are called.
    fn follow(&mut self, reader: Reader<'_>, column: &Column) {
        let FieldKind::Reference(kinds) = column.kind else { return };
        let of = Some((reader.viewer.lang, runs(reader, kinds)));
        if self.of != of {
            *self = Self { of, names: Vec::new() };
        }
    }

    fn of(&mut self, number: u32) -> &mut Option<Arc<Named>> {
        let number = number as usize;
        if number >= self.names.len() {
            self.names.resize(number + 1, None);
        }
        &mut self.names[number]
    }

    fn is_missing(&self, number: u32) -> bool {
        self.names.get(number as usize).is_none_or(Option::is_none)
    }
}

impl Numbers {
    fn of<'a>(&mut self, reader: Reader<'a>, column: &Column, stretch: AnyStretch<'a>) -> Box<[u32]> {
        let mut last = None;
        let number = |(_, record, verdict)| {
            let entry = Entry { record, verdict };
            let scalar = reader.scalar(column, entry);
            let number = match last {
                // Neighbours often agree.
                Some((before, number)) if before == scalar && scalar != Scalar::Compound => number,
                _ => self.number(scalar, || column.kind.encode(&reader.stored(column, entry))),
            };
            last = Some((scalar, number));
            number
        };
        stretch.map(number).collect()
    }

    fn number(&mut self, scalar: Scalar<'_>, code: impl FnOnce() -> String) -> u32 {
        let next = u32::try_from(self.known.len()).unwrap_or(u32::MAX);
        if let Some(number) = scalar.text().and_then(|text| self.texts.get(text)) {
            return *number;
        }
        let known = Known::of(scalar);
        let number = match &known {
            Known::Text(text) => *self.texts.entry(Arc::clone(text)).or_insert(next),
            Known::Scalar(scalar) => *self.others.entry(*scalar).or_insert(next),
            Known::Compound => *self.compounds.entry(code()).or_insert(next),
        };
        if number == next {
            Arc::make_mut(&mut self.known).push(known);
        }
        number
    }
}
