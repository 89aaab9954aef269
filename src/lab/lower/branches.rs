//! Branches: each is compiled where its condition holds, and what it leaves behind is joined by it.

use std::rc::Rc;

use super::{Lowered, Lowering, Sums};
use crate::lab::{
    datum::Datum,
    graph::{ALWAYS, Id, NEVER, Op},
    value::Val,
};

/// Of how many values one may be one.
const MOST_ALTERNATIVES: usize = 32;

type Part<'p, 'a> = &'p dyn Fn(&mut Lowering<'a>) -> Lowered<Val>;

impl<'a> Lowering<'a> {
    /// One part where a condition holds, the other where it does not.
    pub(super) fn branch(&mut self, when: Id, then: Part<'_, 'a>, otherwise: Part<'_, 'a>) -> Lowered<Val> {
        match self.path.simplified(&mut self.graph, when) {
            ALWAYS => return then(self),
            NEVER => return otherwise(self),
            _ => {}
        }
        let not = self.graph.not(when);
        let (path, since) = (self.path.clone(), self.path.len());
        let (variables, sums) = (self.variables.clone(), self.sums.clone());

        self.path.assume(&mut self.graph, when);
        let one = then(self)?;
        let first = std::mem::replace(&mut self.path, path.clone());
        let variables = std::mem::replace(&mut self.variables, variables);
        let sums = std::mem::replace(&mut self.sums, sums);

        self.path.assume(&mut self.graph, not);
        let other = otherwise(self)?;
        if self.path.is_dead {
            (self.path, self.variables, self.sums) = (first, variables, sums);
            return Ok(one);
        }
        if first.is_dead {
            return Ok(other);
        }
        let (held, held_not) = (first.all(&mut self.graph, since), self.path.all(&mut self.graph, since));
        self.path = path;
        let either = self.graph.or(held, held_not);
        self.path.assume(&mut self.graph, either);
        let others = std::mem::take(&mut self.variables);
        for ((name, one), (_, other)) in variables.iter().zip(&others) {
            let merged = self.merge(when, one, other)?;
            self.variables.push((name.clone(), merged));
        }
        let others = self.sums.clone();
        self.sums = self.merge_sums(when, &sums, &others)?;
        self.merge(when, &one, &other)
    }

    pub(super) fn merge_sums(&mut self, when: Id, one: &Sums, other: &Sums) -> Lowered<Sums> {
        Ok(Sums {
            total: self.merge(when, &one.total, &other.total)?,
            tax: self.merge(when, &one.tax, &other.tax)?,
            most: self.merge(when, &one.most, &other.most)?,
            hours: self.merge(when, &one.hours, &other.hours)?,
        })
    }

    /// One value where a condition holds, the other where it does not.
    pub(super) fn merge(&mut self, when: Id, one: &Val, other: &Val) -> Lowered<Val> {
        if one == other || when == ALWAYS || other.is_left() {
            return Ok(one.clone());
        }
        if when == NEVER || one.is_left() {
            return Ok(other.clone());
        }
        if let (Val::Known(a, of_one), Val::Known(b, of_other)) = (one, other)
            && let Op::Test(column, among) = self.graph.op(when)
            && a.is_none_or(|a| a == *column)
            && b.is_none_or(|b| b == *column)
        {
            let at = |values: &[Datum], code| values.get(code).or(values.first()).cloned();
            let chosen =
                among.iter().enumerate().map(|(code, is)| at(if *is { of_one } else { of_other }, code));
            let values: Vec<_> = chosen.map(|value| value.unwrap_or(Datum::Left)).collect();
            return Ok(Val::Known(Some(*column), values.into()));
        }
        if let (Some(one), Some(other)) = (self.as_flag(one), self.as_flag(other)) {
            let not = self.graph.not(when);
            let (one, other) = (self.graph.and(when, one), self.graph.and(not, other));
            return Ok(Val::Flag(self.graph.or(one, other)));
        }
        if let (Some(one), Some(other)) = (self.as_number(one), self.as_number(other))
            && let Some((a, b, scale)) = self.aligned(one, other)
        {
            let id = self.graph.select(when, a, b);
            return Ok(Val::Number(crate::lab::value::Scaled { id, scale }));
        }
        self.either(when, one, other)
    }

    /// One or the other, told apart by conditions. What is the same stands there once.
    fn either(&mut self, when: Id, one: &Val, other: &Val) -> Lowered<Val> {
        let not = self.graph.not(when);
        let mut all: Vec<(Id, Val)> = Vec::new();
        for (when, value) in [(when, one), (not, other)] {
            let parts = match value {
                Val::Either(parts) => parts.to_vec(),
                single => vec![(ALWAYS, single.clone())],
            };
            for (part, value) in parts {
                let part = self.graph.and(when, part);
                match all.iter_mut().find(|(_, known)| *known == value) {
                    Some((known, _)) => *known = self.graph.or(*known, part),
                    None => all.push((part, value)),
                }
            }
        }
        all.retain(|(when, _)| *when != NEVER);
        if all.len() > MOST_ALTERNATIVES {
            return self.refuse("if");
        }
        Ok(match <[_; 1]>::try_from(all) {
            Ok([(_, value)]) => value,
            Err(all) => Val::Either(Rc::from(all)),
        })
    }

    /// Works something out for each of the values that one of these may be.
    pub(super) fn distributed(
        &mut self,
        given: &[Val],
        of: &dyn Fn(&mut Self, &[Val]) -> Lowered<Val>,
    ) -> Lowered<Val> {
        let found = given.iter().enumerate().find_map(|(place, value)| match value {
            Val::Either(parts) => Some((place, Rc::clone(parts))),
            _ => None,
        });
        let Some((place, parts)) = found else { return of(self, given) };
        self.each(&parts, &|this, value| {
            let mut given = given.to_vec();
            if let Some(known) = given.get_mut(place) {
                *known = value.clone();
            }
            this.distributed(&given, of)
        })
    }

    fn each(&mut self, parts: &[(Id, Val)], of: &dyn Fn(&mut Self, &Val) -> Lowered<Val>) -> Lowered<Val> {
        match parts {
            [] => Ok(Val::Unit),
            [(_, last)] => of(self, last),
            [(when, first), rest @ ..] => {
                self.branch(*when, &|this| of(this, first), &|this| this.each(rest, of))
            }
        }
    }
}
