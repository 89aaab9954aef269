//! Running a program over a block of lanes, an operation at a time: loops of one kind of work over arrays, which the compiler turns into
//! instructions for several lanes at once.

use std::mem;

use super::{
    columns::{Column, Columns, Kept},
    graph::{Id, Op},
    program::{Program, Step},
    whole::{floor, round},
};

/// Lanes of a block.
pub(super) const LANES: usize = 256;

type Numbers = [i64; LANES];
/// 1 where it holds, else 0.
type Conditions = [u8; LANES];

/// The registers of a program.
#[expect(clippy::vec_box, reason = "a register changes places with the spare one by its address")]
pub(super) struct Block {
    numbers: Vec<Box<Numbers>>,
    conditions: Vec<Box<Conditions>>,
    /// Written in the place of a register, and put there then.
    spare: (Box<Numbers>, Box<Conditions>),
}

impl Block {
    pub(super) fn new(program: &Program) -> Self {
        let mut numbers = vec![Box::new([0; LANES]); program.numbers];
        for (to, value) in &program.constants {
            if let Some(register) = numbers.get_mut(*to) {
                register.fill(*value);
            }
        }
        let conditions = vec![Box::new([0; LANES]); program.conditions];
        Self { numbers, conditions, spare: (Box::new([0; LANES]), Box::new([0; LANES])) }
    }

    pub(super) fn number(&self, register: usize) -> &[i64] {
        self.numbers.get(register).map_or(&[], |numbers| &numbers[..])
    }

    pub(super) fn condition(&self, register: usize) -> &[u8] {
        self.conditions.get(register).map_or(&[], |conditions| &conditions[..])
    }

    /// Runs a program over the lanes from one on; `running` is what their sums have come to.
    pub(super) fn run(&mut self, program: &Program, columns: &Columns, from: usize, running: &[i64]) {
        let Self { numbers, conditions, spare } = self;
        for step in &program.steps {
            if step.op.is_condition() {
                test(step, &Registers { numbers, conditions }, (columns, from), &mut spare.1);
                if let Some(register) = conditions.get_mut(step.to) {
                    mem::swap(register, &mut spare.1);
                }
            } else {
                reckon(step, &Registers { numbers, conditions }, (columns, from), running, &mut spare.0);
                if let Some(register) = numbers.get_mut(step.to) {
                    mem::swap(register, &mut spare.0);
                }
            }
        }
    }
}

/// What is read while another register is written.
struct Registers<'a> {
    numbers: &'a [Box<Numbers>],
    conditions: &'a [Box<Conditions>],
}

static NO_NUMBERS: Numbers = [0; LANES];
static NO_CONDITIONS: Conditions = [0; LANES];

impl Registers<'_> {
    fn number(&self, register: Id) -> &Numbers {
        self.numbers.get(register.0 as usize).map_or(&NO_NUMBERS, |numbers| numbers)
    }

    fn condition(&self, register: Id) -> &Conditions {
        self.conditions.get(register.0 as usize).map_or(&NO_CONDITIONS, |conditions| conditions)
    }
}

/// Where a program reads: the columns, and the first lane.
type From<'a> = (&'a Columns, usize);

fn column(columns: &Columns, place: usize) -> Option<&Kept> {
    columns.columns.get(place).map(|column: &Column| &column.kept)
}

fn test(step: &Step, registers: &Registers<'_>, (columns, from): From<'_>, to: &mut Conditions) {
    match &step.op {
        Op::Never => to.fill(0),
        Op::Always => to.fill(1),
        Op::Test(place, among) => match column(columns, *place) {
            Some(Kept::Bytes(codes)) => test_bytes(rest(codes, from), among, to),
            Some(Kept::Shorts(codes)) => look_up(rest(codes, from), to, |code| is(among, usize::from(code))),
            Some(Kept::Words(codes)) => look_up(rest(codes, from), to, |code| is(among, code as usize)),
            _ => to.fill(0),
        },
        Op::State(place, state) => match column(columns, *place) {
            Some(Kept::Numbers { states, .. }) => {
                look_up(rest(states, from), to, |known| u8::from(known == *state))
            }
            _ => to.fill(0),
        },
        Op::Less(a, b) => zip(registers.number(*a), registers.number(*b), to, |a, b| u8::from(a < b)),
        Op::Equal(a, b) => zip(registers.number(*a), registers.number(*b), to, |a, b| u8::from(a == b)),
        Op::And(a, b) => zip(registers.condition(*a), registers.condition(*b), to, |a, b| a & b),
        Op::Or(a, b) => zip(registers.condition(*a), registers.condition(*b), to, |a, b| a | b),
        Op::Not(a) => look_up(registers.condition(*a), to, |a| a ^ 1),
        _ => {}
    }
}

