//! A program: the operations that lead to what is asked for, in order, each with the register that it writes. A register is written anew once
//! nobody reads it any more, so that a block of lanes stays in the nearest memory.

use std::rc::Rc;

use super::graph::{Graph, Id, Op};

/// An operation whose parts are registers. Numbers and conditions have registers of their own.
#[derive(Debug)]
pub(super) struct Step {
    pub(super) op: Op,
    pub(super) to: usize,
    /// The divisor, where it is the same for all lanes.
    pub(super) by: Option<i64>,
}

/// What a policy says of a hook, compiled for some columns.
#[derive(Debug)]
pub struct Program {
    /// What is the same for all lanes.
    pub(super) constants: Vec<(usize, i64)>,
    pub(super) steps: Vec<Step>,
    pub(super) numbers: usize,
    pub(super) conditions: usize,
    /// Registers of the sum of the lines, of the tax among them in parts of 0.01, and of the hours that count in parts of the scale of sums.
    pub(super) total: usize,
    pub(super) tax: usize,
    pub(super) hours: usize,
    /// Whether its script says a tax, also where it comes to nothing in all lanes that are not left.
    pub(super) has_tax: bool,
    /// Whether its script reads what sums have come to, also where nothing depends on it: a sum may be none that fits.
    pub(super) reads_sums: bool,
    /// The lanes that are left to the interpreter.
    pub(super) left: usize,
    /// In the order in which they are said.
    pub(super) refusals: Vec<(usize, Rc<str>)>,
    pub(super) grades: Vec<(usize, Rc<str>)>,
}

impl Program {
    pub(super) fn new(
        graph: Graph,
        [total, tax, hours]: [Id; 3],
        left: Id,
        refusals: Vec<(Id, Rc<str>)>,
        grades: Vec<(Id, Rc<str>)>,
        (has_tax, reads_sums): (bool, bool),
    ) -> Self {
        let said = || refusals.iter().chain(&grades).map(|(when, _)| *when);
        let wanted: Vec<Id> = [total, tax, hours, left].into_iter().chain(said()).collect();
        let order = order(&graph, &wanted);
        let mut last = vec![0; graph.len()];
        for (step, id) in order.iter().enumerate() {
            for part in graph.op(*id).parts().into_iter().flatten() {
                set(&mut last, part, step);
            }
        }
        wanted.iter().for_each(|id| set(&mut last, *id, usize::MAX));
        let mut rooms = Rooms::default();
        let mut place = vec![0; graph.len()];
        // A constant is written once and never anew, so its register is its own.
        let mut constants = Vec::new();
        for id in &order {
            if let Op::Constant(value) = graph.op(*id) {
                set(&mut place, *id, rooms.numbers.0);
                constants.push((rooms.numbers.0, *value));
                rooms.numbers.0 += 1;
            }
        }
        let mut steps = Vec::new();
        for (step, id) in order.iter().enumerate() {
            let op = graph.op(*id);
            if matches!(op, Op::Constant(_)) {
                continue;
            }
            let is_condition = op.is_condition();
            let to = rooms.take(is_condition);
            set(&mut place, *id, to);
            let by = match op {
                Op::Round(_, by) | Op::Floor(_, by) => match graph.op(*by) {
                    Op::Constant(by) => Some(*by),
                    _ => None,
                },
                _ => None,
            };
            steps.push(Step { op: placed(op, &place), to, by });
            let mut freed: Vec<Id> = op.parts().into_iter().flatten().collect();
            freed.sort_unstable();
            freed.dedup();
            for part in freed {
                let is_done = last.get(part.0 as usize) == Some(&step);
                if is_done && !matches!(graph.op(part), Op::Constant(_)) {
                    rooms.free(graph.op(part).is_condition(), at(&place, part));
                }
            }
        }
        let placed =
            |said: Vec<(Id, Rc<str>)>| said.into_iter().map(|(id, code)| (at(&place, id), code)).collect();
        Self {
            constants,
            reads_sums,
            steps,
            numbers: rooms.numbers.0,
            conditions: rooms.conditions.0,
            total: at(&place, total),
            tax: at(&place, tax),
            hours: at(&place, hours),
            has_tax,
            left: at(&place, left),
            refusals: placed(refusals),
            grades: placed(grades),
        }
    }

    /// How many operations a lane takes.
    pub(super) fn operations(&self) -> usize {
        self.steps.len()
    }
}

/// Everything that leads to what is wanted, each after its parts. A graph is in such an order already.
fn order(graph: &Graph, wanted: &[Id]) -> Vec<Id> {
    let mut is_wanted = vec![false; graph.len()];
    wanted.iter().for_each(|id| set(&mut is_wanted, *id, true));
    let all = (0..graph.len()).rev().filter_map(|place| Some(Id(u32::try_from(place).ok()?)));
    let mut order = Vec::new();
    for id in all {
        if is_wanted.get(id.0 as usize) == Some(&true) {
            order.push(id);
            graph.op(id).parts().into_iter().flatten().for_each(|part| set(&mut is_wanted, part, true));
        }
    }
    order.reverse();
    order
}

fn set<T>(of: &mut [T], id: Id, value: T) {
    if let Some(place) = of.get_mut(id.0 as usize) {
        *place = value;
    }
}

fn at(place: &[usize], id: Id) -> usize {
    place.get(id.0 as usize).copied().unwrap_or_default()
}

/// The same operation of registers.
fn placed(op: &Op, place: &[usize]) -> Op {
    let to = |id: &Id| Id(u32::try_from(at(place, *id)).unwrap_or_default());
    match op {
        Op::Less(a, b) => Op::Less(to(a), to(b)),
        Op::Equal(a, b) => Op::Equal(to(a), to(b)),
        Op::And(a, b) => Op::And(to(a), to(b)),
        Op::Or(a, b) => Op::Or(to(a), to(b)),
        Op::Not(a) => Op::Not(to(a)),
        Op::Add(a, b) => Op::Add(to(a), to(b)),
        Op::Subtract(a, b) => Op::Subtract(to(a), to(b)),
        Op::Multiply(a, b) => Op::Multiply(to(a), to(b)),
        Op::Least(a, b) => Op::Least(to(a), to(b)),
        Op::Most(a, b) => Op::Most(to(a), to(b)),
        Op::Select(c, a, b) => Op::Select(to(c), to(a), to(b)),
        Op::Round(a, b) => Op::Round(to(a), to(b)),
        Op::Floor(a, b) => Op::Floor(to(a), to(b)),
        other => other.clone(),
    }
}

/// Registers, and which of them are free.
#[derive(Default)]
struct Rooms {
    numbers: (usize, Vec<usize>),
    conditions: (usize, Vec<usize>),
}

impl Rooms {
    fn of(&mut self, is_condition: bool) -> &mut (usize, Vec<usize>) {
        if is_condition { &mut self.conditions } else { &mut self.numbers }
    }

    fn take(&mut self, is_condition: bool) -> usize {
        let (count, free) = self.of(is_condition);
        free.pop().unwrap_or_else(|| {
            *count += 1;
            *count - 1
        })
    }

    fn free(&mut self, is_condition: bool, room: usize) {
        self.of(is_condition).1.push(room);
    }
}
