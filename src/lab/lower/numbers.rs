//! Operators, and functions of numbers: known values are worked out one by one, what differs from lane to lane is reckoned in whole parts.

use std::rc::Rc;

use super::{Lowered, Lowering};
use crate::lab::{
    datum::{Datum, applied, digits},
    graph::{ALWAYS, Id, MOST, Op},
    value::{Scaled, Val},
};

/// Decimal places of what is reckoned in parts.
const MOST_SCALE: u32 = 12;
/// How large a quotient may be that is rounded, and how fine what it is compared with: below, no quotient of whole numbers lies as near to a half
/// as the 28 digits of the interpreter are off, unless it is one, which they hold exactly.
const MOST_QUOTIENT: i64 = 1_000_000_000_000;
const MOST_DIVISOR: i64 = 100_000_000_000_000;

fn power(scale: u32) -> i64 {
    10i64.pow(scale.min(18))
}

impl Lowering<'_> {
    /// An operator, or a function that knows nothing but what it is given.
    pub(super) fn apply(&mut self, name: &str, given: &[Val]) -> Lowered<Val> {
        self.distributed(given, &|this, given| this.applied(name, given))
    }

    fn applied(&mut self, name: &str, given: &[Val]) -> Lowered<Val> {
        if given.iter().any(Val::is_left) {
            return Ok(Val::left());
        }
        if let Some(value) = self.one_by_one(name, given) {
            return Ok(value);
        }
        match (name, given) {
            ("is_missing", [of]) => Ok(Val::constant(Datum::Flag(*of == Val::Unit))),
            (".." | "..=", [from, to]) => self.range(from, to, name == "..="),
            ("==" | "!=" | "<" | "<=" | ">" | ">=", [one, other]) => self.compare(name, one, other),
            ("!", [of]) => {
                let of = self.condition(of)?;
                Ok(Val::Flag(self.graph.not(of)))
            }
            _ if is_reckoned(name) && !given.iter().any(has_texts) => {
                if given.iter().all(is_numeric) {
                    return self.reckon(name, given);
                }
                self.leave(ALWAYS);
                Ok(Val::left())
            }
            _ => self.spread(name, given),
        }
    }

    /// What known values of one column come to.
    fn one_by_one(&mut self, name: &str, given: &[Val]) -> Option<Val> {
        let mut column = None;
        let mut codes = 1;
        let mut all: Vec<&Rc<[Datum]>> = Vec::with_capacity(given.len());
        for value in given {
            let Val::Known(of, values) = value else { return None };
            if of.is_some() {
                if column.is_some() && column != *of {
                    return None;
                }
                (column, codes) = (*of, values.len());
            }
            all.push(values);
        }
        let at = |values: &'_ Rc<[Datum]>, code: usize| values.get(code).or(values.first()).cloned();
        let mut results = Vec::with_capacity(codes);
        for code in 0..codes {
            let given: Vec<Datum> = all.iter().filter_map(|values| at(values, code)).collect();
            results.push(applied(name, &given.iter().collect::<Vec<_>>())?);
        }
        let given: Vec<&[Datum]> = all.iter().map(|values| &***values).collect();
        self.leave_new(column, &results, &given);
        Some(Val::Known(column, results.into()))
    }

    /// The same for each value of the smallest column.
    fn spread(&mut self, name: &str, given: &[Val]) -> Lowered<Val> {
        let columns = given.iter().enumerate().filter_map(|(place, value)| match value {
            Val::Known(Some(column), values) => Some((values.len(), place, *column, Rc::clone(values))),
            _ => None,
        });
        let known = given.iter().all(|value| matches!(value, Val::Known(..) | Val::Number(_)));
        let Some((_, place, column, values)) = columns.min_by_key(|(codes, ..)| *codes).filter(|_| known)
        else {
            return self.refuse(name);
        };
        let mut given = given.to_vec();
        if let Some(value) = given.get_mut(place) {
            *value = Val::Either(self.alternatives(column, &values)?.into());
        }
        self.apply(name, &given)
    }

    fn range(&mut self, from: &Val, to: &Val, closed: bool) -> Lowered<Val> {
        let whole = |of: &Val| of.single().and_then(|of| of.scaled(0));
        match (whole(from), whole(to)) {
            (Some(from), Some(to)) => Ok(Val::Range(from, to, closed)),
            _ => self.refuse(".."),
        }
    }

    /// The number that a value is; `None` where it is not one throughout.
    pub(super) fn as_number(&mut self, of: &Val) -> Option<Scaled> {
        match of {
            Val::Number(number) => Some(*number),
            Val::Known(column, values) => {
                let scale = scale_of(values);
                let part = |value: &Datum| match value {
                    Datum::Left => Some(0),
                    value => value.scaled(scale),
                };
                let parts = values.iter().map(part).collect::<Option<Vec<_>>>()?;
                Some(Scaled { id: self.gathered(*column, parts), scale })
            }
            _ => None,
        }
    }

    fn gathered(&mut self, column: Option<usize>, parts: Vec<i64>) -> Id {
        match column {
            Some(column) => self.graph.gather(column, parts),
            None => self.graph.constant(parts.first().copied().unwrap_or_default()),
        }
    }

    /// A number that is reckoned with. The lanes where it is none, or one of too many places, are left.
    pub(super) fn needed(&mut self, of: &Val) -> Lowered<Scaled> {
        match of {
            Val::Number(number) => Ok(*number),
            Val::Known(column, values) => {
                let scale = scale_of(values);
                let parts: Vec<Option<i64>> = values.iter().map(|value| value.scaled(scale)).collect();
                let fit = parts.iter().map(|part| part.map_or(Datum::Left, |_| Datum::Missing));
                self.leave_new(*column, &fit.collect::<Vec<_>>(), &[values.as_ref()]);
                let parts = parts.into_iter().map(Option::unwrap_or_default).collect();
                Ok(Scaled { id: self.gathered(*column, parts), scale })
            }
            Val::Ratio(..) => self.refuse("/"),
            _ => {
                self.leave(ALWAYS);
                Ok(Scaled { id: self.graph.constant(0), scale: 0 })
            }
        }
    }

    /// A number kept between bounds; the lanes beyond are left.
    pub(super) fn tamed(&mut self, id: Id, most: i64) -> Id {
        let (low, high) = self.graph.bounds(id);
        if -most <= low && high <= most {
            return id;
        }
        let (least, most) = (self.graph.constant(-most), self.graph.constant(most));
        let below = self.graph.compare(Op::Less, id, least);
        let above = self.graph.compare(Op::Less, most, id);
        let beyond = self.graph.or(below, above);
        self.leave(beyond);
        let id = self.graph.reckon(Op::Most, id, least).unwrap_or(least);
        self.graph.reckon(Op::Least, id, most).unwrap_or(most)
    }

    /// An operation; the lanes where it could come to more than is held are left.
    pub(super) fn operated(&mut self, op: fn(Id, Id) -> Op, a: Id, b: Id, most: (i64, i64)) -> Id {
        if let Some(id) = self.graph.reckon(op, a, b) {
            return id;
        }
        let (a, b) = (self.tamed(a, most.0), self.tamed(b, most.1));
        self.graph.reckon(op, a, b).unwrap_or_else(|| {
            self.leave(ALWAYS);
            a
        })
    }

    pub(super) fn aligned(&mut self, one: Scaled, other: Scaled) -> Option<(Id, Id, u32)> {
        let scale = one.scale.max(other.scale);
        let mut finer = |of: Scaled| {
            let times = self.graph.constant(power(scale - of.scale));
            self.graph.reckon(Op::Multiply, of.id, times)
        };
        Some((finer(one)?, finer(other)?, scale))
    }

    pub(super) fn aligned_or_left(&mut self, one: Scaled, other: Scaled) -> (Id, Id, u32) {
        let scale = one.scale.max(other.scale);
        let one = self.at_scale(one, scale);
        (one, self.at_scale(other, scale), scale)
    }

    /// In finer parts.
    pub(super) fn at_scale(&mut self, of: Scaled, scale: u32) -> Id {
        let times = power(scale.saturating_sub(of.scale));
        let by = self.graph.constant(times);
        self.operated(Op::Multiply, of.id, by, (MOST / times, times))
    }

    fn reckon(&mut self, name: &str, given: &[Val]) -> Lowered<Val> {
        let number = |id, scale| Ok(Val::Number(Scaled { id, scale }));
        match (name, given) {
            ("+" | "-" | "min" | "max", [one, other]) => {
                let (one, other) = (self.needed(one)?, self.needed(other)?);
                let (one, other, scale) = self.aligned_or_left(one, other);
                let op = match name {
                    "+" => Op::Add,
                    "-" => Op::Subtract,
                    "min" => Op::Least,
                    _ => Op::Most,
                };
                let id = self.operated(op, one, other, (MOST / 2, MOST / 2));
                number(id, scale)
            }
            ("*", [one, other]) => {
                let (one, other) = (self.needed(one)?, self.needed(other)?);
                let scale = one.scale + other.scale;
                if scale > MOST_SCALE {
                    return self.refuse("*");
                }
                let half = 1 << 30;
                let id = self.operated(Op::Multiply, one.id, other.id, (half, half));
                number(id, scale)
            }
            ("/", [one, other]) => {
                let (one, other) = (self.needed(one)?, self.needed(other)?);
                let nothing = self.graph.constant(0);
                let by_zero = self.graph.compare(Op::Equal, other.id, nothing);
                self.leave(by_zero);
                Ok(Val::Ratio(one, other))
            }
            ("+", [of]) => self.needed(of).map(Val::Number),
            ("-" | "abs", [of]) => {
                let of = self.needed(of)?;
                let nothing = self.graph.constant(0);
                let less = self.operated(Op::Subtract, nothing, of.id, (MOST, MOST));
                let id = if name == "-" { less } else { self.operated(Op::Most, of.id, less, (MOST, MOST)) };
                number(id, of.scale)
            }
            ("floor" | "ceiling", [of]) => {
                let of = self.needed(of)?;
                let (nothing, by) = (self.graph.constant(0), self.graph.constant(power(of.scale)));
                if name == "floor" {
                    let id = self.operated(Op::Floor, of.id, by, (MOST - 1, MOST));
                    return number(id, 0);
                }
                let less = self.operated(Op::Subtract, nothing, of.id, (MOST, MOST));
                let down = self.operated(Op::Floor, less, by, (MOST - 1, MOST));
                let id = self.operated(Op::Subtract, nothing, down, (MOST, MOST));
                number(id, 0)
            }
            ("round_half_up", [of, by]) => match by.single().map(digits) {
                Some(Some(digits)) => self.rounded(of, digits).map(Val::Number),
                Some(None) => {
                    self.leave(ALWAYS);
                    Ok(Val::left())
                }
                None => self.refuse(name),
            },
            _ => self.refuse(name),
        }
    }

    /// Rounded half away from zero to so many decimal places.
    pub(super) fn rounded(&mut self, of: &Val, digits: u32) -> Lowered<Scaled> {
        let Val::Ratio(over, under) = of else {
            let of = self.needed(of)?;
            if of.scale <= digits {
                return Ok(of);
            }
            let by = self.graph.constant(power(of.scale - digits));
            let id = self.operated(Op::Round, of.id, by, (MOST - 1, MOST));
            return Ok(Scaled { id, scale: digits });
        };
        // over / 10^a ÷ (under / 10^b), in parts of 10^digits, is over × 10^(b + digits) ÷ (under × 10^a).
        let (up, down) = (under.scale + digits, over.scale);
        let (times, by) = (power(up.saturating_sub(down)), power(down.saturating_sub(up)));
        let (times_id, by_id) = (self.graph.constant(times), self.graph.constant(by));
        let over = self.operated(Op::Multiply, over.id, times_id, (MOST / times, times));
        let finest = MOST_DIVISOR / power(digits);
        let under = self.operated(Op::Multiply, under.id, by_id, (finest / by, by));
        let under = self.tamed(under, finest);
        // What a quotient is rounded to may lie one beyond it.
        let id = self.operated(Op::Round, over, under, (MOST - 1, finest));
        let id = self.tamed(id, MOST_QUOTIENT);
        Ok(Scaled { id, scale: digits })
    }
}

/// Whether it may be a number that is reckoned with.
pub(super) fn is_numeric(of: &Val) -> bool {
    let is_number = |value: &Datum| matches!(value, Datum::Number(_));
    match of {
        Val::Number(_) | Val::Ratio(..) => true,
        Val::Known(_, values) => values.iter().any(is_number) && !has_texts(of),
        _ => false,
    }
}

/// What is added to a text is no sum.
fn has_texts(of: &Val) -> bool {
    matches!(of, Val::Known(_, values) if values.iter().any(|value| matches!(value, Datum::Text(_))))
}

fn is_reckoned(name: &str) -> bool {
    matches!(name, "+" | "-" | "*" | "/" | "min" | "max" | "abs" | "floor" | "ceiling" | "round_half_up")
}

/// The decimal places that numbers have, of those that have few.
fn scale_of(values: &[Datum]) -> u32 {
    const FEW: u32 = 9;
    let scales = values.iter().filter_map(|value| Some(value.number()?.normalize().scale()));
    scales.filter(|scale| *scale <= FEW).max().unwrap_or_default()
}
