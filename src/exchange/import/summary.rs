//! What a file would bring, as it is shown before anything is stored.

use serde::{Deserialize, Serialize};

use super::{alike::Alike, batch::Batch, line::NewRow, naming::Asked, report::SheetReport};
use crate::{
    domain::{Kind, workflow::Transition},
    policy::decision::Text,
};

/// What a file holds.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Preview {
    /// New and changed records: what an import would write.
    pub batch: Batch,
    /// What it changes of what is stored, field by field: from what, to what.
    pub changes: Vec<Problem>,
    pub summary: Summary,
}

/// What the person is shown before confirming.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    /// By kind, in the order of [`Kind::ALL`]; only kinds that the file has.
    pub counts: Vec<(String, Counts)>,
    /// The first [`SHOWN`] of them.
    pub problems: Vec<Problem>,
    pub problem_count: usize,
    /// Values that change; which they are, [`Preview::changes`] says.
    pub change_count: usize,
    /// The first [`SHOWN_NEW`] new rows of each kind, as they were understood.
    pub new_rows: Vec<NewRow>,
    /// Rows of which somebody must say whether they are something new, the first [`SHOWN`] of them.
    pub alike: Vec<Alike>,
    pub alike_count: usize,
    /// Every sheet of the file, in its order.
    pub sheets: Vec<SheetReport>,
    /// Names by which records were found.
    pub found: Vec<Asked>,
    /// Names of which somebody must say whom they mean.
    pub asked: Vec<Asked>,
    /// The steps that the file asks for and an import makes: kind, verb and how many.
    pub steps: Vec<(String, String, usize)>,
    /// Steps that the file asks for and cannot be made, the first [`SHOWN`] of them; the records come in without.
    pub left: Vec<Problem>,
    pub left_count: usize,
}

/// Rows of one kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    pub new: usize,
    pub changed: usize,
    pub unchanged: usize,
    pub faulty: usize,
}

/// Something to be told at a place of the file: what is wrong, or what becomes of a value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Problem {
    pub sheet: String,
    /// As the spreadsheet program numbers it; 0 for the whole sheet.
    pub row: u32,
    /// `C 日期`; empty for the whole row.
    pub column: String,
    pub value: String,
    pub what: Text,
}

/// Problems listed one by one; beyond, they are counted.
pub const SHOWN: usize = 1_000;
/// New rows of each kind that are shown.
pub const SHOWN_NEW: usize = 50;

impl Summary {
    /// Adds what a sheet brings of a kind; several may bring it.
    pub(super) fn add_counts(&mut self, kind: Kind, more: Counts) {
        self.count(kind, |counts| {
            counts.new += more.new;
            counts.changed += more.changed;
            counts.unchanged += more.unchanged;
            counts.faulty += more.faulty;
        });
    }

    /// Counts rows of a kind.
    pub(super) fn count(&mut self, kind: Kind, count: impl FnOnce(&mut Counts)) {
        let place = self.counts.iter().position(|(code, _)| code == kind.code());
        let place = place.unwrap_or_else(|| {
            self.counts.push((kind.code().to_owned(), Counts::default()));
            self.counts.len() - 1
        });
        if let Some((_, counts)) = self.counts.get_mut(place) {
            count(counts);
        }
    }

    pub(super) fn count_step(&mut self, kind: Kind, transition: &Transition) {
        let is_it =
            |(of, verb, _): &&mut (String, String, usize)| of == kind.code() && verb == transition.verb;
        match self.steps.iter_mut().find(is_it) {
            Some((.., count)) => *count += 1,
            None => self.steps.push((kind.code().to_owned(), transition.verb.to_owned(), 1)),
        }
    }

    /// Counts a step that cannot be made, and lists it where there is room.
    pub(super) fn leave(&mut self, problem: Problem) {
        self.left_count += 1;
        if self.left.len() < SHOWN {
            self.left.push(problem);
        }
    }

    /// Counts a problem, and lists it where there is room.
    pub(super) fn tell(&mut self, problem: Problem) {
        self.problem_count += 1;
        if self.problems.len() < SHOWN {
            let value = problem.value.chars().take(60).collect();
            self.problems.push(Problem { value, ..problem });
        }
    }
}
