//! The term at a glance: totals, months, refusals, and what is missing.

mod sums;

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::{
    domain::{Money, Month, Term},
    policy::decision::Text,
};

use super::{
    account::{self, Account},
    workspace::Workspace,
};

pub(super) use sums::Done;
pub use sums::Sums;

/// One term.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Overview {
    pub sessions: usize,
    pub granted: usize,
    pub refused: usize,
    pub undecided: usize,
    pub schools_served: usize,
    pub instructors_active: usize,
    /// 学时.
    pub paid_hours: Decimal,
    pub after_tax: Money,
    pub tax: Money,
    pub gross: Money,
    pub months: Vec<MonthTotal>,
    /// Reason and count, most frequent first.
    pub refusals: Vec<(String, usize)>,
    pub missing: Missing,
}

/// One month of the term.
#[derive(Debug, Clone, PartialEq)]
pub struct MonthTotal {
    pub month: Month,
    pub sessions: usize,
    pub granted: usize,
    pub after_tax: Money,
    pub tax: Money,
    pub gross: Money,
}

/// What somebody has to do something about.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Missing {
    /// Sessions that the policy cannot decide, and why the first of them.
    pub undecided: Option<(usize, Text)>,
    /// Sessions that are to be held, or were, and whose hours are not confirmed.
    pub unconfirmed: usize,
    /// Numbers of the instructors who served on a day before any check of offence records.
    pub unchecked_instructors: Vec<String>,
    /// Codes of schools without any session this term (一.1).
    pub unserved_schools: Vec<String>,
    /// Rows that could not be read.
    pub unreadable: usize,
}

/// The terms that have sessions, latest first.
pub fn terms(workspace: &Workspace, sums: &mut Sums) -> Vec<Term> {
    let terms: BTreeSet<_> =
        sums.served(workspace).flat_map(|part| part.terms.iter().map(|(term, _)| *term)).collect();
    terms.into_iter().rev().collect()
}

/// Sums up one term.
pub fn of_term(workspace: &Workspace, account: &Account, term: Term, sums: &mut Sums) -> Overview {
    let mut overview = Overview::default();
    let mut months: BTreeMap<Month, MonthTotal> = BTreeMap::new();
    let (mut served, mut unchecked) = (FxHashSet::default(), BTreeSet::new());
    for (_, part) in sums.served(workspace).flat_map(|part| &part.terms).filter(|(other, _)| *other == term) {
        served.extend(part.schools.iter().map(|school| &**school));
        unchecked.extend(part.unchecked.iter().map(|instructor| &**instructor));
        overview.missing.unconfirmed += part.unconfirmed;
    }
    let unserved = workspace.schools.all().filter(|school| !served.contains(&*school.code));
    overview.missing.unserved_schools = unserved.map(|school| school.code.clone()).collect();
    overview.missing.unchecked_instructors = unchecked.into_iter().map(str::to_owned).collect();
    overview.missing.unreadable = workspace.unreadable.len();

    let (mut schools, mut instructors) = (FxHashSet::default(), FxHashSet::default());
    let mut refusals: FxHashMap<&str, usize> = FxHashMap::default();
    for (_, part) in sums.judged(workspace, account).filter(|(other, _)| *other == term) {
        schools.extend(part.schools.iter().map(|school| &**school));
        instructors.extend(part.instructors.iter().map(|instructor| &**instructor));
        overview.sessions += part.sessions;
        overview.granted += part.granted;
        overview.refused += part.refused;
        overview.paid_hours += part.paid_hours;
        for (reason, count) in &part.refusals {
            *refusals.entry(reason).or_default() += count;
        }
        if let Some((count, why)) = &part.undecided {
            overview.undecided += count;
            overview.missing.undecided.get_or_insert_with(|| (0, why.clone())).0 += count;
        }
        for (month, [sessions, granted]) in &part.months {
            let month = total(&mut months, *month);
            month.sessions += sessions;
            month.granted += granted;
        }
    }
    overview.schools_served = schools.len();
    overview.instructors_active = instructors.len();
    overview.refusals = account::most_frequent(refusals);
    for payment in account.payments.iter().filter(|payment| Term::of(payment.month.first_day()) == term) {
        let [after_tax, tax, gross] = payment.sums();
        let month = total(&mut months, payment.month);
        for (sum, amount) in [
            (&mut month.after_tax, after_tax),
            (&mut month.tax, tax),
            (&mut month.gross, gross),
            (&mut overview.after_tax, after_tax),
            (&mut overview.tax, tax),
            (&mut overview.gross, gross),
        ] {
            *sum += amount;
        }
    }
    overview.months = months.into_values().collect();
    overview
}

fn total(months: &mut BTreeMap<Month, MonthTotal>, month: Month) -> &mut MonthTotal {
    months.entry(month).or_insert_with(|| MonthTotal {
        month,
        sessions: 0,
        granted: 0,
        after_tax: Money::ZERO,
        tax: Money::ZERO,
        gross: Money::ZERO,
    })
}
