//! Two maps read side by side, as a whole or run by run.

use std::{
    any::Any,
    cmp::Ordering,
    iter::Peekable,
    slice,
    sync::{Arc, Weak},
};

use super::{Iter, Key, Ordered, Run};

impl<V> Ordered<V> {
    /// Every entry with what another map has under its key, in one pass over both.
    pub fn beside<'a, W>(&'a self, other: &'a Ordered<W>) -> Beside<'a, V, W> {
        Beside { these: self.iter(), those: other.iter().peekable() }
    }

    /// The same run by run, for what is kept of each ([`crate::app::parts`]).
    pub fn stretches<'a, W>(&'a self, other: &'a Ordered<W>) -> impl Iterator<Item = Stretch<'a, V, W>> {
        let (mut runs, mut from) = (self.runs.iter().peekable(), 0);
        std::iter::from_fn(move || {
            let run = runs.next()?;
            if other.runs.is_empty() {
                return Some(Stretch { run, beside: &[] });
            }
            let (begin, until) = (first(run), runs.peek().and_then(|next| first(next)));
            let rest = other.runs.get(from..).unwrap_or_default();
            let is_over = |other: &&Arc<Run<W>>| other.last().map(|(key, _)| key) < begin;
            let is_begun = |other: &&Arc<Run<W>>| until.is_none_or(|until| first(other) < Some(until));
            let over = rest.iter().take_while(is_over).count();
            let beside = rest.get(over..).unwrap_or_default();
            let beside = beside.split_at(beside.iter().take_while(is_begun).count()).0;
            // The last of them may go on beside the next run.
            from += over + beside.len().saturating_sub(1);
            Some(Stretch { run, beside })
        })
    }
}

fn first<V>(run: &Arc<Run<V>>) -> Option<&Key> {
    run.first().map(|(key, _)| key)
}

/// A run of a map, and the runs of another in which its keys can be.
#[derive(Debug)]
pub struct Stretch<'a, V, W> {
    run: &'a Arc<Run<V>>,
    beside: &'a [Arc<Run<W>>],
}

impl<'a, V, W> Stretch<'a, V, W> {
    pub fn entries(&self) -> Beside<'a, V, W> {
        let these = Iter::of(slice::from_ref(self.run));
        Beside { these, those: Iter::of(self.beside).peekable() }
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.run.len()
    }

    pub fn is_empty(&self) -> bool {
        self.run.is_empty()
    }
}

impl<V: Send + Sync + 'static, W: Send + Sync + 'static> Stretch<'_, V, W> {
    /// What it is made of.
    pub fn runs(&self) -> Runs {
        let weak = |run: Weak<dyn Any + Send + Sync>| run;
        let own = weak(Arc::<Run<V>>::downgrade(self.run));
        let others = self.beside.iter().map(|run| weak(Arc::<Run<W>>::downgrade(run)));
        Runs(std::iter::once(own).chain(others).collect())
    }
}

/// Runs by what they are, not by what is in them. A run that is changed is another one; while somebody knows the old one, no new one
/// lies where it lay.
#[derive(Debug, Clone)]
pub struct Runs(Vec<Weak<dyn Any + Send + Sync>>);

impl Runs {
    /// Where the first of them lies.
    pub fn place(&self) -> *const () {
        self.0.first().map_or(std::ptr::null(), |run| run.as_ptr().cast())
    }
}

impl PartialEq for Runs {
    fn eq(&self, other: &Self) -> bool {
        self.0.len() == other.0.len() && self.0.iter().zip(&other.0).all(|(one, other)| one.ptr_eq(other))
    }
}

/// See [`Ordered::beside`].
pub struct Beside<'a, V, W> {
    these: Iter<'a, V>,
    those: Peekable<Iter<'a, W>>,
}

impl<'a, V, W> Iterator for Beside<'a, V, W> {
    type Item = (&'a Key, &'a V, Option<&'a W>);

    fn next(&mut self) -> Option<Self::Item> {
        let (key, value) = self.these.next()?;
        let other = loop {
            let Some((other, there)) = self.those.peek() else { break None };
            // Maps of the same things share their keys.
            let order = if Arc::ptr_eq(other, key) { Ordering::Equal } else { (**other).cmp(key) };
            match order {
                Ordering::Less => drop(self.those.next()),
                Ordering::Equal => {
                    let there = *there;
                    self.those.next();
                    break Some(there);
                }
                Ordering::Greater => break None,
            }
        };
        Some((key, value, other))
    }
}
