//! Facts by column: of everything that a hook is told of and some script reads, which of its different values each question has.
//!
//! What is asked once is a lane. Lanes whose sum another begins with lie behind all of those that begin none, wave by wave, so that
//! a wave is decided at once. One record that is edited costs the lanes that are told of it.

mod column;

use std::collections::BTreeSet;

use jiff::civil::Date;
use rhai::{ASTNode, Expr};

use crate::{
    domain::Fields,
    policy::{Hook, Policy, facts::Facts},
};

use super::datum::Datum;

pub(super) use column::{Column, Kept};

/// Decimal places of a sum that later decisions are told of.
pub(super) const SUM_SCALE: u32 = 6;

/// In the place of a sum that is no number of so many places.
pub(super) const UNFIT: i64 = i64::MAX;

/// The facts of many questions to one hook.
#[derive(Debug)]
pub struct Columns {
    pub(super) hook: &'static Hook,
    /// By subject and fact.
    pub(super) columns: Vec<Column>,
    /// The day on which each is asked, as [`day_number`].
    pub(super) days: Vec<i32>,
    /// The days of first waves and of others.
    pub(super) asked: BTreeSet<(bool, Date)>,
    /// What earlier decisions that are none of these lanes have come to, in parts of [`SUM_SCALE`].
    pub(super) before: Vec<i64>,
    /// The lane that goes before in the same sum.
    pub(super) after: Vec<Option<u32>>,
    /// Whether a decision counts for those that come after.
    pub(super) adds: Vec<bool>,
    /// Where each wave begins.
    pub(super) waves: Vec<u32>,
}

/// How a question stands to the others of its sum.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The lane that goes before it.
    pub after: Option<u32>,
    /// Whether what it comes to counts for those that come after.
    pub adds: bool,
}

impl Place {
    /// Of a question that shares no sum.
    pub const ALONE: Self = Self { after: None, adds: true };
}

/// Why facts are no lane.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Misplaced {
    #[error("a lane lies before one of an earlier wave")]
    OutOfOrder,
    #[error("there is no such lane, or it stands otherwise in its sum")]
    Elsewhere,
    #[error("the facts are not those of the hook")]
    OtherFacts,
}

impl Columns {
    /// Columns for what any function of these policies reads.
    pub fn new(hook: &'static Hook, policies: &[&Policy]) -> Self {
        let mut read = BTreeSet::new();
        policies.iter().for_each(|policy| names(policy, &mut read));
        let told = hook.accumulates.as_ref().map(|sum| sum.told);
        let none = Fields::default();
        let mut columns: Vec<Column> = Vec::new();
        for (subject, told_of) in hook.subjects.iter().enumerate() {
            for fields in policies.iter().map(|policy| policy.fields()).chain([&none]) {
                for field in told_of.fields(fields) {
                    let is_known = columns.iter().any(|known| known.is_of(subject, field.key));
                    let is_running = subject == 0 && told == Some(field.key);
                    if !is_known && !is_running && read.contains(field.key) {
                        columns.push(Column::new(subject, field.key));
                    }
                }
            }
        }
        Self {
            hook,
            columns,
            days: Vec::new(),
            asked: BTreeSet::new(),
            before: Vec::new(),
            after: Vec::new(),
            adds: Vec::new(),
            waves: Vec::new(),
        }
    }

    /// How many lanes there are.
    pub fn len(&self) -> usize {
        self.days.len()
    }

    pub fn is_empty(&self) -> bool {
        self.days.is_empty()
    }

