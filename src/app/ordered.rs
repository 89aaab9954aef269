//! A map in the order of its keys that is cheap to copy and to change: what tables and accounts are kept in.
//!
//! Entries lie in short runs, and a run is shared by all copies of the map until one of them changes it. A copy costs a
//! pointer a run, and an edit among 200,000 entries writes one run anew.

mod beside;

use std::{
    collections::{BTreeSet, HashSet},
    slice,
    sync::Arc,
};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub use beside::{Beside, Runs, Stretch};

/// A run that would be longer is split.
const LONGEST: usize = 128;

/// Keys are shared between a table and what is derived from it.
pub type Key = Arc<str>;

type Run<V> = Vec<(Key, V)>;

/// See the module.
#[derive(Debug, Clone)]
pub struct Ordered<V> {
    /// None is empty.
    runs: Vec<Arc<Run<V>>>,
    len: usize,
}

impl<V> Default for Ordered<V> {
    fn default() -> Self {
        Self::NONE
    }
}

impl<V> Ordered<V> {
    /// An empty one.
    pub const NONE: Self = Self { runs: Vec::new(), len: 0 };

    pub fn len(&self) -> usize {
        self.len
    }

    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    pub fn get(&self, key: &str) -> Option<&V> {
        self.entry(key).map(|(_, value)| value)
    }

    /// The value with its key as the map holds it, to be shared.
    pub fn entry(&self, key: &str) -> Option<(&Key, &V)> {
        let run = self.runs.get(self.run_of(key))?;
        let place = run.binary_search_by(|(other, _)| (**other).cmp(key)).ok()?;
        run.get(place).map(|(key, value)| (key, value))
    }

    pub fn iter(&self) -> Iter<'_, V> {
        Iter { runs: self.runs.iter(), run: [].iter(), left: self.len }
    }

    pub fn keys(&self) -> impl Iterator<Item = &Key> {
        self.iter().map(|(key, _)| key)
    }

    pub fn values(&self) -> impl ExactSizeIterator<Item = &V> + Clone {
        self.iter().map(|(_, value)| value)
    }

    /// How many entries each run has.
    pub fn lengths(&self) -> impl Iterator<Item = usize> {
        self.runs.iter().map(|run| run.len())
    }

    /// The entry at a place of a run.
    pub fn at(&self, run: usize, place: usize) -> Option<(&Key, &V)> {
        self.runs.get(run)?.get(place).map(|(key, value)| (key, value))
    }

    /// The keys under which this map and an earlier copy of it can differ: those of the runs that they do not share.
    pub fn changed_since<'a>(&'a self, before: &'a Self) -> impl Iterator<Item = &'a Key> {
        let new = alone(&self.runs, &before.runs).chain(alone(&before.runs, &self.runs));
        new.collect::<BTreeSet<_>>().into_iter()
    }

    /// The run that holds the key, or would.
    fn run_of(&self, key: &str) -> usize {
        let begun = |run: &Arc<Run<V>>| run.first().is_some_and(|(first, _)| **first <= *key);
        self.runs.partition_point(begun).saturating_sub(1)
    }
}

impl<V: Clone> Ordered<V> {
    /// Returns what stood there before.
    pub fn insert(&mut self, key: Key, value: V) -> Option<V> {
        let at = self.run_of(&key);
        let Some(run) = self.runs.get_mut(at) else {
            self.runs.push(Arc::new(vec![(key, value)]));
            self.len = 1;
            return None;
        };
        match run.binary_search_by(|(other, _)| other.cmp(&key)) {
            Ok(place) => {
                let there = Arc::make_mut(run).get_mut(place)?;
                Some(std::mem::replace(&mut there.1, value))
            }
            Err(place) => {
                self.len += 1;
                let full = run.len() >= LONGEST;
                if full && place == run.len() {
                    // What comes in order fills its runs.
                    self.runs.insert(at + 1, Arc::new(vec![(key, value)]));
                    return None;
                }
                let run = Arc::make_mut(run);
                run.insert(place, (key, value));
                if full {
                    let rest = run.split_off(run.len() / 2);
                    self.runs.insert(at + 1, Arc::new(rest));
                }
                None
            }
        }
    }

    /// Returns what stood there.
    pub fn remove(&mut self, key: &str) -> Option<V> {
        let at = self.run_of(key);
        let run = self.runs.get_mut(at)?;
        let place = run.binary_search_by(|(other, _)| (**other).cmp(key)).ok()?;
        let run = Arc::make_mut(run);
        let (_, value) = run.remove(place);
        if run.is_empty() {
            self.runs.remove(at);
        }
        self.len -= 1;
        Some(value)
    }
}

/// The keys of the runs that are not among others.
fn alone<'a, V>(
    runs: &'a [Arc<Run<V>>],
    others: &[Arc<Run<V>>],
) -> impl Iterator<Item = &'a Key> + use<'a, V> {
    let others: HashSet<_> = others.iter().map(Arc::as_ptr).collect();
    let alone = runs.iter().filter(move |run| !others.contains(&Arc::as_ptr(run)));
    alone.flat_map(|run| run.iter().map(|(key, _)| key))
}

