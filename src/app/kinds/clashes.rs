//! Which records of a kind cannot stand beside each other. What has ended without effect stands in nobody's way.

use std::hash::{Hash as _, Hasher as _};

use jiff::civil::Date;
use rustc_hash::{FxHashMap, FxHasher};

use crate::{
    app::workspace::{AnyRecord, AnyTable, is_void},
    domain::field::{Factual, FieldProblem},
};

/// Which records of a kind cannot stand beside each other.
#[derive(Debug)]
pub struct Clashes {
    /// Only records that say the same in these fields can be in each other's way, so that a file is not held against a
    /// whole table row by row. None of them is dated.
    pub among: &'static [&'static str],
    /// What is wrong with one beside another of those.
    pub of: fn(&dyn Factual, &dyn Factual) -> Option<FieldProblem>,
}

impl Clashes {
    /// What is wrong with a record beside another, of whatever place.
    pub fn between(&self, record: &dyn Factual, other: &dyn Factual) -> Option<FieldProblem> {
        let same = |key: &&str| record.scalar(key, Date::MIN) == other.scalar(key, Date::MIN);
        if self.among.iter().all(same) { (self.of)(record, other) } else { None }
    }

    /// What is wrong with a record beside the others that are there.
    pub fn beside(&self, table: &dyn AnyTable, id: &str, record: &dyn Factual) -> Option<FieldProblem> {
        let mut others = table.each().filter(|(key, other)| &***key != id && !is_void(*other));
        others.find_map(|(_, other)| self.between(record, other.factual()))
    }

    /// The same number for all that can be in each other's way.
    pub fn place(&self, record: &dyn Factual) -> u64 {
        let mut hasher = FxHasher::default();
        self.among.iter().for_each(|key| record.scalar(key, Date::MIN).hash(&mut hasher));
        hasher.finish()
    }
}

/// What stands in a table, by where records can be in each other's way: looked through once for many.
pub struct Others<'a>(FxHashMap<u64, Vec<(&'a str, &'a dyn AnyRecord)>>);

impl<'a> Others<'a> {
    pub fn of(clashes: &Clashes, table: &'a dyn AnyTable) -> Self {
        let mut others: FxHashMap<_, Vec<_>> = FxHashMap::default();
        for (id, other) in table.each().filter(|(_, other)| !is_void(*other)) {
            others.entry(clashes.place(other.factual())).or_default().push((&**id, other));
        }
        Self(others)
    }

    /// What is wrong with a record beside those of the others that stay.
    pub fn clash(
        &self,
        clashes: &Clashes,
        id: &str,
        record: &dyn Factual,
        stays: &dyn Fn(&str) -> bool,
    ) -> Option<FieldProblem> {
        let others = self.0.get(&clashes.place(record))?;
        let mut others = others.iter().filter(|(other, _)| *other != id && stays(other));
        others.find_map(|(_, other)| clashes.between(record, other.factual()))
    }
}
