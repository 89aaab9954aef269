//! The term at a glance, of what somebody sees: totals, months, kinds of school, refusals, and what is missing.

mod paid;
mod reached;
mod school_types;
mod sums;

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::{
    domain::{Kind, Money, Month, Term},
    policy::decision::Text,
};

use super::{
    account::{self, Account},
    payments::{Payment, Settled},
    scope::{Sight, View},
};

pub use paid::payments;
pub use reached::Reached;
pub use school_types::SchoolType;
pub(super) use sums::Done;
pub use sums::{Earned, Sums};

/// One term.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Overview {
    pub sessions: usize,
    pub granted: usize,
    pub refused: usize,
    /// Not recorded as held yet, and refused nothing.
    pub planned: usize,
    pub undecided: usize,
    /// On file, of those of which sessions are seen.
    pub schools: usize,
    pub schools_served: usize,
    pub instructors_active: usize,
    /// 学时.
    pub paid_hours: Decimal,
    pub sums: Sum,
    pub months: Vec<MonthTotal>,
    pub school_types: Vec<(SchoolType, Earned)>,
    /// Reason and count, most frequent first.
    pub refusals: Vec<(String, usize)>,
    pub missing: Missing,
}

/// What is paid.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sum {
    pub after_tax: Money,
    /// Tax and gross; `None` where sessions that are not seen are taxed together with some that are.
    pub taxed: Option<[Money; 2]>,
}

/// One month of the term.
#[derive(Debug, Clone, PartialEq)]
pub struct MonthTotal {
    pub month: Month,
    pub sessions: usize,
    pub granted: usize,
    pub undecided: usize,
    pub sum: Sum,
}

/// What somebody has to do something about.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Missing {
    /// Sessions that the policy cannot decide, and why the first of them.
    pub undecided: Option<(usize, Text)>,
    /// Payments that the policy cannot settle, and why the first of them.
    pub unsettled: Option<(usize, Text)>,
    /// Sessions that were held and whose hours are not confirmed.
    pub unconfirmed: usize,
    /// Ids of sessions of which those who signed do not say the same.
    pub disputed_sessions: Vec<String>,
    /// Numbers of the instructors who served on a day before any check of offence records.
    pub unchecked_instructors: Vec<String>,
    /// Codes of schools without any session this term (一.1).
    pub unserved_schools: Vec<String>,
    /// Rows that could not be read.
    pub unreadable: usize,
}

/// The terms that have sessions, latest first.
pub fn terms(view: View<'_>, sums: &mut Sums) -> Vec<Term> {
    let terms: BTreeSet<_> =
        sums.served(view).flat_map(|part| part.terms.iter().map(|(term, _)| *term)).collect();
    terms.into_iter().rev().collect()
}

/// Sums up one term.
pub fn of_term<'a>(view: View<'a>, account: &'a Account, term: Term, sums: &mut Sums) -> Overview {
    let workspace = view.workspace;
    let mut overview = Overview::default();
    let mut months: BTreeMap<Month, MonthTotal> = BTreeMap::new();
    let (mut served, mut unchecked) = (FxHashSet::default(), BTreeSet::new());
    for (_, part) in sums.served(view).flat_map(|part| &part.terms).filter(|(other, _)| *other == term) {
        served.extend(part.schools.iter().map(|school| &**school));
        unchecked.extend(part.unchecked.iter().map(|instructor| &**instructor));
        overview.missing.unconfirmed += part.unconfirmed;
        let disputed = part.disputed.iter().map(|id| String::from(&**id));
        overview.missing.disputed_sessions.extend(disputed);
    }
    let mut sight = Sight::of(view, Kind::BULK);
    for school in workspace.schools.all().filter(|school| sight.stands_to(&school.code)) {
        overview.schools += 1;
        if !served.contains(&*school.code) {
            overview.missing.unserved_schools.push(school.code.clone());
        }
    }
    overview.missing.unchecked_instructors = unchecked.into_iter().map(str::to_owned).collect();
    overview.missing.unreadable = workspace.unreadable.len();

    let (mut schools, mut instructors) = (FxHashSet::default(), FxHashSet::default());
    let mut refusals: FxHashMap<&str, usize> = FxHashMap::default();
    let mut earned = BTreeMap::new();
    for (_, part) in sums.judged(view, account).filter(|(other, _)| *other == term) {
        schools.extend(part.schools.iter().map(|school| &**school));
        instructors.extend(part.instructors.iter().map(|instructor| &**instructor));
        overview.sessions += part.sessions;
        overview.granted += part.granted;
        overview.refused += part.refused;
        overview.planned += part.planned;
        overview.paid_hours += part.paid_hours;
        for (reason, count) in &part.refusals {
            *refusals.entry(reason).or_default() += count;
        }
        if let Some((count, why)) = &part.undecided {
            overview.undecided += count;
            overview.missing.undecided.get_or_insert_with(|| (0, why.clone())).0 += count;
        }
        for (month, [sessions, granted, undecided]) in &part.months {
            let month = total(&mut months, *month);
            month.sessions += sessions;
            month.granted += granted;
            month.undecided += undecided;
        }
        school_types::add(workspace, &part.earned, &mut earned);
    }
    overview.schools_served = schools.len();
    overview.instructors_active = instructors.len();
    overview.refusals = account::most_frequent(refusals);
    overview.school_types = earned.into_iter().collect();
    for payment in payments(view, account, sums, |month| Term::of(month.first_day()) == term) {
        overview.sums.add(&payment);
        if let Settled::Failed(why) = &payment.settled {
            overview.missing.unsettled.get_or_insert_with(|| (0, why.clone())).0 += 1;
        }
        total(&mut months, payment.month).sum.add(&payment);
    }
    overview.months = months.into_values().collect();
    overview
}

fn total(months: &mut BTreeMap<Month, MonthTotal>, month: Month) -> &mut MonthTotal {
    let nothing = || MonthTotal { month, sessions: 0, granted: 0, undecided: 0, sum: Sum::default() };
    months.entry(month).or_insert_with(nothing)
}

impl Default for Sum {
    fn default() -> Self {
        Self { after_tax: Money::ZERO, taxed: Some([Money::ZERO; 2]) }
    }
}

impl Sum {
    /// Tax and gross as they are read: a dash where the payer alone knows.
    pub fn taxed_texts(&self) -> [String; 2] {
        self.taxed.map_or(["—"; 2].map(str::to_owned), |taxed| taxed.map(|sum| sum.to_string()))
    }

    /// Adds what a payment comes to.
    pub fn add(&mut self, payment: &Payment) {
        let [after_tax, tax, gross] = payment.sums();
        self.after_tax += after_tax;
        let known = self.taxed.filter(|_| payment.settled != Settled::Shared);
        self.taxed = known.map(|[taxes, all]| [taxes + tax, all + gross]);
    }
}
