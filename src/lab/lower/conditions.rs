//! What holds where: yes and no, and comparisons.

use super::{Lowered, Lowering, numbers::is_numeric};
use crate::lab::{
    datum::Datum,
    graph::{ALWAYS, Id, NEVER, Op},
    value::Val,
};

impl Lowering<'_> {
    /// Whether something holds. What is no yes or no is an error.
    pub(super) fn condition(&mut self, of: &Val) -> Lowered<Id> {
        let said = self.distributed(std::slice::from_ref(of), &|this, given| {
            Ok(match given {
                [Val::Known(column, values)] => {
                    let flags: Vec<_> = values
                        .iter()
                        .map(|value| match value {
                            Datum::Flag(flag) => Datum::Flag(*flag),
                            _ => Datum::Left,
                        })
                        .collect();
                    this.leave_new(*column, &flags, &[values.as_ref()]);
                    let said = Val::Known(*column, flags.into());
                    Val::Flag(this.as_flag(&said).unwrap_or(NEVER))
                }
                [Val::Flag(id)] => Val::Flag(*id),
                _ => {
                    this.leave(ALWAYS);
                    Val::Flag(NEVER)
                }
            })
        })?;
        Ok(self.as_flag(&said).unwrap_or(NEVER))
    }

    /// The condition that a value is; `None` where it is not one throughout.
    pub(super) fn as_flag(&mut self, of: &Val) -> Option<Id> {
        match of {
            Val::Flag(id) => Some(*id),
            Val::Known(column, values) => {
                let is_flag = |value: &Datum| matches!(value, Datum::Flag(_) | Datum::Left);
                if !values.iter().all(is_flag) {
                    return None;
                }
                let said: Vec<bool> = values.iter().map(|value| *value == Datum::Flag(true)).collect();
                Some(match column {
                    Some(column) => self.graph.test(*column, said),
                    None if said == [true] => ALWAYS,
                    None => NEVER,
                })
            }
            _ => None,
        }
    }

    pub(super) fn compare(&mut self, symbol: &str, one: &Val, other: &Val) -> Lowered<Val> {
        if matches!(one, Val::Ratio(..)) || matches!(other, Val::Ratio(..)) {
            return self.refuse("/");
        }
        if is_numeric(one) && is_numeric(other) {
            let (one, other) = (self.needed(one)?, self.needed(other)?);
            let (one, other, _) = self.aligned_or_left(one, other);
            return Ok(Val::Flag(self.ordered(symbol, one, other)));
        }
        if let ("==" | "!=", Some(one), Some(other)) = (symbol, self.as_flag(one), self.as_flag(other)) {
            let (not_one, not_other) = (self.graph.not(one), self.graph.not(other));
            let (both, neither) = (self.graph.and(one, other), self.graph.and(not_one, not_other));
            let same = self.graph.or(both, neither);
            return Ok(Val::Flag(if symbol == "==" { same } else { self.graph.not(same) }));
        }
        let (Val::Known(a, of_one), Val::Known(b, of_other)) = (one, other) else {
            self.leave(ALWAYS);
            return Ok(Val::left());
        };
        // Of two columns: by where each value stands among those of both.
        let mut all: Vec<&Datum> = of_one.iter().chain(of_other.iter()).collect();
        let first = all.iter().copied().find(|value| value.order(value).is_some()).cloned();
        let Some(first) = first else {
            self.leave(ALWAYS);
            return Ok(Val::left());
        };
        all.retain(|value| value.order(&first).is_some());
        all.sort_unstable_by(|one, other| one.order(other).unwrap_or(std::cmp::Ordering::Equal));
        all.dedup();
        let place = |value: &Datum| {
            value.order(&first)?;
            all.binary_search_by(|known| known.order(value).unwrap_or(std::cmp::Ordering::Equal)).ok()
        };
        let mut ranked = |column: &Option<usize>, values: &[Datum]| {
            let ranks: Vec<Option<usize>> = values.iter().map(place).collect();
            let known = ranks.iter().map(|rank| if rank.is_some() { Datum::Missing } else { Datum::Left });
            self.leave_new(*column, &known.collect::<Vec<_>>(), &[values]);
            let ranks =
                ranks.into_iter().map(|rank| rank.and_then(|rank| i64::try_from(rank).ok()).unwrap_or(0));
            let ranks: Vec<i64> = ranks.collect();
            match column {
                Some(column) => self.graph.gather(*column, ranks),
                None => self.graph.constant(ranks.first().copied().unwrap_or_default()),
            }
        };
        let (one, other) = (ranked(a, of_one), ranked(b, of_other));
        Ok(Val::Flag(self.ordered(symbol, one, other)))
    }

    fn ordered(&mut self, symbol: &str, one: Id, other: Id) -> Id {
        let graph = &mut self.graph;
        match symbol {
            "<" => graph.compare(Op::Less, one, other),
            ">" => graph.compare(Op::Less, other, one),
            ">=" => {
                let less = graph.compare(Op::Less, one, other);
                graph.not(less)
            }
            "<=" => {
                let more = graph.compare(Op::Less, other, one);
                graph.not(more)
            }
            _ => {
                let same = graph.compare(Op::Equal, one.min(other), one.max(other));
                if symbol == "==" { same } else { graph.not(same) }
            }
        }
    }
}