    /// Adds a question as its last lane.
    ///
    /// # Errors
    /// Where lanes of a later wave are there already.
    pub fn push(&mut self, day: Date, facts: &[Facts], place: Place) -> Result<(), Misplaced> {
        if facts.len() != self.hook.subjects.len() {
            return Err(Misplaced::OtherFacts);
        }
        let lane = self.len();
        let wave = match place.after {
            None => 0,
            Some(after) if (after as usize) < lane => self.wave(after) + 1,
            Some(_) => return Err(Misplaced::Elsewhere),
        };
        match wave + 1 < self.waves.len() {
            true => return Err(Misplaced::OutOfOrder),
            false if wave == self.waves.len() => self.waves.push(u32::try_from(lane).unwrap_or(u32::MAX)),
            false => {}
        }
        self.days.push(day_number(day));
        self.asked.insert((place.after.is_none(), day));
        if self.hook.accumulates.is_some() {
            self.before.push(self.begins(facts));
            self.after.push(place.after);
            self.adds.push(place.adds);
        }
        for column in &mut self.columns {
            column.push(told(facts, column));
        }
        Ok(())
    }

    /// Puts other facts in the place of those of a lane.
    ///
    /// # Errors
    /// When there is none.
    pub fn replace(&mut self, lane: u32, day: Date, facts: &[Facts]) -> Result<(), Misplaced> {
        let lane = lane as usize;
        let begins = self.begins(facts);
        *self.days.get_mut(lane).ok_or(Misplaced::Elsewhere)? = day_number(day);
        self.asked.insert((self.is_first(lane), day));
        if let Some(before) = self.before.get_mut(lane) {
            *before = begins;
        }
        for column in &mut self.columns {
            column.set(lane, told(facts, column));
        }
        Ok(())
    }

    /// Bytes that a lane takes.
    pub fn bytes_a_lane(&self) -> usize {
        let sums = if self.before.is_empty() { 0 } else { 8 + size_of::<Option<u32>>() + 1 };
        size_of::<i32>() + sums + self.columns.iter().map(Column::bytes_a_lane).sum::<usize>()
    }

    /// Whether a lane begins its sum.
    pub(super) fn is_first(&self, lane: usize) -> bool {
        self.after.get(lane).is_none_or(Option::is_none)
    }

    /// The wave of a lane.
    pub(super) fn wave(&self, lane: u32) -> usize {
        self.waves.partition_point(|begins| *begins <= lane).saturating_sub(1)
    }

    /// The least and the most that a sum can have come to before a lane.
    pub(super) fn sums(&self) -> (i64, i64) {
        let most = i64::try_from(self.waves.len()).unwrap_or(i64::MAX).saturating_sub(1);
        let most = most.saturating_mul(super::datum::MOST_HOURS * 10i64.pow(SUM_SCALE));
        let begun = || self.before.iter().copied().filter(|before| *before != UNFIT);
        (begun().min().unwrap_or_default(), begun().max().unwrap_or_default().saturating_add(most))
    }

    /// What was summed up before, of a sum that is told; [`UNFIT`] where that is no number that fits.
    fn begins(&self, facts: &[Facts]) -> i64 {
        let Some((sum, first)) = self.hook.accumulates.as_ref().zip(facts.first()) else { return 0 };
        let told = first.told(sum.told).map_or(Datum::Left, Datum::from);
        told.scaled(SUM_SCALE).unwrap_or(UNFIT)
    }
}

/// A number of each day, growing from day to day, and quickly compared.
pub(super) fn day_number(day: Date) -> i32 {
    (i32::from(day.year()) << 9) | (i32::from(day.month()) << 5) | i32::from(day.day())
}

fn told(facts: &[Facts], column: &Column) -> Datum {
    let told = facts.get(column.subject).and_then(|facts| facts.told(column.key));
    told.map_or(Datum::Left, Datum::from)
}

/// The names that functions read, and the texts by which they could.
fn names(policy: &Policy, found: &mut BTreeSet<String>) {
    for function in policy.functions().all() {
        for statement in &function.body {
            statement.walk(&mut Vec::new(), &mut |path| {
                let name = match path.last() {
                    Some(ASTNode::Expr(Expr::Property(name, _))) => Some(name.2.to_string()),
                    Some(ASTNode::Expr(Expr::StringConstant(text, _))) => Some(text.to_string()),
                    _ => None,
                };
                found.extend(name);
                true
            });
        }
    }
}