/// One code or all but one is compared; else what stands for each is looked up.
fn test_bytes(codes: &[u8], among: &[bool], to: &mut Conditions) {
    let only = |wanted: bool| {
        let mut found = among.iter().enumerate().filter(|(_, is)| **is == wanted);
        found.next().filter(|_| found.next().is_none()).and_then(|(code, _)| u8::try_from(code).ok())
    };
    if let Some(only) = only(true) {
        return look_up(codes, to, |code| u8::from(code == only));
    }
    if let Some(other) = only(false) {
        return look_up(codes, to, |code| u8::from(code != other));
    }
    let mut table = [0; 256];
    table.iter_mut().zip(among).for_each(|(to, is)| *to = u8::from(*is));
    look_up(codes, to, |code| table[usize::from(code)]);
}

fn is(among: &[bool], code: usize) -> u8 {
    among.get(code).map_or(0, |is| u8::from(*is))
}

fn reckon(
    step: &Step,
    registers: &Registers<'_>,
    (columns, from): From<'_>,
    running: &[i64],
    to: &mut Numbers,
) {
    let number = |id: &Id| registers.number(*id);
    match &step.op {
        Op::Gather(place, values) => match column(columns, *place) {
            Some(Kept::Bytes(codes)) => gather_bytes(rest(codes, from), values, to),
            Some(Kept::Shorts(codes)) => look_up(rest(codes, from), to, |code| of(values, usize::from(code))),
            Some(Kept::Words(codes)) => look_up(rest(codes, from), to, |code| of(values, code as usize)),
            _ => to.fill(0),
        },
        Op::Read(place) => match column(columns, *place) {
            Some(Kept::Numbers { parts, .. }) => look_up(rest(parts, from), to, |part| part),
            _ => to.fill(0),
        },
        Op::Running => look_up(running, to, |sum| sum),
        Op::Add(a, b) => zip(number(a), number(b), to, i64::wrapping_add),
        Op::Subtract(a, b) => zip(number(a), number(b), to, i64::wrapping_sub),
        Op::Multiply(a, b) => zip(number(a), number(b), to, i64::wrapping_mul),
        Op::Least(a, b) => zip(number(a), number(b), to, i64::min),
        Op::Most(a, b) => zip(number(a), number(b), to, i64::max),
        Op::Round(a, b) => match step.by {
            // A divisor that the compiler knows is multiplied by.
            Some(10) => look_up(number(a), to, |a| round(a, 10)),
            Some(100) => look_up(number(a), to, |a| round(a, 100)),
            Some(1_000) => look_up(number(a), to, |a| round(a, 1_000)),
            Some(10_000) => look_up(number(a), to, |a| round(a, 10_000)),
            _ => zip(number(a), number(b), to, round),
        },
        Op::Floor(a, b) => zip(number(a), number(b), to, floor),
        Op::Select(when, a, b) => {
            let of = number(a).iter().zip(number(b)).zip(registers.condition(*when));
            for (to, ((a, b), when)) in to.iter_mut().zip(of) {
                *to = if *when == 0 { *b } else { *a };
            }
        }
        _ => {}
    }
}

/// A byte is below 256 whatever it is, so that nothing is checked.
fn gather_bytes(codes: &[u8], values: &[i64], to: &mut Numbers) {
    let mut table = [0; 256];
    table.iter_mut().zip(values).for_each(|(to, value)| *to = *value);
    look_up(codes, to, |code| table[usize::from(code)]);
}

fn of(values: &[i64], code: usize) -> i64 {
    values.get(code).copied().unwrap_or_default()
}

/// The lanes from one on.
fn rest<T>(of: &[T], from: usize) -> &[T] {
    of.get(from..).unwrap_or_default()
}

fn look_up<T: Copy, R>(of: &[T], to: &mut [R; LANES], what: impl Fn(T) -> R) {
    for (to, from) in to.iter_mut().zip(of) {
        *to = what(*from);
    }
}

fn zip<T: Copy, R>(a: &[T; LANES], b: &[T; LANES], to: &mut [R; LANES], what: impl Fn(T, T) -> R) {
    for ((to, a), b) in to.iter_mut().zip(a).zip(b) {
        *to = what(*a, *b);
    }
}
