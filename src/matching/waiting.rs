//! Ceilings: how many places each has left, and which needs wait for one.
//!
//! A need waits at the lowest ceiling over it that is full. The queue of each ceiling is a leftist heap by standing order, threaded
//! through one array, so that two can be joined when a ceiling has room again but one above it has not.

use super::{market::Market, tally::full};

const NOBODY: u32 = u32::MAX;

#[derive(Debug, Clone, Copy)]
struct Link {
    left: u32,
    right: u32,
    /// Links to the end on the right, which is never the longer side.
    depth: u32,
}

#[derive(Debug, Clone)]
pub(super) struct Waiting {
    /// Places left under each ceiling.
    left: Vec<u32>,
    /// Who goes first at each ceiling.
    first: Vec<u32>,
    /// By need, while it waits.
    links: Vec<Link>,
}

impl Waiting {
    pub fn new(market: &Market) -> Self {
        let left = market.beside_pins.ceilings.clone();
        let needs = if left.is_empty() { 0 } else { market.draft.needs.len() };
        let link = Link { left: NOBODY, right: NOBODY, depth: 1 };
        Self { first: vec![NOBODY; left.len()], left, links: vec![link; needs] }
    }

    /// The lowest full ceiling over a need.
    pub fn full(&self, market: &Market, need: u32) -> Option<u32> {
        full(&market.draft.ceilings, &self.left, market.draft.needs[need as usize].ceiling)
    }

    pub fn take(&mut self, market: &Market, need: u32) {
        market.path(need).for_each(|node| self.left[node as usize] -= 1);
    }

    pub fn give_back(&mut self, market: &Market, need: u32) {
        market.path(need).for_each(|node| self.left[node as usize] += 1);
    }

    /// Lets a need wait at a ceiling. It must not be waiting already.
    pub fn wait(&mut self, need: u32, node: u32) {
        self.links[need as usize] = Link { left: NOBODY, right: NOBODY, depth: 1 };
        self.first[node as usize] = self.join(self.first[node as usize], need);
    }

    /// The first in standing order that waits at a ceiling over `need`, all of which have room now, may go on and would.
    pub fn call(&mut self, market: &Market, need: u32, would: impl Fn(u32) -> bool) -> Option<u32> {
        while let Some(node) = market.path(need).min_by_key(|node| self.first[*node as usize]) {
            let first = self.first[node as usize];
            if first == NOBODY {
                break;
            }
            let Link { left, right, .. } = self.links[first as usize];
            self.first[node as usize] = self.join(left, right);
            if !would(first) {
                continue;
            }
            match self.full(market, first) {
                Some(node) => self.wait(first, node),
                None => return Some(first),
            }
        }
        None
    }

    /// Moves whoever waits at a ceiling over `need` that has room up to the next that has none.
    pub fn settle(&mut self, market: &Market, need: u32) {
        let mut moving = NOBODY;
        for node in market.path(need) {
            let first = std::mem::replace(&mut self.first[node as usize], NOBODY);
            moving = self.join(moving, first);
            if self.left[node as usize] == 0 {
                self.first[node as usize] = std::mem::replace(&mut moving, NOBODY);
            }
        }
        debug_assert_eq!(moving, NOBODY, "nobody waits without cause");
    }

    /// One queue of two.
    fn join(&mut self, one: u32, other: u32) -> u32 {
        let (first, second) = (one.min(other), one.max(other));
        if second == NOBODY {
            return first;
        }
        let right = self.join(self.links[first as usize].right, second);
        let left = self.links[first as usize].left;
        let (left, right) = if self.depth(left) < self.depth(right) { (right, left) } else { (left, right) };
        self.links[first as usize] = Link { left, right, depth: self.depth(right) + 1 };
        first
    }

    fn depth(&self, need: u32) -> u32 {
        self.links.get(need as usize).map_or(0, |link| link.depth)
    }
}
