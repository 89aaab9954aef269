//! What a policy says of every lane: by its program, and by the interpreter where that is left to it.

use std::{
    collections::{BTreeMap, HashMap},
    ops::Range,
};

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::{
    answers::{Answers, millionths},
    columns::{Columns, SUM_SCALE, UNFIT, day_number},
    kernel::{Block, LANES},
    lower::{Running, Uncompiled, lower},
    program::Program,
};
use crate::policy::{Diagnostic, Hook, Policy, decision::Decision};

/// What is asked of the interpreter for a lane: the decision, where earlier ones of the same sum have come to so much beside what the facts
/// of the lane tell.
pub type Interpreter<'a> = dyn FnMut(u32, Decimal) -> Result<Decision, Diagnostic> + 'a;

/// A policy made ready for columns.
#[derive(Debug)]
pub struct Evaluator<'a> {
    policy: &'a Policy,
    hook: &'static Hook,
    columns: &'a Columns,
    /// By the parameters of the day, and whether it is the first wave.
    programs: BTreeMap<(usize, bool), Result<Program, Uncompiled>>,
}

impl<'a> Evaluator<'a> {
    /// Compiles the policy for every day and wave of the columns.
    pub fn new(policy: &'a Policy, columns: &'a Columns) -> Self {
        let mut evaluator = Self { policy, hook: columns.hook, columns, programs: BTreeMap::new() };
        for (is_first, day) in &columns.asked {
            evaluator.compile(*day, *is_first);
        }
        evaluator
    }

    /// Which parameters a day has, and the days that have the same.
    fn segment(&self, day: i32) -> (usize, (i32, i32)) {
        let changes = self.policy.breaks();
        let segment = changes.partition_point(|change| day_number(*change) <= day);
        let at = |place: usize| changes.get(place).map(|change| day_number(*change));
        (segment, (segment.checked_sub(1).and_then(at).unwrap_or(i32::MIN), at(segment).unwrap_or(i32::MAX)))
    }

    fn compile(&mut self, day: Date, is_first: bool) {
        let key = (self.policy.segment(day), is_first);
        if !self.programs.contains_key(&key) {
            let running = self.running(is_first);
            self.programs.insert(key, lower(self.policy, self.hook, self.columns, day, running));
        }
    }

    /// What sums have come to before the lanes of a wave.
    fn running(&self, is_first: bool) -> Running {
        let columns = self.columns;
        let second = columns.waves.get(1).map_or(columns.len(), |second| *second as usize);
        let begun = columns.before.get(..second).unwrap_or_default();
        match begun.split_first() {
            Some((first, rest))
                if is_first && *first != UNFIT && rest.iter().all(|before| before == first) =>
            {
                Running::Always(*first)
            }
            _ => {
                let (least, most) = columns.sums();
                Running::Between(least, most)
            }
        }
    }

    /// What of the policy is not compiled, each construct once.
    pub fn uncompiled(&self) -> Vec<&Uncompiled> {
        let mut all: Vec<&Uncompiled> = Vec::new();
        for why in self.programs.values().filter_map(|program| program.as_ref().err()) {
            if !all.contains(&why) {
                all.push(why);
            }
        }
        all
    }

    /// Operations of its longest program.
    pub fn operations(&self) -> usize {
        self.programs.values().flatten().map(Program::operations).max().unwrap_or_default()
    }

    /// Answers all lanes, wave by wave.
    pub fn answer(&self, interpreter: &mut Interpreter<'_>) -> Answers {
        let programs = || self.programs.values().flatten();
        let sums = self.hook.accumulates.is_some();
        let all_compiled = self.programs.values().all(Result::is_ok);
        let has_tax = !all_compiled || programs().any(|program| program.has_tax);
        let mut run = Run {
            answers: Answers::of(self.columns.len(), has_tax, sums),
            credited: vec![0; if sums { self.columns.len() } else { 0 }],
            exact: HashMap::new(),
            blocks: BTreeMap::new(),
            left: Vec::new(),
        };
        let begins = self.columns.waves.iter().map(|begins| *begins as usize);
        let ends = begins.clone().skip(1).chain([self.columns.len()]);
        for wave in begins.zip(ends).map(|(begins, ends)| begins..ends) {
            self.wave(wave, &mut run);
            for lane in std::mem::take(&mut run.left) {
                self.interpret(lane, &mut run, interpreter);
            }
        }
        run.answers
    }

