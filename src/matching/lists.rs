//! Many short lists in one piece of memory.

use std::ops::Range;

use serde::{Deserialize, Serialize};

/// Lists numbered from 0; one that was never pushed is empty.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Lists<T> {
    /// Where each list ends, and the next begins.
    ends: Vec<u32>,
    items: Vec<T>,
}

impl<T> Default for Lists<T> {
    fn default() -> Self {
        Self { ends: Vec::new(), items: Vec::new() }
    }
}

impl<T> Lists<T> {
    pub fn with_capacity(lists: usize, items: usize) -> Self {
        Self { ends: Vec::with_capacity(lists), items: Vec::with_capacity(items) }
    }

    /// Adds a list after the others.
    pub fn push(&mut self, list: impl IntoIterator<Item = T>) {
        self.items.extend(list);
        self.ends.push(u32::try_from(self.items.len()).unwrap_or(u32::MAX));
    }

    /// How many lists there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    pub fn get(&self, list: u32) -> &[T] {
        self.items.get(self.range(list)).unwrap_or_default()
    }

    /// All items, list after list.
    pub fn items(&self) -> &[T] {
        &self.items
    }

    /// Whether they are whole, and at most so many.
    pub(super) fn fit(&self, most: usize) -> bool {
        self.ends.len() <= most
            && self.ends.is_sorted()
            && self.ends.last().map_or(0, |end| *end as usize) == self.items.len()
    }

    /// Where among [`Self::items`] a list stands.
    pub(super) fn range(&self, list: u32) -> Range<usize> {
        let end = |list: u32| self.ends.get(list as usize).map_or(self.items.len(), |end| *end as usize);
        list.checked_sub(1).map_or(0, end)..end(list)
    }
}

impl<T, L: IntoIterator<Item = T>> FromIterator<L> for Lists<T> {
    fn from_iter<I: IntoIterator<Item = L>>(lists: I) -> Self {
        let mut all = Self::default();
        lists.into_iter().for_each(|list| all.push(list));
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_what_was_pushed_and_one_never_pushed_is_empty() {
        let lists: Lists<u32> = [vec![1, 2], vec![], vec![3]].into_iter().collect();
        let read: Vec<&[u32]> = (0..5).map(|list| lists.get(list)).collect();
        assert_eq!(read, [&[1, 2][..], &[], &[3], &[], &[]]);
        assert_eq!((lists.len(), lists.items().len()), (3, 3));
    }
}
