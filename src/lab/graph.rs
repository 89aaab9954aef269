//! What a program reckons, as a graph of operations on whole numbers and on conditions, each there once. Of every number the graph knows
//! between which bounds it lies, from the facts themselves: so no operation overflows, and none needs a check as it runs.
//!
//! Conditions have one form: a negation stands at what is tested, a conjunction is a sorted chain. What says the same is the same.

use std::{collections::HashMap, rc::Rc};

use super::whole::{floor, round};

/// A number or a condition of a graph.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id(pub(super) u32);

/// Nothing of a graph is larger, either way: two such still add up.
pub(super) const MOST: i64 = 1 << 61;

/// One operation. A column is known by its place.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Op {
    Never,
    Always,
    /// Whether the code of a column is among these.
    Test(usize, Rc<[bool]>),
    /// What a column of numbers has at a lane: a number, nothing, or something else.
    State(usize, u8),
    Less(Id, Id),
    Equal(Id, Id),
    And(Id, Id),
    Or(Id, Id),
    Not(Id),
    Constant(i64),
    /// What stands for the code of a column.
    Gather(usize, Rc<[i64]>),
    /// A column of numbers.
    Read(usize),
    /// What earlier decisions of the same sum have come to.
    Running,
    Add(Id, Id),
    Subtract(Id, Id),
    Multiply(Id, Id),
    Least(Id, Id),
    Most(Id, Id),
    Select(Id, Id, Id),
    /// A quotient, rounded half away from zero.
    Round(Id, Id),
    /// A quotient, rounded down.
    Floor(Id, Id),
}

impl Op {
    /// Whether it is a condition and no number.
    pub(super) fn is_condition(&self) -> bool {
        use Op::{Always, And, Equal, Less, Never, Not, Or, State, Test};
        matches!(
            self,
            Never | Always | Test(..) | State(..) | Less(..) | Equal(..) | And(..) | Or(..) | Not(_)
        )
    }

    /// What it is made of.
    pub(super) fn parts(&self) -> [Option<Id>; 3] {
        use Op::{Add, And, Equal, Floor, Least, Less, Most, Multiply, Not, Or, Round, Select, Subtract};
        match self {
            Less(a, b)
            | Equal(a, b)
            | And(a, b)
            | Or(a, b)
            | Add(a, b)
            | Subtract(a, b)
            | Multiply(a, b)
            | Least(a, b)
            | Most(a, b)
            | Round(a, b)
            | Floor(a, b) => [Some(*a), Some(*b), None],
            Not(a) => [Some(*a), None, None],
            Select(c, a, b) => [Some(*c), Some(*a), Some(*b)],
            _ => [None; 3],
        }
    }
}

/// The operations, each after those that it is made of.
#[derive(Debug)]
pub struct Graph {
    pub(super) ops: Vec<Op>,
    /// Between which bounds each number lies.
    bounds: Vec<(i64, i64)>,
    known: HashMap<Op, Id>,
    /// What is not so where a condition is, and the other way round: what joins many is turned once.
    opposites: HashMap<Id, Id>,
}

pub(super) const NEVER: Id = Id(0);
pub(super) const ALWAYS: Id = Id(1);

impl Graph {
    pub(super) fn new() -> Self {
        let mut graph =
            Self { ops: Vec::new(), bounds: Vec::new(), known: HashMap::new(), opposites: HashMap::new() };
        graph.add_op(Op::Never, (0, 0));
        graph.add_op(Op::Always, (0, 0));
        graph
    }

    fn add_op(&mut self, op: Op, bounds: (i64, i64)) -> Id {
        if let Some(known) = self.known.get(&op) {
            return *known;
        }
        let id = Id(u32::try_from(self.ops.len()).unwrap_or(u32::MAX));
        self.known.insert(op.clone(), id);
        self.ops.push(op);
        self.bounds.push(bounds);
        id
    }

    pub(super) fn op(&self, id: Id) -> &Op {
        self.ops.get(id.0 as usize).unwrap_or(&Op::Never)
    }

    pub(super) fn bounds(&self, id: Id) -> (i64, i64) {
        self.bounds.get(id.0 as usize).copied().unwrap_or_default()
    }

    pub(super) fn len(&self) -> usize {
        self.ops.len()
    }

    // Numbers.

    pub(super) fn constant(&mut self, value: i64) -> Id {
        self.add_op(Op::Constant(value), (value, value))
    }

    fn known_constant(&self, id: Id) -> Option<i64> {
        match self.op(id) {
            Op::Constant(value) => Some(*value),
            _ => None,
        }
    }

    /// What stands for each code of a column.
    pub(super) fn gather(&mut self, column: usize, values: Vec<i64>) -> Id {
        let (low, high) = (values.iter().min().copied(), values.iter().max().copied());
        match (low, high) {
            (Some(low), Some(high)) if low != high => {
                self.add_op(Op::Gather(column, values.into()), (low.min(0), high.max(0)))
            }
            (low, _) => self.constant(low.unwrap_or_default()),
        }
    }