/// The entries of an [`Ordered`], by key.
pub struct Iter<'a, V> {
    runs: slice::Iter<'a, Arc<Run<V>>>,
    run: slice::Iter<'a, (Key, V)>,
    left: usize,
}

impl<'a, V> Iter<'a, V> {
    fn of(runs: &'a [Arc<Run<V>>]) -> Self {
        Self { runs: runs.iter(), run: [].iter(), left: runs.iter().map(|run| run.len()).sum() }
    }
}

impl<V> Clone for Iter<'_, V> {
    fn clone(&self) -> Self {
        Self { runs: self.runs.clone(), run: self.run.clone(), left: self.left }
    }
}

impl<'a, V> Iterator for Iter<'a, V> {
    type Item = (&'a Key, &'a V);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some((key, value)) = self.run.next() {
                self.left = self.left.saturating_sub(1);
                return Some((key, value));
            }
            self.run = self.runs.next()?.iter();
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left, Some(self.left))
    }
}

impl<V> ExactSizeIterator for Iter<'_, V> {}

impl<V: Clone> FromIterator<(Key, V)> for Ordered<V> {
    fn from_iter<I: IntoIterator<Item = (Key, V)>>(entries: I) -> Self {
        let mut map = Self::default();
        for (key, value) in entries {
            map.insert(key, value);
        }
        map
    }
}

impl<V: PartialEq> PartialEq for Ordered<V> {
    fn eq(&self, other: &Self) -> bool {
        self.len == other.len && self.iter().eq(other.iter())
    }
}

impl<V: Serialize> Serialize for Ordered<V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

impl<'de, V: Deserialize<'de> + Clone> Deserialize<'de> for Ordered<V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Vec::deserialize(deserializer).map(|entries: Vec<(Key, V)>| entries.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn it_is_a_map_whatever_is_put_in_and_taken_out(
            changes in proptest::collection::vec((0..600_u32, any::<Option<u8>>()), 0..2_000)
        ) {
            let (mut map, mut model) = (Ordered::default(), BTreeMap::new());
            for (key, value) in changes {
                let key = key.to_string();
                let before = match value {
                    Some(value) => (map.insert(key.as_str().into(), value), model.insert(key.clone(), value)),
                    None => (map.remove(&key), model.remove(&key)),
                };
                prop_assert_eq!(before.0, before.1);
                prop_assert_eq!(map.get(&key), model.get(&key));
            }
            prop_assert_eq!(map.len(), model.len());
            prop_assert!(map.iter().map(|(key, value)| (&**key, *value)).eq(model.iter().map(|(key, value)| (&**key, *value))));
            prop_assert!(map.runs.iter().all(|run| !run.is_empty() && run.len() <= LONGEST));
        }
    }

    #[test]
    fn a_copy_shares_all_but_what_was_changed() {
        let map: Ordered<u32> = (0..10_000_u32).map(|n| (format!("{n:05}").into(), n)).collect();
        let mut other = map.clone();
        other.insert("05000".into(), 0);
        let shared = map.runs.iter().zip(&other.runs).filter(|(one, other)| Arc::ptr_eq(one, other)).count();
        assert_eq!((shared, map.get("05000")), (map.runs.len() - 1, Some(&5_000)));
        let changed: Vec<_> = other.changed_since(&map).collect();
        assert!(changed.len() <= LONGEST && changed.contains(&&Key::from("05000")));
    }

    #[test]
    fn two_maps_are_read_side_by_side() {
        let map = |keys: &[&str]| keys.iter().map(|key| ((*key).into(), ())).collect::<Ordered<_>>();
        let (one, other) = (map(&["a", "c", "d"]), map(&["b", "c", "e"]));
        let both: Vec<_> = one.beside(&other).map(|(key, (), there)| (&**key, there.is_some())).collect();
        assert_eq!(both, [("a", false), ("c", true), ("d", false)]);
    }

    proptest! {
        #[test]
        fn run_by_run_they_are_read_as_in_one_pass(
            (one, other) in (proptest::collection::vec(0..900_u32, 0..900), proptest::collection::vec(0..900_u32, 0..900))
        ) {
            let map = |keys: Vec<u32>| {
                keys.into_iter().map(|key| (Key::from(format!("{key:03}")), key)).collect::<Ordered<_>>()
            };
            let (one, other) = (map(one), map(other));
            let stretches = one.stretches(&other).flat_map(|stretch| stretch.entries());
            prop_assert!(stretches.eq(one.beside(&other)));
            let there = one.beside(&other).map(|(key, _, there)| (key, there.copied()));
            prop_assert!(there.eq(one.keys().map(|key| (key, other.get(key).copied()))));
        }
    }
}
