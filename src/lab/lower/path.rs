//! The conditions that hold where a script is being compiled, and what follows from them.

use crate::lab::graph::{ALWAYS, Graph, Id, NEVER, Op};

/// Conditions that all hold, in the order in which they were found.
#[derive(Debug, Clone, Default)]
pub(super) struct Path {
    held: Vec<Id>,
    /// Whether no lane comes here.
    pub(super) is_dead: bool,
}

impl Path {
    pub(super) fn len(&self) -> usize {
        self.held.len()
    }

    /// What has held since there were so many conditions.
    pub(super) fn all(&self, graph: &mut Graph, since: usize) -> Id {
        if self.is_dead {
            return NEVER;
        }
        let held = self.held.get(since..).unwrap_or_default();
        held.iter().fold(ALWAYS, |all, one| graph.and(all, *one))
    }

    /// From here on this holds too.
    pub(super) fn assume(&mut self, graph: &mut Graph, when: Id) {
        match self.simplified(graph, when) {
            NEVER => self.is_dead = true,
            when => self.held.extend(graph.joined(true, when).into_iter().filter(|part| *part != ALWAYS)),
        }
    }

    /// The codes of a column that lanes here may have.
    pub(super) fn possible(&self, graph: &Graph, column: usize, codes: usize) -> Vec<bool> {
        let mut possible = vec![true; codes];
        for held in &self.held {
            if let Op::Test(of, among) = graph.op(*held)
                && *of == column
            {
                possible.iter_mut().zip(among.iter()).for_each(|(possible, is)| *possible &= *is);
            }
        }
        possible
    }

    /// What a condition comes to where those of the path hold.
    pub(super) fn simplified(&self, graph: &mut Graph, when: Id) -> Id {
        if self.held.contains(&when) {
            return ALWAYS;
        }
        let opposite = graph.not(when);
        if self.held.contains(&opposite) {
            return NEVER;
        }
        match graph.op(when).clone() {
            Op::Test(column, among) => {
                let possible = self.possible(graph, column, among.len());
                let mut settled = among.iter().zip(&possible).filter(|(_, possible)| **possible);
                match settled.next() {
                    None => NEVER,
                    Some((first, _)) if settled.all(|(is, _)| is == first) => match first {
                        true => ALWAYS,
                        false => NEVER,
                    },
                    Some(_) => when,
                }
            }
            Op::And(..) => {
                let parts = graph.joined(true, when);
                parts.into_iter().fold(ALWAYS, |all, part| {
                    let part = self.simplified(graph, part);
                    graph.and(all, part)
                })
            }
            Op::Or(..) => {
                let parts = graph.joined(false, when);
                parts.into_iter().fold(NEVER, |any, part| {
                    let part = self.simplified(graph, part);
                    graph.or(any, part)
                })
            }
            _ => when,
        }
    }

    /// The number that a choice comes to where the conditions of the path hold.
    pub(super) fn chosen(&self, graph: &mut Graph, mut id: Id) -> Id {
        while let Op::Select(when, then, otherwise) = graph.op(id).clone() {
            match self.simplified(graph, when) {
                ALWAYS => id = then,
                NEVER => id = otherwise,
                _ => break,
            }
        }
        id
    }
}