    /// What is read as it lies there, between these bounds.
    pub(super) fn read(&mut self, op: Op, (low, high): (i64, i64)) -> Id {
        // Beyond the last lane there are zeros.
        self.add_op(op, (low.min(0), high.max(0)))
    }

    /// An operation of two numbers; `None` where it could come to more than a graph holds.
    pub(super) fn reckon(&mut self, op: fn(Id, Id) -> Op, a: Id, b: Id) -> Option<Id> {
        let op = op(a, b);
        let ((a_low, a_high), (b_low, b_high)) = (self.bounds(a), self.bounds(b));
        let wide = i128::from;
        let (low, high) = match op {
            Op::Add(..) if self.known_constant(b) == Some(0) => return Some(a),
            Op::Add(..) if self.known_constant(a) == Some(0) => return Some(b),
            Op::Subtract(..) if self.known_constant(b) == Some(0) => return Some(a),
            Op::Multiply(..) if self.known_constant(b) == Some(1) => return Some(a),
            Op::Multiply(..) if self.known_constant(a) == Some(1) => return Some(b),
            Op::Least(..) if a_high <= b_low => return Some(a),
            Op::Least(..) if b_high <= a_low => return Some(b),
            Op::Most(..) if a_low >= b_high => return Some(a),
            Op::Most(..) if b_low >= a_high => return Some(b),
            Op::Add(..) => (wide(a_low) + wide(b_low), wide(a_high) + wide(b_high)),
            Op::Subtract(..) => (wide(a_low) - wide(b_high), wide(a_high) - wide(b_low)),
            Op::Multiply(..) => {
                let corners = [a_low, a_high].map(|a| [b_low, b_high].map(|b| wide(a) * wide(b)));
                let all = corners.iter().flatten().copied();
                (all.clone().min().unwrap_or_default(), all.max().unwrap_or_default())
            }
            Op::Least(..) => (wide(a_low.min(b_low)), wide(a_high.min(b_high))),
            Op::Most(..) => (wide(a_low.max(b_low)), wide(a_high.max(b_high))),
            // A divisor is one at least, either way.
            Op::Round(..) | Op::Floor(..) => {
                let far = wide(a_low).abs().max(wide(a_high).abs());
                let by = if b_low > 0 { wide(b_low) } else { 1 };
                (if a_low >= 0 && b_low >= 0 { 0 } else { -(far / by) - 1 }, far / by + 1)
            }
            _ => return None,
        };
        let most = wide(MOST);
        if low < -most || high > most {
            return None;
        }
        let bounds = (i64::try_from(low).ok()?, i64::try_from(high).ok()?);
        if let (Some(a), Some(b)) = (self.known_constant(a), self.known_constant(b)) {
            let value = reckoned(&op, a, b)?;
            return Some(self.constant(value));
        }
        Some(self.add_op(op, bounds))
    }

    /// One number or the other.
    pub(super) fn select(&mut self, when: Id, then: Id, otherwise: Id) -> Id {
        if when == ALWAYS || then == otherwise {
            return then;
        }
        if when == NEVER {
            return otherwise;
        }
        let ((a_low, a_high), (b_low, b_high)) = (self.bounds(then), self.bounds(otherwise));
        self.add_op(Op::Select(when, then, otherwise), (a_low.min(b_low), a_high.max(b_high)))
    }

    // Conditions.

    pub(super) fn compare(&mut self, op: fn(Id, Id) -> Op, a: Id, b: Id) -> Id {
        let (((a_low, a_high), (b_low, b_high)), op) = ((self.bounds(a), self.bounds(b)), op(a, b));
        let settled = match op {
            _ if a == b => Some(matches!(op, Op::Equal(..))),
            Op::Less(..) if a_high < b_low => Some(true),
            Op::Less(..) if a_low >= b_high => Some(false),
            Op::Equal(..) if a_high < b_low || b_high < a_low => Some(false),
            Op::Equal(..) if a_low == a_high && (a_low, a_high) == (b_low, b_high) => Some(true),
            _ => None,
        };
        match settled {
            Some(true) => ALWAYS,
            Some(false) => NEVER,
            None => self.add_op(op, (0, 0)),
        }
    }

    /// Whether the code of a column is among these.
    pub(super) fn test(&mut self, column: usize, among: Vec<bool>) -> Id {
        if among.iter().all(|is| *is) {
            ALWAYS
        } else if among.iter().all(|is| !is) {
            NEVER
        } else {
            self.add_op(Op::Test(column, among.into()), (0, 0))
        }
    }

    pub(super) fn state(&mut self, column: usize, state: u8) -> Id {
        self.add_op(Op::State(column, state), (0, 0))
    }

