//! What was said of every lane, as codes and whole numbers.

use std::{collections::HashMap, rc::Rc};

use rust_decimal::Decimal;

use super::{datum::Datum, kernel::Block, program::Program};
use crate::policy::{
    Diagnostic,
    decision::Entry,
    decision::{Decision, Outcome},
    hook::Answer,
};

/// What was said, without its figures.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Said {
    /// An amount, a score, or that something may be done.
    Granted,
    Refused(Rc<str>),
    Grade(Rc<str>),
    /// The reasons, in the order in which they were said.
    Findings(Vec<Rc<str>>),
    /// What the script did wrong, and where.
    Fault(String),
}

/// The answers of a policy, by lane.
#[derive(Debug, Default)]
pub struct Answers {
    /// The amount in fen, or the score in parts of 0.01; 0 unless it is granted.
    pub totals: Vec<i64>,
    /// Tax in fen; empty where no rule withholds any.
    pub taxes: Vec<i64>,
    /// What counts for later decisions, in millionths of an hour; empty where nothing does.
    pub hours: Vec<i32>,
    /// The place of what was said.
    said: Vec<u32>,
    sayings: Vec<Said>,
    places: HashMap<Said, u32>,
    /// How many lanes the interpreter decided.
    pub interpreted: usize,
}

impl Answers {
    pub(super) fn of(lanes: usize, has_tax: bool, has_hours: bool) -> Self {
        let some = |has: bool| if has { lanes } else { 0 };
        Self {
            totals: vec![0; lanes],
            taxes: vec![0; some(has_tax)],
            hours: vec![0; some(has_hours)],
            said: vec![0; lanes],
            ..Self::default()
        }
    }

    /// What was said of a lane.
    pub fn said(&self, lane: usize) -> Option<&Said> {
        self.sayings.get(*self.said.get(lane)? as usize)
    }

    /// Everything that was said, and of how many lanes.
    pub fn counts(&self) -> Vec<(&Said, usize)> {
        let mut counts = vec![0; self.sayings.len()];
        for said in &self.said {
            if let Some(count) = counts.get_mut(*said as usize) {
                *count += 1;
            }
        }
        self.sayings.iter().zip(counts).filter(|(_, count)| *count > 0).collect()
    }

    fn place(&mut self, said: Said) -> u32 {
        if let Some(place) = self.places.get(&said) {
            return *place;
        }
        let place = u32::try_from(self.sayings.len()).unwrap_or(u32::MAX);
        self.sayings.push(said.clone());
        self.places.insert(said, place);
        place
    }

    /// What a program says of a block.
    pub(super) fn take(
        &mut self,
        answer: Answer,
        program: &Program,
        block: &Block,
        (from, until): (usize, usize),
    ) {
        if answer == Answer::Findings {
            return self.take_findings(program, block, (from, until));
        }
        let granted = self.place(Said::Granted);
        let grades: Vec<_> = program
            .grades
            .iter()
            .map(|(when, code)| (*when, self.place(Said::Grade(Rc::clone(code)))))
            .collect();
        let refused: Vec<_> = program
            .refusals
            .iter()
            .map(|(when, code)| (*when, self.place(Said::Refused(Rc::clone(code)))))
            .collect();
        let said = self.said.get_mut(from..until).unwrap_or_default();
        said.fill(granted);
        // The first that was said is the answer, so it is written last.
        for (when, place) in grades.iter().chain(refused.iter().rev()) {
            for (said, when) in said.iter_mut().zip(block.condition(*when)) {
                *said = if *when == 0 { *said } else { *place };
            }
        }
        // A reason has no amount.
        let is_granted = |said: u32| said == granted || grades.iter().any(|(_, place)| *place == said);
        let mask: Vec<i64> = said.iter().map(|said| -i64::from(is_granted(*said))).collect();
        for (sums, register) in [(&mut self.totals, program.total), (&mut self.taxes, program.tax)] {
            let sums = sums.get_mut(from..until).unwrap_or_default();
            for ((to, sum), mask) in sums.iter_mut().zip(block.number(register)).zip(&mask) {
                *to = sum & mask;
            }
        }
        let hours = self.hours.get_mut(from..until).unwrap_or_default();
        for ((to, sum), mask) in hours.iter_mut().zip(block.number(program.hours)).zip(&mask) {
            *to = i32::try_from(sum & mask).unwrap_or_default();
        }
    }

