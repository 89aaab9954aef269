//! Rows without a number that look like a record on file, or like another row. A session that comes in once more with its time put
//! right, and without its number, is not a second one, and only a person knows which it is.
//!
//! Alike is what differs in one alone of the fields by which people know a kind's records. Where that is the last of them, which
//! tells apart what is otherwise one, two sessions of a day, whatever is on file and in the file is alike. Where it is another,
//! only what is on file under the same name and is not in the file, as what was put right would be; of two days those less than a
//! week apart, since what takes place every week is not one.

use std::{
    collections::{BTreeMap, BTreeSet, HashSet},
    hash::{Hash as _, Hasher as _},
};

use jiff::civil::Date;
use rustc_hash::FxHasher;
use serde_json::{Map, Value};

use super::line::{label, line};
use crate::{
    app::{
        alike::differ_in,
        kinds, scope,
        workspace::{AnyRecord, RecordView, Workspace, is_void},
    },
    domain::{
        Kind, Label,
        field::{Factual, FieldProblem, Values},
        record::broken,
        workflow::Seat,
    },
    exchange::import::{Batch, Incoming, Likeness, Other, SHOWN, Unnumbered, Whence},
    policy::decision::Text,
};

/// Whatever a row looks like beyond so many says no more.
const MOST: usize = 5;

const ALIKE: Label = Label::new(
    "与另一条只有这一项不同，可能是同一条，请在上面选定",
    "in this alone it differs from another, which it may be; say above whether it is",
);

/// Who asks, of what is stored, with the units that the file brings.
pub struct Asking<'a> {
    pub workspace: &'a Workspace,
    pub with_units: &'a Workspace,
    pub seat: Option<&'a Seat>,
    pub today: Date,
}

/// What a row looks like: the place of the field in which they differ, and the other.
type Found<'a> = Vec<(usize, Which<'a>)>;

/// A new row without a number.
#[derive(Clone, Copy)]
struct Row<'a> {
    place: usize,
    incoming: &'a Incoming,
    /// Somebody has said that it is something new.
    is_said: bool,
    /// It bears a number of the office's own.
    numbered: bool,
}

#[derive(Clone, Copy)]
enum Which<'a> {
    Stored(&'a str, &'a dyn AnyRecord),
    Row(&'a Incoming),
}

