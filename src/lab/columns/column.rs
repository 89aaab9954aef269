//! One column: codes with the values that they stand for or, of numbers that are nearly all different, the numbers.

use std::collections::HashMap;

use crate::lab::{datum::Datum, graph::MOST};

/// Different numbers of which a column keeps codes.
const MOST_VALUES: usize = 2_048;
/// Decimal places beyond which a number is left to the interpreter.
const MOST_SCALE: u32 = 9;

/// What a column of numbers has at a lane.
const NUMBER: u8 = 0;
const MISSING: u8 = 1;
const LEFT: u8 = 2;

/// The values of one fact.
#[derive(Debug)]
pub(in crate::lab) struct Column {
    pub(in crate::lab) subject: usize,
    pub(in crate::lab) key: &'static str,
    pub(in crate::lab) kept: Kept,
    /// What codes stand for.
    pub(in crate::lab) values: Vec<Datum>,
    codes: HashMap<Datum, u32>,
}

/// How values are kept, by lane.
#[derive(Debug)]
pub(in crate::lab) enum Kept {
    Bytes(Vec<u8>),
    Shorts(Vec<u16>),
    Words(Vec<u32>),
    /// In parts of ten to the power of the scale, between these bounds.
    Numbers {
        scale: u32,
        parts: Vec<i64>,
        states: Vec<u8>,
        bounds: (i64, i64),
    },
}

impl Column {
    pub(super) fn new(subject: usize, key: &'static str) -> Self {
        let kept = Kept::Bytes(Vec::new());
        Self { subject, key, kept, values: Vec::new(), codes: HashMap::new() }
    }

    pub(in crate::lab) fn is_of(&self, subject: usize, key: &str) -> bool {
        (self.subject, self.key) == (subject, key)
    }

    fn len(&self) -> usize {
        match &self.kept {
            Kept::Bytes(codes) => codes.len(),
            Kept::Shorts(codes) => codes.len(),
            Kept::Words(codes) => codes.len(),
            Kept::Numbers { parts, .. } => parts.len(),
        }
    }

    pub(super) const fn bytes_a_lane(&self) -> usize {
        match self.kept {
            Kept::Bytes(_) => 1,
            Kept::Shorts(_) => 2,
            Kept::Words(_) => 4,
            Kept::Numbers { .. } => 9,
        }
    }

    /// Adds a value.
    pub(super) fn push(&mut self, value: Datum) {
        let lane = self.len();
        match &mut self.kept {
            Kept::Bytes(codes) => codes.push(0),
            Kept::Shorts(codes) => codes.push(0),
            Kept::Words(codes) => codes.push(0),
            Kept::Numbers { parts, states, .. } => {
                parts.push(0);
                states.push(LEFT);
            }
        }
        self.set(lane, value);
    }

    /// Sets the value of a lane.
    pub(super) fn set(&mut self, lane: usize, value: Datum) {
        if matches!(self.kept, Kept::Numbers { .. }) {
            return self.set_number(lane, &value);
        }
        let (code, is_new) = match self.codes.get(&value) {
            Some(code) => (*code, false),
            None => {
                let code = u32::try_from(self.values.len()).unwrap_or(u32::MAX);
                self.values.push(value.clone());
                self.codes.insert(value, code);
                (code, true)
            }
        };
        self.widen(code);
        match &mut self.kept {
            Kept::Bytes(codes) => put(codes, lane, u8::try_from(code).unwrap_or(u8::MAX)),
            Kept::Shorts(codes) => put(codes, lane, u16::try_from(code).unwrap_or(u16::MAX)),
            Kept::Words(codes) => put(codes, lane, code),
            Kept::Numbers { .. } => {}
        }
        let is_number = |value: &Datum| matches!(value, Datum::Number(_) | Datum::Missing);
        if is_new && self.values.len() > MOST_VALUES && self.values.iter().all(is_number) {
            self.become_numbers();
        }
    }

    /// Makes room for a code.
    fn widen(&mut self, code: u32) {
        match &self.kept {
            Kept::Bytes(codes) if code > u8::MAX.into() => {
                self.kept = Kept::Shorts(codes.iter().map(|code| u16::from(*code)).collect());
            }
            Kept::Shorts(codes) if code > u16::MAX.into() => {
                self.kept = Kept::Words(codes.iter().map(|code| u32::from(*code)).collect());
            }
            _ => {}
        }
    }

    fn become_numbers(&mut self) {
        let codes: Vec<u32> = match &self.kept {
            Kept::Bytes(codes) => codes.iter().map(|code| u32::from(*code)).collect(),
            Kept::Shorts(codes) => codes.iter().map(|code| u32::from(*code)).collect(),
            Kept::Words(codes) => codes.clone(),
            Kept::Numbers { .. } => return,
        };
        let (parts, states) = (vec![0; codes.len()], vec![LEFT; codes.len()]);
        self.kept = Kept::Numbers { scale: 0, parts, states, bounds: (0, 0) };
        let values = std::mem::take(&mut self.values);
        self.codes.clear();
        for (lane, code) in codes.into_iter().enumerate() {
            if let Some(value) = values.get(code as usize) {
                self.set_number(lane, value);
            }
        }
    }

    fn set_number(&mut self, lane: usize, value: &Datum) {
        let Kept::Numbers { scale, parts, states, bounds } = &mut self.kept else { return };
        let finer = value.number().map_or(0, |number| number.normalize().scale());
        if finer > *scale && finer <= MOST_SCALE && rescaled(parts, bounds, finer - *scale) {
            *scale = finer;
        }
        let state = match (value, value.scaled(*scale)) {
            (_, Some(number)) => {
                put(parts, lane, number);
                *bounds = (bounds.0.min(number), bounds.1.max(number));
                NUMBER
            }
            (Datum::Missing, _) => MISSING,
            _ => LEFT,
        };
        if state != NUMBER {
            put(parts, lane, 0);
        }
        put(states, lane, state);
    }
}

/// Holds all numbers in finer parts; false where they would not fit.
fn rescaled(parts: &mut [i64], bounds: &mut (i64, i64), by: u32) -> bool {
    let times = 10i64.pow(by);
    let fits = |bound: i64| bound.checked_mul(times).is_some_and(|bound| bound.abs() <= MOST);
    if !fits(bounds.0) || !fits(bounds.1) {
        return false;
    }
    parts.iter_mut().for_each(|part| *part *= times);
    *bounds = (bounds.0 * times, bounds.1 * times);
    true
}

fn put<T>(of: &mut [T], lane: usize, value: T) {
    if let Some(place) = of.get_mut(lane) {
        *place = value;
    }
}

impl Column {
    /// The states by which a column of numbers is asked.
    pub(in crate::lab) const fn states() -> [(u8, Datum); 2] {
        [(MISSING, Datum::Missing), (LEFT, Datum::Left)]
    }
}