    /// Runs the programs over a wave, and notes what is left to the interpreter.
    fn wave(&self, lanes: Range<usize>, run: &mut Run) {
        let mut running = [0; LANES];
        let mut from = lanes.start;
        while from < lanes.end {
            let days = self.columns.days.get(from..(from + LANES).min(lanes.end)).unwrap_or_default();
            let Some(first) = days.first() else { return };
            // Mostly all lanes of a block are judged by the same parameters.
            let (segment, (since, before)) = self.segment(*first);
            let until = from + days.iter().take_while(|day| (since..before).contains(day)).count();
            let key = (segment, self.columns.is_first(from));
            if let Some(Ok(program)) = self.programs.get(&key) {
                if program.reads_sums {
                    self.sums(from..until, run, &mut running);
                }
                let block = run.blocks.entry(key).or_insert_with(|| Block::new(program));
                block.run(program, self.columns, from, &running);
                run.answers.take(self.hook.answer, program, block, (from, until));
                let is_left = block.condition(program.left).iter().take(until - from);
                let left = is_left.enumerate().filter(|(_, is)| **is != 0);
                run.left.extend(left.map(|(lane, _)| from + lane));
                self.credit(from..until, run);
            } else {
                run.left.extend(from..until);
            }
            from = until;
        }
        run.left.sort_unstable();
        run.left.dedup();
    }

    /// What the sums of some lanes have come to; a lane whose sum is no number of so many places is left.
    fn sums(&self, lanes: Range<usize>, run: &mut Run, running: &mut [i64; LANES]) {
        let Some(before) = self.columns.before.get(lanes.clone()).filter(|before| !before.is_empty()) else {
            return;
        };
        let after = self.columns.after.get(lanes.clone()).unwrap_or_default();
        for (((lane, to), before), after) in lanes.zip(running).zip(before).zip(after) {
            let credited =
                after.map_or(0, |after| run.credited.get(after as usize).copied().unwrap_or_default());
            let is_fit = *before != UNFIT && after.is_none_or(|after| !run.exact.contains_key(&after));
            *to = if is_fit { before + credited } else { 0 };
            if !is_fit {
                run.left.push(lane);
            }
        }
    }

    /// What counts for those that come after, whether or not a program reads it.
    fn credit(&self, lanes: Range<usize>, run: &mut Run) {
        if run.credited.is_empty() {
            return;
        }
        for lane in lanes {
            let after = self.columns.after.get(lane).copied().flatten();
            let adds = self.columns.adds.get(lane) == Some(&true);
            let own = run.answers.hours.get(lane).filter(|_| adds).map_or(0, |hours| i64::from(*hours));
            if let Some(after) = after.filter(|after| !run.exact.is_empty() && run.exact.contains_key(after))
            {
                let credited = run.exactly(after) + Decimal::new(own, SUM_SCALE);
                run.credit(lane, credited);
                continue;
            }
            let before =
                after.and_then(|after| run.credited.get(after as usize).copied()).unwrap_or_default();
            if let Some(credited) = run.credited.get_mut(lane) {
                *credited = before + own;
            }
        }
    }

    /// Asks the interpreter.
    fn interpret(&self, lane: usize, run: &mut Run, interpreter: &mut Interpreter<'_>) {
        let Ok(asked) = u32::try_from(lane) else { return };
        let after = self.columns.after.get(lane).copied().flatten();
        let before = after.map_or(Decimal::ZERO, |after| run.exactly(after));
        let decided = interpreter(asked, before);
        run.answers.put(lane, &decided);
        let adds = self.columns.adds.get(lane) == Some(&true);
        let own = decided.ok().filter(|_| adds).map_or(Decimal::ZERO, |decision| decision.paid_hours);
        run.credit(lane, before + own);
    }
}

/// Answers that are being given.
struct Run {
    answers: Answers,
    /// What sums have come to with each lane, without what is in none.
    credited: Vec<i64>,
    /// Those that are no number of so many places.
    exact: HashMap<u32, Decimal>,
    blocks: BTreeMap<(usize, bool), Block>,
    /// Lanes of the wave that the interpreter decides.
    left: Vec<usize>,
}

impl Run {
    /// What a sum has come to with a lane.
    fn credit(&mut self, lane: usize, credited: Decimal) {
        let Some(to) = self.credited.get_mut(lane) else { return };
        match (millionths(credited), u32::try_from(lane)) {
            (Some(credited), Ok(lane)) => {
                *to = credited;
                self.exact.remove(&lane);
            }
            (None, Ok(lane)) => drop(self.exact.insert(lane, credited)),
            (_, Err(_)) => {}
        }
    }

    fn exactly(&self, lane: u32) -> Decimal {
        let known = || self.credited.get(lane as usize).copied().unwrap_or_default();
        self.exact.get(&lane).copied().unwrap_or_else(|| Decimal::new(known(), SUM_SCALE))
    }
}