impl<'a> Asking<'a> {
    /// What rows look like of which nobody has said that they are something new; see the module.
    pub fn alike(
        &self,
        batch: &'a Batch,
        unnumbered: &[(usize, Unnumbered)],
        is_brought: &dyn Fn(Kind, &str) -> bool,
    ) -> Vec<(usize, FieldProblem, Likeness)> {
        let mut found: BTreeMap<usize, Found<'a>> = BTreeMap::new();
        let row = |(place, unnumbered): &(usize, Unnumbered)| {
            let (incoming, Unnumbered { is_said, numbered }) = (batch.get(*place)?, *unnumbered);
            Some(Row { place: *place, incoming, is_said, numbered })
        };
        let rows: Vec<_> = unnumbered.iter().filter_map(row).collect();
        let kinds: BTreeSet<Kind> = rows.iter().map(|row| row.incoming.kind).collect();
        for kind in kinds {
            let rows: Vec<_> = rows.iter().filter(|row| row.incoming.kind == kind).copied().collect();
            self.stored(kind, &rows, is_brought, batch, &mut found);
            beside(kind, &rows, batch, &mut found);
        }
        let found = found.into_iter().filter(|(_, like)| !like.is_empty()).enumerate();
        let told = |(nth, (place, like)): (usize, (usize, Found<'_>))| {
            // Lines are for those that are listed.
            let shown = if nth < SHOWN { &like[..] } else { &[] };
            self.told(place, batch, (&like, shown), is_brought)
        };
        found.filter_map(told).collect()
    }

    /// What is on file.
    fn stored(
        &self,
        kind: Kind,
        rows: &[Row<'a>],
        is_brought: &dyn Fn(Kind, &str) -> bool,
        batch: &Batch,
        found: &mut BTreeMap<usize, Found<'a>>,
    ) {
        let unsaid = rows.iter().filter(|row| !row.is_said);
        let by_key = Index::of(unsaid.flat_map(|Row { place, incoming, .. }| {
            let values = Values(kind, &incoming.record.values);
            keys(kind, &values, &incoming.record.title).into_iter().map(|key| (key, *place))
        }));
        let written: HashSet<&str> =
            batch.iter().filter(|one| one.kind == kind).map(|one| &*one.record.id).collect();
        let last = kind.declaration().identity.len().saturating_sub(1);
        let table = self.workspace.table(kind).each();
        // What the file changes is held against as the file leaves it.
        for (id, record) in table.filter(|(id, record)| !is_void(*record) && !written.contains(&***id)) {
            for (differs, key) in keys(kind, record.factual(), &record.title()).into_iter().enumerate() {
                let rows = by_key.at(key).filter_map(|place| Some((place, batch.get(place)?)));
                for (place, incoming) in rows {
                    let like = found.entry(place).or_default();
                    let values = Values(kind, &incoming.record.values);
                    if like.len() < MOST
                        && differ_in(kind, differs, &values, record.factual())
                        && (differs == last || !is_brought(kind, id))
                        && scope::sees(self.workspace, self.seat, &RecordView::of(kind, record))
                    {
                        like.push((differs, Which::Stored(id, record)));
                    }
                }
            }
        }
    }

    fn told(
        &self,
        place: usize,
        batch: &Batch,
        (like, shown): (&Found<'_>, &[(usize, Which<'_>)]),
        is_brought: &dyn Fn(Kind, &str) -> bool,
    ) -> Option<(usize, FieldProblem, Likeness)> {
        let Incoming { kind, record, .. } = batch.get(place)?;
        let (kind, values) = (*kind, Values(*kind, &record.values));
        let (first, _) = like.first()?;
        let differs = kind.declaration().identity.get(*first).and_then(|key| kind.field(key))?;
        let clash = |other: &dyn Factual| kinds::clashes(kind)?.between(&values, other);
        let clash = like.iter().find_map(|(_, which)| match which {
            Which::Stored(_, stored) => clash(stored.factual()),
            Which::Row(row) => clash(&Values(kind, &row.record.values)),
        });
        let may_be_it =
            |(_, which): &(usize, Which<'_>)| matches!(which, Which::Stored(id, _) if !is_brought(kind, id));
        // What can be neither is refused for its clash.
        if clash.is_some() && !like.iter().any(may_be_it) {
            return None;
        }
        let others = shown.iter().filter_map(|(_, which)| self.other(kind, *which, is_brought)).collect();
        let likeness = Likeness { differs: label(differs), others, may_be_another: clash.is_none() };
        let problem = clash.unwrap_or_else(|| broken(differs.key, ALIKE.zh, ALIKE.en));
        Some((place, problem, likeness))
    }

    fn other(&self, kind: Kind, which: Which<'_>, is_brought: &dyn Fn(Kind, &str) -> bool) -> Option<Other> {
        let line = |values: &Map<String, Value>| line(self.with_units, kind, values, self.today);
        Some(match which {
            Which::Stored(id, record) => Other {
                whence: Whence::Stored(record.state().map(|state| Text::from(state.label))),
                line: line(&record.values()),
                same: (!is_brought(kind, id)).then(|| id.to_owned()),
            },
            Which::Row(row) => {
                Other { whence: Whence::Row(row.place.clone()?), line: line(&row.record.values), same: None }
            }
        })
    }
}

/// What else is in the file: of two rows without a number the later is asked about.
fn beside<'a>(kind: Kind, rows: &[Row<'a>], batch: &'a Batch, found: &mut BTreeMap<usize, Found<'a>>) {
    let last = kind.declaration().identity.len().saturating_sub(1);
    let key = |one: &Incoming| keys(kind, &Values(kind, &one.record.values), "").last().copied();
    let of_kind = batch.iter().enumerate().filter(|(_, one)| one.kind == kind);
    let by_key = Index::of(of_kind.filter_map(|(place, one)| Some((key(one)?, place))));
    let unnumbered: HashSet<usize> = rows.iter().map(|row| row.place).collect();
    for Row { place, incoming, .. } in rows.iter().filter(|row| !row.is_said && !row.numbered) {
        let others = key(incoming).into_iter().flat_map(|key| by_key.at(key));
        let values = Values(kind, &incoming.record.values);
        let others = others.filter_map(|other| Some((other, batch.get(other)?)));
        let like = others.filter(|(other, one)| {
            other != place
                && (other < place || !unnumbered.contains(other))
                && differ_in(kind, last, &values, &Values(kind, &one.record.values))
        });
        let all = found.entry(*place).or_default();
        let room = MOST.saturating_sub(all.len());
        all.extend(like.take(room).map(|(_, one)| (last, Which::Row(one))));
    }
}

/// Places in the batch by the numbers of their rows.
struct Index(Vec<(u64, usize)>);

impl Index {
    fn of(places: impl Iterator<Item = (u64, usize)>) -> Self {
        let mut places: Vec<_> = places.collect();
        places.sort_unstable();
        Self(places)
    }

    fn at(&self, key: u64) -> impl Iterator<Item = usize> {
        let from = self.0.partition_point(|(other, _)| *other < key);
        self.0.iter().skip(from).take_while(move |(other, _)| *other == key).map(|(_, place)| *place)
    }
}

/// Of each field by which a kind is known, the same number for all that may differ in it alone.
fn keys(kind: Kind, record: &dyn Factual, title: &str) -> Vec<u64> {
    let identity = kind.declaration().identity;
    let says: Vec<_> = identity.iter().map(|key| record.scalar(key, Date::MIN)).collect();
    let key = |differs: usize| {
        let mut hasher = FxHasher::default();
        differs.hash(&mut hasher);
        let others = says.iter().enumerate().filter(|(place, _)| *place != differs);
        others.for_each(|(_, says)| says.hash(&mut hasher));
        if differs + 1 < identity.len() {
            title.hash(&mut hasher);
        }
        hasher.finish()
    };
    (0..identity.len()).map(key).collect()
}