    fn take_findings(&mut self, program: &Program, block: &Block, (from, until): (usize, usize)) {
        let mut sets = vec![0u128; until - from];
        for (place, (when, _)) in program.refusals.iter().enumerate() {
            for (set, when) in sets.iter_mut().zip(block.condition(*when)) {
                *set |= u128::from(*when) << (place % 128);
            }
        }
        let mut known: Option<(u128, u32)> = None;
        for (lane, set) in sets.into_iter().enumerate() {
            let place = match known {
                Some((last, place)) if last == set => place,
                _ => {
                    let reasons = program.refusals.iter().enumerate();
                    let reasons = reasons.filter(|(place, _)| set >> (place % 128) & 1 == 1);
                    self.place(Said::Findings(reasons.map(|(_, (_, code))| Rc::clone(code)).collect()))
                }
            };
            known = Some((set, place));
            if let Some(said) = self.said.get_mut(from + lane) {
                *said = place;
            }
        }
    }

    /// What the interpreter says of a lane.
    pub(super) fn put(&mut self, lane: usize, decided: &Result<Decision, Diagnostic>) {
        let (said, total) = told(decided);
        let place = self.place(said);
        let (tax, hours) = match decided {
            Ok(decision) if !matches!(decision.outcome, Outcome::Refused(_)) => {
                (decision.tax().as_fen(), millionths(decision.paid_hours).unwrap_or_default())
            }
            _ => (0, 0),
        };
        set(&mut self.said, lane, place);
        set(&mut self.totals, lane, total);
        set(&mut self.taxes, lane, tax);
        set(&mut self.hours, lane, i32::try_from(hours).unwrap_or_default());
        self.interpreted += 1;
    }
}

/// What a decision comes to, as answers hold it: what was said, and the sum in parts of 0.01.
pub fn told(decided: &Result<Decision, Diagnostic>) -> (Said, i64) {
    let decision = match decided {
        Ok(decision) => decision,
        Err(fault) => return (Said::Fault(fault.to_string()), 0),
    };
    let code = |code: &str| Rc::<str>::from(code);
    match &decision.outcome {
        Outcome::Amount(amount) => (Said::Granted, amount.as_fen()),
        Outcome::Score(score) => (Said::Granted, Datum::Number(*score).scaled(2).unwrap_or_default()),
        Outcome::Allowed => (Said::Granted, 0),
        Outcome::Grade(grade) => {
            let sum: Decimal = decision.lines.iter().map(|line| got(line.entry)).sum();
            (Said::Grade(code(grade)), Datum::Number(sum).scaled(2).unwrap_or_default())
        }
        Outcome::Findings(all) => {
            (Said::Findings(all.iter().map(|refusal| code(&refusal.reason)).collect()), 0)
        }
        Outcome::Refused(refusal) => (Said::Refused(code(&refusal.reason)), 0),
    }
}

fn got(entry: Entry) -> Decimal {
    match entry {
        Entry::Points { got, .. } => got,
        _ => Decimal::ZERO,
    }
}

/// Hours in millionths; `None` of what is finer.
pub(super) fn millionths(hours: Decimal) -> Option<i64> {
    Datum::Number(hours).scaled(super::columns::SUM_SCALE)
}

fn set<T>(of: &mut [T], lane: usize, value: T) {
    if let Some(place) = of.get_mut(lane) {
        *place = value;
    }
}