    pub(super) fn not(&mut self, of: Id) -> Id {
        if let Some(known) = self.opposites.get(&of) {
            return *known;
        }
        let not = self.turned(of);
        self.opposites.insert(of, not);
        self.opposites.entry(not).or_insert(of);
        not
    }

    fn turned(&mut self, of: Id) -> Id {
        match self.op(of).clone() {
            Op::Never => ALWAYS,
            Op::Always => NEVER,
            Op::Test(column, among) => self.test(column, among.iter().map(|is| !is).collect()),
            Op::Not(of) => of,
            Op::And(a, b) => {
                let (a, b) = (self.not(a), self.not(b));
                self.or(a, b)
            }
            Op::Or(a, b) => {
                let (a, b) = (self.not(a), self.not(b));
                self.and(a, b)
            }
            _ => self.add_op(Op::Not(of), (0, 0)),
        }
    }

    pub(super) fn and(&mut self, a: Id, b: Id) -> Id {
        self.chain(true, [a, b])
    }

    pub(super) fn or(&mut self, a: Id, b: Id) -> Id {
        self.chain(false, [a, b])
    }

    /// The conditions that are joined in one.
    pub(super) fn joined(&self, all: bool, of: Id) -> Vec<Id> {
        let (mut parts, mut left) = (Vec::new(), vec![of]);
        while let Some(next) = left.pop() {
            match self.op(next) {
                Op::And(a, b) if all => left.extend([*a, *b]),
                Op::Or(a, b) if !all => left.extend([*a, *b]),
                _ => parts.push(next),
            }
        }
        parts
    }

    /// All of them, or any.
    fn chain(&mut self, all: bool, of: [Id; 2]) -> Id {
        let (neutral, settling) = if all { (ALWAYS, NEVER) } else { (NEVER, ALWAYS) };
        let mut parts: Vec<Id> = of.into_iter().flat_map(|of| self.joined(all, of)).collect();
        parts.retain(|part| *part != neutral);
        parts.sort_unstable();
        parts.dedup();
        parts = self.by_column(all, parts);
        let opposites: Vec<Id> = parts.iter().map(|part| self.not(*part)).collect();
        if parts.contains(&settling) || parts.iter().any(|part| opposites.contains(part)) {
            return settling;
        }
        // `a or (not a and b)` is `a or b`.
        let slack = |graph: &mut Self, part: Id| {
            let inner = graph.joined(!all, part);
            if inner.len() < 2 {
                return part;
            }
            if inner.iter().any(|one| parts.contains(one)) {
                return neutral;
            }
            let kept: Vec<Id> = inner.iter().filter(|one| !opposites.contains(one)).copied().collect();
            if kept.len() == inner.len() {
                return part;
            }
            kept.into_iter().fold(settling, |so_far, one| graph.chain(!all, [so_far, one]))
        };
        let tight: Vec<Id> = parts.clone().into_iter().map(|part| slack(self, part)).collect();
        if tight != parts {
            return tight.into_iter().fold(neutral, |so_far, part| self.chain(all, [so_far, part]));
        }
        let mut parts = parts.into_iter();
        let first = parts.next().unwrap_or(neutral);
        parts.fold(first, |so_far, part| {
            let op = if all { Op::And(so_far, part) } else { Op::Or(so_far, part) };
            self.add_op(op, (0, 0))
        })
    }

    /// What is asked of one column is one question.
    fn by_column(&mut self, all: bool, parts: Vec<Id>) -> Vec<Id> {
        let mut tests: Vec<(usize, Vec<bool>)> = Vec::new();
        let (mut others, mut single) = (Vec::new(), Vec::new());
        for part in parts {
            let Op::Test(column, among) = self.op(part) else {
                others.push(part);
                continue;
            };
            single.push(part);
            match tests.iter_mut().find(|(known, _)| known == column) {
                Some((_, known)) => {
                    for (known, is) in known.iter_mut().zip(among.iter()) {
                        *known = if all { *known && *is } else { *known || *is };
                    }
                }
                None => tests.push((*column, among.to_vec())),
            }
        }
        if tests.len() == single.len() {
            others.extend(single);
        } else {
            for (column, among) in tests {
                others.push(self.test(column, among));
            }
        }
        others.sort_unstable();
        others
    }
}

/// What an operation of two numbers comes to.
fn reckoned(op: &Op, a: i64, b: i64) -> Option<i64> {
    match op {
        Op::Add(..) => a.checked_add(b),
        Op::Subtract(..) => a.checked_sub(b),
        Op::Multiply(..) => a.checked_mul(b),
        Op::Least(..) => Some(a.min(b)),
        Op::Most(..) => Some(a.max(b)),
        Op::Round(..) => Some(round(a, b)),
        Op::Floor(..) => Some(floor(a, b)),
        _ => None,
    }
}
